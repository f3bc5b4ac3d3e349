-- integer becomes bigint.

-- naive
ALTER TABLE orders ALTER COLUMN amount TYPE bigint;
