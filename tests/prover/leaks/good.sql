CREATE ROLE shop_app NOLOGIN NOBYPASSRLS;
CREATE ROLE shop_owner NOLOGIN;
CREATE TABLE shops (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL);
CREATE TABLE countries (code char(2) PRIMARY KEY, name text NOT NULL);
CREATE TABLE products (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    shop_id bigint NOT NULL REFERENCES shops (id),
    sku text NOT NULL,
    label text,
    price numeric(10, 2) NOT NULL CHECK (price >= 0),
    made_in char(2) REFERENCES countries (code),
    CONSTRAINT products_sku UNIQUE (shop_id, sku),
    CONSTRAINT products_tenant UNIQUE (shop_id, id)
);
CREATE TABLE orders (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    shop_id bigint NOT NULL REFERENCES shops (id),
    product_id bigint NOT NULL,
    quantity integer NOT NULL CHECK (quantity BETWEEN 1 AND 99),
    note text,
    CONSTRAINT orders_product FOREIGN KEY (shop_id, product_id) REFERENCES products (shop_id, id) ON DELETE CASCADE
);
ALTER TABLE shops ENABLE ROW LEVEL SECURITY;
ALTER TABLE shops FORCE ROW LEVEL SECURITY;
CREATE POLICY shops_select ON shops FOR SELECT TO shop_app
    USING (id = (SELECT nullif(current_setting('app.shop', true), '')::bigint));
ALTER TABLE products ENABLE ROW LEVEL SECURITY;
ALTER TABLE products FORCE ROW LEVEL SECURITY;
CREATE POLICY products_select ON products FOR SELECT TO shop_app
    USING (shop_id = (SELECT nullif(current_setting('app.shop', true), '')::bigint));
CREATE POLICY products_insert ON products FOR INSERT TO shop_app
    WITH CHECK (shop_id = (SELECT nullif(current_setting('app.shop', true), '')::bigint));
CREATE POLICY products_update ON products FOR UPDATE TO shop_app
    USING (shop_id = (SELECT nullif(current_setting('app.shop', true), '')::bigint))
    WITH CHECK (shop_id = (SELECT nullif(current_setting('app.shop', true), '')::bigint));
CREATE POLICY products_delete ON products FOR DELETE TO shop_app
    USING (shop_id = (SELECT nullif(current_setting('app.shop', true), '')::bigint));
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
ALTER TABLE orders FORCE ROW LEVEL SECURITY;
CREATE POLICY orders_all ON orders TO shop_app
    USING (shop_id = (SELECT nullif(current_setting('app.shop', true), '')::bigint))
    WITH CHECK (shop_id = (SELECT nullif(current_setting('app.shop', true), '')::bigint));
GRANT SELECT ON shops, countries TO shop_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON products, orders TO shop_app;
CREATE VIEW cheap WITH (security_invoker = true) AS SELECT * FROM products WHERE price < 1000000;
GRANT SELECT ON cheap TO shop_app;
