-- Statements for MySQL: `:name` is a parameter.  MySQL has no RETURNING; the key is read in a second statement.
-- ON DUPLICATE KEY UPDATE fires on any unique key of the table, not only on the one that a statement is named after.

-- name: insert_countries
INSERT INTO countries (iso_code)
VALUES (:iso_code);
SELECT LAST_INSERT_ID() AS id;

-- name: upsert_countries_by_iso_code
INSERT INTO countries (iso_code)
VALUES (:iso_code) AS incoming
ON DUPLICATE KEY UPDATE
    iso_code = incoming.iso_code,
    id = LAST_INSERT_ID(countries.id);
SELECT LAST_INSERT_ID() AS id;

-- name: insert_clinics
INSERT INTO clinics (country_id, head_id, name)
VALUES (:country_id, :head_id, :name);
SELECT LAST_INSERT_ID() AS id;

-- name: insert_people
INSERT INTO people (clinic_id, name, email)
VALUES (:clinic_id, :name, :email);
SELECT LAST_INSERT_ID() AS id;

-- name: upsert_people_by_clinic_id_and_email
INSERT INTO people (clinic_id, name, email)
VALUES (:clinic_id, :name, :email) AS incoming
ON DUPLICATE KEY UPDATE
    name = incoming.name,
    id = LAST_INSERT_ID(people.id);
SELECT LAST_INSERT_ID() AS id;

-- name: insert_doctors
INSERT INTO doctors (person_id, clinic_id, licence)
VALUES (:person_id, :clinic_id, :licence);

-- name: upsert_doctors_by_licence
INSERT INTO doctors (person_id, clinic_id, licence)
VALUES (:person_id, :clinic_id, :licence) AS incoming
ON DUPLICATE KEY UPDATE
    licence = incoming.licence;

-- name: insert_patients
INSERT INTO patients (person_id, clinic_id, insurance_number, weight_kg)
VALUES (:person_id, :clinic_id, :insurance_number, :weight_kg);

-- name: upsert_patients_by_clinic_id_and_insurance_number
INSERT INTO patients (person_id, clinic_id, insurance_number, weight_kg)
VALUES (:person_id, :clinic_id, :insurance_number, :weight_kg) AS incoming
ON DUPLICATE KEY UPDATE
    weight_kg = incoming.weight_kg;

-- name: insert_rooms
INSERT INTO rooms (clinic_id, number, floor)
VALUES (:clinic_id, :number, :floor);
SELECT LAST_INSERT_ID() AS id;

-- name: upsert_rooms_by_clinic_id_and_floor_and_number
INSERT INTO rooms (clinic_id, number, floor)
VALUES (:clinic_id, :number, :floor) AS incoming
ON DUPLICATE KEY UPDATE
    number = incoming.number,
    id = LAST_INSERT_ID(rooms.id);
SELECT LAST_INSERT_ID() AS id;

-- name: insert_appointments
INSERT INTO appointments (clinic_id, patient_id, doctor_id, room_id, starts_at, ends_at, note, length)
VALUES (:clinic_id, :patient_id, :doctor_id, :room_id, :starts_at, :ends_at, :note, :length);
SELECT LAST_INSERT_ID() AS id;

-- name: insert_insurers
INSERT INTO insurers (clinic_id, name)
VALUES (:clinic_id, :name);
SELECT LAST_INSERT_ID() AS id;

-- name: insert_payments
INSERT INTO payments (clinic_id, patient_id, insurer_id, amount)
VALUES (:clinic_id, :patient_id, :insurer_id, :amount);
SELECT LAST_INSERT_ID() AS id;

-- name: upsert_mentorships_by_clinic_id_and_doctor_id_and_specialty_id
INSERT INTO mentorships (clinic_id, doctor_id, specialty_id)
VALUES (:clinic_id, :doctor_id, :specialty_id) AS incoming
ON DUPLICATE KEY UPDATE
    specialty_id = incoming.specialty_id;
