-- A unique constraint.

-- naive
ALTER TABLE orders ADD CONSTRAINT orders_amount_key UNIQUE (amount);
