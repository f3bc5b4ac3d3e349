-- Statements for MySQL: `:name` is a parameter.  MySQL has no RETURNING; the key is read in a second statement.
-- ON DUPLICATE KEY UPDATE fires on any unique key of the table, not only on the one that a statement is named after.

-- name: insert_authors
INSERT INTO authors (name, born_on)
VALUES (:name, :born_on);
SELECT LAST_INSERT_ID() AS id;

-- name: insert_books
INSERT INTO books (title, isbn, page_count, language)
VALUES (:title, :isbn, :page_count, :language);
SELECT LAST_INSERT_ID() AS id;

-- name: upsert_books_by_isbn
-- "Every book has an ISBN that no other book has"
INSERT INTO books (title, isbn, page_count, language)
VALUES (:title, :isbn, :page_count, :language) AS incoming
ON DUPLICATE KEY UPDATE
    title = incoming.title,
    page_count = incoming.page_count,
    language = incoming.language,
    id = LAST_INSERT_ID(books.id);
SELECT LAST_INSERT_ID() AS id;

-- name: insert_copies
INSERT INTO copies (book_id, barcode, bought_on, price)
VALUES (:book_id, :barcode, :bought_on, :price);
SELECT LAST_INSERT_ID() AS id;

-- name: upsert_copies_by_barcode
INSERT INTO copies (book_id, barcode, bought_on, price)
VALUES (:book_id, :barcode, :bought_on, :price) AS incoming
ON DUPLICATE KEY UPDATE
    book_id = incoming.book_id,
    bought_on = incoming.bought_on,
    price = incoming.price,
    id = LAST_INSERT_ID(copies.id);
SELECT LAST_INSERT_ID() AS id;

-- name: insert_members
INSERT INTO members (sponsor_id, email, active)
VALUES (:sponsor_id, :email, :active);
SELECT LAST_INSERT_ID() AS id;

-- name: upsert_members_by_email
INSERT INTO members (sponsor_id, email, active)
VALUES (:sponsor_id, :email, :active) AS incoming
ON DUPLICATE KEY UPDATE
    sponsor_id = incoming.sponsor_id,
    active = incoming.active,
    id = LAST_INSERT_ID(members.id);
SELECT LAST_INSERT_ID() AS id;

-- name: insert_loans
INSERT INTO loans (copy_id, member_id, lent_at, due_on, returned_at)
VALUES (:copy_id, :member_id, :lent_at, :due_on, :returned_at);
SELECT LAST_INSERT_ID() AS id;

-- name: upsert_loans_by_copy_id
-- "a copy is lent to one member at a time"
INSERT INTO loans (copy_id, member_id, lent_at, due_on, returned_at)
VALUES (:copy_id, :member_id, :lent_at, :due_on, :returned_at) AS incoming
ON DUPLICATE KEY UPDATE
    member_id = incoming.member_id,
    lent_at = incoming.lent_at,
    due_on = incoming.due_on,
    returned_at = incoming.returned_at,
    id = LAST_INSERT_ID(loans.id);
SELECT LAST_INSERT_ID() AS id;

-- name: insert_fines
INSERT INTO fines (loan_id, amount, status, paid_at)
VALUES (:loan_id, :amount, :status, :paid_at);
SELECT LAST_INSERT_ID() AS id;

-- name: upsert_fines_by_loan_id
INSERT INTO fines (loan_id, amount, status, paid_at)
VALUES (:loan_id, :amount, :status, :paid_at) AS incoming
ON DUPLICATE KEY UPDATE
    amount = incoming.amount,
    status = incoming.status,
    paid_at = incoming.paid_at,
    id = LAST_INSERT_ID(fines.id);
SELECT LAST_INSERT_ID() AS id;

-- name: insert_loan_events
INSERT INTO loan_events (loan_id, action, detail)
VALUES (:loan_id, :action, :detail);
SELECT LAST_INSERT_ID() AS id;

-- name: upsert_book_authors_by_book_id_and_author_id
INSERT INTO book_authors (book_id, author_id)
VALUES (:book_id, :author_id) AS incoming
ON DUPLICATE KEY UPDATE
    author_id = incoming.author_id;
