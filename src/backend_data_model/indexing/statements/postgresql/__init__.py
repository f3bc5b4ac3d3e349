"""PostgreSQL's queries, read with its own grammar."""
