insert into customers (email, created_at)
select 'Person' || i || '@example.org', timestamptz '2025-01-01' + i * interval '1 hour' from generate_series(1, 2000) i;
insert into orders (customer_id, status, total, note, placed_at)
select 1 + (i * 7919) % 2000, case when i % 400 = 0 then 'open' else 'paid' end, i % 90, repeat('x', 60),
    timestamptz '2025-01-01' + i * interval '1 minute'
from generate_series(1, 40000) i;
analyze;
