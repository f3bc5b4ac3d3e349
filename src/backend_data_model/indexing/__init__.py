"""The index advisor: from a schema and its queries to the few indexes that are worth their writes.

The way of a query through this room; each step knows only those before it:

- `statements/`: query files to named statements; `statements/<engine>/` reads the engine's SQL.
- `predicates`: the types of what is asked of a table; `access`: which table leads a join, and what that leaves.
- `facts`: what the schema says without a server: keys, types, tenants, tables that stay small.
- `candidates/`: one file for each form of index, from one access to one candidate; `ordering` orders B-tree keys.
- `merging`: many candidates to few; `served`: what a key or an index at hand already does.
- `statistics`: sizes and distributions, from a live server, from data or from the model's scale.
- `verification/<engine>`: creates the candidates, asks EXPLAIN, times, and keeps what wins.
- `advice`: the result; `advise` puts the steps together; `render` prints it.

It stands below the designer and imports only `engines` and `model`.
"""
