-- A history over most of what the reader takes in.
PRAGMA foreign_keys = OFF;
.mode list
BEGIN TRANSACTION;
CREATE TABLE parent (a INT, b INT, label TEXT, PRIMARY KEY (a, b));
CREATE TABLE "odd table" (
    id INTEGER PRIMARY KEY AUTOINCREMENT, -- numbered
    name VARCHAR(20) COLLATE NOCASE NOT NULL DEFAULT 'x, y)' CONSTRAINT not_a CHECK (name <> 'a,)'),
    doubled INT GENERATED ALWAYS AS (id * 2) VIRTUAL,
    kept AS (id) STORED,
    x INT REFERENCES parent ON DELETE NO ACTION,
    y INT, /* with, commas ( */
    z REAL DEFAULT (1 + 2),
    [a b] TEXT,
    `c d` "long type" DEFAULT -1,
    UNIQUE (name, y) ON CONFLICT REPLACE,
    CONSTRAINT to_parent FOREIGN KEY (x, y) REFERENCES parent (a, b) ON UPDATE CASCADE ON DELETE SET NULL
        DEFERRABLE INITIALLY DEFERRED,
    CHECK (y > 0 OR (y IS NULL))
);
CREATE UNIQUE INDEX odd_index ON "odd table" (lower(name) DESC, y COLLATE NOCASE, [a b] DESC) WHERE y > 0;
ALTER TABLE "odd table" RENAME COLUMN y TO why;
ALTER TABLE "odd table" ADD COLUMN extra INT CHECK (extra > 0) REFERENCES parent2 (id) ON DELETE CASCADE;
CREATE TABLE strict_one (id TEXT PRIMARY KEY, at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP, n ANY) STRICT, WITHOUT ROWID;
CREATE TABLE not_rowid (id INTEGER PRIMARY KEY DESC, n DEFAULT NULL);
CREATE TABLE parent2_new (id INT PRIMARY KEY, n INTEGER UNIQUE);
INSERT INTO parent2_new VALUES (1, 2);
CREATE TABLE parent2 (id INT);
DROP TABLE parent2;
ALTER TABLE parent2_new RENAME TO parent2;
CREATE VIEW v (a) AS WITH q AS (SELECT 1) SELECT * FROM q;
CREATE TRIGGER t AFTER INSERT ON parent BEGIN
    UPDATE parent SET label = CASE WHEN new.a > 1 THEN 'x' ELSE 'y' END;
END;
CREATE TABLE from_query AS SELECT id, name FROM "odd table";
CREATE TABLE "odd table" (id INT);
CREATE TABLE bad (a INT CHECK (nosuch(a) > 0));
CREATE VIRTUAL TABLE search USING fts5(body);
CREATE INDEX missing ON nowhere (a);
COMMIT;
