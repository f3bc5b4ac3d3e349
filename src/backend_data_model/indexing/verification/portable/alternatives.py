"""The candidates of one access that are worth building on MySQL and SQLite."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.indexing.candidate import Candidate
from backend_data_model.indexing.verification.alternatives import btrees

if TYPE_CHECKING:
    from collections.abc import Callable

    from backend_data_model.indexing.engines.dialect import IndexDialect
    from backend_data_model.indexing.facts import SchemaFacts
    from backend_data_model.indexing.predicates import Access

# InnoDB has 64 secondary indexes on a table at most (MySQL 8.0 manual, 15.22).
MOST = 14


def alternatives_for(dialect: IndexDialect) -> Callable[[Access, SchemaFacts], list[Candidate]]:
    """At most `MOST` different candidates of an access, the advice by rules first; none where a key finds the row."""

    def to_try(access: Access, facts: SchemaFacts) -> list[Candidate]:
        table = facts.of(access.table)
        if table.names_one_row({p.term.column for p in access.of_kind("equal") if p.term.column}):
            return []
        found: dict[str, Candidate] = {}
        chosen = dialect.candidate_for(access, facts)
        made: list[Candidate | None] = [chosen] if isinstance(chosen, Candidate) else []
        made += [dialect.fit(one, access, facts) for one in btrees(access, table)]
        for one in made:
            if one is not None and one.keys and len({key.text for key in one.keys}) == len(one.keys):
                found.setdefault(dialect.create(one, "candidate"), one)
        return list(found.values())[:MOST]

    return to_try
