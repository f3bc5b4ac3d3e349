-- Statements for MySQL: `:name` is a parameter.  MySQL has no RETURNING; the key is read in a second statement.
-- ON DUPLICATE KEY UPDATE fires on any unique key of the table, not only on the one that a statement is named after.

-- name: insert_orders
INSERT INTO orders (`select`, `from`, `group`)
VALUES (:select, :from, :group);
SELECT LAST_INSERT_ID() AS id;

-- name: insert_order_forms
INSERT INTO order_forms (say_hi)
VALUES (:say_hi);
SELECT LAST_INSERT_ID() AS id;

-- name: insert_keepers
INSERT INTO keepers (photo, shift)
VALUES (:photo, :shift);
SELECT LAST_INSERT_ID() AS id;

-- name: insert_animals
INSERT INTO animals (mother_id, aviary_keeper_id, type, name, tags, chip, wingspan_cm, salt_water)
VALUES (:mother_id, :aviary_keeper_id, :type, :name, :tags, :chip, :wingspan_cm, :salt_water);
SELECT LAST_INSERT_ID() AS id;

-- name: upsert_animals_by_name
INSERT INTO animals (mother_id, aviary_keeper_id, type, name, tags, chip, wingspan_cm, salt_water)
VALUES (:mother_id, :aviary_keeper_id, :type, :name, :tags, :chip, :wingspan_cm, :salt_water) AS incoming
ON DUPLICATE KEY UPDATE
    mother_id = incoming.mother_id,
    aviary_keeper_id = incoming.aviary_keeper_id,
    type = incoming.type,
    tags = incoming.tags,
    chip = incoming.chip,
    wingspan_cm = incoming.wingspan_cm,
    salt_water = incoming.salt_water,
    id = LAST_INSERT_ID(animals.id);
SELECT LAST_INSERT_ID() AS id;

-- name: insert_feedings
INSERT INTO feedings (keeper_id, animal_id, grams)
VALUES (:keeper_id, :animal_id, :grams);
SELECT LAST_INSERT_ID() AS id;
