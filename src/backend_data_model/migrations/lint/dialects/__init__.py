"""Linting for MySQL, MariaDB and SQLite: their own reading of a statement and their own predictors, the same rules."""
