"""Inserts that give back the new key, and upserts for each candidate key, with named parameters (`:name`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from backend_data_model.engines.identifiers import comment_text, quote_identifier

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from backend_data_model.model.schema import Column, Engine, Reason, Schema, Table
    from backend_data_model.model.settings import DesignSettings

_PARAMETER = re.compile(r"[a-z_][a-z0-9_]*")
_KEPT_BY_THE_SCHEMA = frozenset({"created_at", "updated_at", "deleted_at"})


@dataclass(frozen=True, slots=True)
class CandidateKey:
    """Columns that tell a row from all others, for the rows that meet `where`; `plain` is false for expression keys."""

    columns: tuple[str, ...]
    where: str | None = None
    plain: bool = True
    reasons: tuple[Reason, ...] = ()


class StatementWriter:
    """What the engines share; each says how it finds the row that is already there."""

    engine: ClassVar[Engine]

    def __init__(self, schema: Schema, settings: DesignSettings) -> None:
        self.schema = schema
        self.settings = settings

    def quote(self, name: str) -> str:
        """An identifier."""
        return quote_identifier(name, self.engine)

    def names(self, columns: Iterable[str]) -> str:
        """Identifiers with commas between them."""
        return ", ".join(self.quote(column) for column in columns)

    def table_name(self, table: Table) -> str:
        """The name of a table, with its schema where it has one."""
        return f"{self.quote(table.schema)}.{self.quote(table.name)}" if table.schema else self.quote(table.name)

    def render(self, notes: Sequence[str]) -> str:
        """The whole file."""
        blocks = ["\n".join(f"-- {note}" for note in notes)]
        for table in self.schema.tables:
            if not table.junction or self._has_own_key(table):
                blocks.append(self._named(f"insert_{table.name}", self.insert_returning(table), ()))
            for key in self.candidate_keys(table):
                name = f"upsert_{table.name}_by_{'_and_'.join(key.columns)}"
                blocks.append(self._named(name, self.upsert(table, key), key.reasons))
        return "\n\n".join(blocks) + "\n"

    def _named(self, name: str, sql: str, reasons: Sequence[Reason]) -> str:
        quotes = [f"-- {comment_text(reason.text)}" for reason in reasons if reason.text.startswith('"')][:1]
        return "\n".join([f"-- name: {comment_text(name, 200)}", *quotes, sql])

    def _has_own_key(self, table: Table) -> bool:
        return any(column.identity is not None for column in table.columns)

    def candidate_keys(self, table: Table) -> list[CandidateKey]:
        """The keys by which the application can know a row: no surrogate key and no helper of a foreign key."""
        primary = tuple(table.primary_key.columns) if table.primary_key else ()
        found = []
        if primary and table.junction and not self._has_own_key(table):
            found.append(CandidateKey(primary))
        surrogate = set(primary) if len(primary) == 1 else set()
        found += [
            CandidateKey(tuple(unique.columns), reasons=tuple(unique.reasons))
            for unique in table.uniques
            if not surrogate & set(unique.columns)
        ]
        for index in table.indexes:
            columns = tuple(key.column for key in index.keys if key.column is not None)
            if index.unique and columns:
                plain = len(columns) == len(index.keys)
                found.append(CandidateKey(columns, index.where, plain, tuple(index.reasons)))
        return found

    def inserted(self, table: Table) -> list[Column]:
        """The columns for which the application has a value."""
        keys = set(table.primary_key.columns) if table.primary_key else set()
        return [
            column
            for column in table.columns
            if column.identity is None
            and column.generated is None
            and not (column.name in _KEPT_BY_THE_SCHEMA and (column.nullable or column.default is not None))
            and not (column.name in keys and column.default is not None)
            and not (column.name == "public_id" and column.default is not None)
        ]

    def updated(self, table: Table, key: CandidateKey) -> list[str]:
        """The columns that an upsert overwrites."""
        primary = set(table.primary_key.columns) if table.primary_key else set()
        fixed = primary | set(key.columns) | {self.schema.tenant_column or "", "public_id"}
        return [column.name for column in self.inserted(table) if column.name not in fixed]

    def insert(self, table: Table) -> str:
        """INSERT with named parameters."""
        columns = self.inserted(table)
        if not columns:
            return self.insert_defaults(table)
        values = ", ".join(f":{parameter}" for parameter in parameters([column.name for column in columns]))
        names = self.names(column.name for column in columns)
        return f"INSERT INTO {self.table_name(table)} ({names})\nVALUES ({values})"

    def insert_defaults(self, table: Table) -> str:
        """INSERT of a row that has nothing but defaults."""
        return f"INSERT INTO {self.table_name(table)} DEFAULT VALUES"

    def insert_returning(self, table: Table) -> str:
        """INSERT that gives back the key."""
        key = self.names(table.primary_key.columns) if table.primary_key else "*"
        return f"{self.insert(table)}\nRETURNING {key};"

    def upsert(self, table: Table, key: CandidateKey) -> str:
        """INSERT that updates the row that has the key already."""
        target = f"ON CONFLICT ({self.names(key.columns)})"
        if key.where:
            target += f" WHERE {key.where}"
        changed = self.updated(table, key)
        if not changed:
            if table.junction:
                return f"{self.insert(table)}\n{target} DO NOTHING;"
            changed = [key.columns[-1]]
        returned = self.names(table.primary_key.columns) if table.primary_key else "*"
        excluded = "EXCLUDED" if self.engine == "postgresql" else "excluded"
        assignments = ",\n    ".join(f"{self.quote(name)} = {excluded}.{self.quote(name)}" for name in changed)
        return f"{self.insert(table)}\n{target} DO UPDATE SET\n    {assignments}\nRETURNING {returned};"


def parameters(columns: Sequence[str]) -> list[str]:
    """A parameter name for each column: the column's own where drivers can read it, `p1`, `p2` ... elsewhere."""
    return [name if _PARAMETER.fullmatch(name) else f"p{number}" for number, name in enumerate(columns, 1)]
