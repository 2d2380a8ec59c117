CREATE SCHEMA shop;

CREATE TABLE shop.products (sku text PRIMARY KEY, name text NOT NULL, price integer NOT NULL);
CREATE TABLE shop.stock (sku text PRIMARY KEY REFERENCES shop.products, available integer NOT NULL);
CREATE TABLE shop.orders (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  items jsonb NOT NULL,
  total integer NOT NULL,
  payment text NOT NULL,
  ordered_at timestamptz NOT NULL DEFAULT now()
);

INSERT INTO shop.products (sku, name, price) VALUES
  ('tea-assam', 'Assam, 100 g', 890),
  ('tea-darjeeling', 'Darjeeling, 100 g', 1290),
  ('tea-sencha', 'Sencha, 100 g', 1150),
  ('tea-oolong', 'Oolong, 100 g', 1390),
  ('tea-rooibos', 'Rooibos, 100 g', 690),
  ('pot-iron', 'Teapot, cast iron', 5900),
  ('pot-glass', 'Teapot, glass', 3400),
  ('cup-stoneware', 'Cup, stoneware', 1800),
  ('strainer', 'Strainer, steel', 950),
  ('tin', 'Tea tin', 1200);

INSERT INTO shop.stock (sku, available) SELECT sku, 1000000 FROM shop.products;
