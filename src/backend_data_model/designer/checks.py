"""CHECK constraints: from the rules of the model and from what a type needs."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from backend_data_model.designer import reasons
from backend_data_model.engines.dialect import LISTS
from backend_data_model.engines.expressions import Slot, expression_kind, render_expression, with_columns
from backend_data_model.model.document import AttributeType
from backend_data_model.model.expression import Implies, Length, OneOf, Present, Range, names_in
from backend_data_model.model.schema import Check, Reason

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from backend_data_model.designer.draft import Draft, TableDraft
    from backend_data_model.engines.dialect import TypeCheck
    from backend_data_model.model.expression import Expression
    from backend_data_model.model.schema import Schema


def add_check(
    draft: Draft, made: TableDraft, rule: Expression, slots: Mapping[str, Slot], why: list[Reason], where: str
) -> None:
    """A named CHECK for `rule`.  The same expression twice in one table is one CHECK with both reasons."""
    if isinstance(rule, OneOf) and _is_list(rule, slots) and draft.dialect.engine != "postgresql":
        made.table.reasons.extend(
            reasons.from_rule(f"not enforced here: the elements of {rule.attribute} (a CHECK takes no subquery)")
        )
        return
    expression = render_expression(rule, slots, draft.dialect, where)
    known = next((check for check in made.table.checks if check.expression == expression), None)
    if known is not None:
        known.reasons.extend(reason for reason in why if reason not in known.reasons)
        return
    columns = "_".join(dict.fromkeys(slots[name].column for name in names_in(rule)))
    name = draft.names.take(f"check_{made.table.name}_{columns}_{expression_kind(rule)}")
    stated = None if _compares_durations(rule, slots) else with_columns(rule, slots)
    made.table.checks.append(Check(expression, name, rule=stated, reasons=why))


def add_type_checks(draft: Draft, made: TableDraft, column: str, checks: Sequence[TypeCheck]) -> None:
    """The checks that hold a column to its type."""
    for check in checks:
        if any(known.expression == check.expression for known in made.table.checks):
            continue
        name = draft.names.take(f"check_{made.table.name}_{column}_{check.kind}")
        why = [Reason(f"{draft.dialect.engine} has no type of its own for this: {check.kind}", "implied")]
        made.table.checks.append(Check(check.expression, name, rule=check.rule, reasons=why))


def add_entity_checks(draft: Draft) -> None:
    """The checks of every entity, in the order of the model."""
    for name, entity in draft.model.entities.items():
        made = draft.of_entity[name]
        slots = draft.slots[name]
        for check in entity.checks:
            why = reasons.from_fact(check, check.note or f"a rule of {name}")
            add_check(draft, made, check.rule, slots, why, f"a check of {name}")


def settle_checks(draft: Draft) -> None:
    """Drop what a type says already; CHECKs over one column come first, so that a refusal names the closest rule."""
    for made in draft.tables:
        table = made.table
        for check in list(table.checks):
            column = next((c for c in table.columns if c.type == _type_that_holds(check, c.name)), None)
            stricter = next((c for c in table.checks if c is not check and _implies(c.rule, check.rule)), None)
            if stricter is not None:
                table.checks.remove(check)
                stricter.reasons += [reason for reason in check.reasons if reason not in stricter.reasons]
            elif column is not None and draft.dialect.engine == "mysql":
                table.checks.remove(check)
                column.reasons += [reason for reason in check.reasons if reason not in column.reasons]
        table.checks.sort(key=lambda check: check.rule is not None and len(names_in(check.rule)) > 1)


def _implies(one: Expression | None, other: Expression | None) -> bool:
    """Whether both bound the same attribute and whatever meets `one` meets `other`, which is wider somewhere."""
    if one == other or type(one) is not type(other):
        return False
    if not isinstance(one, Length | Range) or not isinstance(other, Length | Range) or one.attribute != other.attribute:
        return False
    inner, outer = _bounds(one), _bounds(other)
    return inner is not None and outer is not None and inner[0] >= outer[0] and inner[1] <= outer[1]


def _bounds(rule: Length | Range) -> tuple[tuple[float, bool], tuple[float, bool]] | None:
    """Both bounds in an order in which the exclusive one is the closer; None for other than numbers."""
    low, high = rule.min, rule.max
    if isinstance(low, str) or isinstance(high, str):
        return None
    exclusive = (rule.min_exclusive, rule.max_exclusive) if isinstance(rule, Range) else (False, False)
    return (
        (-inf if low is None else low, exclusive[0]),
        (inf if high is None else high, not exclusive[1]),
    )


def _type_that_holds(check: Check, column: str) -> str | None:
    """The type that refuses what a CHECK on the longest length would; MySQL converts a value before any CHECK."""
    rule = check.rule
    if not isinstance(rule, Length) or rule.attribute != column or rule.min is not None:
        return None
    return f"VARCHAR({rule.max})"


def require_for_type(draft: Draft, made: TableDraft, entity: str, names: Sequence[str], why: list[Reason]) -> None:
    """In a single table a subtype's required attributes are required of its own rows only."""
    slots, discriminator = draft.slots[entity], made.discriminator
    assert discriminator is not None
    if slots[discriminator].column != discriminator:  # an attribute of a relationship has that name, not that column
        while discriminator in slots:
            discriminator += "_"
        slots = {**slots, discriminator: Slot(made.discriminator or discriminator, AttributeType.TEXT)}
    for name in names:
        rule = Implies(when=(OneOf(attribute=discriminator, values=(entity,)),), then=(Present(attribute=name),))
        add_check(draft, made, rule, slots, why, f"{entity}.{name}")


def _compares_durations(rule: Expression, slots: Mapping[str, Slot]) -> bool:
    """Whether the bounds of a rule are durations, which each engine writes in a form of its own."""
    return any(slots[name].type is AttributeType.DURATION for name in names_in(rule))


def _is_list(rule: OneOf, slots: Mapping[str, Slot]) -> bool:
    slot = slots.get(rule.attribute)
    return slot is not None and slot.type in LISTS


def move_forbidden_checks(draft: Draft, schema: Schema) -> None:
    """On MySQL, checks over columns that a CHECK may not name become triggers."""
    if draft.dialect.engine != "mysql":
        return
    from backend_data_model.engines.mysql.triggers import forbidden_in_checks, rule_triggers

    for made in draft.tables:
        table = made.table
        forbidden = forbidden_in_checks(table)
        for check in list(table.checks):
            names = names_in(check.rule) if check.rule is not None else ()
            if not forbidden & set(names):
                continue
            table.checks.remove(check)
            rule = check.name or "rule"
            triggers = [draft.names.take(f"{rule}_{event}") for event in ("insert", "update")]
            schema.triggers += rule_triggers(table, rule, check.expression, names, triggers)
            table.reasons += reasons.from_rule(f"{rule} is kept by triggers: MySQL takes no CHECK over these columns")
