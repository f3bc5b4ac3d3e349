-- Schema for MySQL 8.4: 5 tables.

SET NAMES utf8mb4;

-- Tables --------------------------------------------------------------------

CREATE TABLE orders (
    id         BIGINT      NOT NULL AUTO_INCREMENT,
    `select`   INT         NOT NULL,
    `from`     DATETIME(6) NOT NULL,
    `group`    TEXT        NOT NULL,
    created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    PRIMARY KEY (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_0900_as_cs;

CREATE TABLE order_forms (
    id         BIGINT      NOT NULL AUTO_INCREMENT,
    say_hi     VARCHAR(32) NOT NULL DEFAULT 'it''s',
    created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    PRIMARY KEY (id),
    CONSTRAINT check_order_forms_say_hi_values CHECK (say_hi IN ('it''s', 'a\\b', '100%'))
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_0900_as_cs;

CREATE TABLE keepers (
    id         BIGINT      NOT NULL AUTO_INCREMENT,
    photo      LONGBLOB,
    shift      TIME,
    created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    PRIMARY KEY (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_0900_as_cs;

CREATE TABLE animals (
    id               BIGINT       NOT NULL AUTO_INCREMENT,
    mother_id        BIGINT,
    aviary_keeper_id BIGINT,
    type             VARCHAR(32)  NOT NULL,
    name             VARCHAR(255) NOT NULL,
    tags             JSON         NOT NULL DEFAULT ('[]'),
    chip             BINARY(16),
    wingspan_cm      DECIMAL(19,4),
    salt_water       BOOLEAN,
    created_at       DATETIME(6)  NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at       DATETIME(6)  NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    PRIMARY KEY (id),
    CONSTRAINT unique_animals_on_name UNIQUE (name),
    CONSTRAINT check_animals_type_values CHECK (type IN ('animal', 'bird', 'fish')),
    CONSTRAINT check_animals_wingspan_cm_range CHECK (wingspan_cm > 0 AND wingspan_cm <= 400),
    CONSTRAINT check_animals_tags_list CHECK (json_type(tags) = 'ARRAY'),
    CONSTRAINT check_animals_salt_water_boolean CHECK (salt_water IN (0, 1)),
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
        REFERENCES keepers (id) ON DELETE RESTRICT,
    -- finds the rows that refer to one of animals, as its deletion must
    KEY index_animals_on_mother_id (mother_id),
    -- finds the rows that refer to one of keepers, as its deletion must
    KEY index_animals_on_aviary_keeper_id (aviary_keeper_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_0900_as_cs;

CREATE TABLE feedings (
    id         BIGINT      NOT NULL AUTO_INCREMENT,
    keeper_id  BIGINT      NOT NULL,
    animal_id  BIGINT      NOT NULL,
    grams      INT         NOT NULL,
    created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    PRIMARY KEY (id),
    -- ON DELETE RESTRICT: the pair holds facts of its own
    CONSTRAINT fk_feedings_keeper_id_keepers FOREIGN KEY (keeper_id)
        REFERENCES keepers (id) ON DELETE RESTRICT,
    -- ON DELETE RESTRICT: the pair holds facts of its own
    CONSTRAINT fk_feedings_animal_id_animals FOREIGN KEY (animal_id)
        REFERENCES animals (id) ON DELETE RESTRICT,
    -- finds the rows that refer to one of keepers, as its deletion must
    KEY index_feedings_on_keeper_id (keeper_id),
    -- finds the rows that refer to one of animals, as its deletion must
    KEY index_feedings_on_animal_id (animal_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_0900_as_cs;
