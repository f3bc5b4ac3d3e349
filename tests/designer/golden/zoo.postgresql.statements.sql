-- Statements for PostgreSQL: `:name` is a parameter.
-- An upsert needs the columns, and the WHERE of a partial index, to find the unique index that decides.

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
    mother_id = EXCLUDED.mother_id,
    aviary_keeper_id = EXCLUDED.aviary_keeper_id,
    type = EXCLUDED.type,
    tags = EXCLUDED.tags,
    chip = EXCLUDED.chip,
    wingspan_cm = EXCLUDED.wingspan_cm,
    salt_water = EXCLUDED.salt_water
RETURNING id;

-- name: insert_feedings
INSERT INTO feedings (keeper_id, animal_id, grams)
VALUES (:keeper_id, :animal_id, :grams)
RETURNING id;
