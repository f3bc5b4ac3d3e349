-- A column is dropped.

-- naive
ALTER TABLE orders DROP COLUMN note;
