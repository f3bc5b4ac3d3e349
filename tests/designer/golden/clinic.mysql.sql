-- Schema for MySQL 8.4: 10 tables.
-- There is no row-level security here: every query must name the tenant, which all keys carry.

SET NAMES utf8mb4;

-- Tables --------------------------------------------------------------------

CREATE TABLE countries (
    id         BIGINT      NOT NULL AUTO_INCREMENT,
    iso_code   VARCHAR(2)  NOT NULL,
    created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    PRIMARY KEY (id),
    CONSTRAINT unique_countries_on_iso_code UNIQUE (iso_code),
    CONSTRAINT check_countries_iso_code_length CHECK (char_length(iso_code) = 2)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_0900_as_cs;

CREATE TABLE clinics (
    id         BIGINT      NOT NULL AUTO_INCREMENT,
    country_id BIGINT      NOT NULL,
    head_id    BIGINT,
    name       TEXT        NOT NULL,
    created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    PRIMARY KEY (id),
    -- ON DELETE RESTRICT: the row needs what it refers to
    CONSTRAINT fk_clinics_country_id_countries FOREIGN KEY (country_id)
        REFERENCES countries (id) ON DELETE RESTRICT,
    -- finds the rows that refer to one of doctors, as its deletion must
    KEY index_clinics_on_id_and_head_id (id, head_id),
    -- finds the rows that refer to one of countries, as its deletion must
    KEY index_clinics_on_country_id (country_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_0900_as_cs;

CREATE TABLE people (
    id         BIGINT      NOT NULL AUTO_INCREMENT,
    clinic_id  BIGINT      NOT NULL,
    name       TEXT        NOT NULL,
    email      VARCHAR(255),
    created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    PRIMARY KEY (id),
    CONSTRAINT unique_people_on_clinic_id_and_email UNIQUE (clinic_id, email),
    -- lets a foreign key carry the tenant, so that no row refers to another tenant's
    CONSTRAINT unique_people_on_clinic_id_and_id UNIQUE (clinic_id, id),
    -- "Each clinic sees only its own data" (line 2)
    CONSTRAINT fk_people_clinic_id_clinics FOREIGN KEY (clinic_id)
        REFERENCES clinics (id) ON DELETE RESTRICT
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_0900_as_cs;

CREATE TABLE doctors (
    person_id  BIGINT       NOT NULL,
    clinic_id  BIGINT       NOT NULL,
    licence    VARCHAR(255) NOT NULL,
    created_at DATETIME(6)  NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at DATETIME(6)  NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    PRIMARY KEY (person_id),
    CONSTRAINT unique_doctors_on_licence UNIQUE (licence),
    -- lets a foreign key carry the tenant, so that no row refers to another tenant's
    CONSTRAINT unique_doctors_on_clinic_id_and_person_id UNIQUE (clinic_id, person_id),
    -- ON DELETE CASCADE: the row is the same thing as the one that it continues
    CONSTRAINT fk_doctors_person_id_people FOREIGN KEY (clinic_id, person_id)
        REFERENCES people (clinic_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_doctors_clinic_id_clinics FOREIGN KEY (clinic_id)
        REFERENCES clinics (id) ON DELETE RESTRICT
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_0900_as_cs;

CREATE TABLE patients (
    person_id        BIGINT       NOT NULL,
    clinic_id        BIGINT       NOT NULL,
    insurance_number VARCHAR(255) NOT NULL,
    weight_kg        DECIMAL(5,1),
    created_at       DATETIME(6)  NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at       DATETIME(6)  NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    PRIMARY KEY (person_id),
    CONSTRAINT unique_patients_on_clinic_id_and_insurance_number UNIQUE (clinic_id, insurance_number),
    -- lets a foreign key carry the tenant, so that no row refers to another tenant's
    CONSTRAINT unique_patients_on_clinic_id_and_person_id UNIQUE (clinic_id, person_id),
    -- ON DELETE CASCADE: the row is the same thing as the one that it continues
    CONSTRAINT fk_patients_person_id_people FOREIGN KEY (clinic_id, person_id)
        REFERENCES people (clinic_id, id) ON DELETE CASCADE,
    -- "Each clinic sees only its own data" (line 2)
    CONSTRAINT fk_patients_clinic_id_clinics FOREIGN KEY (clinic_id)
        REFERENCES clinics (id) ON DELETE RESTRICT
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_0900_as_cs;

CREATE TABLE rooms (
    id         BIGINT      NOT NULL AUTO_INCREMENT,
    clinic_id  BIGINT      NOT NULL,
    number     INT         NOT NULL,
    floor      INT         NOT NULL,
    created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    PRIMARY KEY (id),
    CONSTRAINT unique_rooms_on_clinic_id_and_floor_and_number UNIQUE (clinic_id, floor, number),
    -- lets a foreign key carry the tenant, so that no row refers to another tenant's
    CONSTRAINT unique_rooms_on_clinic_id_and_id UNIQUE (clinic_id, id),
    -- "Each clinic sees only its own data" (line 2)
    CONSTRAINT fk_rooms_clinic_id_clinics FOREIGN KEY (clinic_id)
        REFERENCES clinics (id) ON DELETE RESTRICT
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_0900_as_cs;

CREATE TABLE appointments (
    id         BIGINT      NOT NULL AUTO_INCREMENT,
    clinic_id  BIGINT      NOT NULL,
    patient_id BIGINT      NOT NULL,
    doctor_id  BIGINT      NOT NULL,
    room_id    BIGINT,
    starts_at  DATETIME(6) NOT NULL,
    ends_at    DATETIME(6) NOT NULL,
    note       TEXT,
    length     BIGINT,
    created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    PRIMARY KEY (id),
    CONSTRAINT check_appointments_length_range CHECK (length BETWEEN 300 AND 28800),
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
        REFERENCES rooms (clinic_id, id) ON DELETE RESTRICT,
    -- clinic_id, doctor_id are compared with =; rows come in the order of starts_at, so LIMIT stops early; finds th…
    KEY index_appointments_on_clinic_id_and_doctor_id_and_starts_at (clinic_id, doctor_id, starts_at),
    -- finds the rows that refer to one of patients, as its deletion must
    KEY index_appointments_on_clinic_id_and_patient_id (clinic_id, patient_id),
    -- finds the rows that refer to one of rooms, as its deletion must
    KEY index_appointments_on_clinic_id_and_room_id (clinic_id, room_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_0900_as_cs;

CREATE TABLE insurers (
    id         BIGINT      NOT NULL AUTO_INCREMENT,
    clinic_id  BIGINT      NOT NULL,
    name       TEXT        NOT NULL,
    created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    PRIMARY KEY (id),
    -- lets a foreign key carry the tenant, so that no row refers to another tenant's
    CONSTRAINT unique_insurers_on_clinic_id_and_id UNIQUE (clinic_id, id),
    -- "Each clinic sees only its own data" (line 2)
    CONSTRAINT fk_insurers_clinic_id_clinics FOREIGN KEY (clinic_id)
        REFERENCES clinics (id) ON DELETE RESTRICT
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_0900_as_cs;

CREATE TABLE payments (
    id         BIGINT        NOT NULL AUTO_INCREMENT,
    clinic_id  BIGINT        NOT NULL,
    patient_id BIGINT,
    insurer_id BIGINT,
    amount     DECIMAL(12,2) NOT NULL,
    created_at DATETIME(6)   NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at DATETIME(6)   NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    PRIMARY KEY (id),
    CONSTRAINT check_payments_amount_range CHECK (amount >= 0.01),
    CONSTRAINT check_payments_patient_id_insurer_id_exactly_one CHECK ((patient_id IS NOT NULL) + (insurer_id IS NOT NULL) = 1),
    -- "Each clinic sees only its own data" (line 2)
    CONSTRAINT fk_payments_clinic_id_clinics FOREIGN KEY (clinic_id)
        REFERENCES clinics (id) ON DELETE RESTRICT,
    -- ON DELETE RESTRICT: the row needs what it refers to
    CONSTRAINT fk_payments_patient_id_patients FOREIGN KEY (clinic_id, patient_id)
        REFERENCES patients (clinic_id, person_id) ON DELETE RESTRICT,
    -- ON DELETE RESTRICT: the row needs what it refers to
    CONSTRAINT fk_payments_insurer_id_insurers FOREIGN KEY (clinic_id, insurer_id)
        REFERENCES insurers (clinic_id, id) ON DELETE RESTRICT,
    -- finds the rows that refer to one of patients or clinics, as their deletion must
    KEY index_payments_on_clinic_id_and_patient_id (clinic_id, patient_id),
    -- finds the rows that refer to one of insurers, as its deletion must
    KEY index_payments_on_clinic_id_and_insurer_id (clinic_id, insurer_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_0900_as_cs;

CREATE TABLE mentorships (
    clinic_id    BIGINT      NOT NULL,
    doctor_id    BIGINT      NOT NULL,
    specialty_id BIGINT      NOT NULL,
    created_at   DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    PRIMARY KEY (clinic_id, doctor_id, specialty_id),
    -- "Each clinic sees only its own data" (line 2)
    CONSTRAINT fk_mentorships_clinic_id_clinics FOREIGN KEY (clinic_id)
        REFERENCES clinics (id) ON DELETE RESTRICT,
    -- ON DELETE CASCADE: a pair means nothing without both of its ends
    CONSTRAINT fk_mentorships_doctor_id_doctors FOREIGN KEY (clinic_id, doctor_id)
        REFERENCES doctors (clinic_id, person_id) ON DELETE CASCADE,
    -- ON DELETE CASCADE: a pair means nothing without both of its ends
    CONSTRAINT fk_mentorships_specialty_id_doctors FOREIGN KEY (clinic_id, specialty_id)
        REFERENCES doctors (clinic_id, person_id) ON DELETE CASCADE,
    -- finds the rows that refer to one of doctors, as its deletion must
    KEY index_mentorships_on_clinic_id_and_specialty_id (clinic_id, specialty_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_0900_as_cs;

-- Foreign keys between tables that need each other --------------------------

-- ON DELETE RESTRICT: SET NULL would empty the tenant key as well
ALTER TABLE clinics
    ADD CONSTRAINT fk_clinics_head_id_doctors FOREIGN KEY (id, head_id)
        REFERENCES doctors (clinic_id, person_id) ON DELETE RESTRICT;
