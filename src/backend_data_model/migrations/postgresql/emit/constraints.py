"""Constraints of tables: NOT VALID and VALIDATE apart, keys on an index that was built beside the traffic."""

from __future__ import annotations

import re

from backend_data_model.migrations.postgresql.catalog.objects import Constraint, Kind, Ref, Table
from backend_data_model.migrations.postgresql.emit.columns import validate
from backend_data_model.migrations.postgresql.emit.draft import Context, Draft
from backend_data_model.migrations.postgresql.emit.indexes import BUILDING, attach_index, concurrently
from backend_data_model.migrations.postgresql.emit.names import with_suffix
from backend_data_model.migrations.postgresql.partitions import is_attached, is_moved, leaves

_NAME_IN_INDEX = re.compile(r"^(CREATE UNIQUE INDEX) (.+?) (ON )", re.DOTALL)
_KINDS = {"p": "Primary key", "u": "Unique key", "c": "Check", "f": "Foreign key", "x": "Exclusion", "n": "Not null"}


def create(new: Constraint, context: Context) -> list[Draft]:
    """ADD CONSTRAINT so that nobody waits while rows are read."""
    table, name = new.ref.of, new.ref.name
    undo = f"ALTER TABLE {table} DROP CONSTRAINT {name}"
    add = f"ALTER TABLE {table} ADD CONSTRAINT {name} {new.definition}"
    what = f"{_KINDS[new.type]} {name}"
    attach = _attach_to_parent(new, context)
    if not context.in_use(table):
        return [Draft(add, f"{what}: the table is new.", undo=undo), *attach]
    if not new.validated or not new.enforced:
        return [Draft(add, f"{what}: old rows are not looked at.", undo=undo)]
    if new.type in "cfn":
        return _not_valid_first(new, context, add, undo, what)
    if new.type in "pu" and _is_partitioned(table, context):
        note = f"{what} of the partitioned table; it is complete when the indexes of its partitions are attached."
        return [Draft(add.replace("ALTER TABLE ", "ALTER TABLE ONLY ", 1), note, undo=undo), *attach]
    if new.type in "pu" and new.index:
        return [*_on_index(new, context, undo, what), *attach]
    reason = "an exclusion constraint builds its index under the lock; PostgreSQL has no online form"
    return [Draft(add, f"{what}: builds its index.", undo=undo, blocking=reason, monitor=BUILDING)]


def _attach_to_parent(new: Constraint, context: Context) -> list[Draft]:
    """Put the index of a partition's key below that of the partitioned table; ATTACH PARTITION does it by itself."""
    if new.parent_index is None or is_attached(new.ref.of, context):
        return []
    return [attach_index(new.parent_index, _sibling(new.ref.of, new.ref.name))]


def _not_valid_first(new: Constraint, context: Context, add: str, undo: str, what: str) -> list[Draft]:
    table, name = new.ref.of, new.ref.name
    if new.type == "f" and _is_partitioned(table, context) and context.major < 18:
        return _on_partitions_first(new, context, add, undo, what)
    note = f"{what}: holds for new rows at once; old ones are not looked at yet."
    return [Draft(f"{add} NOT VALID", note, undo=undo), validate(table, name)]


def _on_partitions_first(new: Constraint, context: Context, add: str, undo: str, what: str) -> list[Draft]:
    """Before PostgreSQL 18 a foreign key of a partitioned table cannot be NOT VALID; those of its partitions can.

    ADD FOREIGN KEY takes what it finds there for its own and reads no row (tablecmds.c, tryAttachPartitionForeignKey;
    seen on 15).
    """
    drafts = []
    for leaf in leaves(new.ref.of, context):
        own = Ref(Kind.CONSTRAINT, new.ref.name, leaf)
        taken = own in context.old.objects or own in context.new.objects
        name = with_suffix(new.ref.name, "_bdm") if taken else new.ref.name
        drafts += [
            Draft(
                f"ALTER TABLE {leaf} ADD CONSTRAINT {name} {new.definition} NOT VALID",
                f"{what}, partition {leaf}: holds for new rows at once; old ones are not looked at yet.",
                undo=f"ALTER TABLE {leaf} DROP CONSTRAINT IF EXISTS {name}",
            ),
            validate(leaf, name),
        ]
    note = f"{what} takes those of the partitions for its own; no row is read."
    return [*drafts, Draft(add, note, undo=undo)]


