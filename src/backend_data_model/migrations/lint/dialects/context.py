"""What a rule may ask while it looks at one statement of MySQL, MariaDB or SQLite."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from backend_data_model.migrations.effect import Effect
from backend_data_model.migrations.lint.fixes import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.mysql.syntax import nodes
    from backend_data_model.engines.split import Statement
    from backend_data_model.migrations.lint.dialects.change import Change, ChangeKind
    from backend_data_model.migrations.lint.rule import MigrationEngine
    from backend_data_model.migrations.mysql.online_tools import Copied
    from backend_data_model.migrations.mysql.predict import Prediction
    from backend_data_model.migrations.mysql.target import Target
    from backend_data_model.migrations.sqlite.dialect import Dialect

_BEGIN = re.compile(r"\s*(?:begin\b|start\s+transaction\b|savepoint\b)", re.IGNORECASE)
_END = re.compile(r"\s*(?:commit\b|end\b|rollback\b(?!\s+to)|release\b)", re.IGNORECASE)
_KEYS = re.compile(r"\s*pragma\s+(?:\w+\.)?foreign_keys\s*(?:=|\()\s*(?P<value>\w+)", re.IGNORECASE)
_LOCK_WAIT = re.compile(r"\s*set\s+.*\block_wait_timeout\s*=", re.IGNORECASE | re.DOTALL)


@dataclass(slots=True)
class DialectContext:
    """One for each migration file; `move_to` is called for each statement of it.

    `target` is set for MySQL and MariaDB, `dialect` for SQLite.  `informed`: a schema is known.  `made` are the tables
    (lower case) that the file made, `rebuilt` those whose name another one takes, `versions` the row versions it used.
    """

    engine: MigrationEngine
    target: Target | None = None
    dialect: Dialect | None = None
    informed: bool = False
    sql: str = ""
    offset: int = 0
    node: nodes.Node | None = None
    changes: list[Change] = field(default_factory=list)
    prediction: Prediction | None = None
    copied: Copied | None = None
    effect: Effect = field(default_factory=Effect)
    in_transaction: bool = False
    keys_off: bool = False
    keys_checked: bool = False
    waits_briefly: bool = False
    made: set[str] = field(default_factory=set)
    rebuilt: frozenset[str] = frozenset()
    versions: dict[str, int] = field(default_factory=dict)
    said: set[str] = field(default_factory=set)

    def of(self, kind: ChangeKind) -> Iterator[Change]:
        """The changes of a kind to what was there before the file; a table that is rebuilt is not dropped."""
        for change in self.changes:
            rebuilt = kind == "drop table" and change.table.lower() in self.rebuilt
            if change.kind == kind and self.in_use(change.table) and not rebuilt:
                yield change

    def in_use(self, table: str) -> bool:
        """Whether the table was there before the file."""
        return table.lower() not in self.made

    def first(self, key: str) -> bool:
        """True the first time that it is asked in this file."""
        if key in self.said:
            return False
        self.said.add(key)
        return True

    def replaced(self, sql: str) -> tuple[Edit, ...]:
        """An edit that puts other SQL in the place of the statement; none where a comment would be lost."""
        if "--" in self.sql or "/*" in self.sql or "#" in self.sql:
            return ()
        return (Edit(self.offset, self.offset + len(self.sql), sql.removesuffix(";")),)

    @property
    def keys_switch(self) -> str | None:
        """The value that the statement gives PRAGMA foreign_keys, None where it gives none."""
        found = _KEYS.match(self.sql)
        return found["value"].lower() if found else None

    def leave(self, statement: Statement) -> None:
        """Take in what the statement did to the session."""
        sql = statement.sql
        if _BEGIN.match(sql):
            self.in_transaction = True
        elif _END.match(sql):
            self.in_transaction = False
        value = self.keys_switch
        if value is not None and not self.in_transaction:
            self.keys_off = value in {"off", "0", "false", "no"}
        self.keys_checked |= "foreign_key_check" in sql.lower()
        self.waits_briefly |= _LOCK_WAIT.match(sql) is not None
        for change in self.changes:
            if change.kind == "create table":
                self.made.add(change.table.lower())
            elif change.kind == "rename table" and change.table.lower() in self.made:
                self.made.add(change.name.lower())
