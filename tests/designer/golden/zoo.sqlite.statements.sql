-- Statements for SQLite 3.35 and newer: `:name` is a parameter.
-- Every connection must say PRAGMA foreign_keys = ON first.

-- name: insert_orders
INSERT INTO orders ("select", "from", "group")
VALUES (:select, :from, :group)
RETURNING id;

-- name: insert_order_forms
INSERT INTO order_forms (say_hi)
VALUES (:say_hi)
RETURNING id;

-- name: insert_keepers
INSERT INTO keepers (photo, shift)
VALUES (:photo, :shift)
RETURNING id;

-- name: insert_animals
INSERT INTO animals (mother_id, aviary_keeper_id, type, name, tags, chip, wingspan_cm, salt_water)
VALUES (:mother_id, :aviary_keeper_id, :type, :name, :tags, :chip, :wingspan_cm, :salt_water)
RETURNING id;

-- name: upsert_animals_by_name
INSERT INTO animals (mother_id, aviary_keeper_id, type, name, tags, chip, wingspan_cm, salt_water)
VALUES (:mother_id, :aviary_keeper_id, :type, :name, :tags, :chip, :wingspan_cm, :salt_water)
ON CONFLICT (name) DO UPDATE SET
    mother_id = excluded.mother_id,
    aviary_keeper_id = excluded.aviary_keeper_id,
    type = excluded.type,
    tags = excluded.tags,
    chip = excluded.chip,
    wingspan_cm = excluded.wingspan_cm,
    salt_water = excluded.salt_water
RETURNING id;

-- name: insert_feedings
INSERT INTO feedings (keeper_id, animal_id, grams)
VALUES (:keeper_id, :animal_id, :grams)
RETURNING id;