def _on_index(new: Constraint, context: Context, undo: str, what: str) -> list[Draft]:
    table, name = new.ref.of, new.ref.name
    build = _NAME_IN_INDEX.sub(rf"\1 CONCURRENTLY {name.replace(chr(92), chr(92) * 2)} \3", new.index or "", count=1)
    with_options = re.search(r"\b(WITHOUT OVERLAPS)\b", new.definition)
    if with_options:
        reason = "a key WITHOUT OVERLAPS builds its index under the lock; PostgreSQL has no online form"
        add = f"ALTER TABLE {table} ADD CONSTRAINT {name} {new.definition}"
        return [Draft(add, f"{what}: builds its index.", undo=undo, blocking=reason)]
    kind = "PRIMARY KEY" if new.type == "p" else "UNIQUE"
    deferral = "".join(f" {word}" for word in ("DEFERRABLE", "INITIALLY DEFERRED") if word in new.definition)
    return [
        concurrently(build, f"{what}: its index is built beside the traffic.", _sibling(table, name)),
        Draft(
            f"ALTER TABLE {table} ADD CONSTRAINT {name} {kind} USING INDEX {name}{deferral}",
            f"{what} takes the finished index over.",
            undo=undo,
        ),
    ]


def _sibling(table: str, name: str) -> str:
    return table[: table.rfind(".") + 1] + name if "." in table else name


def _is_partitioned(table: str, context: Context) -> bool:
    found = context.new.get(Ref(Kind.TABLE, table), Table)
    return found is not None and found.kind == "p"


def drop(old: Constraint, context: Context) -> list[Draft]:
    """DROP CONSTRAINT."""
    table, name = old.ref.of, old.ref.name
    undo = f"ALTER TABLE {table} ADD CONSTRAINT {name} {old.definition}"
    if old.type in "cf" and old.validated and old.enforced:
        undo += f" NOT VALID; ALTER TABLE {table} VALIDATE CONSTRAINT {name}"
    note = f"{_KINDS[old.type]} {name} no longer holds."
    return [Draft(f"ALTER TABLE {table} DROP CONSTRAINT {name}", note, undo=undo)]


def alter(old: Constraint, new: Constraint, context: Context) -> list[Draft] | None:
    """VALIDATE, deferrability and enforcement change in place; everything else is a replacement."""
    table, name = new.ref.of, new.ref.name
    plain = [_without_state(item.definition) for item in (old, new)]
    if plain[0] != plain[1] or old.type != new.type or old.index_options != new.index_options:
        return None
    if old.no_inherit != new.no_inherit or old.local != new.local:
        return None
    drafts: list[Draft] = []
    if old.parent_index != new.parent_index and not is_moved(table, context):
        if old.parent_index or not new.parent_index:
            return None
        drafts += _attach_to_parent(new, context)
    if _deferral(old.definition) != _deferral(new.definition):
        if old.type != "f":
            return None
        sql = f"ALTER TABLE {table} ALTER CONSTRAINT {name} {_deferral(new.definition)}"
        undo = f"ALTER TABLE {table} ALTER CONSTRAINT {name} {_deferral(old.definition)}"
        drafts.append(Draft(sql, f"When {name} is checked.", undo=undo))
    if old.enforced != new.enforced:
        if old.type != "f":
            return None
        words = ("ENFORCED", "NOT ENFORCED") if new.enforced else ("NOT ENFORCED", "ENFORCED")
        reason = "ENFORCED reads all rows under the lock; replace the constraint where that is too long"
        drafts.append(
            Draft(
                f"ALTER TABLE {table} ALTER CONSTRAINT {name} {words[0]}",
                f"Whether {name} is checked.",
                undo=f"ALTER TABLE {table} ALTER CONSTRAINT {name} {words[1]}",
                blocking=reason if new.enforced else None,
            )
        )
    elif new.validated and not old.validated:
        drafts.append(validate(table, name))
    elif old.validated and not new.validated:
        return None
    return drafts


_STATE = re.compile(r" (?:NOT VALID|NOT ENFORCED|DEFERRABLE|NOT DEFERRABLE|INITIALLY DEFERRED|INITIALLY IMMEDIATE)\b")


def _without_state(definition: str) -> str:
    return _STATE.sub("", definition)


def _deferral(definition: str) -> str:
    if " DEFERRABLE" not in definition or " NOT DEFERRABLE" in definition:
        return "NOT DEFERRABLE"
    return "DEFERRABLE INITIALLY DEFERRED" if "INITIALLY DEFERRED" in definition else "DEFERRABLE INITIALLY IMMEDIATE"
