"""What ALTER TABLE can do to a table without building it anew, by version and member of the family.

ADD COLUMN takes no key, no UNIQUE, no STORED column, no NOT NULL without a constant default, and no REFERENCES with a
default other than NULL (https://www.sqlite.org/lang_altertable.html#altertabaddcol).  SQLite waives some of that while
a table is empty; here a table is taken to have rows.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.migrations.sqlite.draft import Draft, quoted

if TYPE_CHECKING:
    from backend_data_model.migrations.sqlite.catalog.objects import Column
    from backend_data_model.migrations.sqlite.changes import TableChange
    from backend_data_model.migrations.sqlite.dialect import Dialect

_CONSTANT = re.compile(r"[+-]?\s*[\d.][\w.+-]*|x?'(?:[^']|'')*'|null|true|false", re.IGNORECASE)
_CHECK = re.compile(r"(?:constraint (?P<name>\S+) )?check \(.*\)", re.DOTALL)


def alter_table(change: TableChange, dialect: Dialect) -> list[Draft] | None:
    """The ALTERs that make the change, or None where the table has to be built anew."""
    gained, lost = _left_over(change)
    if change.options or not all(_may_be_added(change.new.columns[name], change) for name in change.added):
        return None
    if change.dropped and not (dialect.drops_columns and _may_be_dropped(change)):
        return None
    columns = _altered(change, dialect)
    constraints = _constraints(change, gained, lost, dialect)
    if columns is None or constraints is None:
        return None
    return [
        *constraints[0],
        *(_drop(change, name) for name in change.dropped),
        *(_add(change, name) for name in change.added),
        *columns,
        *constraints[1],
    ]


def _left_over(change: TableChange) -> tuple[set[str], set[str]]:
    """The constraints that neither come with a new column nor go with one that is dropped."""
    come: set[str] = set().union(*(change.new.columns[name].inline for name in change.added))
    go: set[str] = set().union(*(change.old.columns[name].inline for name in change.dropped))
    return change.gained - come, change.lost - go


def _may_be_added(column: Column, change: TableChange) -> bool:
    if column.stored or any(part.startswith(("primary key", "unique")) for part in column.inline):
        return False
    constant = column.default is None or _CONSTANT.fullmatch(column.default.strip()) is not None
    is_null = column.default is None or column.default.strip().lower() == "null"
    if column.generated:
        return True
    if not constant or (column.not_null and is_null):
        return False
    return not (any(part.startswith("foreign key") for part in column.inline) and not is_null)


def _may_be_dropped(change: TableChange) -> bool:
    """Keys and references hold a column; other uses are found when the statement is tried on a copy."""
    held = [part for part in change.old.constraints if part.startswith(("primary key", "unique", "foreign key"))]
    return not any(re.search(rf"[(,] {re.escape(name)} [,)]", part) for name in change.dropped for part in held)


def _add(change: TableChange, name: str) -> Draft:
    column = change.new.columns[name]
    table = quoted(change.new.name)
    looks = column.inline and any("check (" in part for part in column.inline)
    return Draft(
        f"ALTER TABLE {table} ADD COLUMN {column.text}",
        f"Add the column {column.name}." + (" Its CHECK is tried on every row." if looks else " No row is touched."),
        undo=f"ALTER TABLE {table} DROP COLUMN {quoted(column.name)}",
        duration="grows with the rows" if looks else "instant",
        table=change.new.name.lower(),
    )


def _drop(change: TableChange, name: str) -> Draft:
    column = change.old.columns[name]
    table = quoted(change.new.name)
    return Draft(
        f"ALTER TABLE {table} DROP COLUMN {quoted(column.name)}",
        f"Drop the column {column.name}; every row is written anew.",
        undo=f"ALTER TABLE {table} ADD COLUMN {column.text}" if _may_be_added(column, change) else None,
        phase="contract",
        loses_data=None if column.generated else f"{change.old.name}.{column.name}",
        backward_incompatible=f"code that names {change.old.name}.{column.name} fails",
        duration="grows with the rows",
        table=change.new.name.lower(),
    )


def _altered(change: TableChange, dialect: Dialect) -> list[Draft] | None:
    drafts: list[Draft] = []
    for name in change.altered:
        old, new = change.old.columns[name], change.new.columns[name]
        only_null = {clause for clause in old.clauses ^ new.clauses if clause != "not null"} == set()
        if old.type == new.type and only_null and dialect.alters_constraints:
            drafts.append(_set_null(change, old, new))
        elif dialect.replaces_columns and not (old.generated or new.generated):
            drafts += _replace(change, old, new)
        else:
            return None
    return drafts


def _set_null(change: TableChange, old: Column, new: Column) -> Draft:
    column = f"ALTER TABLE {quoted(change.new.name)} ALTER COLUMN {quoted(new.name)}"
    forward, back = ("SET NOT NULL", "DROP NOT NULL") if new.not_null else ("DROP NOT NULL", "SET NOT NULL")
    return Draft(
        f"{column} {forward}",
        f"{new.name} refuses NULL from now on; every row is looked at, and a NULL makes this fail."
        if new.not_null
        else f"{new.name} may be NULL.",
        undo=f"{column} {back}",
        duration="grows with the rows" if new.not_null else "instant",
        table=change.new.name.lower(),
        instead=[],
    )


def _replace(change: TableChange, old: Column, new: Column) -> list[Draft]:
    """libSQL does not look at old rows: a table with a CHECK that none of them fulfils guards the step."""
    column = f"ALTER TABLE {quoted(change.new.name)} ALTER COLUMN {quoted(new.name)} TO"
    drafts = []
    if new.not_null and not old.not_null:
        drafts += [
            Draft(
                "CREATE TEMP TABLE bdm_no_nulls (found INTEGER CHECK (found = 0))",
                "libSQL does not look at old rows, so the next statement fails when one of them has NULL.",
                undo="DROP TABLE IF EXISTS temp.bdm_no_nulls",
            ),
            Draft(
                f"INSERT INTO bdm_no_nulls SELECT count(*) FROM {quoted(change.new.name)}"
                f" WHERE {quoted(new.name)} IS NULL",
                f"Fails when a row has no {new.name}.",
                duration="grows with the rows",
            ),
            Draft("DROP TABLE bdm_no_nulls", "No row had NULL."),
        ]
    drafts.append(
        Draft(
            f"{column} {new.text}",
            f"{new.name} gets its new definition; libSQL leaves the values of old rows as they are.",
            undo=f"{column} {old.text}",
            table=change.new.name.lower(),
            instead=[],
        )
    )
    return drafts


def _constraints(
    change: TableChange, gained: set[str], lost: set[str], dialect: Dialect
) -> tuple[list[Draft], list[Draft]] | None:
    """What is dropped before and added after the columns change; only CHECKs with a name can."""
    if not gained and not lost:
        return [], []
    if not dialect.alters_constraints:
        return None
    table = quoted(change.new.name)
    both: tuple[list[Draft], list[Draft]] = ([], [])
    for parts, source, drafts in ((lost, change.old, both[0]), (gained, change.new, both[1])):
        for part in sorted(parts):
            match = _CHECK.fullmatch(part)
            if match is None or match["name"] is None:
                return None
            text = source.texts[part]
            if not text.upper().startswith("CONSTRAINT"):
                return None
            add = f"ALTER TABLE {table} ADD {text}"
            drop = f"ALTER TABLE {table} DROP CONSTRAINT {quoted(match['name'])}"
            drafts.append(
                Draft(
                    drop if parts is lost else add,
                    f"Drop the CHECK {match['name']}."
                    if parts is lost
                    else f"Add the CHECK {match['name']}; a row that breaks it makes this fail.",
                    undo=add if parts is lost else drop,
                    duration="instant" if parts is lost else "grows with the rows",
                    table=change.new.name.lower(),
                    instead=[],
                )
            )
    return both
