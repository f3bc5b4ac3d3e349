-- A history of changes over most of what the reader takes in; the test loads it into a server and compares.
\set ON_ERROR_STOP on
SET client_encoding = 'UTF8';
CREATE SCHEMA shop;
CREATE SCHEMA archive CREATE TABLE old_note (id integer PRIMARY KEY) CREATE VIEW notes AS SELECT id FROM old_note;
CREATE TYPE shop.mood AS ENUM ('sad', 'happy');
ALTER TYPE shop.mood ADD VALUE 'neutral' AFTER 'sad';
ALTER TYPE shop.mood RENAME VALUE 'happy' TO 'glad';
CREATE DOMAIN email AS varchar(200) NOT NULL CHECK (VALUE LIKE '%@%') CONSTRAINT short CHECK (length(VALUE) < 100);
ALTER DOMAIN email DROP CONSTRAINT short;
CREATE TABLE tenant (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL UNIQUE,
    "Weird ""Name" character(3) DEFAULT 'x',
    mail email,
    state shop.mood DEFAULT 'sad',
    flags bit varying(8)[],
    since timestamp(3) with time zone DEFAULT now(),
    span interval year to month,
    price numeric(10, 2) CHECK (price > 0) CHECK (price < 1000000),
    nothing text DEFAULT NULL
);
COMMENT ON TABLE tenant IS 'Who pays; "naïve" café';
COMMENT ON COLUMN tenant.name IS 'it''s a name';
CREATE TABLE shop.item (
    id serial,
    tenant_id bigint NOT NULL REFERENCES tenant ON DELETE CASCADE,
    parent_id integer,
    sku varchar(20) COLLATE "C",
    title text,
    total numeric GENERATED ALWAYS AS (id * 2) STORED,
    period daterange,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, sku),
    CONSTRAINT item_parent FOREIGN KEY (tenant_id, parent_id) REFERENCES shop.item ON DELETE SET NULL (parent_id)
        DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT no_overlap EXCLUDE USING gist (period WITH &&) WHERE (period IS NOT NULL)
);
CREATE INDEX ON shop.item (lower(title) text_pattern_ops, id DESC NULLS LAST) WHERE title <> '';
CREATE UNIQUE INDEX item_title ON shop.item (tenant_id, title) INCLUDE (sku) NULLS NOT DISTINCT;
CREATE INDEX item_fts ON shop.item USING gin (to_tsvector('english', title));
ALTER TABLE shop.item RENAME COLUMN title TO heading;
ALTER TABLE shop.item RENAME CONSTRAINT item_tenant_id_sku_key TO item_sku;
ALTER TABLE shop.item RENAME TO product;
ALTER TABLE ONLY shop.product ALTER COLUMN sku TYPE varchar(40), ALTER COLUMN sku SET NOT NULL, ADD COLUMN weight real,
    ADD CONSTRAINT weighs CHECK (weight > 0) NOT VALID;
ALTER TABLE shop.product DROP CONSTRAINT item_sku;
CREATE UNIQUE INDEX product_sku ON shop.product (sku);
ALTER TABLE shop.product ADD CONSTRAINT product_sku_unique UNIQUE USING INDEX product_sku;
ALTER TABLE tenant DROP CONSTRAINT tenant_price_check1, DROP COLUMN nothing;
ALTER TABLE tenant ALTER COLUMN name DROP NOT NULL, ADD COLUMN IF NOT EXISTS name text;
CREATE TABLE event (id bigint, at timestamptz NOT NULL, tenant_id bigint REFERENCES tenant, kind text, UNIQUE (id, at))
    PARTITION BY RANGE (at);
CREATE TABLE event_2024 PARTITION OF event FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE INDEX event_kind ON event (kind, at);
CREATE TABLE event_2025 (id bigint, at timestamptz NOT NULL, tenant_id bigint, kind text);
ALTER TABLE event ATTACH PARTITION event_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
ALTER TABLE event ADD COLUMN note text NOT NULL DEFAULT '';
CREATE TABLE base (a int CHECK (a > 0), b text);
CREATE TABLE derived (c int, PRIMARY KEY (c)) INHERITS (base);
ALTER TABLE base ADD COLUMN d date NOT NULL, ADD CONSTRAINT d_late CHECK (d > '2000-01-01'), ALTER b SET NOT NULL;
ALTER TABLE base RENAME COLUMN b TO bee;
CREATE TABLE event_note (event_id bigint, at timestamptz, FOREIGN KEY (event_id, at) REFERENCES event (id, at));
CREATE TABLE copied (LIKE tenant INCLUDING ALL, extra int);
CREATE TABLE gone (id int PRIMARY KEY);
CREATE TABLE keeper (gone_id int REFERENCES gone, tenant_id bigint UNIQUE REFERENCES tenant);
DROP TABLE gone CASCADE;
CREATE VIEW cheap WITH (security_invoker = true) AS SELECT id, price FROM tenant WHERE price < 10;
CREATE MATERIALIZED VIEW totals AS SELECT count(*) AS n FROM tenant;
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $body$
BEGIN
    NEW.since = now(); -- a ; in a body
    RETURN NEW;
END $body$;
CREATE FUNCTION plus_one(x int) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT x + 1; END;
CREATE FUNCTION plus_one(x bigint) RETURNS bigint LANGUAGE sql RETURN x + 1;
DROP FUNCTION plus_one(integer);
CREATE TRIGGER touched BEFORE UPDATE ON tenant FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TRIGGER event_touched BEFORE UPDATE ON event FOR EACH ROW EXECUTE FUNCTION touch();
ALTER TABLE tenant ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON tenant FOR UPDATE USING (id = 1) WITH CHECK (id = 1);
CREATE POLICY see ON tenant AS RESTRICTIVE FOR SELECT USING (true);
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_class WHERE relname = 'guarded') THEN
        CREATE TABLE guarded (id int PRIMARY KEY);
    END IF;
    EXECUTE 'CREATE INDEX guarded_again ON guarded (id)';
EXCEPTION WHEN duplicate_table THEN NULL;
END $$;
ALTER TABLE guarded SET SCHEMA shop;
SET search_path TO shop, public;
CREATE TABLE in_shop (id smallserial PRIMARY KEY, t bigint REFERENCES tenant (id) ON UPDATE RESTRICT);
RESET search_path;
CREATE SEQUENCE shop.counter;
INSERT INTO tenant (name, mail) VALUES ('a; b', 'x@y');
COPY base (a, bee) FROM stdin;
1	CREATE TABLE not_a_statement (;
\.
SELECT 1;
