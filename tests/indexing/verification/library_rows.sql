CREATE TABLE digits (d integer NOT NULL);
INSERT INTO digits VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9);
INSERT INTO members SELECT a.d + 10 * b.d + 100 * c.d, CAST(a.d + 10 * b.d + 100 * c.d AS CHAR), a.d
  FROM digits a, digits b, digits c;
INSERT INTO loans SELECT n, n % 40, CASE WHEN n % 500 = 3 THEN 'open' WHEN n % 7 = 0 THEN 'late' ELSE 'done' END,
    n * 7919 % 20000, n % 5, 'a note that makes the row somewhat longer than its key, as rows of real tables are'
  FROM (SELECT a.d + 10 * b.d + 100 * c.d + 1000 * e.d + 10000 * f.d AS n FROM digits a, digits b, digits c, digits e,
    digits f WHERE f.d < 2) numbers;
