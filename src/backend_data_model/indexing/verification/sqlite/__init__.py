"""Verification on SQLite: a copy of the file, or a database that a script fills."""
