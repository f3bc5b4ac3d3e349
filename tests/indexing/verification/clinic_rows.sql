insert into sites select md5(i::text)::uuid, 'Site ' || i from generate_series(1, 12) i;
insert into patients (site_id, born, email, insured)
select md5((1 + floor(sqrt(i))::int % 12)::text)::uuid, date '1930-01-01' + i * 7919 % 30000, case when i % 3 > 0 then 'p' || i || '@example.org' end, i % 5 > 0
from generate_series(1, 3000) i;
insert into visits (site_id, patient_id, urgency, room, price, at, note, tags, facts, closed_at)
select p.site_id, p.id, case when i % 50 = 0 then 'now' when i % 10 = 0 then 'soon' else 'routine' end::urgency, 1 + i % 30, i % 700 * 1.5,
    timestamptz '2024-01-01' + i * interval '11 minutes', case when i % 4 = 0 then repeat('word ', 12) || i end, array['a' || i % 5],
    jsonb_build_object('kind', i % 4), case when i % 100 > 3 then timestamptz '2024-01-01' + i * interval '12 minutes' + interval '1 hour' end
from generate_series(1, 30000) i join patients p on p.id = 1 + i * 31 % 3000;
analyze;
