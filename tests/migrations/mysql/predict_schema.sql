create table customer (
  id int primary key auto_increment, age int, score int not null default 1, price decimal(10, 2), ratio float,
  seen datetime, bio text character set latin1, short varchar(50) character set latin1,
  middle varchar(200) character set latin1, state enum('a', 'b', 'c'), flags set('x', 'y'),
  key by_age (age), constraint adult check (age > 0)
);
create table purchase (id int primary key, customer_id int, total bigint not null, note varchar(10),
  constraint buyer foreign key (customer_id) references customer (id));
create table searched (id int primary key, body text, fulltext key words (body));
create table computed (id int primary key, n int, fast int as (n + 1) virtual, kept int as (n + 1) stored);
create table keyless (a int not null);
