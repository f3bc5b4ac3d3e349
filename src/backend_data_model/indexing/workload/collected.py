"""What a source of queries gives: statements, and what in it could not be used."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from backend_data_model.indexing.statements.files import QueryStatement

_READS = re.compile(r"\s*(?:(?:--[^\n]*\n|/\*.*?\*/)\s*)*\(*\s*(select|with|update|delete|table|merge)\b", re.I | re.S)
_INSERT_SELECT = re.compile(r"\s*insert\b.*\bselect\b", re.I | re.S)
_LITERAL = re.compile(r"'(?:[^']|'')*'|\b\d+(?:\.\d+)?\b|\$\d+|\?")
_LIST = re.compile(r"\(\s*\?(?:\s*,\s*\?)*\s*\)")
_NAME = re.compile(r"\A\s*(?:--[ \t]*(?:name:[ \t]*)?(\S[^\n]*)\n|/\*[ \t]*(?:name:)?[ \t]*([\w .:-]+?)[ \t]*\*/)")


@dataclass(slots=True)
class Collected:
    """`bad` has (line, reason), lines 1-based; `skipped` counts statements that read no table by a condition."""

    statements: list[QueryStatement] = field(default_factory=list)
    bad: list[tuple[int, str]] = field(default_factory=list)
    skipped: int = 0
    _names: dict[str, str] = field(default_factory=dict)

    def add(
        self,
        sql: str,
        line: int,
        source: str | None,
        *,
        name: str | None = None,
        calls: float = 1,
        mean_ms: float | None = None,
    ) -> None:
        """Take a statement, unless no index could help it: transactions, settings, DDL, plain INSERT.

        Calls of one shape have the name of the first.
        """
        text = sql.strip().rstrip(";").rstrip()
        if not text:
            return
        if not _READS.match(text) and not _INSERT_SELECT.match(text):
            self.skipped += 1
            return
        if text.endswith("..."):
            self.bad.append((line, "the statement is cut off: raise track_activity_query_size or max_digest_length"))
            return
        named = _NAME.match(text)
        own = (named[1] or named[2]).strip() if named else None
        place = self._names.setdefault(_shape(text), f"line {line}")
        statement = QueryStatement(own or name or place, text, line, source)
        statement.calls, statement.mean_ms = calls, mean_ms
        self.statements.append(statement)


def _shape(sql: str) -> str:
    return _LIST.sub("(?)", _LITERAL.sub("?", " ".join(sql.split()).lower()))
