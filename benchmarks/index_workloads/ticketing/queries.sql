-- article_by_slug
select id, title, body from articles where lower(slug) = 'article-777-f1c1' and deleted_at is null;

-- magazine_front
select id, slug, title from articles where state = 'published' and deleted_at is null order by pinned desc, published_at desc limit 20;

-- articles_by_tag
select id, title from articles where tags @> array['editorial'] and state = 'published' and deleted_at is null order by published_at desc limit 20;

-- article_search
select id, title from articles where search @@ plainto_tsquery('english', 'bassoon harmonica') and state = 'published' limit 50;

-- title_infix
select id, title from articles where title ilike '%golden harmonica%';

-- venues_near
select id, name from venues order by location <-> point(13.4, 52.5) limit 10;

-- hall_conflict
select id from events where venue_id = 118 and during && tstzrange('2026-06-03 18:00+00', '2026-06-03 23:00+00') and deleted_at is null;

-- what_is_on
select id, title, kind from events where during && tstzrange('2026-06-03 18:00+00', '2026-06-03 18:30+00') and published and deleted_at is null;

-- venue_programme
select id, title, starts_at from events where venue_id = 3 and starts_at >= '2026-06-01 00:00+00' and deleted_at is null order by starts_at limit 10;

-- event_titles_prefix
select id, title from events where title like 'Opera night a1%' and published;

-- tickets_of_order
select id, event_id, seat, price_cents from tickets where order_id = 4711;

-- cheapest_free_seats
select id, seat, price_cents from tickets where event_id = 33000 and state = 'available' order by price_cents nulls first, seat limit 4;

-- seat
select id, state from tickets where event_id = 20000 and seat = 'S3';

-- last_scans
select id, seat, scanned_at from tickets where scanned_at is not null order by scanned_at desc limit 50;

-- customer_orders
select id, state, placed_at, total_cents from orders where customer_id = 12 order by placed_at desc, id desc limit 20;
select id, state, placed_at, total_cents from orders where customer_id = 70001 order by placed_at desc, id desc limit 20;

-- pending_big_first
select id, total_cents, placed_at from orders where state = 'pending' order by total_cents desc, placed_at limit 50;

-- revenue_by_channel
select channel, count(*), sum(total_cents) from orders where placed_at >= '2026-05-01 00:00+00' and placed_at < '2026-05-08 00:00+00' group by channel;

-- coupon_use
select count(*) from orders where coupon = 'SAVE7';

-- views_of_day
select article_id, count(*) from page_views where at >= '2026-02-10 00:00+00' and at < '2026-02-11 00:00+00' group by article_id order by count(*) desc limit 20;

-- views_of_article
select date_trunc('day', at), count(*) from page_views where article_id = 5 and at >= '2026-05-01 00:00+00' group by 1;

-- job_poll
select id, arguments from jobs where queue = 'mail' and run_at <= '2026-06-01 00:00+00' and locked_at is null and finished_at is null order by priority desc, run_at limit 10 for update skip locked;

-- customer_by_email
select id, full_name from customers where lower(email) = lower('User777@Mail39.example');

-- vips
select id, full_name from customers where attributes @> '{"vip": true, "lang": "de"}';

-- by_crm_number
select id, full_name from customers where attributes ->> 'crm' = 'C4242';

-- sold_per_event
select e.id, e.title, count(*) from events e join tickets t on t.event_id = e.id where e.venue_id = 3 and e.starts_at >= '2026-05-01 00:00+00' and t.state = 'sold' group by e.id, e.title;

-- paid_archive
select * from orders where state = 'paid' and placed_at < '2026-05-01 00:00+00';

-- eu_countries
select code, name from countries where in_eu order by name;
