-- A new required column with a default that differs from row to row.

-- naive
ALTER TABLE orders ADD COLUMN token uuid NOT NULL DEFAULT gen_random_uuid();
