"""Facts about uniqueness: the columns of a key, the scope in which it holds and the rows for which it holds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.tracer.condition import Condition, all_of, condition_of
from backend_data_model.tracer.fact_rows import fact_row
from backend_data_model.tracer.probes import trial_rows
from backend_data_model.tracer.rule_facts import refuses, spelled
from backend_data_model.tracer.statements import say_rule

if TYPE_CHECKING:
    from backend_data_model.model.document import Unique
    from backend_data_model.tracer.matching import Matching
    from backend_data_model.tracer.result import FactRow
    from backend_data_model.tracer.rule_facts import Rules
    from backend_data_model.tracer.table_view import Key, TableView

_DELETED = re.compile(r"(?i)^(deleted|removed|archived)(_at|_on)?$|^is_(deleted|removed)$")


def judge_uniques(found: Matching, rules: Rules) -> list[FactRow]:
    """A row for each candidate key of the model."""
    rows = []
    wanted = {name: _all_wanted(found, name) for name in found.model.entities}
    for name, entity in found.model.entities.items():
        view = found.view(name)
        for unique in entity.unique:
            row = fact_row("unique", f"{name}.{unique.members[0]}", _say(found, name, unique), unique, fallback=entity)
            rows.append(row)
            if view is None:
                row.detail = f"there is no table of {name}"
                continue
            slots = found.slots(name, view)
            lost = [member for member in (*unique.members, *unique.within) if member not in slots]
            if lost:
                row.detail = f"no column of {view.name} holds {', '.join(lost)}"
                continue
            key = {slots[member] for member in (*unique.members, *unique.within)}
            scoped = _scoped(found, name, view) and not unique.everywhere
            _judge(found, rules, row, view, key, unique, slots, scoped=scoped, all_keys=wanted[name])
    return rows


def _say(found: Matching, entity: str, unique: Unique) -> str:
    within = list(unique.within)
    inside = found.tenant is not None and entity != found.tenant and found.model.entities[entity].scope != "global"
    if found.tenant and inside and not unique.everywhere and found.tenant not in within:
        within.append(found.tenant)
    text = f"no two {entity} share {' and '.join(unique.members)}"
    text += f" within one {' and '.join(within)}" if within else " anywhere" if found.tenant else ""
    return text + (f" when {' and '.join(say_rule(part) for part in unique.when)}" if unique.when else "")


def _scoped(found: Matching, entity: str, view: TableView) -> bool:
    """Whether the keys of the entity hold inside of one tenant."""
    if found.tenant is None or entity == found.tenant or found.model.entities[entity].scope == "global":
        return False
    return found.view(found.tenant) is not view


def _all_wanted(found: Matching, entity: str) -> list[frozenset[str]]:
    view = found.view(entity)
    if view is None:
        return []
    slots = found.slots(entity, view)
    keys = []
    for unique in found.model.entities[entity].unique:
        names = (*unique.members, *unique.within)
        if all(name in slots for name in names) and not unique.when:
            key = {slots[name] for name in names}
            if _scoped(found, entity, view) and not unique.everywhere and view.name in found.tenants:
                key.add(found.tenants[view.name])
            keys.append(frozenset(key))
    return keys


def _judge(
    found: Matching,
    rules: Rules,
    row: FactRow,
    view: TableView,
    members: set[str],
    unique: Unique,
    slots: dict[str, str],
    *,
    scoped: bool,
    all_keys: list[frozenset[str]],
) -> None:
    tenant = found.tenants.get(view.name)
    full = frozenset(members | ({tenant} if scoped and tenant else set()))
    when = _condition(unique, slots, view)
    if scoped and tenant is None:
        tenant_free = _follows_tenant(found, view, members)
        if not tenant_free:
            exact = [k for k in view.keys if k.columns == frozenset(members)]
            row.status = "contradicted" if exact else "missing"
            row.by = [k.enforcer for k in exact]
            row.detail = f"{view.name} has no column that says whose row it is, so the key holds for all together"
            return
    accepted = {full}
    if scoped and tenant and _follows_tenant(found, view, members - {tenant}):
        accepted.add(full - {tenant})
    implied = [key for key in all_keys if key < full]
    blind: list[Key] = []
    for key in view.keys:
        if not key.readable:
            blind.append(key)
            continue
        if (key.columns in accepted or key.columns in implied) and key.columns:
            verdict = _same_rows(rules, view, key, when)
            if verdict == "same":
                row.status, row.by = "enforced", [key.enforcer]
                return
            if verdict == "unknown":
                blind.append(key)
    _explain(row, view, full, members, when is not None, tenant, rules, blind, when)


def _explain(
    row: FactRow,
    view: TableView,
    full: frozenset[str],
    members: set[str],
    partial: bool,
    tenant: str | None,
    rules: Rules,
    blind: list[Key],
    when: Condition | None,
) -> None:
    """Why no key enforces it: a narrower key forbids what is allowed, a wider one lets duplicates through."""
    surrogate = frozenset(view.key_columns) if len(view.key_columns) == 1 else frozenset()
    readable = [k for k in view.keys if k.readable and k.columns and k.columns != surrogate]
    narrower = [k for k in readable if k.columns < full and not k.partial and k.columns & members]
    wider = [k for k in readable if k.columns > full and members & k.columns and not (surrogate & k.columns)]
    same = [k for k in readable if k.columns == full]
    if same:
        row.status, row.by = "contradicted", [same[0].enforcer]
        less = same[0].partial and not partial
        row.detail = "holds for some rows only" if less else "holds for other rows than the text says"
        if partial and not same[0].partial:
            row.detail = "holds for all rows, so it forbids what the text allows"
    elif narrower:
        row.status, row.by = "contradicted", [narrower[0].enforcer]
        lost = ", ".join(sorted(full - narrower[0].columns))
        whole = lost == tenant
        row.detail = "holds over all tenants together" if whole else f"without {lost} it forbids what the text allows"
    elif wider:
        row.status, row.by = "contradicted", [wider[0].enforcer]
        row.detail = f"with {', '.join(sorted(wider[0].columns - full))} it lets duplicates through"
    elif blind:
        row.status, row.by, row.detail = "not_checked", [blind[0].enforcer], "it could not be evaluated here"
    else:
        row.detail = f"no key of {view.name} over {', '.join(sorted(full))}"


def _condition(unique: Unique, slots: dict[str, str], view: TableView) -> Condition | None:
    """The rows for which the key holds, as one condition."""
    if not unique.when:
        return None
    parts = [condition_of(spelled(part, slots, view), slots, say_rule(part), {}) for part in unique.when]
    if len(parts) == 1:
        return parts[0]
    return Condition(
        " and ".join(part.text for part in parts),
        tuple(dict.fromkeys(c for part in parts for c in part.columns)),
        tuple(c for part in parts for c in part.constants),
        tuple(n for part in parts for n in part.lengths),
        lambda row: all_of([part.test(row) for part in parts]),
    )


def _same_rows(rules: Rules, view: TableView, key: Key, when: Condition | None) -> str:
    """Whether a key holds for the rows that are asked for: same, different or unknown."""
    if not key.partial:
        return "same" if when is None else "different"
    if key.where is None:
        return "unknown"
    free = {c for c in key.where.columns if _DELETED.match(c)}
    families = rules.families.get(view.name, {})
    columns = tuple(dict.fromkeys([*key.where.columns, *(when.columns if when else ())]))
    stated = rules.stated(view, set(columns))
    for trial in trial_rows(columns, families, [key.where, *stated, *([when] if when else [])]):
        if any(trial[c] not in (None, False) for c in free) or any(refuses(c, trial) for c in stated):
            continue
        wanted = when.test(trial) if when else True
        if any(trial[c] is None for c in key.columns & set(columns)):
            continue
        if bool(wanted) != bool(key.where.test(trial)):
            return "different"
    return "same"


def _follows_tenant(found: Matching, view: TableView, members: set[str]) -> bool:
    """Whether one of the members refers to a row that belongs to one tenant, so that the tenant follows from it."""
    for key in view.references():
        named = {c.lower() for c in key.columns}
        there = next((v for v in found.views if v.table.name == key.ref_table), None)
        if there is not None and named & members and (there.name in found.tenants or _is_home(found, there)):
            return True
    return False


def _is_home(found: Matching, view: TableView) -> bool:
    return found.tenant is not None and found.view(found.tenant) is view
