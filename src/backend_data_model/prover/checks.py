"""Proves CHECK constraints at their boundaries, and where the model's own rule is known that the SQL says the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.prover.attempts import Expectation, Tally, expect_accepted, expect_refused, try_row
from backend_data_model.prover.meaning import holds, readable

if TYPE_CHECKING:
    from backend_data_model.model.schema import Check, Table
    from backend_data_model.prover.predicates import Group, Row
    from backend_data_model.prover.rows import Rows

_TRIED = 8


def prove_check(rows: Rows, table: Table, check: Check, key: str) -> Tally:
    """Rows that satisfy the CHECK are accepted; rows that break it and nothing else are refused under its name."""
    tally = Tally()
    if not check.enforced:
        tally.unsure.append("it is declared NOT ENFORCED or NOT VALID")
        return tally
    group = group_of(rows, table, key)
    if group is None or group.problem:
        tally.unsure.append(group.problem if group and group.problem else "it names no column of the table")
        return tally
    about = Expectation("check", name=rows.names.of_check(table, check.expression, check.name))
    for solution in group.passing[:_TRIED]:
        _compare_rule(check, table, solution, True, tally)
        expect_accepted(
            rows,
            table,
            rows.plan(table, rows.fresh(), solution=solution),
            about,
            tally,
            _spoken(solution, "a row with"),
        )
    if not tally.accepted and group.varied:
        row = rows.plan(table, rows.fresh())
        expect_accepted(rows, table, row, about, tally, _spoken({c: row[c] for c in group.columns}, "a row with"))
    for solution in group.failing.get(key, [])[:_TRIED]:
        _compare_rule(check, table, solution, False, tally)
        expect_refused(
            rows,
            table,
            rows.plan(table, rows.fresh(), solution=solution),
            about,
            tally,
            _spoken(solution, "a row with"),
        )
    if not group.failing.get(key):
        _refused_first(rows, table, group, key, about, tally)
    return tally


def _refused_first(rows: Rows, table: Table, group: Group, key: str, about: Expectation, tally: Tally) -> None:
    """Whatever breaks it breaks another CHECK too: it is shown where the engine names this one all the same."""
    others: dict[str, None] = {}
    for solution in group.failing_more.get(key, [])[:_TRIED]:
        refusal = try_row(rows, table, rows.plan(table, rows.fresh(), solution=solution))
        if refusal is None:
            tally.wrong.append(f"{_spoken(solution, 'a row with')} was accepted")
        elif refusal.constraint and about.is_met_by(refusal):
            tally.refused += 1
        else:
            others[refusal.constraint or refusal.message] = None
    if not tally.refused:
        tally.unsure.append(
            f"whatever breaks it breaks {', '.join(others)} as well, which the engine looks at first"
            if others
            else "no values that the column types take were found that break it"
        )


def _compare_rule(check: Check, table: Table, solution: Row, accepted: bool, tally: Tally) -> None:
    """The engine's verdict on the SQL must be that of the rule which the SQL is to state."""
    if check.rule is None or not readable(check.rule, table):
        return
    said = holds(check.rule, solution, table)
    if said is not None and said != accepted:
        verb = "allows" if accepted else "forbids"
        tally.wrong.append(f"the SQL {verb} {_spoken(solution, 'a row with')}, the model's rule says otherwise")


def _spoken(solution: Row, start: str) -> str:
    parts = []
    for name, value in solution.items():
        text = "NULL" if value is None else repr(value) if isinstance(value, str) else str(value)
        parts.append(f"{name} = {text if len(text) <= 60 else text[:57] + '...'}")
    return f"{start} {', '.join(parts)}"


def group_of(rows: Rows, table: Table, key: str) -> Group | None:
    """The solved group that a predicate belongs to."""
    return next((g for g in rows.groups(table) if any(p.key == key for p in g.predicates)), None)
