"""Rehearses a migration on a scratch PostgreSQL with rows in it and readers and writers at work."""
