-- Schema for SQLite 3.40 and newer (STRICT tables): 8 tables.
-- Every connection must say PRAGMA foreign_keys = ON; SQLite keeps no foreign key without it.

PRAGMA foreign_keys = ON;

BEGIN;

-- Tables --------------------------------------------------------------------

CREATE TABLE authors (
    id         INTEGER PRIMARY KEY,
    name       TEXT    NOT NULL,
    born_on    TEXT,
    created_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    updated_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CONSTRAINT check_authors_born_on_date CHECK (born_on IS strftime('%Y-%m-%d', born_on)),
    CONSTRAINT check_authors_created_at_timestamp CHECK (created_at IS strftime('%Y-%m-%dT%H:%M:%fZ', created_at)),
    CONSTRAINT check_authors_updated_at_timestamp CHECK (updated_at IS strftime('%Y-%m-%dT%H:%M:%fZ', updated_at))
) STRICT;

-- A title, of which the library may own several copies
CREATE TABLE books (
    id         INTEGER PRIMARY KEY,
    title      TEXT    NOT NULL,
    isbn       TEXT    NOT NULL,
    page_count INTEGER NOT NULL,
    language   TEXT    NOT NULL DEFAULT 'english',
    created_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    updated_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    -- "Every book has an ISBN that no other book has" (line 4)
    CONSTRAINT unique_books_on_isbn UNIQUE (isbn),
    CONSTRAINT check_books_language_values CHECK (language IN ('english', 'german', 'other')),
    CONSTRAINT check_books_isbn_length CHECK (length(isbn) BETWEEN 10 AND 13),
    -- "at least one page" (line 5)
    CONSTRAINT check_books_page_count_range CHECK (page_count >= 1),
    CONSTRAINT check_books_created_at_timestamp CHECK (created_at IS strftime('%Y-%m-%dT%H:%M:%fZ', created_at)),
    CONSTRAINT check_books_updated_at_timestamp CHECK (updated_at IS strftime('%Y-%m-%dT%H:%M:%fZ', updated_at))
) STRICT;

CREATE TABLE copies (
    id         INTEGER PRIMARY KEY,
    book_id    INTEGER NOT NULL,
    barcode    TEXT    NOT NULL,
    bought_on  TEXT    NOT NULL,
    price      REAL,
    created_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    updated_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CONSTRAINT unique_copies_on_barcode UNIQUE (barcode),
    CONSTRAINT check_copies_price_range CHECK (price >= 0),
    CONSTRAINT check_copies_bought_on_date CHECK (bought_on IS strftime('%Y-%m-%d', bought_on)),
    CONSTRAINT check_copies_created_at_timestamp CHECK (created_at IS strftime('%Y-%m-%dT%H:%M:%fZ', created_at)),
    CONSTRAINT check_copies_updated_at_timestamp CHECK (updated_at IS strftime('%Y-%m-%dT%H:%M:%fZ', updated_at)),
    CONSTRAINT fk_copies_book_id_books FOREIGN KEY (book_id)
        REFERENCES books (id) ON DELETE CASCADE
) STRICT;

CREATE TABLE members (
    id         INTEGER PRIMARY KEY,
    sponsor_id INTEGER,
    email      TEXT    NOT NULL,
    active     INTEGER NOT NULL DEFAULT 1,
    created_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    updated_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    deleted_at TEXT,
    CONSTRAINT check_members_active_boolean CHECK (active IN (0, 1)),
    CONSTRAINT check_members_created_at_timestamp CHECK (created_at IS strftime('%Y-%m-%dT%H:%M:%fZ', created_at)),
    CONSTRAINT check_members_updated_at_timestamp CHECK (updated_at IS strftime('%Y-%m-%dT%H:%M:%fZ', updated_at)),
    CONSTRAINT check_members_deleted_at_timestamp CHECK (deleted_at IS strftime('%Y-%m-%dT%H:%M:%fZ', deleted_at)),
    -- ON DELETE SET NULL: the reference is optional
    CONSTRAINT fk_members_sponsor_id_members FOREIGN KEY (sponsor_id)
        REFERENCES members (id) ON DELETE SET NULL
) STRICT;

