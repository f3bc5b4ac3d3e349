"""Linting migration files: every selected rule over every statement, then the ignore comments."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from backend_data_model.migrations.lint.context import Context
from backend_data_model.migrations.lint.finding import LintFinding
from backend_data_model.migrations.lint.registry import RULES, UNKNOWN_IGNORE, UNUSED_IGNORE
from backend_data_model.migrations.lint.statements import ParsedStatement, parse_piece
from backend_data_model.migrations.lint.tree import refuses_transaction
from backend_data_model.migrations.lint.violations import Checks
from backend_data_model.model.errors import InputError
from backend_data_model.reviewer.suppression import Ignores, read_ignores, selects

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from backend_data_model.migrations.lint.history import History
    from backend_data_model.migrations.lint.prediction import Predictor
    from backend_data_model.migrations.lint.report import LintedStatement
    from backend_data_model.migrations.lint.rule import MigrationEngine, Rule, Violation
    from backend_data_model.migrations.lint.source import Migration, Piece
    from backend_data_model.model.finding import Finding
    from backend_data_model.model.position import Position
    from backend_data_model.model.schema import Unparsed

NEWEST_POSTGRESQL = 18


@dataclass(slots=True)
class LintedFile:
    """What was found in one migration file, in the order of the places.

    `suppressed` counts the findings that ignore comments silenced, `unparsed` lists the statements that could not be
    read, so that no rule has seen them.  `effects` has every statement that could be read, where a schema is given;
    `made` the names (`public.orders`) of what the file creates.
    """

    target: str | None
    tool: str
    migration: Migration
    findings: list[LintFinding] = field(default_factory=list)
    unparsed: list[Unparsed] = field(default_factory=list)
    statements: int = 0
    suppressed: int = 0
    effects: list[LintedStatement] = field(default_factory=list)
    made: set[str] = field(default_factory=set)


def selected_rules(select: Sequence[str], ignore: Sequence[str], engine: MigrationEngine = "postgresql") -> list[Rule]:
    """The rules for an engine that are chosen by code, prefix or name.  InputError for what names none."""
    for selector in (*select, *ignore):
        if not any(selects(selector, rule) for rule in RULES):
            raise InputError(f"there is no rule {selector!r}", help="`bdm explain --list` shows all rules")
    return [
        rule
        for rule in RULES
        if engine in rule.engines
        and (not select or any(selects(selector, rule) for selector in select))
        and not any(selects(selector, rule) for selector in ignore)
    ]


def lint_migration(
    migration: Migration,
    rules: Sequence[Rule] | Checks,
    *,
    version: int = NEWEST_POSTGRESQL,
    predictor: Predictor | None = None,
    history: History | None = None,
    made: Iterable[str] = (),
) -> LintedFile:
    """Look at one file; nothing of it is run.  For many files give the rules as Checks, which are then made once.

    `predictor` knows the schema before each statement, or else `history` what the files before have made; either moves
    on.  `made` are the names (`public.orders`) of what is new although an earlier file made it.
    """
    result = LintedFile(migration.file, migration.tool, migration, unparsed=list(migration.unread))
    context = Context(migration, version)
    context.session.made.update(made)
    if predictor is not None and predictor.informed:
        context.predict, context.has_index = predictor.effect, predictor.has_index
    elif predictor is None and history is not None:
        context.predict = lambda statement: history.effect(statement, context)
        context.has_index = history.has_index
    checks = rules if isinstance(rules, Checks) else Checks(rules)
    ignores = read_ignores(migration.text)
    for piece in migration.pieces:
        _lint_piece(piece, context, checks, ignores, result, predictor, history)
    if result.statements:
        for rule, violation in checks.at_end(context):
            _keep(rule, violation, context, ignores, result)
    result.findings += ignore_findings(ignores, checks.rules, migration.file)
    result.findings.sort(key=place_of)
    result.made = context.session.made
    if history is not None:
        history.end_file(result.made)
    return result


def _lint_piece(
    piece: Piece,
    context: Context,
    checks: Checks,
    ignores: Ignores,
    result: LintedFile,
    predictor: Predictor | None,
    history: History | None,
) -> None:
    migration = context.migration
    found = list(parse_piece(migration, piece))
    context.session.wrapped = piece.wrapped
    if migration.wrapped_if_several:
        context.session.wrapped = len(found) > 1
    elif migration.wrapped_unless_refused:
        refused = [item for item in found if isinstance(item, ParsedStatement) and refuses_transaction(item)]
        context.session.wrapped = not refused or len(refused) < len(found)
    context.alone = len(found) == 1 and len(migration.pieces) == 1
    for item in found:
        result.statements += 1
        if not isinstance(item, ParsedStatement):
            result.unparsed.append(item)
            continue
        context.move_to(item)
        if predictor is not None:
            result.effects.append(predictor.linted(item, context.predicted or predictor.effect(item)))
        for rule, violation in checks.of(context):
            _keep(rule, violation, context, ignores, result)
        if predictor is not None:
            predictor.advance(item)
        elif history is not None:
            history.advance(item)


def _keep(rule: Rule, violation: Violation, context: Context, ignores: Ignores, result: LintedFile) -> None:
    statement = context.statement
    at = violation.at
    position = statement.position if at is None else at[0].position(at[1], statement.migration.file)
    if ignores.items and ignores.silences(rule, position):
        result.suppressed += 1
        return
    whole = statement.migration.pieces[0].text == statement.migration.text
    edits = violation.edits if whole else ()
    result.findings.append(
        LintFinding(
            rule.code, rule.name, violation.severity or rule.severity, violation.message, violation.help,
            violation.object, position, edits,
        )
    )  # fmt: skip


def ignore_findings(ignores: Ignores, rules: Iterable[Rule], file: str | None) -> list[LintFinding]:
    """What is to be said of ignore comments that silenced nothing."""
    chosen = {rule.code for rule in rules}
    found: list[LintFinding] = []
    for item in ignores.unused():
        selector = item.selector.lower()
        meant = [rule for rule in RULES if selects(item.selector, rule)]
        place = _in_file(item.position, file)
        if not meant and not selector.startswith("bdm") and UNKNOWN_IGNORE.code in chosen:
            message = f"the ignore comment names no rule: {item.selector!r}"
            help_ = "name a code such as MIG101; `bdm explain --list` shows all"
            found.append(_comment_finding(UNKNOWN_IGNORE, message, help_, item.selector, place))
        elif selector != "all" and any(rule.code in chosen for rule in meant) and UNUSED_IGNORE.code in chosen:
            message = f"the comment ignores {item.selector}, but there is nothing to ignore here"
            found.append(_comment_finding(UNUSED_IGNORE, message, "remove the comment", item.selector, place))
    return found


def _comment_finding(rule: Rule, message: str, help_: str, selector: str, position: Position) -> LintFinding:
    return LintFinding(rule.code, rule.name, rule.severity, message, help_, selector, position)


def _in_file(position: Position, file: str | None) -> Position:
    return type(position)(position.line, position.column, file)


def place_of(finding: Finding) -> tuple[int, int, str]:
    """By what findings are sorted."""
    position = finding.position
    return (position.line if position else 0, position.column if position else 0, finding.code)
