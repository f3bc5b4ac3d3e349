-- Schema for PostgreSQL 18: 10 tables.
-- The application connects as a member of app_user and says whose rows it works on, inside each transaction:
-- SELECT set_config('app.current_tenant_id', $1, true);
-- Without that setting no row is visible. Tenants themselves are made by a role with BYPASSRLS.
-- Tables that all tenants share are read-only for the application until more is granted.

BEGIN;

-- Roles ---------------------------------------------------------------------

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'app_user') THEN
        CREATE ROLE app_user NOLOGIN NOBYPASSRLS;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;
END
$$;

-- Functions -----------------------------------------------------------------

CREATE FUNCTION set_updated_at() RETURNS trigger
LANGUAGE plpgsql
SET search_path = ''
AS $$
BEGIN
    NEW.updated_at := pg_catalog.now();
    RETURN NEW;
END
$$;

-- Tables --------------------------------------------------------------------

CREATE TABLE countries (
    id         bigint      GENERATED ALWAYS AS IDENTITY,
    iso_code   text        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_countries PRIMARY KEY (id),
    CONSTRAINT unique_countries_on_iso_code UNIQUE (iso_code),
    CONSTRAINT check_countries_iso_code_length CHECK (char_length(iso_code) = 2)
);

CREATE TABLE clinics (
    id         bigint      GENERATED ALWAYS AS IDENTITY,
    country_id bigint      NOT NULL,
    head_id    bigint,
    name       text        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_clinics PRIMARY KEY (id),
    -- ON DELETE RESTRICT: the row needs what it refers to
    CONSTRAINT fk_clinics_country_id_countries FOREIGN KEY (country_id)
        REFERENCES countries (id) ON DELETE RESTRICT
);

CREATE TABLE people (
    id         bigint      GENERATED ALWAYS AS IDENTITY,
    clinic_id  bigint      NOT NULL,
    name       text        NOT NULL,
    email      text,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_people PRIMARY KEY (id),
    CONSTRAINT unique_people_on_clinic_id_and_email UNIQUE (clinic_id, email),
    -- lets a foreign key carry the tenant, so that no row refers to another tenant's
    CONSTRAINT unique_people_on_clinic_id_and_id UNIQUE (clinic_id, id),
    -- "Each clinic sees only its own data" (line 2)
    CONSTRAINT fk_people_clinic_id_clinics FOREIGN KEY (clinic_id)
        REFERENCES clinics (id) ON DELETE RESTRICT
);

