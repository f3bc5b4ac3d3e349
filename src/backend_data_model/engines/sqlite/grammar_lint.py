"""What SQLite takes in silence and then does not keep (https://www.sqlite.org/datatype3.html, foreignkeys.html)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from backend_data_model.engines.sqlite.read_create import TableText, parse_create_table
from backend_data_model.engines.sqlite.read_tokens import Cursor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.split import Statement
    from backend_data_model.engines.sqlite.read_memory import Memory

# Names that SQLite's own documentation uses for its affinities (datatype3.html, 3.1.1).
_KNOWN = frozenset(
    """INT INTEGER TINYINT SMALLINT MEDIUMINT BIGINT INT2 INT8 CHARACTER VARCHAR NCHAR NVARCHAR CHAR TEXT CLOB BLOB REAL
    DOUBLE FLOAT NUMERIC DECIMAL BOOLEAN DATE DATETIME ANY""".split()  # noqa: SIM905
)
_NUMBERING = frozenset({"AUTO_INCREMENT", "IDENTITY", "SERIAL", "BIGSERIAL"})
_LENGTH = re.compile(r"[\w\s]*(?:CHAR|TEXT|CLOB)[\w\s]*\(\s*\d+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Objection:
    """`accepted` False: nothing can be inserted; None: it depends on other tables; True: a warning."""

    accepted: bool | None
    message: str
    code: str


class Lint:
    """Looks at accepted CREATE TABLE statements, knowing which tables the whole script makes."""

    def __init__(self, memory: Memory, statements: list[Statement]) -> None:
        self._memory = memory
        self._made = {name for statement in statements for name in _tables_made(statement.sql)}

    def check(self, statement: Statement) -> Objection | None:
        """The gravest objection to a statement that SQLite has just taken."""
        cursor = Cursor(statement.sql)
        if not cursor.take("CREATE"):
            return None
        _ = cursor.take("TEMP") or cursor.take("TEMPORARY")
        if not cursor.take("TABLE"):
            return None
        table = parse_create_table(statement.sql)
        found = [*self._defaults(table), *self._references(table), *_types(table)]
        order = {False: 0, None: 1, True: 2}
        return min(found, key=lambda objection: order[objection.accepted], default=None)

    def _defaults(self, table: TableText) -> Iterator[Objection]:
        for column in table.columns:
            if column.default is None or not column.default.startswith("("):
                continue
            refusal = self._memory.run(f"EXPLAIN SELECT {column.default}")
            if refusal and "no such function" in refusal:
                yield Objection(
                    False, f"DEFAULT of {column.name}: {refusal}; every insert that uses it fails", "default"
                )

    def _references(self, table: TableText) -> Iterator[Objection]:
        for foreign_key in table.foreign_keys:
            if foreign_key.ref_table.lower() not in self._made:
                message = (
                    f"foreign key to {foreign_key.ref_table}, which the script does not make; SQLite does not look"
                )
                yield Objection(None, message, "missing-table")


def _tables_made(sql: str) -> Iterator[str]:
    cursor = Cursor(sql[:300])
    if cursor.take("CREATE"):
        _ = cursor.take("TEMP") or cursor.take("TEMPORARY") or cursor.take("VIRTUAL")
        if cursor.take("TABLE"):
            cursor.take("IF", "NOT", "EXISTS")
            yield cursor.name().lower()
    elif cursor.take("ALTER", "TABLE"):
        cursor.name()
        if cursor.take("RENAME", "TO"):
            yield cursor.name().lower()


def _types(table: TableText) -> Iterator[Objection]:
    """Warnings about types; a STRICT table has only types that are kept."""
    if table.strict:
        return
    for column in table.columns:
        declared = " ".join(column.type.split())
        words = set(re.findall(r"[A-Z_]\w*", declared.upper()))
        if words & _NUMBERING:
            message = f"{column.name} {declared}: a part of the type's name to SQLite, which numbers no rows by it"
            yield Objection(True, message, "numbering")
        elif "[" in declared:
            yield Objection(True, f"{column.name} {declared}: SQLite has no arrays and reads [] as a name", "array")
        elif _LENGTH.match(declared):
            message = f"{column.name} {declared}: SQLite does not keep the length; add CHECK (length(...) <= n)"
            yield Objection(True, message, "length")
        elif words and not _KNOWN & words:
            message = f"{column.name} {declared}: no type of SQLite, the column has {affinity(declared)} affinity"
            yield Objection(True, message, "type")


def affinity(declared: str) -> str:
    """The affinity that a declared type gives (datatype3.html, 3.1)."""
    upper = declared.upper()
    if "INT" in upper:
        return "INTEGER"
    if any(word in upper for word in ("CHAR", "CLOB", "TEXT")):
        return "TEXT"
    if "BLOB" in upper or not upper:
        return "BLOB"
    if any(word in upper for word in ("REAL", "FLOA", "DOUB")):
        return "REAL"
    return "NUMERIC"
