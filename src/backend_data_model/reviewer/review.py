"""Reviewing a schema: every selected rule, the ignore comments, the score."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from backend_data_model.model.errors import InputError
from backend_data_model.model.finding import Finding
from backend_data_model.reviewer.context import Context
from backend_data_model.reviewer.registry import RULES, UNKNOWN_IGNORE, UNUSED_IGNORE
from backend_data_model.reviewer.score import Score, score
from backend_data_model.reviewer.suppression import Ignores, read_ignores, selects

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from backend_data_model.model.document import Model
    from backend_data_model.model.position import Position
    from backend_data_model.model.schema import Engine, Schema, Unparsed
    from backend_data_model.reviewer.facts.tenancy import TenantFact
    from backend_data_model.reviewer.rule import Rule, Violation

# Codes of the linter of migrations, which reads the same files.
MIGRATION_RULES = "mig"


@dataclass(slots=True)
class Review:
    """What a review came to.

    Findings are in the order of their places, then codes.  `suppressed` counts the findings that ignore comments
    silenced, `unparsed` lists the statements that the reader could not take in (and no rule has seen).
    """

    engine: Engine
    findings: list[Finding]
    score: Score
    unparsed: list[Unparsed] = field(default_factory=list)
    suppressed: int = 0
    target: str | None = None
    tables: int = 0
    statements: int = 0
    tenancy: TenantFact | None = None


def review_schema(
    schema: Schema,
    model: Model | None = None,
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    tenant: str | None = None,
    text: str | None = None,
    file_starts: tuple[int, ...] = (1,),
) -> Review:
    """Review a schema, with the model it was made from where there is one.

    `select` and `ignore` take codes (`BDM101`), prefixes (`BDM1`) or names; `tenant` names the tenant column; `text` is
    the DDL itself, for the ignore comments in it (`file_starts`: the first lines of the files it is joined from).
    Raises InputError when `select` or `ignore` names no rule, or no table has the tenant column.
    """
    _refuse_unknown((*select, *ignore))
    if tenant and not any(table.column(tenant) for table in schema.tables):
        raise InputError(f"no table has a column {tenant!r}", help="name the column that tells the tenants apart")
    context = Context(schema, model, tenant, text)
    ignores = read_ignores(text, file_starts) if text else Ignores()
    findings: list[Finding] = []
    counts: list[tuple[Rule, int, int]] = []
    suppressed = 0
    for rule in selected_rules(select, ignore, schema.engine):
        passed = checked = 0
        for outcome in rule.check(context):
            if outcome is None:
                passed += 1
                checked += 1
            elif ignores.silences(rule, outcome.position):
                suppressed += outcome.instances
            else:
                checked += outcome.instances
                findings.append(_finding(rule, outcome))
        counts.append((rule, passed, checked))
    findings += _ignore_findings(ignores, select, ignore, schema.engine)
    return Review(
        engine=schema.engine,
        findings=sorted(findings, key=_place),
        score=score(counts),
        unparsed=list(schema.unparsed),
        suppressed=suppressed,
        target=schema.source,
        tables=len(schema.tables),
        statements=schema.statements,
        tenancy=context.tenancy,
    )


def selected_rules(select: Sequence[str], ignore: Sequence[str], engine: Engine) -> list[Rule]:
    """The rules that hold for an engine and are chosen, in the order of their codes."""
    return [
        rule
        for rule in RULES
        if engine in rule.engines
        and (not select or any(selects(selector, rule) for selector in select))
        and not any(selects(selector, rule) for selector in ignore)
    ]


def _refuse_unknown(selectors: Iterable[str]) -> None:
    for selector in selectors:
        if not any(selects(selector, rule) for rule in RULES):
            raise InputError(f"there is no rule {selector!r}", help="`bdm explain --list` shows all rules")


def _finding(rule: Rule, violation: Violation) -> Finding:
    return Finding(
        code=rule.code,
        rule=rule.name,
        severity=violation.severity or rule.severity,
        message=violation.message,
        help=violation.help,
        object=violation.object,
        position=violation.position,
    )


def _ignore_findings(ignores: Ignores, select: Sequence[str], ignore: Sequence[str], engine: Engine) -> list[Finding]:
    chosen = {rule.code for rule in selected_rules(select, ignore, engine)}
    found: list[Finding] = []
    for item in ignores.unused():
        meant = [rule for rule in RULES if selects(item.selector, rule)]
        if item.selector.lower().startswith(MIGRATION_RULES):
            continue
        if not meant and UNKNOWN_IGNORE.code in chosen:
            message = f"the ignore comment names no rule: {item.selector!r}"
            help_ = "name a code such as BDM101, or a rule by its name; `bdm explain --list` shows all"
            found.append(_comment_finding(UNKNOWN_IGNORE, message, help_, item.selector, item.position))
        elif any(rule.code in chosen for rule in meant) and UNUSED_IGNORE.code in chosen:
            message = f"the comment ignores {item.selector}, but there is nothing to ignore here"
            found.append(_comment_finding(UNUSED_IGNORE, message, "remove the comment", item.selector, item.position))
    return found


def _comment_finding(rule: Rule, message: str, help_: str, selector: str, position: Position) -> Finding:
    return Finding(rule.code, rule.name, rule.severity, message, help_, selector, position)


def _place(finding: Finding) -> tuple[int, int, str, str]:
    position = finding.position
    return (position.line if position else 0, position.column if position else 0, finding.code, finding.object)
