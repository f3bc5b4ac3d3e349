CREATE TABLE members (id integer NOT NULL PRIMARY KEY, code varchar(20) NOT NULL, town integer NOT NULL);
CREATE TABLE loans (id integer NOT NULL PRIMARY KEY, member_id integer NOT NULL, status varchar(10) NOT NULL,
  lent_on integer NOT NULL, shelf integer NOT NULL, note varchar(200) NOT NULL,
  CHECK (status IN ('open', 'late', 'done')));
