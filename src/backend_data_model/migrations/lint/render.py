"""Rendering linted files in one of the formats: those of the reviewer, over what the linter found."""

from __future__ import annotations

import json
from importlib import import_module
from typing import TYPE_CHECKING, Any

from backend_data_model.model.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend_data_model.migrations.lint.run import LintedFile
    from backend_data_model.model.position import Position

FORMATS = ("human", "json", "sarif", "github", "gitlab", "markdown")
FORMAT_VERSION = 1


def render(files: Sequence[LintedFile], fmt: str, *, colour: bool = False) -> str:
    """All files as one text; only `human` looks at `colour`.  Raises InputError for an unknown format."""
    if fmt not in FORMATS:
        raise InputError(f"unknown format {fmt!r}", help=f"use one of {', '.join(FORMATS)}")
    if fmt == "human":
        return _human(files, colour)
    if fmt == "json":
        return _json(files)
    if fmt == "markdown":
        return _markdown(files)
    module = import_module(f"backend_data_model.reviewer.formats.{fmt}")
    if fmt == "sarif":
        from backend_data_model.migrations.lint.registry import RULES

        return str(module.render(files, RULES))
    return str(module.render(files))


def _human(files: Sequence[LintedFile], colour: bool) -> str:
    from backend_data_model.reviewer.formats.human import counted, findings_and_unread

    lines = [line for file in files for line in findings_and_unread(file, colour, most=None)]
    statements = sum(file.statements for file in files)
    lines.append(f"{_number(len(files), 'file')}, {_number(statements, 'statement')}: {counted(*files)}")
    return "\n".join(lines) + "\n"


def _number(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def _markdown(files: Sequence[LintedFile]) -> str:
    from backend_data_model.reviewer.formats.markdown import findings_and_unread

    shown = [file for file in files if file.findings or file.unparsed]
    if not shown:
        return "# Lint\n\nNothing was found.\n"
    parts = ["\n".join([f"# Lint of {file.target or 'the input'}", *findings_and_unread(file)]) for file in shown]
    return "\n\n".join(parts) + "\n"


def _json(files: Sequence[LintedFile]) -> str:
    """`{"version": 1, "files": [...]}`; each has `target`, `tool`, `statements`, `findings`, `unparsed`, `suppressed`.

    A finding has `code`, `rule`, `severity`, `message`, `help`, `object`, `fixable`, `file`, `line` and `column`.
    `effects`, where a schema was given, has the locks, rewrites, scans and index builds of each statement.
    """
    document = {"version": FORMAT_VERSION, "files": [_as_dict(file) for file in files]}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _as_dict(file: LintedFile) -> dict[str, Any]:
    return {
        "target": file.target,
        "tool": file.tool,
        "statements": file.statements,
        "findings": [
            {
                "code": finding.code,
                "rule": finding.rule,
                "severity": finding.severity,
                "message": finding.message,
                "help": finding.help,
                "object": finding.object,
                "fixable": bool(finding.edits),
                **_place(finding.position),
            }
            for finding in file.findings
        ],
        "unparsed": [{"sql": item.sql, "reason": item.reason, **_place(item.position)} for item in file.unparsed],
        "effects": [
            {
                "line": item.line,
                "sql": item.sql,
                "hazard": item.hazard,
                "locks": [{"relation": relation, "mode": mode} for relation, mode in item.locks],
                "rewrites": item.rewrites,
                "scans": item.scans,
                "index_builds": item.index_builds,
                "transactional": item.transactional,
                "unknown": item.effect.unknown,
            }
            for item in file.effects
        ],
        "suppressed": file.suppressed,
    }


def _place(position: Position | None) -> dict[str, str | int | None]:
    if position is None:
        return {"file": None, "line": None, "column": None}
    return {"file": position.file, "line": position.line, "column": position.column}
