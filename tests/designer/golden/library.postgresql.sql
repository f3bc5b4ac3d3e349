-- Schema for PostgreSQL 18: 8 tables.

BEGIN;

-- Functions -----------------------------------------------------------------

CREATE FUNCTION set_updated_at() RETURNS trigger
LANGUAGE plpgsql
SET search_path = ''
AS $$
BEGIN
    NEW.updated_at := pg_catalog.now();
    RETURN NEW;
END
$$;

-- Tables --------------------------------------------------------------------

CREATE TABLE authors (
    id         bigint      GENERATED ALWAYS AS IDENTITY,
    name       text        NOT NULL,
    born_on    date,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_authors PRIMARY KEY (id)
);

CREATE TABLE books (
    id         bigint      GENERATED ALWAYS AS IDENTITY,
    title      text        NOT NULL,
    isbn       text        NOT NULL,
    page_count integer     NOT NULL,
    language   text        NOT NULL DEFAULT 'english',
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_books PRIMARY KEY (id),
    -- "Every book has an ISBN that no other book has" (line 4)
    CONSTRAINT unique_books_on_isbn UNIQUE (isbn),
    CONSTRAINT check_books_language_values CHECK (language IN ('english', 'german', 'other')),
    CONSTRAINT check_books_isbn_length CHECK (char_length(isbn) BETWEEN 10 AND 13),
    -- "at least one page" (line 5)
    CONSTRAINT check_books_page_count_range CHECK (page_count >= 1)
);

CREATE TABLE copies (
    id         bigint      GENERATED ALWAYS AS IDENTITY,
    book_id    bigint      NOT NULL,
    barcode    text        NOT NULL,
    bought_on  date        NOT NULL,
    price      numeric(12,2),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_copies PRIMARY KEY (id),
    CONSTRAINT unique_copies_on_barcode UNIQUE (barcode),
    CONSTRAINT check_copies_price_range CHECK (price >= 0),
    CONSTRAINT fk_copies_book_id_books FOREIGN KEY (book_id)
        REFERENCES books (id) ON DELETE CASCADE
);

CREATE TABLE members (
    id         bigint      GENERATED ALWAYS AS IDENTITY,
    sponsor_id bigint,
    email      text        NOT NULL,
    active     boolean     NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz,
    CONSTRAINT pk_members PRIMARY KEY (id),
    -- ON DELETE SET NULL: the reference is optional
    CONSTRAINT fk_members_sponsor_id_members FOREIGN KEY (sponsor_id)
        REFERENCES members (id) ON DELETE SET NULL
);

CREATE TABLE loans (
    id          bigint      GENERATED ALWAYS AS IDENTITY,
    copy_id     bigint      NOT NULL,
    member_id   bigint      NOT NULL,
    lent_at     timestamptz NOT NULL,
    due_on      date        NOT NULL,
    returned_at timestamptz,
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_loans PRIMARY KEY (id),
    CONSTRAINT check_loans_lent_at_returned_at_before CHECK (lent_at <= returned_at),
    -- ON DELETE RESTRICT: the row needs what it refers to
    CONSTRAINT fk_loans_copy_id_copies FOREIGN KEY (copy_id)
        REFERENCES copies (id) ON DELETE RESTRICT,
    -- "a member with open loans cannot be deleted" (line 14)
    CONSTRAINT fk_loans_member_id_members FOREIGN KEY (member_id)
        REFERENCES members (id) ON DELETE RESTRICT
);

CREATE TABLE fines (
    id         bigint       GENERATED ALWAYS AS IDENTITY,
    loan_id    bigint       NOT NULL,
    amount     numeric(8,2) NOT NULL,
    status     text         NOT NULL DEFAULT 'open',
    paid_at    timestamptz,
    created_at timestamptz  NOT NULL DEFAULT now(),
    updated_at timestamptz  NOT NULL DEFAULT now(),
    CONSTRAINT pk_fines PRIMARY KEY (id),
    -- one to one: each is referred to once at most
    CONSTRAINT unique_fines_on_loan_id UNIQUE (loan_id),
    CONSTRAINT check_fines_status_values CHECK (status IN ('open', 'paid', 'waived')),
    CONSTRAINT check_fines_amount_range CHECK (amount > 0),
    CONSTRAINT check_fines_status_paid_at_implies CHECK (NOT (status IN ('paid')) OR paid_at IS NOT NULL),
    -- ON DELETE CASCADE: a part goes with its whole
    CONSTRAINT fk_fines_loan_id_loans FOREIGN KEY (loan_id)
        REFERENCES loans (id) ON DELETE CASCADE
);

-- loan_id has no foreign key: the record outlives what it names
CREATE TABLE loan_events (
    id         bigint      GENERATED ALWAYS AS IDENTITY,
    loan_id    bigint      NOT NULL,
    action     text        NOT NULL,
    detail     jsonb,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_loan_events PRIMARY KEY (id),
    CONSTRAINT check_loan_events_action_values CHECK (action IN ('lent', 'returned', 'renewed'))
);

CREATE TABLE book_authors (
    book_id    bigint      NOT NULL,
    author_id  bigint      NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_book_authors PRIMARY KEY (book_id, author_id),
    -- ON DELETE CASCADE: a pair means nothing without both of its ends
    CONSTRAINT fk_book_authors_book_id_books FOREIGN KEY (book_id)
        REFERENCES books (id) ON DELETE CASCADE,
    -- ON DELETE CASCADE: a pair means nothing without both of its ends
    CONSTRAINT fk_book_authors_author_id_authors FOREIGN KEY (author_id)
        REFERENCES authors (id) ON DELETE CASCADE
);

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

CREATE TRIGGER trigger_authors_updated_at BEFORE UPDATE ON authors
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

CREATE TRIGGER trigger_books_updated_at BEFORE UPDATE ON books
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

CREATE TRIGGER trigger_copies_updated_at BEFORE UPDATE ON copies
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

CREATE TRIGGER trigger_members_updated_at BEFORE UPDATE ON members
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

CREATE TRIGGER trigger_loans_updated_at BEFORE UPDATE ON loans
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

CREATE TRIGGER trigger_fines_updated_at BEFORE UPDATE ON fines
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

-- Comments ------------------------------------------------------------------

COMMENT ON TABLE books IS 'A title, of which the library may own several copies';

COMMIT;
