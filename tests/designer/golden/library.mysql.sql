-- Schema for MySQL 8.4: 8 tables.

SET NAMES utf8mb4;

-- Tables --------------------------------------------------------------------

CREATE TABLE authors (
    id         BIGINT      NOT NULL AUTO_INCREMENT,
    name       TEXT        NOT NULL,
    born_on    DATE,
    created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    PRIMARY KEY (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_0900_as_cs;

CREATE TABLE books (
    id         BIGINT      NOT NULL AUTO_INCREMENT,
    title      TEXT        NOT NULL,
    isbn       VARCHAR(13) NOT NULL,
    page_count INT         NOT NULL,
    language   VARCHAR(32) NOT NULL DEFAULT 'english',
    created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    PRIMARY KEY (id),
    -- "Every book has an ISBN that no other book has" (line 4)
    CONSTRAINT unique_books_on_isbn UNIQUE (isbn),
    CONSTRAINT check_books_language_values CHECK (language IN ('english', 'german', 'other')),
    CONSTRAINT check_books_isbn_length CHECK (char_length(isbn) BETWEEN 10 AND 13),
    -- "at least one page" (line 5)
    CONSTRAINT check_books_page_count_range CHECK (page_count >= 1)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_0900_as_cs
    COMMENT = 'A title, of which the library may own several copies';

CREATE TABLE copies (
    id         BIGINT       NOT NULL AUTO_INCREMENT,
    book_id    BIGINT       NOT NULL,
    barcode    VARCHAR(255) NOT NULL,
    bought_on  DATE         NOT NULL,
    price      DECIMAL(12,2),
    created_at DATETIME(6)  NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at DATETIME(6)  NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    PRIMARY KEY (id),
    CONSTRAINT unique_copies_on_barcode UNIQUE (barcode),
    CONSTRAINT check_copies_price_range CHECK (price >= 0),
    CONSTRAINT fk_copies_book_id_books FOREIGN KEY (book_id)
        REFERENCES books (id) ON DELETE CASCADE,
    -- finds the rows that refer to one of books, as its deletion must
    KEY index_copies_on_book_id (book_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_0900_as_cs;

CREATE TABLE members (
    id         BIGINT       NOT NULL AUTO_INCREMENT,
    sponsor_id BIGINT,
    email      VARCHAR(255) NOT NULL,
    active     BOOLEAN      NOT NULL DEFAULT true,
    created_at DATETIME(6)  NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at DATETIME(6)  NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    deleted_at DATETIME(6),
    PRIMARY KEY (id),
    CONSTRAINT check_members_active_boolean CHECK (active IN (0, 1)),
    -- ON DELETE SET NULL: the reference is optional
    CONSTRAINT fk_members_sponsor_id_members FOREIGN KEY (sponsor_id)
        REFERENCES members (id) ON DELETE SET NULL,
    UNIQUE KEY unique_members_on_email (email, (CASE WHEN deleted_at IS NULL THEN 1 END)),
    -- finds the rows that refer to one of members, as its deletion must
    KEY index_members_on_sponsor_id (sponsor_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_0900_as_cs;

CREATE TABLE loans (
    id          BIGINT      NOT NULL AUTO_INCREMENT,
    copy_id     BIGINT      NOT NULL,
    member_id   BIGINT      NOT NULL,
    lent_at     DATETIME(6) NOT NULL,
    due_on      DATE        NOT NULL,
    returned_at DATETIME(6),
    created_at  DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at  DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    PRIMARY KEY (id),
    CONSTRAINT check_loans_lent_at_returned_at_before CHECK (lent_at <= returned_at),
    -- ON DELETE RESTRICT: the row needs what it refers to
    CONSTRAINT fk_loans_copy_id_copies FOREIGN KEY (copy_id)
        REFERENCES copies (id) ON DELETE RESTRICT,
    -- "a member with open loans cannot be deleted" (line 14)
    CONSTRAINT fk_loans_member_id_members FOREIGN KEY (member_id)
        REFERENCES members (id) ON DELETE RESTRICT,
    -- "a copy is lent to one member at a time" (line 12)
    UNIQUE KEY unique_loans_on_copy_id (copy_id, (CASE WHEN returned_at IS NULL THEN 1 END)),
    -- member_id is compared with =; due_on is a range; finds the rows that refer to one of members, as its deletion…
    KEY index_loans_on_member_id_and_due_on (member_id, due_on)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_0900_as_cs;

CREATE TABLE fines (
    id         BIGINT       NOT NULL AUTO_INCREMENT,
    loan_id    BIGINT       NOT NULL,
    amount     DECIMAL(8,2) NOT NULL,
    status     VARCHAR(32)  NOT NULL DEFAULT 'open',
    paid_at    DATETIME(6),
    created_at DATETIME(6)  NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at DATETIME(6)  NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    PRIMARY KEY (id),
    -- one to one: each is referred to once at most
    CONSTRAINT unique_fines_on_loan_id UNIQUE (loan_id),
    CONSTRAINT check_fines_status_values CHECK (status IN ('open', 'paid', 'waived')),
    CONSTRAINT check_fines_amount_range CHECK (amount > 0),
    CONSTRAINT check_fines_status_paid_at_implies CHECK (NOT (status IN ('paid')) OR paid_at IS NOT NULL),
    -- ON DELETE CASCADE: a part goes with its whole
    CONSTRAINT fk_fines_loan_id_loans FOREIGN KEY (loan_id)
        REFERENCES loans (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_0900_as_cs;

-- loan_id has no foreign key: the record outlives what it names
CREATE TABLE loan_events (
    id         BIGINT      NOT NULL AUTO_INCREMENT,
    loan_id    BIGINT      NOT NULL,
    action     VARCHAR(32) NOT NULL,
    detail     JSON,
    created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    PRIMARY KEY (id),
    CONSTRAINT check_loan_events_action_values CHECK (action IN ('lent', 'returned', 'renewed')),
    -- finds the rows that refer to one of loans, as its deletion must
    KEY index_loan_events_on_loan_id (loan_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_0900_as_cs;

CREATE TABLE book_authors (
    book_id    BIGINT      NOT NULL,
    author_id  BIGINT      NOT NULL,
    created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    PRIMARY KEY (book_id, author_id),
    -- ON DELETE CASCADE: a pair means nothing without both of its ends
    CONSTRAINT fk_book_authors_book_id_books FOREIGN KEY (book_id)
        REFERENCES books (id) ON DELETE CASCADE,
    -- ON DELETE CASCADE: a pair means nothing without both of its ends
    CONSTRAINT fk_book_authors_author_id_authors FOREIGN KEY (author_id)
        REFERENCES authors (id) ON DELETE CASCADE,
    -- finds the rows that refer to one of authors, as its deletion must
    KEY index_book_authors_on_author_id (author_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_0900_as_cs;
