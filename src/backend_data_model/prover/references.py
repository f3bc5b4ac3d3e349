"""Proves foreign keys: a parent that exists, one that does not, one that is another's, and what ON DELETE does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.session import RefusedError
from backend_data_model.prover.attempts import Expectation, Tally, expect_accepted, expect_refused, try_row
from backend_data_model.prover.rows import NoRowError

if TYPE_CHECKING:
    from backend_data_model.model.schema import ForeignKey, Table
    from backend_data_model.prover.predicates import Row
    from backend_data_model.prover.rows import Rows
    from backend_data_model.prover.samples import Value

_UNUSED = 90  # the number of an example value that no row has: fresh variants start low, and tinyint ends at 120


def prove_reference(rows: Rows, table: Table, key: ForeignKey) -> Tally:
    """A row with a parent is accepted; without one it is refused; NULL is accepted where the columns take it."""
    tally = Tally()
    about = _refusal_of(rows, table, key)
    parent = rows.parent_of(key, table)
    referred = rows.plan(parent, rows.fresh())
    rows.insert(parent, referred)
    child = _child(rows, table, key, referred)
    refusal = try_row(rows, table, child)
    if refusal and refusal.kind == "unique":  # the parent has its only child already: that child's place is taken
        child = rows.plan(table, rows.fresh())
        if any(child.get(c) is None for c in key.columns):
            child = _child(rows, table, key, referred)
    expect_accepted(rows, table, child, about, tally, "a row with an existing parent")
    shared = {c for other in table.foreign_keys if other is not key for c in other.columns}
    own = [c for c in key.columns if c not in shared]
    for columns in ([own] if own else []) + (
        [[c] for c in key.columns if c not in own] if len(key.columns) > 1 else []
    ):
        _without_parent(rows, table, key, referred, columns, about, tally)
    if not own and len(key.columns) == 1:
        _without_parent(rows, table, key, referred, list(key.columns), about, tally)
    _null(rows, table, key, about, tally)
    return tally


def _refusal_of(rows: Rows, table: Table, key: ForeignKey) -> Expectation:
    columns = tuple(key.columns)
    return Expectation(
        "foreign_key",
        name=rows.names.of(table, "foreign_key", columns, key.name),
        columns=columns,
        deferred=key.deferrable,
    )


def _child(rows: Rows, table: Table, key: ForeignKey, parent: Row) -> Row:
    """A valid row that refers to `parent`; where a CHECK compares references, other parents are tried for these."""
    fixed = {c: parent[r] for c, r in zip(key.columns, key.ref_columns, strict=True)}
    solution = _survivor(rows, table, key)
    row = rows.plan(table, rows.fresh(), fixed, solution)
    for variant in (2, 3):
        refusal = try_row(rows, table, row)
        if refusal is None or refusal.kind != "check":
            break
        row = rows.plan(table, variant, fixed, solution)
    return row


def _survivor(rows: Rows, table: Table, key: ForeignKey) -> Row | None:
    """For ON DELETE SET NULL: values that still meet the CHECKs when the reference has become NULL."""
    changed = set(key.set_null_columns or key.columns)
    group = next((g for g in rows.groups(table) if changed & set(g.columns)), None)
    if key.on_delete != "set null" or group is None:
        return None
    without = {tuple((c, v) for c, v in s.items() if c not in changed) for s in group.every if _absent(s, changed)}
    whole = (s for s in group.every if not _absent(s, changed))
    return next((s for s in whole if tuple((c, v) for c, v in s.items() if c not in changed) in without), None)


def _absent(solution: Row, columns: set[str]) -> bool:
    return all(solution[c] is None for c in columns if c in solution)


def _without_parent(
    rows: Rows, table: Table, key: ForeignKey, referred: Row, columns: list[str], about: Expectation, tally: Tally
) -> None:
    """Change `columns` of a valid reference so that it points to no row; all other references stay whole."""
    fixed: dict[str, Value] = {c: referred[r] for c, r in zip(key.columns, key.ref_columns, strict=True)}
    missing = _missing(rows, table, key, fixed, columns)
    what = f"a row whose {', '.join(columns)} matches no parent"
    if missing is None:
        tally.unsure.append(f"no value of {', '.join(columns)} is without a parent")
        return
    try:
        with rows.sandbox(), rows.dangling(key):
            row = rows.plan(table, rows.fresh(), missing)
            expect_refused(rows, table, row, about, tally, what)
    except (RefusedError, NoRowError) as error:
        tally.unsure.append(f"{what} could not be built: {error}")


def _missing(
    rows: Rows, table: Table, key: ForeignKey, fixed: dict[str, Value], columns: list[str]
) -> dict[str, Value] | None:
    """The reference with `columns` changed to values that no parent has together."""
    parent = rows.parent_of(key, table)
    for attempt in range(24):
        tried = dict(fixed)
        for column in columns:
            choices = _choices(rows, table, column)
            if not choices:
                return None
            tried[column] = choices[attempt % len(choices)]
        referred = {r: tried[c] for c, r in zip(key.columns, key.ref_columns, strict=True)}
        try:
            with rows.sandbox():
                if not rows.exists(parent, referred, key.ref_columns):
                    return tried
        except RefusedError:
            continue
    return None


def _choices(rows: Rows, table: Table, column: str) -> list[Value]:
    for group in rows.groups(table):
        if column in group.columns and len(group.columns) == 1:
            return [s[column] for s in group.passing if s[column] is not None]
    declared = table.column(column)
    return [rows.type_value(declared, _UNUSED + n) for n in range(24)] if declared else []


def _null(rows: Rows, table: Table, key: ForeignKey, about: Expectation, tally: Tally) -> None:
    in_primary = set(table.primary_key.columns if table.primary_key else ())
    free = [c for c in key.columns if c not in in_primary and (d := table.column(c)) and d.nullable]
    if not free:
        return
    row = rows.plan(table, rows.fresh(), dict.fromkeys(free))
    expect_accepted(rows, table, row, about, tally, f"a row with NULL in {', '.join(free)}")


def prove_on_delete(rows: Rows, table: Table, key: ForeignKey) -> Tally:
    """Delete a parent with one child: the child goes, the delete is refused, or the child stays."""
    action = key.on_delete or "no action"
    refuses = action in {"restrict", "no action"}
    tally = Tally(needs_accepted=not refuses, needs_refused=refuses)
    about = _refusal_of(rows, table, key)
    for apart in (False, True):
        attempt = Tally(needs_accepted=not refuses, needs_refused=refuses)
        try:
            with rows.sandbox():
                referred = _insert_parent(rows, table, key, apart=apart)
                child = _insert_child(rows, table, key, referred, apart=apart)
                _delete(rows, table, key, referred, child, about, attempt, apart=apart)
        except (RefusedError, NoRowError) as error:
            attempt.unsure.append(f"no parent with a single child could be built: {error}")
        if attempt.status != "not_checked":
            return attempt
        tally.unsure += attempt.unsure
    return tally


def _insert_parent(rows: Rows, table: Table, key: ForeignKey, *, apart: bool) -> Row:
    """A parent of its own; `apart` leaves it out of any circle of references."""
    parent = rows.parent_of(key, table)
    if not apart:
        referred = rows.plan(parent, rows.fresh())
        rows.insert(parent, referred)
        return referred
    referred = rows.bare(parent, {})
    with rows.session.unenforced():
        rows.insert(parent, referred)
    return referred


def _insert_child(rows: Rows, table: Table, key: ForeignKey, referred: Row, *, apart: bool) -> Row:
    """A child of `referred`; `apart` leaves its other references without parents, so that only this key is at work."""
    if not apart:
        child = _child(rows, table, key, referred)
        rows.insert(table, child)
        return child
    child = rows.bare(table, {c: referred[r] for c, r in zip(key.columns, key.ref_columns, strict=True)})
    with rows.session.unenforced():
        rows.insert(table, child)
    return child


def _delete(
    rows: Rows,
    table: Table,
    key: ForeignKey,
    referred: Row,
    child: Row,
    about: Expectation,
    tally: Tally,
    *,
    apart: bool,
) -> None:
    parent = rows.parent_of(key, table)
    condition, values = rows.where(referred, key.ref_columns)
    action = key.on_delete or "no action"
    try:
        with rows.session.step():
            rows.session.execute(f"delete from {rows.name(parent)} where {condition}", values)
    except RefusedError as refusal:
        if action in {"restrict", "no action"} and about.is_met_by(refusal):
            tally.refused += 1
        elif about.is_met_by(refusal) and (refusal.constraint or apart):
            tally.wrong.append(f"deleting the parent was refused: {refusal.message}")
        else:
            tally.unsure.append(f"deleting the parent was refused for another reason: {refusal.message}")
        return
    if key.deferrable and (table.name, tuple(key.columns)) in rows.session.unresolved_foreign_keys():
        tally.refused += 1
    elif action in {"restrict", "no action"}:
        # Apart, SQLite's count of open references may even out: https://www.sqlite.org/foreignkeys.html#fk_deferred
        (tally.unsure if apart else tally.wrong).append("a parent with a child was deleted")
    else:
        _look_at_child(rows, table, key, child, action, tally)


def _look_at_child(rows: Rows, table: Table, key: ForeignKey, child: Row, action: str, tally: Tally) -> None:
    identifying = [c for c in (table.primary_key.columns if table.primary_key else list(child)) if c not in key.columns]
    changed = set((key.set_null_columns or key.columns) if action.startswith("set") else ())
    found = [c for c in (identifying or list(child)) if c not in changed]
    condition, values = rows.where(child, found)
    shown = ", ".join(rows.session.quote(c) for c in key.columns)
    left = rows.session.execute(f"select {shown} from {rows.name(table)} where {condition}", values)
    if action == "cascade":
        if left:
            tally.wrong.append("the child outlived its parent")
        else:
            tally.accepted += 1
        return
    if not left:
        tally.wrong.append(f"the child is gone, although ON DELETE is {action.upper()}")
        return
    kept = dict(zip(key.columns, left[0], strict=True))
    if action == "set null":
        if all((kept[c] is None) == (c in changed) for c in key.columns):
            tally.accepted += 1
        else:
            tally.wrong.append(f"the child's reference became {kept}")
    else:
        tally.unsure.append("the child stays; whether its reference has the default is not looked at")
