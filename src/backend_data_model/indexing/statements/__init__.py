"""Readers of what queries stand in: files, and for each engine its SQL.

A reader of another source (pg_stat_statements, a slow log, access patterns of a model) makes the same `QueryStatement`s
or, where there is no SQL, `Access`es.
"""
