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
create table ranged (id int primary key, n int) partition by range (id)
  (partition p0 values less than (10), partition p1 values less than (20));
create table hashed (id int primary key, n int) partition by hash (id) partitions 4;
create table item (id int primary key, customer_id int, n int,
  constraint held foreign key (customer_id) references customer (id) on delete cascade);
create table narrow (id int primary key, word varchar(20)) character set utf8mb3;
