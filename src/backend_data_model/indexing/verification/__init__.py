"""Advice checked on an engine: candidates are created, explained and timed, and what wins is kept.

- `alternatives`: the candidates of one access among which an engine may choose, the static choice first.
- `trial`: what an engine must be able to do: build an index, explain and time statements with a set of indexes.
- `selection`: which indexes a query, and then the whole workload, is best served by.
- `verify`: from advice to verified advice.
- `<engine>/`: the trial on that engine, and how its scratch database is filled.
"""
