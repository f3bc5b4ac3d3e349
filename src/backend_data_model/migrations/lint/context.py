"""What a rule may ask while it looks at one statement: the session, what exists, what the statement does."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.lint.fixes import Edit
from backend_data_model.migrations.lint.names import quoted
from backend_data_model.migrations.lint.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable

    from backend_data_model.migrations.effect import Effect
    from backend_data_model.migrations.lint.rule import Place
    from backend_data_model.migrations.lint.source import Migration
    from backend_data_model.migrations.lint.statements import ParsedStatement

_BLANK = r"(?:\s|--[^\n]*\n|/\*.*?\*/)+"


class Context:
    """One for each migration file; `statement` moves on.

    `alone` says that the file holds no other statement, `previous` is the one before, `outer` the DO block or CALL that
    the statement stands in.  `version` is PostgreSQL's major
    version.  `predict` gives the effect of a statement from the schema known before it (None where nothing is known of
    what it is about), `has_index` tells of that schema; both are None where none is known.
    """

    def __init__(self, migration: Migration, version: int) -> None:
        self.migration = migration
        self.version = version
        self.session = Session()
        self.statement: ParsedStatement  # set by move_to before any rule looks
        self.previous: ParsedStatement | None = None
        self.outer: ParsedStatement | None = None
        self.alone = False
        self._moved = False
        self.said: set[str] = set()
        self.predict: Callable[[ParsedStatement], Effect | None] | None = None
        self._effect: Effect | None = None
        self._predicted = False
        self.has_index: Callable[[str, frozenset[str]], bool | None] | None = None

    def move_to(self, statement: ParsedStatement) -> None:
        """Look at the next statement."""
        self.previous = self.statement if self._moved else None
        self._moved = True
        self.statement = statement
        self._effect = None
        self._predicted = False

    def enter(self, statement: ParsedStatement, outer: ParsedStatement | None) -> None:
        """Look at a statement inside a block, or again at the block."""
        self.statement = statement
        self.outer = outer
        self._effect = None
        self._predicted = False

    @property
    def predicted(self) -> Effect | None:
        """What the statement does to what exists before it, or why that is `unknown`; None where no schema is known."""
        if not self._predicted:
            self._predicted = True
            self._effect = self.predict(self.statement) if self.predict else None
        return self._effect

    @property
    def effect(self) -> Effect | None:
        """What the statement does to what exists before it; None where that cannot be told."""
        effect = self.predicted if self.predict else None
        return None if effect is None or effect.unknown else effect

    @property
    def harmless(self) -> bool:
        """Whether it is known to do no work under its locks: nothing to rewrite, to scan or to build."""
        return self.predict is not None and self.effect is not None and not self.effect.works

    @property
    def in_transaction(self) -> bool:
        """Whether the statement shares a transaction with others."""
        return self.session.in_transaction

    @property
    def sql(self) -> str:
        """The statement's text."""
        return self.statement.sql

    @property
    def place(self) -> Place:
        """Where the statement begins."""
        return (self.statement.piece, self.statement.offset)

    @property
    def line(self) -> int:
        """The line on which the statement begins."""
        return self.statement.position.line

    def name(self, relation: Any) -> str:
        """A relation's name with its schema, as the session resolves it."""
        return f"{relation.schemaname or self.session.search_path}.{relation.relname}"

    def exists(self, relation: Any) -> bool:
        """Whether a relation was there before this file and others may use it: not made here, not temporary."""
        made = self.session.made
        return not made or f"{relation.schemaname or self.session.search_path}.{relation.relname}" not in made

    def exists_name(self, parts: list[str]) -> bool:
        """The same for a name given in parts (`app`, `orders`)."""
        schema = parts[-2] if len(parts) > 1 else self.session.search_path
        return f"{schema}.{parts[-1]}" not in self.session.made

    @property
    def target(self) -> Any:
        """The relation that the statement names first (a RangeVar)."""
        return self.statement.body.relation

    @property
    def target_in_use(self) -> bool:
        """Whether the statement's relation was there before this file."""
        return self.exists(self.statement.body.relation)

    def first(self, key: str) -> bool:
        """True the first time that it is asked in this file: for what is said once."""
        if key in self.said:
            return False
        self.said.add(key)
        return True

    def insertion(self, after: str, text: str) -> tuple[Edit, ...]:
        """An edit that puts `text` behind the words at the statement's begin (`create index`); none if not there."""
        match = _words(after).match(self.statement.piece.text, self.statement.offset, self.statement.end)
        return (Edit(match.end(), match.end(), text),) if match else ()

    def appended(self, text: str) -> tuple[Edit, ...]:
        """An edit that puts `text` behind the statement's last word."""
        end = self.statement.offset + len(self.sql)
        return (Edit(end, end, text),)

    def followed_by(self, sql: str) -> tuple[Edit, ...]:
        """An edit that puts further statements behind this one."""
        text = self.statement.piece.text
        end = self.statement.end
        if text[end : end + 1] == ";":
            return (Edit(end + 1, end + 1, f"\n{sql}"),)
        end = self.statement.offset + len(self.sql)
        return (Edit(end, end, f";\n{sql.removesuffix(';')}"),)

    def replaced(self, sql: str) -> tuple[Edit, ...]:
        """An edit that puts other SQL in the place of the whole statement; none where a comment would be lost."""
        own = self.sql
        if "--" in own or "/*" in own:
            return ()
        return (Edit(self.statement.offset, self.statement.offset + len(own), sql.removesuffix(";")),)

    def edited(self, edits: tuple[Edit, ...]) -> str:
        """The statement with edits of its inside made, and a semicolon."""
        start, text = self.statement.offset, self.sql
        for edit in sorted(edits, reverse=True):
            text = text[: edit.start - start] + edit.text + text[edit.end - start :]
        return f"{text};"


@lru_cache
def _words(text: str) -> re.Pattern[str]:
    pattern = _BLANK.join(re.escape(word) for word in text.split())
    return re.compile(rf"{pattern}\b", re.IGNORECASE | re.DOTALL)


def relation_sql(relation: Any) -> str:
    """A relation's name as SQL."""
    name = quoted(relation.relname)
    return f"{quoted(relation.schemaname)}.{name}" if relation.schemaname else name
