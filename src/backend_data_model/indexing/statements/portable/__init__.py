"""Statements of MySQL, MariaDB and SQLite, walked with sqlglot."""