CREATE TABLE loans (
    id          INTEGER PRIMARY KEY,
    copy_id     INTEGER NOT NULL,
    member_id   INTEGER NOT NULL,
    lent_at     TEXT    NOT NULL,
    due_on      TEXT    NOT NULL,
    returned_at TEXT,
    created_at  TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    updated_at  TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CONSTRAINT check_loans_lent_at_timestamp CHECK (lent_at IS strftime('%Y-%m-%dT%H:%M:%fZ', lent_at)),
    CONSTRAINT check_loans_due_on_date CHECK (due_on IS strftime('%Y-%m-%d', due_on)),
    CONSTRAINT check_loans_returned_at_timestamp CHECK (returned_at IS strftime('%Y-%m-%dT%H:%M:%fZ', returned_at)),
    CONSTRAINT check_loans_created_at_timestamp CHECK (created_at IS strftime('%Y-%m-%dT%H:%M:%fZ', created_at)),
    CONSTRAINT check_loans_updated_at_timestamp CHECK (updated_at IS strftime('%Y-%m-%dT%H:%M:%fZ', updated_at)),
    CONSTRAINT check_loans_lent_at_returned_at_before CHECK (lent_at <= returned_at),
    -- ON DELETE RESTRICT: the row needs what it refers to
    CONSTRAINT fk_loans_copy_id_copies FOREIGN KEY (copy_id)
        REFERENCES copies (id) ON DELETE RESTRICT,
    -- "a member with open loans cannot be deleted" (line 14)
    CONSTRAINT fk_loans_member_id_members FOREIGN KEY (member_id)
        REFERENCES members (id) ON DELETE RESTRICT
) STRICT;

CREATE TABLE fines (
    id         INTEGER PRIMARY KEY,
    loan_id    INTEGER NOT NULL,
    amount     REAL    NOT NULL,
    status     TEXT    NOT NULL DEFAULT 'open',
    paid_at    TEXT,
    created_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    updated_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    -- one to one: each is referred to once at most
    CONSTRAINT unique_fines_on_loan_id UNIQUE (loan_id),
    CONSTRAINT check_fines_status_values CHECK (status IN ('open', 'paid', 'waived')),
    CONSTRAINT check_fines_amount_range CHECK (amount > 0),
    CONSTRAINT check_fines_paid_at_timestamp CHECK (paid_at IS strftime('%Y-%m-%dT%H:%M:%fZ', paid_at)),
    CONSTRAINT check_fines_created_at_timestamp CHECK (created_at IS strftime('%Y-%m-%dT%H:%M:%fZ', created_at)),
    CONSTRAINT check_fines_updated_at_timestamp CHECK (updated_at IS strftime('%Y-%m-%dT%H:%M:%fZ', updated_at)),
    CONSTRAINT check_fines_status_paid_at_implies CHECK (NOT (status IN ('paid')) OR paid_at IS NOT NULL),
    -- ON DELETE CASCADE: a part goes with its whole
    CONSTRAINT fk_fines_loan_id_loans FOREIGN KEY (loan_id)
        REFERENCES loans (id) ON DELETE CASCADE
) STRICT;

-- loan_id has no foreign key: the record outlives what it names
CREATE TABLE loan_events (
    id         INTEGER PRIMARY KEY,
    loan_id    INTEGER NOT NULL,
    action     TEXT    NOT NULL,
    detail     TEXT,
    created_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CONSTRAINT check_loan_events_action_values CHECK (action IN ('lent', 'returned', 'renewed')),
    CONSTRAINT check_loan_events_detail_json CHECK (json_valid(detail)),
    CONSTRAINT check_loan_events_created_at_timestamp CHECK (created_at IS strftime('%Y-%m-%dT%H:%M:%fZ', created_at))
) STRICT;

