"""Advice checked on an engine: candidates are created, explained and timed, and what wins is kept.

Each engine's module (`postgresql`, `mysql`, `sqlite`) takes an `IndexAdvice`, the queries with all their calls and a
connection, and gives back advice with `measured` filled and `verified_on` said.
"""
