"""The form of an engine's file here, and the one for an engine."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from backend_data_model.indexing.candidate import Candidate, Refusal
    from backend_data_model.indexing.facts import SchemaFacts
    from backend_data_model.indexing.predicates import Access
    from backend_data_model.indexing.statements.files import QueryStatement
    from backend_data_model.indexing.statements.postgresql.read import Reading
    from backend_data_model.model.schema import Engine, Schema


@dataclass(frozen=True, slots=True)
class IndexDialect:
    """One engine: `create` writes a candidate under a name, `assumed` are sentences for every advice.

    `fit` makes of PostgreSQL's B-tree for an access what the engine has instead; None where that is nothing.
    """

    read: Callable[[Sequence[QueryStatement], Schema], Reading]
    candidate_for: Callable[[Access, SchemaFacts], Candidate | Refusal]
    create: Callable[[Candidate, str], str]
    assumed: tuple[str, ...] = ()
    fit: Callable[[Candidate, Access, SchemaFacts], Candidate | None] = lambda made, _access, _facts: made


def dialect_of(engine: Engine) -> IndexDialect:
    """The dialect of an engine."""
    found: IndexDialect = import_module(f"{__package__}.{engine}").DIALECT
    return found
