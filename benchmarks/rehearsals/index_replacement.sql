-- An index gets another column.

-- naive
DROP INDEX orders_created_at;
CREATE INDEX orders_created_at ON orders (created_at, status);
