-- of_customer
select id, total from orders where customer_id = $1 order by placed_at desc limit 20;

-- open_orders
select id, placed_at from orders where status = 'open' order by placed_at limit 50;

-- by_email
select id from customers where lower(email) = :email;

-- by_key
select * from orders where id = $1;

-- everything
select count(*) from orders where total >= 0;

-- close
update orders set status = 'paid' where customer_id = 17 and status = 'open';
