-- Schema for SQLite 3.40 and newer (STRICT tables): 10 tables.
-- There is no row-level security here: every query must name the tenant, which all keys carry.
-- Every connection must say PRAGMA foreign_keys = ON; SQLite keeps no foreign key without it.

PRAGMA foreign_keys = ON;

BEGIN;

-- Tables --------------------------------------------------------------------

CREATE TABLE countries (
    id         INTEGER PRIMARY KEY,
    iso_code   TEXT    NOT NULL,
    created_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    updated_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CONSTRAINT unique_countries_on_iso_code UNIQUE (iso_code),
    CONSTRAINT check_countries_iso_code_length CHECK (length(iso_code) = 2),
    CONSTRAINT check_countries_created_at_timestamp CHECK (created_at IS strftime('%Y-%m-%dT%H:%M:%fZ', created_at)),
    CONSTRAINT check_countries_updated_at_timestamp CHECK (updated_at IS strftime('%Y-%m-%dT%H:%M:%fZ', updated_at))
) STRICT;

CREATE TABLE clinics (
    id         INTEGER PRIMARY KEY,
    country_id INTEGER NOT NULL,
    head_id    INTEGER,
    name       TEXT    NOT NULL,
    created_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    updated_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CONSTRAINT check_clinics_created_at_timestamp CHECK (created_at IS strftime('%Y-%m-%dT%H:%M:%fZ', created_at)),
    CONSTRAINT check_clinics_updated_at_timestamp CHECK (updated_at IS strftime('%Y-%m-%dT%H:%M:%fZ', updated_at)),
    -- ON DELETE RESTRICT: the row needs what it refers to
    CONSTRAINT fk_clinics_country_id_countries FOREIGN KEY (country_id)
        REFERENCES countries (id) ON DELETE RESTRICT,
    -- ON DELETE RESTRICT: SET NULL would empty the tenant key as well
    CONSTRAINT fk_clinics_head_id_doctors FOREIGN KEY (id, head_id)
        REFERENCES doctors (clinic_id, person_id) ON DELETE RESTRICT
) STRICT;

CREATE TABLE people (
    id         INTEGER PRIMARY KEY,
    clinic_id  INTEGER NOT NULL,
    name       TEXT    NOT NULL,
    email      TEXT,
    created_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    updated_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CONSTRAINT unique_people_on_clinic_id_and_email UNIQUE (clinic_id, email),
    -- lets a foreign key carry the tenant, so that no row refers to another tenant's
    CONSTRAINT unique_people_on_clinic_id_and_id UNIQUE (clinic_id, id),
    CONSTRAINT check_people_created_at_timestamp CHECK (created_at IS strftime('%Y-%m-%dT%H:%M:%fZ', created_at)),
    CONSTRAINT check_people_updated_at_timestamp CHECK (updated_at IS strftime('%Y-%m-%dT%H:%M:%fZ', updated_at)),
    -- "Each clinic sees only its own data" (line 2)
    CONSTRAINT fk_people_clinic_id_clinics FOREIGN KEY (clinic_id)
        REFERENCES clinics (id) ON DELETE RESTRICT
) STRICT;

