-- track
select id, status, promised_on from consignments where tracking_number = 'TN000007919';

-- open_by_depot
select id, tracking_number, service, promised_on from consignments where carrier_id = '8d2f089b-195f-c8ca-1415-db70968a461f' and origin_depot_id = 401 and status in ('booked', 'collected') and is_deleted = false order by promised_on nulls last limit 100;

-- exceptions
select id, tracking_number, created_at from consignments where carrier_id = '8d2f089b-195f-c8ca-1415-db70968a461f' and status = 'exception' and not is_deleted order by created_at desc limit 25;

-- shipper_history
select id, tracking_number, status from consignments where shipper_id = 4000 and created_at >= '2026-01-01' order by created_at desc limit 30;
select id, tracking_number, status from consignments where shipper_id = 90000 and created_at >= '2026-03-01' order by created_at desc limit 30;

-- page_of_consignments
select id, tracking_number, status, created_at from consignments where carrier_id = '8d2f089b-195f-c8ca-1415-db70968a461f' and (created_at, id) < ('2025-09-01 10:00+00', 210000) order by created_at desc, id desc limit 50;
select id, tracking_number, status, created_at from consignments where carrier_id = 'ad89d557-05e8-85a2-e20b-764578902ab2' and (created_at, id) < ('2025-11-01 10:00+00', 240000) order by created_at desc, id desc limit 50;

-- by_reference
select id, tracking_number from consignments where carrier_id = '8d2f089b-195f-c8ca-1415-db70968a461f' and upper(reference) = 'PO-5150';
select id, tracking_number from consignments where carrier_id = 'ad89d557-05e8-85a2-e20b-764578902ab2' and upper(reference) = 'PO-777';

-- last_scan_of_each
select distinct on (s.consignment_id) s.consignment_id, s.event, s.scanned_at from scans s where s.consignment_id in (1000, 2000, 3000, 4000, 5000) order by s.consignment_id, s.scanned_at desc;

-- timeline
select event, scanned_at, note from scans where consignment_id = 150000 order by scanned_at;

-- scans_with_consignment
select c.tracking_number, s.event, s.scanned_at from consignments c join scans s on s.consignment_id = c.id where c.carrier_id = 'ad89d557-05e8-85a2-e20b-764578902ab2' and c.consignee_id = 80123 and s.event = 'delivered';

-- depot_activity
select event, count(*) from scans where depot_id = 401 and scanned_at >= '2026-04-01' and scanned_at < '2026-05-01' group by event;

-- scan_volume
select date_trunc('hour', scanned_at), count(*) from scans where scanned_at between '2026-05-10' and '2026-05-12' group by 1 order by 1;

-- devices_in_network
select id, device from scans where device <<= '10.7.33.0/24' order by id limit 200;

-- damage_notes
select id, consignment_id, note from scans where note is not null and event = 'damage' order by scanned_at desc limit 20;

-- driver_of_vehicle
select driver from assignments where vehicle_id = 4321 and valid_from <= '2026-05-20' and (valid_to is null or valid_to > '2026-05-20') order by valid_from desc limit 1;

-- current_rate
select price_cents from rates where carrier_id = '8d2f089b-195f-c8ca-1415-db70968a461f' and zone = 4 and max_weight >= 4200 and valid_from <= '2026-05-20' and valid_to is null order by max_weight limit 1;

-- due_notifications
select id, channel, body from notifications where sent_at is null and failed_at is null and send_after <= '2026-06-01' order by send_after limit 100 for update skip locked;

-- notifications_of
select id, channel, sent_at from notifications where subject_type = 'consignment' and subject_id = 123456 order by id desc limit 20;

-- purge_notifications
delete from notifications where failed_at < '2025-07-01';

-- party_search
select id, name from parties where carrier_id = '8d2f089b-195f-c8ca-1415-db70968a461f' and name ilike '%optics%' and not is_deleted limit 20;

-- party_by_email
select id, name from parties where carrier_id = 'ad89d557-05e8-85a2-e20b-764578902ab2' and lower(email) = 'desk101@party48.example' and not is_deleted;

-- party_list
select id, name, kind from parties where carrier_id = '8d2f089b-195f-c8ca-1415-db70968a461f' and kind = 'shipper' and not is_deleted order by name limit 50;

-- top_credit
select id, name, credit_limit from parties where carrier_id = '8d2f089b-195f-c8ca-1415-db70968a461f' and credit_limit is not null order by credit_limit desc limit 10;

-- dangerous_goods
select id, tracking_number from consignments where carrier_id = 'ad89d557-05e8-85a2-e20b-764578902ab2' and attributes @> '{"adr": true}';

-- weight_by_service
select service, count(*), sum(weight_grams) from consignments where carrier_id = '8d2f089b-195f-c8ca-1415-db70968a461f' and created_at >= '2026-05-01' and created_at < '2026-06-01' group by service;

-- idle_vehicles
select v.id, v.plate from vehicles v where v.carrier_id = '8d2f089b-195f-c8ca-1415-db70968a461f' and v.active and not exists (select 1 from assignments a where a.vehicle_id = v.id and a.valid_to is null);

-- german_carriers
select id, name from carriers where country = 'DE';

-- archive
select * from consignments where status = 'delivered' and created_at < '2026-01-01';