CREATE TABLE doctors (
    person_id  bigint      NOT NULL,
    clinic_id  bigint      NOT NULL,
    licence    text        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_doctors PRIMARY KEY (person_id),
    CONSTRAINT unique_doctors_on_licence UNIQUE (licence),
    -- lets a foreign key carry the tenant, so that no row refers to another tenant's
    CONSTRAINT unique_doctors_on_clinic_id_and_person_id UNIQUE (clinic_id, person_id),
    -- ON DELETE CASCADE: the row is the same thing as the one that it continues
    CONSTRAINT fk_doctors_person_id_people FOREIGN KEY (clinic_id, person_id)
        REFERENCES people (clinic_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_doctors_clinic_id_clinics FOREIGN KEY (clinic_id)
        REFERENCES clinics (id) ON DELETE RESTRICT
);

CREATE TABLE patients (
    person_id        bigint      NOT NULL,
    clinic_id        bigint      NOT NULL,
    insurance_number text        NOT NULL,
    weight_kg        numeric(5,1),
    created_at       timestamptz NOT NULL DEFAULT now(),
    updated_at       timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_patients PRIMARY KEY (person_id),
    CONSTRAINT unique_patients_on_clinic_id_and_insurance_number UNIQUE (clinic_id, insurance_number),
    -- lets a foreign key carry the tenant, so that no row refers to another tenant's
    CONSTRAINT unique_patients_on_clinic_id_and_person_id UNIQUE (clinic_id, person_id),
    -- ON DELETE CASCADE: the row is the same thing as the one that it continues
    CONSTRAINT fk_patients_person_id_people FOREIGN KEY (clinic_id, person_id)
        REFERENCES people (clinic_id, id) ON DELETE CASCADE,
    -- "Each clinic sees only its own data" (line 2)
    CONSTRAINT fk_patients_clinic_id_clinics FOREIGN KEY (clinic_id)
        REFERENCES clinics (id) ON DELETE RESTRICT
);

CREATE TABLE rooms (
    id         bigint      GENERATED ALWAYS AS IDENTITY,
    clinic_id  bigint      NOT NULL,
    number     integer     NOT NULL,
    floor      integer     NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_rooms PRIMARY KEY (id),
    CONSTRAINT unique_rooms_on_clinic_id_and_floor_and_number UNIQUE (clinic_id, floor, number),
    -- lets a foreign key carry the tenant, so that no row refers to another tenant's
    CONSTRAINT unique_rooms_on_clinic_id_and_id UNIQUE (clinic_id, id),
    -- "Each clinic sees only its own data" (line 2)
    CONSTRAINT fk_rooms_clinic_id_clinics FOREIGN KEY (clinic_id)
        REFERENCES clinics (id) ON DELETE RESTRICT
);

CREATE TABLE appointments (
    id         bigint      GENERATED ALWAYS AS IDENTITY,
    clinic_id  bigint      NOT NULL,
    patient_id bigint      NOT NULL,
    doctor_id  bigint      NOT NULL,
    room_id    bigint,
    starts_at  timestamptz NOT NULL,
    ends_at    timestamptz NOT NULL,
    note       text,
    length     interval,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_appointments PRIMARY KEY (id),
    CONSTRAINT check_appointments_length_range CHECK (length BETWEEN interval '5 minutes' AND interval '8 hours'),
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
    -- ON DELETE SET NULL: the reference is optional
    CONSTRAINT fk_appointments_room_id_rooms FOREIGN KEY (clinic_id, room_id)
        REFERENCES rooms (clinic_id, id) ON DELETE SET NULL (room_id)
);

CREATE TABLE insurers (
    id         bigint      GENERATED ALWAYS AS IDENTITY,
    clinic_id  bigint      NOT NULL,
    name       text        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_insurers PRIMARY KEY (id),
    -- lets a foreign key carry the tenant, so that no row refers to another tenant's
    CONSTRAINT unique_insurers_on_clinic_id_and_id UNIQUE (clinic_id, id),
    -- "Each clinic sees only its own data" (line 2)
    CONSTRAINT fk_insurers_clinic_id_clinics FOREIGN KEY (clinic_id)
        REFERENCES clinics (id) ON DELETE RESTRICT
);

CREATE TABLE payments (
    id         bigint        GENERATED ALWAYS AS IDENTITY,
    clinic_id  bigint        NOT NULL,
    patient_id bigint,
    insurer_id bigint,
    amount     numeric(12,2) NOT NULL,
    created_at timestamptz   NOT NULL DEFAULT now(),
    updated_at timestamptz   NOT NULL DEFAULT now(),
    CONSTRAINT pk_payments PRIMARY KEY (id),
    CONSTRAINT check_payments_amount_range CHECK (amount >= 0.01),
    CONSTRAINT check_payments_patient_id_insurer_id_exactly_one CHECK (num_nonnulls(patient_id, insurer_id) = 1),
    -- "Each clinic sees only its own data" (line 2)
    CONSTRAINT fk_payments_clinic_id_clinics FOREIGN KEY (clinic_id)
        REFERENCES clinics (id) ON DELETE RESTRICT,
    -- ON DELETE RESTRICT: the row needs what it refers to
    CONSTRAINT fk_payments_patient_id_patients FOREIGN KEY (clinic_id, patient_id)
        REFERENCES patients (clinic_id, person_id) ON DELETE RESTRICT,
    -- ON DELETE RESTRICT: the row needs what it refers to
    CONSTRAINT fk_payments_insurer_id_insurers FOREIGN KEY (clinic_id, insurer_id)
        REFERENCES insurers (clinic_id, id) ON DELETE RESTRICT
);

CREATE TABLE mentorships (
    clinic_id    bigint      NOT NULL,
    doctor_id    bigint      NOT NULL,
    specialty_id bigint      NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_mentorships PRIMARY KEY (clinic_id, doctor_id, specialty_id),
    -- "Each clinic sees only its own data" (line 2)
    CONSTRAINT fk_mentorships_clinic_id_clinics FOREIGN KEY (clinic_id)
        REFERENCES clinics (id) ON DELETE RESTRICT,
    -- ON DELETE CASCADE: a pair means nothing without both of its ends
    CONSTRAINT fk_mentorships_doctor_id_doctors FOREIGN KEY (clinic_id, doctor_id)
        REFERENCES doctors (clinic_id, person_id) ON DELETE CASCADE,
    -- ON DELETE CASCADE: a pair means nothing without both of its ends
    CONSTRAINT fk_mentorships_specialty_id_doctors FOREIGN KEY (clinic_id, specialty_id)
        REFERENCES doctors (clinic_id, person_id) ON DELETE CASCADE
);

-- Foreign keys between tables that need each other --------------------------

-- ON DELETE SET NULL: the reference is optional
ALTER TABLE clinics
    ADD CONSTRAINT fk_clinics_head_id_doctors FOREIGN KEY (id, head_id)
        REFERENCES doctors (clinic_id, person_id) ON DELETE SET NULL (head_id);

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

CREATE TRIGGER trigger_clinics_updated_at BEFORE UPDATE ON clinics
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

CREATE TRIGGER trigger_countries_updated_at BEFORE UPDATE ON countries
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

CREATE TRIGGER trigger_people_updated_at BEFORE UPDATE ON people
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

CREATE TRIGGER trigger_patients_updated_at BEFORE UPDATE ON patients
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

CREATE TRIGGER trigger_doctors_updated_at BEFORE UPDATE ON doctors
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

CREATE TRIGGER trigger_rooms_updated_at BEFORE UPDATE ON rooms
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

CREATE TRIGGER trigger_appointments_updated_at BEFORE UPDATE ON appointments
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

CREATE TRIGGER trigger_payments_updated_at BEFORE UPDATE ON payments
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

CREATE TRIGGER trigger_insurers_updated_at BEFORE UPDATE ON insurers
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

-- Row-level security --------------------------------------------------------

ALTER TABLE clinics ENABLE ROW LEVEL SECURITY;
ALTER TABLE clinics FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation_select ON clinics FOR SELECT TO app_user
    USING (id = (SELECT nullif(current_setting('app.current_tenant_id', true), '')::bigint));
CREATE POLICY tenant_isolation_update ON clinics FOR UPDATE TO app_user
    USING (id = (SELECT nullif(current_setting('app.current_tenant_id', true), '')::bigint))
    WITH CHECK (id = (SELECT nullif(current_setting('app.current_tenant_id', true), '')::bigint));

ALTER TABLE people ENABLE ROW LEVEL SECURITY;
ALTER TABLE people FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation_select ON people FOR SELECT TO app_user
    USING (clinic_id = (SELECT nullif(current_setting('app.current_tenant_id', true), '')::bigint));
CREATE POLICY tenant_isolation_insert ON people FOR INSERT TO app_user
    WITH CHECK (clinic_id = (SELECT nullif(current_setting('app.current_tenant_id', true), '')::bigint));
CREATE POLICY tenant_isolation_update ON people FOR UPDATE TO app_user
    USING (clinic_id = (SELECT nullif(current_setting('app.current_tenant_id', true), '')::bigint))
    WITH CHECK (clinic_id = (SELECT nullif(current_setting('app.current_tenant_id', true), '')::bigint));
CREATE POLICY tenant_isolation_delete ON people FOR DELETE TO app_user
    USING (clinic_id = (SELECT nullif(current_setting('app.current_tenant_id', true), '')::bigint));

ALTER TABLE doctors ENABLE ROW LEVEL SECURITY;
ALTER TABLE doctors FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation_select ON doctors FOR SELECT TO app_user
    USING (clinic_id = (SELECT nullif(current_setting('app.current_tenant_id', true), '')::bigint));
CREATE POLICY tenant_isolation_insert ON doctors FOR INSERT TO app_user
    WITH CHECK (clinic_id = (SELECT nullif(current_setting('app.current_tenant_id', true), '')::bigint));
CREATE POLICY tenant_isolation_update ON doctors FOR UPDATE TO app_user
    USING (clinic_id = (SELECT nullif(current_setting('app.current_tenant_id', true), '')::bigint))
    WITH CHECK (clinic_id = (SELECT nullif(current_setting('app.current_tenant_id', true), '')::bigint));
CREATE POLICY tenant_isolation_delete ON doctors FOR DELETE TO app_user
    USING (clinic_id = (SELECT nullif(current_setting('app.current_tenant_id', true), '')::bigint));

ALTER TABLE patients ENABLE ROW LEVEL SECURITY;
ALTER TABLE patients FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation_select ON patients FOR SELECT TO app_user
    USING (clinic_id = (SELECT nullif(current_setting('app.current_tenant_id', true), '')::bigint));
CREATE POLICY tenant_isolation_insert ON patients FOR INSERT TO app_user
    WITH CHECK (clinic_id = (SELECT nullif(current_setting('app.current_tenant_id', true), '')::bigint));
CREATE POLICY tenant_isolation_update ON patients FOR UPDATE TO app_user
    USING (clinic_id = (SELECT nullif(current_setting('app.current_tenant_id', true), '')::bigint))
    WITH CHECK (clinic_id = (SELECT nullif(current_setting('app.current_tenant_id', true), '')::bigint));
CREATE POLICY tenant_isolation_delete ON patients FOR DELETE TO app_user
    USING (clinic_id = (SELECT nullif(current_setting('app.current_tenant_id', true), '')::bigint));

ALTER TABLE rooms ENABLE ROW LEVEL SECURITY;
ALTER TABLE rooms FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation_select ON rooms FOR SELECT TO app_user
    USING (clinic_id = (SELECT nullif(current_setting('app.current_tenant_id', true), '')::bigint));
CREATE POLICY tenant_isolation_insert ON rooms FOR INSERT TO app_user
    WITH CHECK (clinic_id = (SELECT nullif(current_setting('app.current_tenant_id', true), '')::bigint));
CREATE POLICY tenant_isolation_update ON rooms FOR UPDATE TO app_user
    USING (clinic_id = (SELECT nullif(current_setting('app.current_tenant_id', true), '')::bigint))
    WITH CHECK (clinic_id = (SELECT nullif(current_setting('app.current_tenant_id', true), '')::bigint));
CREATE POLICY tenant_isolation_delete ON rooms FOR DELETE TO app_user
    USING (clinic_id = (SELECT nullif(current_setting('app.current_tenant_id', true), '')::bigint));

ALTER TABLE appointments ENABLE ROW LEVEL SECURITY;
ALTER TABLE appointments FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation_select ON appointments FOR SELECT TO app_user
    USING (clinic_id = (SELECT nullif(current_setting('app.current_tenant_id', true), '')::bigint));
CREATE POLICY tenant_isolation_insert ON appointments FOR INSERT TO app_user
    WITH CHECK (clinic_id = (SELECT nullif(current_setting('app.current_tenant_id', true), '')::bigint));
CREATE POLICY tenant_isolation_update ON appointments FOR UPDATE TO app_user
    USING (clinic_id = (SELECT nullif(current_setting('app.current_tenant_id', true), '')::bigint))
    WITH CHECK (clinic_id = (SELECT nullif(current_setting('app.current_tenant_id', true), '')::bigint));
CREATE POLICY tenant_isolation_delete ON appointments FOR DELETE TO app_user
    USING (clinic_id = (SELECT nullif(current_setting('app.current_tenant_id', true), '')::bigint));

ALTER TABLE insurers ENABLE ROW LEVEL SECURITY;
ALTER TABLE insurers FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation_select ON insurers FOR SELECT TO app_user
    USING (clinic_id = (SELECT nullif(current_setting('app.current_tenant_id', true), '')::bigint));
CREATE POLICY tenant_isolation_insert ON insurers FOR INSERT TO app_user
    WITH CHECK (clinic_id = (SELECT nullif(current_setting('app.current_tenant_id', true), '')::bigint));
CREATE POLICY tenant_isolation_update ON insurers FOR UPDATE TO app_user
    USING (clinic_id = (SELECT nullif(current_setting('app.current_tenant_id', true), '')::bigint))
    WITH CHECK (clinic_id = (SELECT nullif(current_setting('app.current_tenant_id', true), '')::bigint));
CREATE POLICY tenant_isolation_delete ON insurers FOR DELETE TO app_user
    USING (clinic_id = (SELECT nullif(current_setting('app.current_tenant_id', true), '')::bigint));

ALTER TABLE payments ENABLE ROW LEVEL SECURITY;
ALTER TABLE payments FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation_select ON payments FOR SELECT TO app_user
    USING (clinic_id = (SELECT nullif(current_setting('app.current_tenant_id', true), '')::bigint));
CREATE POLICY tenant_isolation_insert ON payments FOR INSERT TO app_user
    WITH CHECK (clinic_id = (SELECT nullif(current_setting('app.current_tenant_id', true), '')::bigint));
CREATE POLICY tenant_isolation_update ON payments FOR UPDATE TO app_user
    USING (clinic_id = (SELECT nullif(current_setting('app.current_tenant_id', true), '')::bigint))
    WITH CHECK (clinic_id = (SELECT nullif(current_setting('app.current_tenant_id', true), '')::bigint));
CREATE POLICY tenant_isolation_delete ON payments FOR DELETE TO app_user
    USING (clinic_id = (SELECT nullif(current_setting('app.current_tenant_id', true), '')::bigint));

ALTER TABLE mentorships ENABLE ROW LEVEL SECURITY;
ALTER TABLE mentorships FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation_select ON mentorships FOR SELECT TO app_user
    USING (clinic_id = (SELECT nullif(current_setting('app.current_tenant_id', true), '')::bigint));
CREATE POLICY tenant_isolation_insert ON mentorships FOR INSERT TO app_user
    WITH CHECK (clinic_id = (SELECT nullif(current_setting('app.current_tenant_id', true), '')::bigint));
CREATE POLICY tenant_isolation_update ON mentorships FOR UPDATE TO app_user
    USING (clinic_id = (SELECT nullif(current_setting('app.current_tenant_id', true), '')::bigint))
    WITH CHECK (clinic_id = (SELECT nullif(current_setting('app.current_tenant_id', true), '')::bigint));
CREATE POLICY tenant_isolation_delete ON mentorships FOR DELETE TO app_user
    USING (clinic_id = (SELECT nullif(current_setting('app.current_tenant_id', true), '')::bigint));

-- Privileges ----------------------------------------------------------------

GRANT SELECT ON
    countries
TO app_user;

GRANT SELECT, UPDATE ON
    clinics
TO app_user;

GRANT SELECT, INSERT, UPDATE, DELETE ON
    people,
    doctors,
    patients,
    rooms,
    appointments,
    insurers,
    payments,
    mentorships
TO app_user;

COMMIT;
