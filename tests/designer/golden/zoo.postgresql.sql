-- Schema for PostgreSQL 18: 5 tables.

BEGIN;

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

CREATE TABLE orders (
    id         bigint      GENERATED ALWAYS AS IDENTITY,
    "select"   integer     NOT NULL,
    "from"     timestamptz NOT NULL,
    "group"    text        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_orders PRIMARY KEY (id)
);

CREATE TABLE order_forms (
    id         bigint      GENERATED ALWAYS AS IDENTITY,
    say_hi     text        NOT NULL DEFAULT 'it''s',
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_order_forms PRIMARY KEY (id),
    CONSTRAINT check_order_forms_say_hi_values CHECK (say_hi IN ('it''s', 'a\b', '100%'))
);

CREATE TABLE keepers (
    id         bigint      GENERATED ALWAYS AS IDENTITY,
    photo      bytea,
    shift      time,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_keepers PRIMARY KEY (id)
);

CREATE TABLE animals (
    id               bigint      GENERATED ALWAYS AS IDENTITY,
    mother_id        bigint,
    aviary_keeper_id bigint,
    type             text        NOT NULL,
    name             text        NOT NULL,
    tags             text[]      NOT NULL DEFAULT '{}',
    chip             uuid,
    wingspan_cm      numeric,
    salt_water       boolean,
    created_at       timestamptz NOT NULL DEFAULT now(),
    updated_at       timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_animals PRIMARY KEY (id),
    CONSTRAINT unique_animals_on_name UNIQUE (name),
    CONSTRAINT check_animals_type_values CHECK (type IN ('animal', 'bird', 'fish')),
    CONSTRAINT check_animals_wingspan_cm_range CHECK (wingspan_cm > 0 AND wingspan_cm <= 400),
    -- required of every bird, not of the other rows of this table
    CONSTRAINT check_animals_type_wingspan_cm_implies CHECK (NOT (type IN ('bird')) OR wingspan_cm IS NOT NULL),
    -- required of every bird, not of the other rows of this table
    CONSTRAINT check_animals_type_aviary_keeper_id_implies CHECK (NOT (type IN ('bird')) OR aviary_keeper_id IS NOT NULL),
    -- required of every fish, not of the other rows of this table
    CONSTRAINT check_animals_type_salt_water_implies CHECK (NOT (type IN ('fish')) OR salt_water IS NOT NULL),
    -- ON DELETE SET NULL: the reference is optional
    CONSTRAINT fk_animals_mother_id_animals FOREIGN KEY (mother_id)
        REFERENCES animals (id) ON DELETE SET NULL,
    -- ON DELETE RESTRICT: the row needs what it refers to
    CONSTRAINT fk_animals_aviary_keeper_id_keepers FOREIGN KEY (aviary_keeper_id)
        REFERENCES keepers (id) ON DELETE RESTRICT
);

CREATE TABLE feedings (
    id         bigint      GENERATED ALWAYS AS IDENTITY,
    keeper_id  bigint      NOT NULL,
    animal_id  bigint      NOT NULL,
    grams      integer     NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_feedings PRIMARY KEY (id),
    -- ON DELETE RESTRICT: the pair holds facts of its own
    CONSTRAINT fk_feedings_keeper_id_keepers FOREIGN KEY (keeper_id)
        REFERENCES keepers (id) ON DELETE RESTRICT,
    -- ON DELETE RESTRICT: the pair holds facts of its own
    CONSTRAINT fk_feedings_animal_id_animals FOREIGN KEY (animal_id)
        REFERENCES animals (id) ON DELETE RESTRICT
);

-- Indexes -------------------------------------------------------------------

-- finds the rows that refer to one of animals, as its deletion must
CREATE INDEX index_animals_on_mother_id ON animals (mother_id);

-- finds the rows that refer to one of keepers, as its deletion must
CREATE INDEX index_animals_on_aviary_keeper_id ON animals (aviary_keeper_id);

-- finds the rows that refer to one of keepers, as its deletion must
CREATE INDEX index_feedings_on_keeper_id ON feedings (keeper_id);

-- finds the rows that refer to one of animals, as its deletion must
CREATE INDEX index_feedings_on_animal_id ON feedings (animal_id);

-- Triggers ------------------------------------------------------------------

CREATE TRIGGER trigger_orders_updated_at BEFORE UPDATE ON orders
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

CREATE TRIGGER trigger_order_forms_updated_at BEFORE UPDATE ON order_forms
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

CREATE TRIGGER trigger_animals_updated_at BEFORE UPDATE ON animals
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

CREATE TRIGGER trigger_keepers_updated_at BEFORE UPDATE ON keepers
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

CREATE TRIGGER trigger_feedings_updated_at BEFORE UPDATE ON feedings
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

COMMIT;
