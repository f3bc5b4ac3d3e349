-- Statements for SQLite 3.35 and newer: `:name` is a parameter.
-- Every connection must say PRAGMA foreign_keys = ON first.

-- name: insert_countries
INSERT INTO countries (iso_code)
VALUES (:iso_code)
RETURNING id;

-- name: upsert_countries_by_iso_code
INSERT INTO countries (iso_code)
VALUES (:iso_code)
ON CONFLICT (iso_code) DO UPDATE SET
    iso_code = excluded.iso_code
RETURNING id;

-- name: insert_clinics
INSERT INTO clinics (country_id, head_id, name)
VALUES (:country_id, :head_id, :name)
RETURNING id;

-- name: insert_people
INSERT INTO people (clinic_id, name, email)
VALUES (:clinic_id, :name, :email)
RETURNING id;

-- name: upsert_people_by_clinic_id_and_email
INSERT INTO people (clinic_id, name, email)
VALUES (:clinic_id, :name, :email)
ON CONFLICT (clinic_id, email) DO UPDATE SET
    name = excluded.name
RETURNING id;

-- name: insert_doctors
INSERT INTO doctors (person_id, clinic_id, licence)
VALUES (:person_id, :clinic_id, :licence)
RETURNING person_id;

-- name: upsert_doctors_by_licence
INSERT INTO doctors (person_id, clinic_id, licence)
VALUES (:person_id, :clinic_id, :licence)
ON CONFLICT (licence) DO UPDATE SET
    licence = excluded.licence
RETURNING person_id;

-- name: insert_patients
INSERT INTO patients (person_id, clinic_id, insurance_number, weight_kg)
VALUES (:person_id, :clinic_id, :insurance_number, :weight_kg)
RETURNING person_id;

-- name: upsert_patients_by_clinic_id_and_insurance_number
INSERT INTO patients (person_id, clinic_id, insurance_number, weight_kg)
VALUES (:person_id, :clinic_id, :insurance_number, :weight_kg)
ON CONFLICT (clinic_id, insurance_number) DO UPDATE SET
    weight_kg = excluded.weight_kg
RETURNING person_id;

-- name: insert_rooms
INSERT INTO rooms (clinic_id, number, floor)
VALUES (:clinic_id, :number, :floor)
RETURNING id;

-- name: upsert_rooms_by_clinic_id_and_floor_and_number
INSERT INTO rooms (clinic_id, number, floor)
VALUES (:clinic_id, :number, :floor)
ON CONFLICT (clinic_id, floor, number) DO UPDATE SET
    number = excluded.number
RETURNING id;

-- name: insert_appointments
INSERT INTO appointments (clinic_id, patient_id, doctor_id, room_id, starts_at, ends_at, note, length)
VALUES (:clinic_id, :patient_id, :doctor_id, :room_id, :starts_at, :ends_at, :note, :length)
RETURNING id;

-- name: insert_insurers
INSERT INTO insurers (clinic_id, name)
VALUES (:clinic_id, :name)
RETURNING id;

-- name: insert_payments
INSERT INTO payments (clinic_id, patient_id, insurer_id, amount)
VALUES (:clinic_id, :patient_id, :insurer_id, :amount)
RETURNING id;

-- name: upsert_mentorships_by_clinic_id_and_doctor_id_and_specialty_id
INSERT INTO mentorships (clinic_id, doctor_id, specialty_id)
VALUES (:clinic_id, :doctor_id, :specialty_id)
ON CONFLICT (clinic_id, doctor_id, specialty_id) DO NOTHING;
