-- Schema for SQLite 3.40 and newer (STRICT tables): 5 tables.
-- Every connection must say PRAGMA foreign_keys = ON; SQLite keeps no foreign key without it.

PRAGMA foreign_keys = ON;

BEGIN;

-- Tables --------------------------------------------------------------------

CREATE TABLE orders (
    id         INTEGER PRIMARY KEY,
    "select"   INTEGER NOT NULL,
    "from"     TEXT    NOT NULL,
    "group"    TEXT    NOT NULL,
    created_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    updated_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CONSTRAINT check_orders_from_timestamp CHECK ("from" IS strftime('%Y-%m-%dT%H:%M:%fZ', "from")),
    CONSTRAINT check_orders_created_at_timestamp CHECK (created_at IS strftime('%Y-%m-%dT%H:%M:%fZ', created_at)),
    CONSTRAINT check_orders_updated_at_timestamp CHECK (updated_at IS strftime('%Y-%m-%dT%H:%M:%fZ', updated_at))
) STRICT;

CREATE TABLE order_forms (
    id         INTEGER PRIMARY KEY,
    say_hi     TEXT    NOT NULL DEFAULT 'it''s',
    created_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    updated_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CONSTRAINT check_order_forms_say_hi_values CHECK (say_hi IN ('it''s', 'a\b', '100%')),
    CONSTRAINT check_order_forms_created_at_timestamp CHECK (created_at IS strftime('%Y-%m-%dT%H:%M:%fZ', created_at)),
    CONSTRAINT check_order_forms_updated_at_timestamp CHECK (updated_at IS strftime('%Y-%m-%dT%H:%M:%fZ', updated_at))
) STRICT;

CREATE TABLE keepers (
    id         INTEGER PRIMARY KEY,
    photo      BLOB,
    shift      TEXT,
    created_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    updated_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CONSTRAINT check_keepers_shift_time CHECK (shift IS strftime('%H:%M:%S', shift)),
    CONSTRAINT check_keepers_created_at_timestamp CHECK (created_at IS strftime('%Y-%m-%dT%H:%M:%fZ', created_at)),
    CONSTRAINT check_keepers_updated_at_timestamp CHECK (updated_at IS strftime('%Y-%m-%dT%H:%M:%fZ', updated_at))
) STRICT;

CREATE TABLE animals (
    id               INTEGER PRIMARY KEY,
    mother_id        INTEGER,
    aviary_keeper_id INTEGER,
    type             TEXT    NOT NULL,
    name             TEXT    NOT NULL,
    tags             TEXT    NOT NULL DEFAULT '[]',
    chip             TEXT,
    wingspan_cm      REAL,
    salt_water       INTEGER,
    created_at       TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    updated_at       TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CONSTRAINT unique_animals_on_name UNIQUE (name),
    CONSTRAINT check_animals_type_values CHECK (type IN ('animal', 'bird', 'fish')),
    CONSTRAINT check_animals_wingspan_cm_range CHECK (wingspan_cm > 0 AND wingspan_cm <= 400),
    CONSTRAINT check_animals_tags_list CHECK (json_type(tags) = 'array'),
    CONSTRAINT check_animals_chip_uuid CHECK (length(chip) = 36),
    CONSTRAINT check_animals_salt_water_boolean CHECK (salt_water IN (0, 1)),
    CONSTRAINT check_animals_created_at_timestamp CHECK (created_at IS strftime('%Y-%m-%dT%H:%M:%fZ', created_at)),
    CONSTRAINT check_animals_updated_at_timestamp CHECK (updated_at IS strftime('%Y-%m-%dT%H:%M:%fZ', updated_at)),
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
) STRICT;

CREATE TABLE feedings (
    id         INTEGER PRIMARY KEY,
    keeper_id  INTEGER NOT NULL,
    animal_id  INTEGER NOT NULL,
    grams      INTEGER NOT NULL,
    created_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    updated_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CONSTRAINT check_feedings_created_at_timestamp CHECK (created_at IS strftime('%Y-%m-%dT%H:%M:%fZ', created_at)),
    CONSTRAINT check_feedings_updated_at_timestamp CHECK (updated_at IS strftime('%Y-%m-%dT%H:%M:%fZ', updated_at)),
    -- ON DELETE RESTRICT: the pair holds facts of its own
    CONSTRAINT fk_feedings_keeper_id_keepers FOREIGN KEY (keeper_id)
        REFERENCES keepers (id) ON DELETE RESTRICT,
    -- ON DELETE RESTRICT: the pair holds facts of its own
    CONSTRAINT fk_feedings_animal_id_animals FOREIGN KEY (animal_id)
        REFERENCES animals (id) ON DELETE RESTRICT
) STRICT;

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

CREATE TRIGGER trigger_orders_updated_at AFTER UPDATE OF id, "select", "from", "group", created_at ON orders
FOR EACH ROW WHEN NEW.updated_at IS OLD.updated_at
BEGIN
    UPDATE orders SET updated_at = (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
    WHERE id = NEW.id;
END;

CREATE TRIGGER trigger_order_forms_updated_at AFTER UPDATE OF id, say_hi, created_at ON order_forms
FOR EACH ROW WHEN NEW.updated_at IS OLD.updated_at
BEGIN
    UPDATE order_forms SET updated_at = (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
    WHERE id = NEW.id;
END;

CREATE TRIGGER trigger_animals_updated_at AFTER UPDATE OF id, mother_id, aviary_keeper_id, type, name, tags, chip, wingspan_cm, salt_water, created_at ON animals
FOR EACH ROW WHEN NEW.updated_at IS OLD.updated_at
BEGIN
    UPDATE animals SET updated_at = (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
    WHERE id = NEW.id;
END;

CREATE TRIGGER trigger_keepers_updated_at AFTER UPDATE OF id, photo, shift, created_at ON keepers
FOR EACH ROW WHEN NEW.updated_at IS OLD.updated_at
BEGIN
    UPDATE keepers SET updated_at = (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
    WHERE id = NEW.id;
END;

CREATE TRIGGER trigger_feedings_updated_at AFTER UPDATE OF id, keeper_id, animal_id, grams, created_at ON feedings
FOR EACH ROW WHEN NEW.updated_at IS OLD.updated_at
BEGIN
    UPDATE feedings SET updated_at = (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
    WHERE id = NEW.id;
END;

COMMIT;
