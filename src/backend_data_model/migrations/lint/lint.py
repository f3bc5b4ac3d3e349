"""`lint`: a script or migration files against the rules, with the effect of each statement on a known schema."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast, get_args

from backend_data_model.migrations.lint.history import History
from backend_data_model.migrations.lint.report import LintReport
from backend_data_model.migrations.lint.run import NEWEST_POSTGRESQL, lint_migration, selected_rules
from backend_data_model.migrations.lint.source import Migration, Piece
from backend_data_model.migrations.lint.violations import Checks
from backend_data_model.model.errors import InputError
from backend_data_model.model.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from backend_data_model.migrations.lint.rule import MigrationEngine
    from backend_data_model.migrations.lint.run import LintedFile
    from backend_data_model.model.schema import Engine

OLDEST_POSTGRESQL = 14
_OTHERS = ("mysql", "mariadb", "sqlite")
_SEVERITIES: tuple[Severity, ...] = ("info", "warning", "error")
assert set(_SEVERITIES) == set(get_args(Severity))


def lint(
    sql: str,
    *,
    schema: str | None = None,
    engine: str = "postgresql",
    version: int | str | None = None,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    in_transaction: bool = False,
) -> LintReport:
    """Lint a script against the schema (DDL) before it; nothing is run.

    `version` is PostgreSQL's major version, 14 to 18, or `8.4`, `10.11`, `3.45`, `d1`; `select` and `ignore`
    take codes, prefixes and names of rules; `in_transaction` says that whoever runs the script
    wraps it.  Raises InputError for what it does not know.
    """
    migration = Migration(None, sql, pieces=[Piece(sql, wrapped=in_transaction)])
    if engine in _OTHERS:
        from backend_data_model.migrations.lint.dialects.run import NEWEST, lint_dialect_files

        number = NEWEST[engine] if version is None else str(version)
        dialect = cast("MigrationEngine", engine)
        file = lint_dialect_files([migration], dialect, schema=schema, version=number, select=select, ignore=ignore)[0]
        kind = cast("Engine", "mysql" if engine == "mariadb" else engine)
        return LintReport(kind, number, file.effects, list(file.findings), file.unparsed)
    if engine != "postgresql":
        raise InputError(f"migrations of {engine} cannot be linted", help=f"use postgresql, {', '.join(_OTHERS)}")
    major = supported(NEWEST_POSTGRESQL if version is None else version)
    file = lint_files([migration], schema=schema or "", version=major, select=select, ignore=ignore)[0]
    return LintReport(cast("Engine", engine), str(major), file.effects, list(file.findings), file.unparsed)


def supported(version: int | str) -> int:
    """The major version as a number; InputError for one that is not known."""
    major = str(version).split(".")[0]
    if not major.isdigit() or not OLDEST_POSTGRESQL <= int(major) <= NEWEST_POSTGRESQL:
        known = f"{OLDEST_POSTGRESQL} to {NEWEST_POSTGRESQL}"
        raise InputError(f"{version!r} is no version of PostgreSQL that the linter knows", help=f"use {known}")
    return int(major)


def lint_files(
    migrations: Iterable[Migration],
    *,
    schema: str | None = None,
    version: int = NEWEST_POSTGRESQL,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    least: Severity = "info",
    new_since: str | None = None,
) -> list[LintedFile]:
    """Lint files in the order in which they run.  `schema` is the DDL before the first of them.

    Without it, what the files before have made is what a file finds; of those not `judged` nothing else is looked at.
    A table that an earlier file made may hold rows by then, but for the files from `new_since` on: these are released
    together.  `least` is the least severity to keep.  Raises InputError for selectors that name no rule, and for a
    `new_since` that is none of the files.
    """
    migrations = list(migrations)
    if new_since is not None and not any(_is_file(migration, new_since) for migration in migrations):
        raise InputError(f"{new_since} is none of the files that are linted", help="name one of them for --new-since")
    rules = selected_rules(select, ignore)
    predictor = None
    if schema is not None:
        from backend_data_model.migrations.lint.prediction import Predictor

        predictor = Predictor(schema, version)
    history = History(version) if predictor is None and len(migrations) > 1 else None
    checks, none = Checks(rules), Checks([])
    found: list[LintedFile] = []
    together = False
    made: set[str] = set()
    for number, migration in enumerate(migrations):
        if number and predictor is not None:
            predictor.begin_session()
        together = together or (new_since is not None and _is_file(migration, new_since))
        chosen = checks if migration.judged else none
        file = lint_migration(migration, chosen, version=version, predictor=predictor, history=history, made=made)
        made = file.made if together else set()
        if migration.judged:
            found.append(at_least(least, file))
    return found


def at_least(severity: Severity, file: LintedFile) -> LintedFile:
    """The file with the findings of that severity and above."""
    wanted = _SEVERITIES[_SEVERITIES.index(severity) :]
    return replace(file, findings=[one for one in file.findings if one.severity in wanted])


def _is_file(migration: Migration, file: str) -> bool:
    return migration.file is not None and Path(migration.file).resolve() == Path(file).resolve()
