"""Facts about one row: values, bounds, lengths, comparisons and conditional rules, judged by trial rows.

A rule is enforced when every trial row that it refuses is refused by the guards of the table; it is contradicted when
a guard that it needs refuses a row which all rules accept, or lets a row through on the far side of its own bound.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from backend_data_model.model.document import AttributeType
from backend_data_model.model.expression import Compare, Implies, Length, OneOf, Present, Range, names_in
from backend_data_model.tracer.columns import one_of
from backend_data_model.tracer.condition import Condition, NotComparableError, condition_of
from backend_data_model.tracer.fact_rows import fact_row
from backend_data_model.tracer.probes import Family, family_of, trial_rows
from backend_data_model.tracer.result import Enforcer
from backend_data_model.tracer.statements import say_row, say_rule, spelling
from backend_data_model.tracer.types import is_whole
from backend_data_model.tracer.words import words_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backend_data_model.model.document import Attribute, Entity
    from backend_data_model.model.expression import Expression
    from backend_data_model.tracer.columns import Place
    from backend_data_model.tracer.condition import Row
    from backend_data_model.tracer.matching import Matching
    from backend_data_model.tracer.result import FactRow
    from backend_data_model.tracer.table_view import Guard, TableView

_DURATIONS = {"second": 1, "minute": 60, "min": 60, "hour": 3600, "day": 86400, "week": 604800}


@dataclass(slots=True)
class Rule:
    """A fact about one row with the condition that it states over the columns of `view`; None: it could not be put."""

    row: FactRow
    view: TableView
    condition: Condition | None


@dataclass(slots=True)
class Rules:
    """All rules of the model as conditions on the tables, the kinds of values of each column, and the guards used."""

    matching: Matching
    rules: list[Rule] = field(default_factory=list)
    required: dict[str, list[Condition]] = field(default_factory=dict)
    families: dict[str, dict[str, Family]] = field(default_factory=dict)
    scales: dict[str, dict[str, Decimal]] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)

    def add_attribute(self, subject: str, attribute: Attribute, place: Place, entity: Entity | None) -> None:
        """Note the kind of values of a column, that it is required, and its list of values."""
        view, column = place.view, place.column
        family = family_of(attribute.type)
        if family == "decimal" and is_whole(view.columns[column].type):
            family = "integer"
        self.families.setdefault(view.name, {})[column] = family
        if attribute.type is AttributeType.DURATION and is_whole(view.columns[column].type):
            size = next((_DURATIONS[w] for w in reversed(words_of(column)) if w in _DURATIONS), 1)
            self.scales.setdefault(view.name, {})[column] = Decimal(size)
        if attribute.required:
            present = condition_of(Present(attribute=column), {column: column}, "is present", {})
            self.required.setdefault(view.name, []).append(present)
        if attribute.values:
            row = fact_row("values", subject, say_rule(one_of(subject.rpartition(".")[2], attribute.values)), attribute,
                           fallback=entity)  # fmt: skip
            if place.key is not None:
                row.status = "enforced"
                row.detail = f"the values are the rows of {place.key.ref_table}"
                name = place.key.name or f"{view.name}.{column}"
                row.by = [Enforcer("foreign_key", view.name, name, "", (column,), place.key.position)]
                self.rules.append(Rule(row, view, None))
                return
            rule = spelled(one_of(column, attribute.values), {column: column}, view)
            self.rules.append(Rule(row, view, condition_of(rule, {column: column}, row.statement, {})))

    def add_checks(self) -> None:
        """The checks of every entity, as conditions."""
        for name, entity in self.matching.model.entities.items():
            view = self.matching.view(name)
            for check in entity.checks:
                members = names_in(check.rule)
                subject = f"{name}.{members[0]}" if len(members) == 1 else name
                row = fact_row(kind_of_rule(check.rule), subject, say_rule(check.rule), check, fallback=entity)
                if view is None:
                    row.detail = f"there is no table of {name}"
                    self.rules.append(Rule(row, _NOWHERE, None))
                    continue
                slots = self.matching.slots(name, view)
                lost = [member for member in members if member not in slots]
                if lost:
                    row.detail = f"no column of {view.name} holds {', '.join(lost)}"
                    self.rules.append(Rule(row, view, None))
                    continue
                rule = spelled(check.rule, slots, view)
                condition = condition_of(rule, slots, row.statement, self.scales.get(view.name, {}))
                self.rules.append(Rule(row, view, condition))

    def stated(self, view: TableView, columns: set[str]) -> list[Condition]:
        """What the model states of those columns of a table, and of no others."""
        found = [r.condition for r in self.rules if r.view is view and r.condition is not None]
        found += self.required.get(view.name, [])
        return [condition for condition in found if set(condition.columns) <= columns]


def spelled(rule: Expression, slots: Mapping[str, str], view: TableView) -> Expression:
    """The rule with the values of lists as the table spells them: `in person` where it has `IN_PERSON`."""
    if isinstance(rule, Implies):
        when = tuple(spelled(part, slots, view) for part in rule.when)
        return rule.model_copy(update={"when": when, "then": tuple(spelled(part, slots, view) for part in rule.then)})
    if not isinstance(rule, OneOf):
        return rule
    column = slots[rule.attribute]
    known = {
        spelling(value): value
        for guard in view.guards
        if guard.columns == (column,) and guard.condition is not None
        for value in guard.condition.constants
        if isinstance(value, str)
    }
    values = tuple(known.get(spelling(v), v) if isinstance(v, str) else v for v in rule.values)
    return rule.model_copy(update={"values": values})


_NOWHERE: TableView = None  # type: ignore[assignment]


def kind_of_rule(rule: Expression) -> str:
    """The kind of fact that a check is."""
    kinds = {OneOf: "values", Range: "bounds", Length: "length", Compare: "comparison"}
    return kinds.get(type(rule), {"implies": "implication", "exactly_one_of": "exactly_one_of"}.get(
        getattr(rule, "kind", ""), "at_least_one_of"))  # fmt: skip


def judge_rules(rules: Rules) -> list[FactRow]:
    """A row for each rule; `rules.used` then holds the guards that some rule needs (by identity)."""
    rules.add_checks()
    for rule in rules.rules:
        if rule.condition is not None:
            try:
                _judge(rules, rule, rule.condition)
            except NotComparableError:
                rule.row.status = "not_checked"
                rule.row.detail = "its values and those of the column cannot be compared here"
    return [rule.row for rule in rules.rules]


def _judge(rules: Rules, rule: Rule, condition: Condition) -> None:
    view, row = rule.view, rule.row
    columns = set(condition.columns)
    guards = [g for g in view.guards if set(g.columns) <= columns and g.columns]
    tested = [g for g in guards if g.condition is not None]
    stated = rules.stated(view, columns)
    others = [c for c in stated if c is not condition]
    needed: dict[int, Guard] = {}
    strict: dict[int, Row] = {}
    through: Row | None = None
    conditions = [condition, *others, *(g.condition for g in tested if g.condition is not None)]
    for trial in trial_rows(condition.columns, rules.families.get(view.name, {}), conditions):
        refusing = [g for g in tested if refuses(g.condition, trial)]
        if refuses(condition, trial):
            needed |= {id(g): g for g in refusing if g.enforcer.kind != "not_null"}
            if not refusing and not any(refuses(c, trial) for c in others):
                through = through or trial
        elif not any(refuses(c, trial) for c in others):
            for guard in refusing:
                if not guard.house or guard.enforcer.kind == "type":
                    strict.setdefault(id(guard), trial)
    own = _own(needed, rules, view, condition, others)
    if through is None:
        wrong = next((g for key, g in own.items() if key in strict), None)
        row.status = "contradicted" if wrong else "enforced"
        row.by = _each([wrong] if wrong else list(own.values() or needed.values()))
        if wrong:
            row.detail = f"{say_row(strict[id(wrong)])} is refused"
        elif not row.by:
            row.by = _each([g for g in tested if g.enforcer.kind == "not_null"])
            row.detail = "follows from the other rules"
    elif blind := _blind(view, columns):
        row.status, row.by = "not_checked", _each(blind)
        row.detail = "it could not be evaluated here"
    elif own and (exact := [g for g in own.values() if set(g.columns) == columns and g.enforcer.kind != "type"]):
        row.status, row.by = "contradicted", _each(exact)
        row.detail = f"{say_row(through)} is accepted"
    else:
        row.detail = f"{say_row(through)} is accepted"
    rules.used |= set(own) if row.by else set()


def _own(
    needed: dict[int, Guard], rules: Rules, view: TableView, condition: Condition, others: list[Condition]
) -> dict[int, Guard]:
    """The guards that this rule needs: those that refuse a row which no other rule refuses."""
    own: dict[int, Guard] = {}
    for key, guard in needed.items():
        if guard.condition is None:
            continue
        conditions = [condition, *others, guard.condition]
        for trial in trial_rows(condition.columns, rules.families.get(view.name, {}), conditions):
            both = refuses(guard.condition, trial) and refuses(condition, trial)
            if both and not any(refuses(c, trial) for c in others):
                own[key] = guard
                break
    return own


def refuses(condition: Condition | None, row: Row) -> bool:
    """Whether a condition refuses the row; what cannot be compared is not refused."""
    if condition is None:
        return False
    try:
        return condition.refuses(row)
    except NotComparableError:
        return False


def _blind(view: TableView, columns: set[str]) -> list[Guard]:
    """Guards over these columns that could not be evaluated and are no mere check of a type."""
    return [
        g
        for g in view.guards
        if g.condition is None and set(g.columns) >= columns and (not g.house or g.enforcer.kind == "trigger")
    ]


def _each(guards: list[Guard]) -> list[Enforcer]:
    found: list[Enforcer] = []
    for guard in guards:
        if guard.enforcer not in found:
            found.append(guard.enforcer)
    return found