CREATE TABLE doctors (
    person_id  INTEGER NOT NULL,
    clinic_id  INTEGER NOT NULL,
    licence    TEXT    NOT NULL,
    created_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    updated_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CONSTRAINT pk_doctors PRIMARY KEY (person_id),
    CONSTRAINT unique_doctors_on_licence UNIQUE (licence),
    -- lets a foreign key carry the tenant, so that no row refers to another tenant's
    CONSTRAINT unique_doctors_on_clinic_id_and_person_id UNIQUE (clinic_id, person_id),
    CONSTRAINT check_doctors_created_at_timestamp CHECK (created_at IS strftime('%Y-%m-%dT%H:%M:%fZ', created_at)),
    CONSTRAINT check_doctors_updated_at_timestamp CHECK (updated_at IS strftime('%Y-%m-%dT%H:%M:%fZ', updated_at)),
    -- ON DELETE CASCADE: the row is the same thing as the one that it continues
    CONSTRAINT fk_doctors_person_id_people FOREIGN KEY (clinic_id, person_id)
        REFERENCES people (clinic_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_doctors_clinic_id_clinics FOREIGN KEY (clinic_id)
        REFERENCES clinics (id) ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;

CREATE TABLE patients (
    person_id        INTEGER NOT NULL,
    clinic_id        INTEGER NOT NULL,
    insurance_number TEXT    NOT NULL,
    weight_kg        REAL,
    created_at       TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    updated_at       TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CONSTRAINT pk_patients PRIMARY KEY (person_id),
    CONSTRAINT unique_patients_on_clinic_id_and_insurance_number UNIQUE (clinic_id, insurance_number),
    -- lets a foreign key carry the tenant, so that no row refers to another tenant's
    CONSTRAINT unique_patients_on_clinic_id_and_person_id UNIQUE (clinic_id, person_id),
    CONSTRAINT check_patients_created_at_timestamp CHECK (created_at IS strftime('%Y-%m-%dT%H:%M:%fZ', created_at)),
    CONSTRAINT check_patients_updated_at_timestamp CHECK (updated_at IS strftime('%Y-%m-%dT%H:%M:%fZ', updated_at)),
    -- ON DELETE CASCADE: the row is the same thing as the one that it continues
    CONSTRAINT fk_patients_person_id_people FOREIGN KEY (clinic_id, person_id)
        REFERENCES people (clinic_id, id) ON DELETE CASCADE,
    -- "Each clinic sees only its own data" (line 2)
    CONSTRAINT fk_patients_clinic_id_clinics FOREIGN KEY (clinic_id)
        REFERENCES clinics (id) ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;

CREATE TABLE rooms (
    id         INTEGER PRIMARY KEY,
    clinic_id  INTEGER NOT NULL,
    number     INTEGER NOT NULL,
    floor      INTEGER NOT NULL,
    created_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    updated_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CONSTRAINT unique_rooms_on_clinic_id_and_floor_and_number UNIQUE (clinic_id, floor, number),
    -- lets a foreign key carry the tenant, so that no row refers to another tenant's
    CONSTRAINT unique_rooms_on_clinic_id_and_id UNIQUE (clinic_id, id),
    CONSTRAINT check_rooms_created_at_timestamp CHECK (created_at IS strftime('%Y-%m-%dT%H:%M:%fZ', created_at)),
    CONSTRAINT check_rooms_updated_at_timestamp CHECK (updated_at IS strftime('%Y-%m-%dT%H:%M:%fZ', updated_at)),
    -- "Each clinic sees only its own data" (line 2)
    CONSTRAINT fk_rooms_clinic_id_clinics FOREIGN KEY (clinic_id)
        REFERENCES clinics (id) ON DELETE RESTRICT
) STRICT;

CREATE TABLE appointments (
    id         INTEGER PRIMARY KEY,
    clinic_id  INTEGER NOT NULL,
    patient_id INTEGER NOT NULL,
    doctor_id  INTEGER NOT NULL,
    room_id    INTEGER,
    starts_at  TEXT    NOT NULL,
    ends_at    TEXT    NOT NULL,
    note       TEXT,
    length     INTEGER,
    created_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    updated_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CONSTRAINT check_appointments_length_range CHECK (length BETWEEN 300 AND 28800),
    CONSTRAINT check_appointments_starts_at_timestamp CHECK (starts_at IS strftime('%Y-%m-%dT%H:%M:%fZ', starts_at)),
    CONSTRAINT check_appointments_ends_at_timestamp CHECK (ends_at IS strftime('%Y-%m-%dT%H:%M:%fZ', ends_at)),
    CONSTRAINT check_appointments_created_at_timestamp CHECK (created_at IS strftime('%Y-%m-%dT%H:%M:%fZ', created_at)),
    CONSTRAINT check_appointments_updated_at_timestamp CHECK (updated_at IS strftime('%Y-%m-%dT%H:%M:%fZ', updated_at)),
    CONSTRAINT check_appointments_starts_at_ends_at_before CHECK (starts_at < ends_at),
    -- "Each clinic sees only its own data" (line 2)
    CONSTRAINT fk_appointments_clinic_id_clinics FOREIGN KEY (clinic_id)
        REFERENCES clinics (id) ON DELETE RESTRICT,
    -- ON DELETE RESTRICT: the row needs what it refers to
    CONSTRAINT fk_appointments_patient_id_patients FOREIGN KEY (clinic_id, patient_id)
        REFERENCES patients (clinic_id, person_id) ON DELETE RESTRICT,
    -- ON DELETE RESTRICT: the row needs what it refers to
    CONSTRAINT fk_appointments_doctor_id_doctors FOREIGN KEY (clinic_id, doctor_id)
        REFERENCES doctors (clinic_id, person_id) ON DELETE RESTRICT,
    -- ON DELETE RESTRICT: SET NULL would empty the tenant key as well
    CONSTRAINT fk_appointments_room_id_rooms FOREIGN KEY (clinic_id, room_id)
        REFERENCES rooms (clinic_id, id) ON DELETE RESTRICT
) STRICT;

CREATE TABLE insurers (
    id         INTEGER PRIMARY KEY,
    clinic_id  INTEGER NOT NULL,
    name       TEXT    NOT NULL,
    created_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    updated_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    -- lets a foreign key carry the tenant, so that no row refers to another tenant's
    CONSTRAINT unique_insurers_on_clinic_id_and_id UNIQUE (clinic_id, id),
    CONSTRAINT check_insurers_created_at_timestamp CHECK (created_at IS strftime('%Y-%m-%dT%H:%M:%fZ', created_at)),
    CONSTRAINT check_insurers_updated_at_timestamp CHECK (updated_at IS strftime('%Y-%m-%dT%H:%M:%fZ', updated_at)),
    -- "Each clinic sees only its own data" (line 2)
    CONSTRAINT fk_insurers_clinic_id_clinics FOREIGN KEY (clinic_id)
        REFERENCES clinics (id) ON DELETE RESTRICT
) STRICT;

CREATE TABLE payments (
    id         INTEGER PRIMARY KEY,
    clinic_id  INTEGER NOT NULL,
    patient_id INTEGER,
    insurer_id INTEGER,
    amount     REAL    NOT NULL,
    created_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    updated_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CONSTRAINT check_payments_amount_range CHECK (amount >= 0.01),
    CONSTRAINT check_payments_created_at_timestamp CHECK (created_at IS strftime('%Y-%m-%dT%H:%M:%fZ', created_at)),
    CONSTRAINT check_payments_updated_at_timestamp CHECK (updated_at IS strftime('%Y-%m-%dT%H:%M:%fZ', updated_at)),
    CONSTRAINT check_payments_patient_id_insurer_id_exactly_one CHECK ((patient_id IS NOT NULL) + (insurer_id IS NOT NULL) = 1),
    -- "Each clinic sees only its own data" (line 2)
    CONSTRAINT fk_payments_clinic_id_clinics FOREIGN KEY (clinic_id)
        REFERENCES clinics (id) ON DELETE RESTRICT,
    -- ON DELETE RESTRICT: the row needs what it refers to
    CONSTRAINT fk_payments_patient_id_patients FOREIGN KEY (clinic_id, patient_id)
        REFERENCES patients (clinic_id, person_id) ON DELETE RESTRICT,
    -- ON DELETE RESTRICT: the row needs what it refers to
    CONSTRAINT fk_payments_insurer_id_insurers FOREIGN KEY (clinic_id, insurer_id)
        REFERENCES insurers (clinic_id, id) ON DELETE RESTRICT
) STRICT;

CREATE TABLE mentorships (
    clinic_id    INTEGER NOT NULL,
    doctor_id    INTEGER NOT NULL,
    specialty_id INTEGER NOT NULL,
    created_at   TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CONSTRAINT pk_mentorships PRIMARY KEY (clinic_id, doctor_id, specialty_id),
    CONSTRAINT check_mentorships_created_at_timestamp CHECK (created_at IS strftime('%Y-%m-%dT%H:%M:%fZ', created_at)),
    -- "Each clinic sees only its own data" (line 2)
    CONSTRAINT fk_mentorships_clinic_id_clinics FOREIGN KEY (clinic_id)
        REFERENCES clinics (id) ON DELETE RESTRICT,
    -- ON DELETE CASCADE: a pair means nothing without both of its ends
    CONSTRAINT fk_mentorships_doctor_id_doctors FOREIGN KEY (clinic_id, doctor_id)
        REFERENCES doctors (clinic_id, person_id) ON DELETE CASCADE,
    -- ON DELETE CASCADE: a pair means nothing without both of its ends
    CONSTRAINT fk_mentorships_specialty_id_doctors FOREIGN KEY (clinic_id, specialty_id)
        REFERENCES doctors (clinic_id, person_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- Indexes -------------------------------------------------------------------

-- finds the rows that refer to one of doctors, as its deletion must
CREATE INDEX index_clinics_on_id_and_head_id ON clinics (id, head_id);

-- finds the rows that refer to one of countries, as its deletion must
CREATE INDEX index_clinics_on_country_id ON clinics (country_id);

-- clinic_id, doctor_id are compared with =; rows come in the order of starts_at, so LIMIT stops early; finds th…
CREATE INDEX index_appointments_on_clinic_id_and_doctor_id_and_starts_at ON appointments (clinic_id, doctor_id, starts_at);

-- finds the rows that refer to one of patients, as its deletion must
CREATE INDEX index_appointments_on_clinic_id_and_patient_id ON appointments (clinic_id, patient_id);

-- finds the rows that refer to one of rooms, as its deletion must
CREATE INDEX index_appointments_on_clinic_id_and_room_id ON appointments (clinic_id, room_id);

-- finds the rows that refer to one of patients or clinics, as their deletion must
CREATE INDEX index_payments_on_clinic_id_and_patient_id ON payments (clinic_id, patient_id);

-- finds the rows that refer to one of insurers, as its deletion must
CREATE INDEX index_payments_on_clinic_id_and_insurer_id ON payments (clinic_id, insurer_id);

-- finds the rows that refer to one of doctors, as its deletion must
CREATE INDEX index_mentorships_on_clinic_id_and_specialty_id ON mentorships (clinic_id, specialty_id);

-- Triggers ------------------------------------------------------------------

CREATE TRIGGER trigger_clinics_updated_at AFTER UPDATE OF id, country_id, head_id, name, created_at ON clinics
FOR EACH ROW WHEN NEW.updated_at IS OLD.updated_at
BEGIN
    UPDATE clinics SET updated_at = (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
    WHERE id = NEW.id;
END;

CREATE TRIGGER trigger_countries_updated_at AFTER UPDATE OF id, iso_code, created_at ON countries
FOR EACH ROW WHEN NEW.updated_at IS OLD.updated_at
BEGIN
    UPDATE countries SET updated_at = (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
    WHERE id = NEW.id;
END;

CREATE TRIGGER trigger_people_updated_at AFTER UPDATE OF id, clinic_id, name, email, created_at ON people
FOR EACH ROW WHEN NEW.updated_at IS OLD.updated_at
BEGIN
    UPDATE people SET updated_at = (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
    WHERE id = NEW.id;
END;

CREATE TRIGGER trigger_patients_updated_at AFTER UPDATE OF person_id, clinic_id, insurance_number, weight_kg, created_at ON patients
FOR EACH ROW WHEN NEW.updated_at IS OLD.updated_at
BEGIN
    UPDATE patients SET updated_at = (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
    WHERE person_id = NEW.person_id;
END;

CREATE TRIGGER trigger_doctors_updated_at AFTER UPDATE OF person_id, clinic_id, licence, created_at ON doctors
FOR EACH ROW WHEN NEW.updated_at IS OLD.updated_at
BEGIN
    UPDATE doctors SET updated_at = (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
    WHERE person_id = NEW.person_id;
END;

CREATE TRIGGER trigger_rooms_updated_at AFTER UPDATE OF id, clinic_id, number, floor, created_at ON rooms
FOR EACH ROW WHEN NEW.updated_at IS OLD.updated_at
BEGIN
    UPDATE rooms SET updated_at = (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
    WHERE id = NEW.id;
END;

CREATE TRIGGER trigger_appointments_updated_at AFTER UPDATE OF id, clinic_id, patient_id, doctor_id, room_id, starts_at, ends_at, note, length, created_at ON appointments
FOR EACH ROW WHEN NEW.updated_at IS OLD.updated_at
BEGIN
    UPDATE appointments SET updated_at = (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
    WHERE id = NEW.id;
END;

CREATE TRIGGER trigger_payments_updated_at AFTER UPDATE OF id, clinic_id, patient_id, insurer_id, amount, created_at ON payments
FOR EACH ROW WHEN NEW.updated_at IS OLD.updated_at
BEGIN
    UPDATE payments SET updated_at = (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
    WHERE id = NEW.id;
END;

CREATE TRIGGER trigger_insurers_updated_at AFTER UPDATE OF id, clinic_id, name, created_at ON insurers
FOR EACH ROW WHEN NEW.updated_at IS OLD.updated_at
BEGIN
    UPDATE insurers SET updated_at = (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
    WHERE id = NEW.id;
END;

COMMIT;
