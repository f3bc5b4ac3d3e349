-- What MySQL 8 and MariaDB 10.11 read in the same way; the catalog of the server must say what `read_ddl` says.
SET FOREIGN_KEY_CHECKS = 0;
CREATE TABLE tenants (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  name VARCHAR(100) NOT NULL COMMENT 'shown in the ''header''',
  plan ENUM('free', 'pro') NOT NULL DEFAULT 'free',
  active BOOLEAN NOT NULL DEFAULT TRUE,
  settings JSON NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY uq_tenants_name (name)
) ENGINE=InnoDB COMMENT='who pays';
CREATE TABLE users (
  tenant_id BIGINT UNSIGNED NOT NULL,
  id INT NOT NULL,
  email VARCHAR(255) COLLATE utf8mb4_bin NOT NULL,
  manager_id INT,
  balance DECIMAL(12, 2) NOT NULL DEFAULT 0.00,
  score DOUBLE DEFAULT -1.5,
  bio TEXT,
  token BINARY(16),
  made DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  changed TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  doubled DECIMAL(14, 2) AS (balance * 2) STORED,
  email_length INT AS (char_length(email)) VIRTUAL,
  born DATE DEFAULT '1970-01-01',
  code CHAR(3) CHARACTER SET ascii DEFAULT 'abc',
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, email),
  KEY by_bio (bio(20)),
  KEY by_made (made DESC, id),
  FULLTEXT KEY words (bio),
  CONSTRAINT users_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id) ON DELETE CASCADE,
  CONSTRAINT users_manager FOREIGN KEY (tenant_id, manager_id) REFERENCES users (tenant_id, id),
  CONSTRAINT balance_is_positive CHECK (balance >= 0)
);
CREATE TABLE notes (
  id INT AUTO_INCREMENT PRIMARY KEY,
  tenant_id BIGINT UNSIGNED,
  old_name VARCHAR(10),
  body TEXT,
  FOREIGN KEY (tenant_id) REFERENCES tenants (id) ON DELETE SET NULL ON UPDATE CASCADE
);
ALTER TABLE notes CHANGE old_name title VARCHAR(50) NOT NULL DEFAULT 'untitled' AFTER id, ADD COLUMN pages SMALLINT UNSIGNED;
ALTER TABLE notes ADD UNIQUE KEY title_once (tenant_id, title), DROP COLUMN body;
CREATE INDEX by_pages ON notes (pages);
CREATE TABLE archive LIKE notes;
RENAME TABLE archive TO old_notes;
ALTER TABLE old_notes RENAME COLUMN pages TO sheets, DROP INDEX by_pages;
CREATE TABLE days (d DATE NOT NULL, n INT NOT NULL, PRIMARY KEY (d, n))
  PARTITION BY RANGE COLUMNS (d) (PARTITION p0 VALUES LESS THAN ('2026-01-01'), PARTITION p1 VALUES LESS THAN (MAXVALUE));
CREATE TABLE places (id INT PRIMARY KEY, at POINT NOT NULL, SPATIAL INDEX by_place (at)) ENGINE=InnoDB;
CREATE VIEW active_tenants AS SELECT id, name FROM tenants WHERE active;
DELIMITER //
CREATE TRIGGER notes_before BEFORE INSERT ON notes FOR EACH ROW BEGIN SET NEW.title = trim(NEW.title); END //
CREATE PROCEDURE nothing() BEGIN SELECT 1; END //
DELIMITER ;