CREATE TABLE book_authors (
    book_id    INTEGER NOT NULL,
    author_id  INTEGER NOT NULL,
    created_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CONSTRAINT pk_book_authors PRIMARY KEY (book_id, author_id),
    CONSTRAINT check_book_authors_created_at_timestamp CHECK (created_at IS strftime('%Y-%m-%dT%H:%M:%fZ', created_at)),
    -- ON DELETE CASCADE: a pair means nothing without both of its ends
    CONSTRAINT fk_book_authors_book_id_books FOREIGN KEY (book_id)
        REFERENCES books (id) ON DELETE CASCADE,
    -- ON DELETE CASCADE: a pair means nothing without both of its ends
    CONSTRAINT fk_book_authors_author_id_authors FOREIGN KEY (author_id)
        REFERENCES authors (id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- Indexes -------------------------------------------------------------------

-- finds the rows that refer to one of books, as its deletion must
CREATE INDEX index_copies_on_book_id ON copies (book_id);

CREATE UNIQUE INDEX unique_members_on_email ON members (email)
    WHERE deleted_at IS NULL;

-- finds the rows that refer to one of members, as its deletion must
CREATE INDEX index_members_on_sponsor_id ON members (sponsor_id);

-- "a copy is lent to one member at a time" (line 12)
CREATE UNIQUE INDEX unique_loans_on_copy_id ON loans (copy_id)
    WHERE returned_at IS NULL;

-- member_id is compared with =; due_on is a range; finds the rows that refer to one of members, as its deletion…
CREATE INDEX index_loans_on_member_id_and_due_on ON loans (member_id, due_on);

-- finds the rows that refer to one of copies, as its deletion must
CREATE INDEX index_loans_on_copy_id ON loans (copy_id);

-- finds the rows that refer to one of loans, as its deletion must
CREATE INDEX index_loan_events_on_loan_id ON loan_events (loan_id);

-- finds the rows that refer to one of authors, as its deletion must
CREATE INDEX index_book_authors_on_author_id ON book_authors (author_id);

-- Triggers ------------------------------------------------------------------

CREATE TRIGGER trigger_authors_updated_at AFTER UPDATE OF id, name, born_on, created_at ON authors
FOR EACH ROW WHEN NEW.updated_at IS OLD.updated_at
BEGIN
    UPDATE authors SET updated_at = (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
    WHERE id = NEW.id;
END;

CREATE TRIGGER trigger_books_updated_at AFTER UPDATE OF id, title, isbn, page_count, language, created_at ON books
FOR EACH ROW WHEN NEW.updated_at IS OLD.updated_at
BEGIN
    UPDATE books SET updated_at = (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
    WHERE id = NEW.id;
END;

CREATE TRIGGER trigger_copies_updated_at AFTER UPDATE OF id, book_id, barcode, bought_on, price, created_at ON copies
FOR EACH ROW WHEN NEW.updated_at IS OLD.updated_at
BEGIN
    UPDATE copies SET updated_at = (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
    WHERE id = NEW.id;
END;

CREATE TRIGGER trigger_members_updated_at AFTER UPDATE OF id, sponsor_id, email, active, created_at, deleted_at ON members
FOR EACH ROW WHEN NEW.updated_at IS OLD.updated_at
BEGIN
    UPDATE members SET updated_at = (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
    WHERE id = NEW.id;
END;

CREATE TRIGGER trigger_loans_updated_at AFTER UPDATE OF id, copy_id, member_id, lent_at, due_on, returned_at, created_at ON loans
FOR EACH ROW WHEN NEW.updated_at IS OLD.updated_at
BEGIN
    UPDATE loans SET updated_at = (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
    WHERE id = NEW.id;
END;

CREATE TRIGGER trigger_fines_updated_at AFTER UPDATE OF id, loan_id, amount, status, paid_at, created_at ON fines
FOR EACH ROW WHEN NEW.updated_at IS OLD.updated_at
BEGIN
    UPDATE fines SET updated_at = (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
    WHERE id = NEW.id;
END;

COMMIT;
