"""Verification on PostgreSQL: a scratch database with the user's rows, or rows made for it.

- `scratch`: the database and what it is filled from; `script` loads DDL, `copying` copies rows from a live database.
- `calls`: statements with values for their parameters.
- `trial`: builds, explains and times.
"""
