"""Tables whose foreign keys form a ring that no first row can enter.

## What it does

Looks for rings of foreign keys over two tables or more in which every foreign key is NOT NULL and not deferrable. A
ring that has a nullable or deferrable foreign key in each turn can be entered and is not reported; nor is a table
that references itself.

## Why is this bad

No row can be inserted into any of the tables: each first row needs one of the next table. Dumps and test data
cannot be loaded table by table either.

## Example

```sql
CREATE TABLE teams (id bigint PRIMARY KEY, lead_id bigint NOT NULL);
CREATE TABLE members (id bigint PRIMARY KEY, team_id bigint NOT NULL REFERENCES teams (id));
ALTER TABLE teams ADD FOREIGN KEY (lead_id) REFERENCES members (id);
```

## Use instead

Make one of them nullable, make it `DEFERRABLE INITIALLY DEFERRED`, or move it into a table of its own (`team_leads
(team_id PRIMARY KEY, member_id)`).

## References

- PostgreSQL manual, "SET CONSTRAINTS"
- SchemaCrawler, lint TableCycles
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.reviewer.rule import Outcome, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.reviewer.context import Context


def check(context: Context) -> Iterator[Outcome]:
    """Give one finding for each group of tables that lie on rings of unyielding foreign keys."""
    graph = _unyielding(context)
    for ring in _strongly_connected(graph):
        if len(ring) < 2:
            continue
        first = context.table(ring[0])
        names = " -> ".join([*ring, ring[0]])
        yield Violation(
            ring[0],
            f"foreign keys that are all NOT NULL form a ring, so that no first row can be inserted: {names}",
            "make one of them nullable or DEFERRABLE INITIALLY DEFERRED, or move it into a table of its own",
            first.position if first else None,
        )


def _unyielding(context: Context) -> dict[str, list[str]]:
    graph: dict[str, list[str]] = {table.qualified_name: [] for table in context.root_tables}
    for table in context.root_tables:
        for key in table.foreign_keys:
            target = context.target(key, table)
            columns = [table.column(name) for name in key.columns]
            optional = any(column is None or column.nullable for column in columns)
            if target is None or target is table or optional or key.deferrable:
                continue
            if target.qualified_name in graph:
                graph[table.qualified_name].append(target.qualified_name)
    return graph


def _strongly_connected(graph: dict[str, list[str]]) -> Iterator[list[str]]:
    """Tarjan's algorithm without recursion; the names of each component in the order they were reached."""
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    for root in graph:
        if root in order:
            continue
        work = [(root, iter(graph[root]))]
        order[root] = low[root] = len(order)
        stack.append(root)
        on_stack.add(root)
        while work:
            node, targets = work[-1]
            for target in targets:
                if target not in order:
                    order[target] = low[target] = len(order)
                    stack.append(target)
                    on_stack.add(target)
                    work.append((target, iter(graph[target])))
                    break
                if target in on_stack:
                    low[node] = min(low[node], order[target])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == order[node]:
                    start = stack.index(node)
                    component = stack[start:]
                    del stack[start:]
                    on_stack.difference_update(component)
                    yield component


RULE = Rule(
    code="BDM106",
    name="cyclic-foreign-keys",
    severity="error",
    check=check,
    documentation=__doc__,
    counted="rings of foreign keys can be entered",
)
