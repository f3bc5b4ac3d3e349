"""Columns and expressions of a statement as what a key of an index can be."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlglot import exp

from backend_data_model.engines.identifiers import quote_identifier
from backend_data_model.indexing.predicates import Term

if TYPE_CHECKING:
    from backend_data_model.indexing.statements.relations import Relation, Scope
    from backend_data_model.model.schema import Engine

_MOVING = (
    exp.Rand, exp.CurrentTimestamp, exp.CurrentDate, exp.CurrentTime, exp.Subquery, exp.Select, exp.AggFunc, exp.Window,
    exp.Placeholder, exp.Parameter, exp.SessionParameter, exp.Anonymous,
)  # fmt: skip


class Side(NamedTuple):
    """One side of a comparison; `relation` is None where no column, or more than one table, is in it."""

    relation: Relation | None
    term: Term | None
    columns: int
    value: str | None


def side(node: exp.Expr, scope: Scope, engine: Engine) -> Side:
    """What `node` means: a term of one relation, or a value, whose SQL is given where it is a literal."""
    bare = node.unnest()
    columns = [] if _hides(bare) else list(bare.find_all(exp.Column))
    if not columns:
        literal = isinstance(bare, (exp.Literal, exp.Boolean, exp.Neg))
        return Side(None, None, 0, bare.sql(dialect=engine) if literal else None)
    places = [scope.column([part.name for part in column.parts]) for column in columns]
    found = {place.relation for place in places if place is not None and place != "unknown"}
    if len(found) != 1 or any(place is None or place == "unknown" for place in places):
        return Side(None, None, len(columns), None)
    (relation,) = found
    return Side(relation, term_of(bare, relation, engine), len(columns), None)


def _hides(node: exp.Expr) -> bool:
    return node.find(exp.Select) is not None


def term_of(node: exp.Expr, relation: Relation, engine: Engine) -> Term:
    """A column or an expression, names without their table and in the spelling of the schema."""
    if isinstance(node, exp.Column):
        name = spelled(relation, node.name)
        return Term(quote_identifier(name, engine), name, (name,))
    bare = node.copy()
    names = []
    for column in list(bare.find_all(exp.Column)):
        name = spelled(relation, column.name)
        names.append(name)
        quoted = quote_identifier(name, engine) != name
        column.replace(exp.column(exp.to_identifier(name, quoted=quoted)))
    immutable = not any(isinstance(part, _MOVING) for part in bare.walk())
    return Term(bare.sql(dialect=engine), None, tuple(dict.fromkeys(names)), immutable)


def spelled(relation: Relation, name: str) -> str:
    """The column as the schema writes it; these engines do not tell its case apart."""
    return next((c.name for c in relation.table.columns if c.name.lower() == name.lower()), name)
