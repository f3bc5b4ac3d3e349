"""The parts of a table as short texts, and where the engines of one design differ in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backend_data_model.model.schema import Reason, Schema, Table


@dataclass(frozen=True, slots=True)
class Piece:
    """A table, column, constraint or index: what it says, why it is there, the column that questions are about."""

    name: str
    kind: str
    says: str
    reasons: Sequence[Reason]
    column: str | None = None


@dataclass(frozen=True, slots=True)
class Variant:
    """What a piece says on another engine than the first that has it; None where that engine has none."""

    engine: str
    says: str | None

    def __str__(self) -> str:
        return f"on {self.engine}: {self.says}" if self.says is not None else f"not on {self.engine}"


def pieces_of(table: Table) -> Iterator[Piece]:
    """The table itself, then its columns, constraints and indexes."""
    name = table.qualified_name
    yield Piece(name, "table", table.comment or "", table.reasons)
    for column in table.columns:
        says = column.type + ("" if column.nullable else " NOT NULL")
        says += f" DEFAULT {column.default}" if column.default else ""
        yield Piece(f"{name}.{column.name}", "column", says, column.reasons, column.name)
    for unique in table.uniques:
        says = ", ".join(unique.columns)
        yield Piece(unique.name or f"{name} unique", "unique", says, unique.reasons, unique.columns[-1])
    for check in table.checks:
        yield Piece(check.name or f"{name} check", "check", check.expression, check.reasons)
    for key in table.foreign_keys:
        says = f"{', '.join(key.columns)} refers to {key.ref_table}"
        says += f", on delete {key.on_delete}" if key.on_delete else ""
        yield Piece(key.name or f"{name} key", "foreign key", says, key.reasons, key.columns[-1])
    for index in table.indexes:
        says = ", ".join(part.column or f"({part.expression})" for part in index.keys)
        says += f" where {index.where}" if index.where else ""
        yield Piece(index.name or f"{name} index", "unique index" if index.unique else "index", says, index.reasons)


def variants(schemas: Sequence[Schema]) -> dict[tuple[str, str], tuple[Variant, ...]]:
    """By kind and name, the pieces that not all schemas hold alike, with what the other engines say."""
    if len(schemas) == 1:
        return {}
    said: dict[tuple[str, str], dict[str, str]] = {}
    for schema in schemas:
        for table in schema.tables:
            for piece in pieces_of(table):
                said.setdefault((piece.kind, piece.name), {}).setdefault(schema.engine, piece.says)
    engines = [schema.engine for schema in schemas]
    found = {}
    for key, by_engine in said.items():
        first = next(iter(by_engine.values()))
        others = tuple(Variant(engine, by_engine.get(engine)) for engine in engines if by_engine.get(engine) != first)
        if others:
            found[key] = others
    return found
