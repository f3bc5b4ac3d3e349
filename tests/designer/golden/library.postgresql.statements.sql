-- Statements for PostgreSQL: `:name` is a parameter.
-- An upsert needs the columns, and the WHERE of a partial index, to find the unique index that decides.

-- name: insert_authors
INSERT INTO authors (name, born_on)
VALUES (:name, :born_on)
RETURNING id;

-- name: insert_books
INSERT INTO books (title, isbn, page_count, language)
VALUES (:title, :isbn, :page_count, :language)
RETURNING id;

-- name: upsert_books_by_isbn
-- "Every book has an ISBN that no other book has"
INSERT INTO books (title, isbn, page_count, language)
VALUES (:title, :isbn, :page_count, :language)
ON CONFLICT (isbn) DO UPDATE SET
    title = EXCLUDED.title,
    page_count = EXCLUDED.page_count,
    language = EXCLUDED.language
RETURNING id;

-- name: insert_copies
INSERT INTO copies (book_id, barcode, bought_on, price)
VALUES (:book_id, :barcode, :bought_on, :price)
RETURNING id;

-- name: upsert_copies_by_barcode
INSERT INTO copies (book_id, barcode, bought_on, price)
VALUES (:book_id, :barcode, :bought_on, :price)
ON CONFLICT (barcode) DO UPDATE SET
    book_id = EXCLUDED.book_id,
    bought_on = EXCLUDED.bought_on,
    price = EXCLUDED.price
RETURNING id;

-- name: insert_members
INSERT INTO members (sponsor_id, email, active)
VALUES (:sponsor_id, :email, :active)
RETURNING id;

-- name: upsert_members_by_email
INSERT INTO members (sponsor_id, email, active)
VALUES (:sponsor_id, :email, :active)
ON CONFLICT (email) WHERE deleted_at IS NULL DO UPDATE SET
    sponsor_id = EXCLUDED.sponsor_id,
    active = EXCLUDED.active
RETURNING id;

-- name: insert_loans
INSERT INTO loans (copy_id, member_id, lent_at, due_on, returned_at)
VALUES (:copy_id, :member_id, :lent_at, :due_on, :returned_at)
RETURNING id;

-- name: upsert_loans_by_copy_id
-- "a copy is lent to one member at a time"
INSERT INTO loans (copy_id, member_id, lent_at, due_on, returned_at)
VALUES (:copy_id, :member_id, :lent_at, :due_on, :returned_at)
ON CONFLICT (copy_id) WHERE returned_at IS NULL DO UPDATE SET
    member_id = EXCLUDED.member_id,
    lent_at = EXCLUDED.lent_at,
    due_on = EXCLUDED.due_on,
    returned_at = EXCLUDED.returned_at
RETURNING id;

-- name: insert_fines
INSERT INTO fines (loan_id, amount, status, paid_at)
VALUES (:loan_id, :amount, :status, :paid_at)
RETURNING id;

-- name: upsert_fines_by_loan_id
INSERT INTO fines (loan_id, amount, status, paid_at)
VALUES (:loan_id, :amount, :status, :paid_at)
ON CONFLICT (loan_id) DO UPDATE SET
    amount = EXCLUDED.amount,
    status = EXCLUDED.status,
    paid_at = EXCLUDED.paid_at
RETURNING id;

-- name: insert_loan_events
INSERT INTO loan_events (loan_id, action, detail)
VALUES (:loan_id, :action, :detail)
RETURNING id;

-- name: upsert_book_authors_by_book_id_and_author_id
INSERT INTO book_authors (book_id, author_id)
VALUES (:book_id, :author_id)
ON CONFLICT (book_id, author_id) DO NOTHING;
