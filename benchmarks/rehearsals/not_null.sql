-- A column becomes required.

-- naive
ALTER TABLE orders ALTER COLUMN note SET NOT NULL;
