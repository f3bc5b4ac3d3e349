"""Tables and partitions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.migrations.postgresql.catalog.objects import (
    Column,
    Constraint,
    Default,
    Kind,
    Ref,
    RowIdentity,
    Table,
)
from backend_data_model.migrations.postgresql.emit.columns import column_definition, validate
from backend_data_model.migrations.postgresql.emit.draft import Context, Draft
from backend_data_model.migrations.postgresql.emit.names import bare, with_suffix
from backend_data_model.migrations.postgresql.partitions import is_made_apart, keys_left_by_detach

if TYPE_CHECKING:
    from backend_data_model.migrations.postgresql.catalog.catalog import Catalog


def create(table: Table, context: Context, inline: set[Ref] | None = None) -> list[Draft]:
    """CREATE TABLE with the columns, defaults and constraints of `inline` (all when it is None), then its settings."""
    name = table.ref.name
    elements = _elements(table, context, inline)
    persistence = "UNLOGGED " if table.persistence == "u" else ""
    apart = is_made_apart(table, context)
    attached = apart or (table.partition_of is not None and _has_local_columns(table, context))
    if apart:
        elements.insert(0, f"LIKE {table.partition_of} INCLUDING CONSTRAINTS INCLUDING DEFAULTS INCLUDING GENERATED")
    if table.partition_of and not attached:
        body = f" PARTITION OF {table.partition_of}" + (f" (\n    {_lines(elements)}\n)" if elements else "")
        body += f" {table.bound}"
    elif table.of_type:
        body = f" OF {table.of_type}" + (f" (\n    {_lines(elements)}\n)" if elements else "")
    else:
        body = f" (\n    {_lines(elements)}\n)" if elements else " ()"
    if table.inherits:
        body += f" INHERITS ({', '.join(table.inherits)})"
    if table.partition_key:
        body += f" PARTITION BY {table.partition_key}"
    if table.access_method:
        body += f" USING {table.access_method}"
    if table.options:
        body += f" WITH ({', '.join(table.options)})"
    note = f"New table {name}: nobody uses it yet."
    if table.partition_of:
        note = f"New partition {name}: ACCESS EXCLUSIVE on {table.partition_of} for a moment."
    drafts = [Draft(f"CREATE {persistence}TABLE {name}{body}", note, undo=f"DROP TABLE {name}")]
    if attached:
        drafts += _attach(name, table, context)
    drafts += _settings(Table(table.ref, table.kind, table.persistence), table)
    return drafts


def _has_local_columns(table: Table, context: Context) -> bool:
    columns = [context.new.get(Ref(Kind.COLUMN, name, table.ref.name), Column) for name in table.columns]
    return any(column is not None and column.local for column in columns)


def _above(column: Column, table: Table, context: Context) -> Column:
    """The same column of the table above."""
    return context.new.get(Ref(Kind.COLUMN, column.ref.name, table.partition_of or ""), Column) or column


def _lines(elements: list[str]) -> str:
    return ",\n    ".join(elements)


def _elements(table: Table, context: Context, inline: set[Ref] | None) -> list[str]:
    name, found = table.ref.name, []
    for column_name in table.columns:
        column = context.new.get(Ref(Kind.COLUMN, column_name, name), Column)
        if column is None:
            continue
        default_ref = Ref(Kind.DEFAULT, column_name, name)
        default = context.new.get(default_ref, Default)
        given = default if default and (inline is None or default_ref in inline) else None
        if table.of_type or not column.local:
            required = column.not_null and not _above(column, table, context).not_null
            if table.partition_of and required and not is_made_apart(table, context):
                found.append(f"{column_name} NOT NULL")
            continue
        found.append(column_definition(column, given))
    for ref in context.new.on(name):
        item = context.new.objects[ref]
        if isinstance(item, Constraint):
            if item.inherited_from or (inline is not None and ref not in inline):
                continue
            found.append(f"CONSTRAINT {ref.name} {item.definition}")
    return found


def drop(table: Table, context: Context) -> list[Draft]:
    """DROP TABLE; the undo makes the table again, empty."""
    undo = "; ".join(draft.sql for draft in create(table, Context(context.new, context.old)))
    return [
        Draft(
            f"DROP TABLE {table.ref.name}",
            f"Drop table {table.ref.name} with its rows.",
            phase="contract",
            undo=undo,
            loses_data=f"all rows of {table.ref.name}",
            backward_incompatible=f"code that still reads or writes {table.ref.name} fails",
        )
    ]


def alter(old: Table, new: Table, context: Context) -> list[Draft] | None:
    """ALTER TABLE for what can change in place; None for another kind, partition key or row type."""
    if (old.kind, old.partition_key, old.of_type, old.access_method) != (
        new.kind,
        new.partition_key,
        new.of_type,
        new.access_method,
    ):
        return None
    name, drafts = new.ref.name, []
    if (old.partition_of, old.bound) != (new.partition_of, new.bound):
        if old.partition_of:
            drafts += _detach(name, old, context)
        if new.partition_of:
            drafts += _attach(name, new, context)
    for parent in old.inherits:
        if parent not in new.inherits:
            sql = f"ALTER TABLE {name} NO INHERIT {parent}"
            drafts.append(
                Draft(sql, f"{name} no longer inherits from {parent}.", undo=f"ALTER TABLE {name} INHERIT {parent}")
            )
    for parent in new.inherits:
        if parent not in old.inherits:
            sql = f"ALTER TABLE {name} INHERIT {parent}"
            undo = f"ALTER TABLE {name} NO INHERIT {parent}"
            drafts.append(Draft(sql, f"{name} inherits from {parent}.", undo=undo))
    return drafts + _settings(old, new)


def _detach(name: str, old: Table, context: Context) -> list[Draft]:
    undo = f"ALTER TABLE {old.partition_of} ATTACH PARTITION {name} {old.bound}"
    concurrently = " CONCURRENTLY" if context.major >= 14 and not _default_partition(old, context.old) else ""
    detach = Draft(
        f"ALTER TABLE {old.partition_of} DETACH PARTITION {name}{concurrently}",
        f"{name} is no longer a partition of {old.partition_of}; its rows stay in it.",
        undo=undo,
        transactional=not concurrently,
    )
    left = [
        Draft(
            f"ALTER TABLE {name} DROP CONSTRAINT IF EXISTS {ref.name}",
            f"Foreign key {ref.name} that {name} had from {old.partition_of}.",
        )
        for ref in keys_left_by_detach(old.ref, context)
        if Ref(Kind.CONSTRAINT, ref.name, name) not in context.new.objects
    ]
    return [detach, *left]


def _default_partition(table: Table, catalog: Catalog) -> str | None:
    for item in catalog.of_kind(Kind.TABLE):
        if isinstance(item, Table) and item.partition_of == table.partition_of and item.bound == "DEFAULT":
            return item.ref.name
    return None


def _attach(name: str, new: Table, context: Context) -> list[Draft]:
    """ATTACH PARTITION, its bound proved beforehand by a CHECK that is validated beside the traffic."""
    attach = Draft(
        f"ALTER TABLE {new.partition_of} ATTACH PARTITION {name} {new.bound}",
        f"{name} becomes a partition of {new.partition_of}.",
        undo=f"ALTER TABLE {new.partition_of} DETACH PARTITION {name}",
    )
    if not context.in_use(name):
        return [attach]
    bound = new.bound_condition
    if bound is None or "satisfies_hash_partition" in bound:
        attach.blocking = "the bound of a hash or default partition cannot be proved by a CHECK beforehand"
        return [attach]
    proofs = [(name, bound)]
    default = _default_partition(new, context.old)
    if default and context.in_use(default):
        proofs.append((default, f"NOT ({bound})"))
    before, after = [], []
    for table, condition in proofs:
        check = with_suffix(bare(table), "_bdm_bound")
        undo = f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {check}"
        add = f"ALTER TABLE {table} ADD CONSTRAINT {check} CHECK ({condition}) NOT VALID"
        before += [Draft(add, f"What ATTACH has to know about the rows of {table}.", undo=undo), validate(table, check)]
        after.append(Draft(f"ALTER TABLE {table} DROP CONSTRAINT {check}", "The CHECK has done its work.", undo=""))
    return [*before, attach, *after]


def _settings(old: Table, new: Table) -> list[Draft]:
    name, drafts = new.ref.name, []

    def set_to(action: str, back: str, note: str, blocking: str | None = None) -> None:
        drafts.append(Draft(f"ALTER TABLE {name} {action}", note, undo=f"ALTER TABLE {name} {back}", blocking=blocking))

    if old.persistence != new.persistence:
        word = {"p": "LOGGED", "u": "UNLOGGED"}
        reason = "PostgreSQL writes the whole table anew when its persistence changes; there is no online form"
        set_to(f"SET {word[new.persistence]}", f"SET {word[old.persistence]}", f"{name} is written anew.", reason)
    gone, added = _option_changes(old.options, new.options)
    if added:
        set_to(f"SET ({', '.join(added)})", f"RESET ({_keys(added)})", f"Settings of {name}.")
    if gone:
        back = [option for option in old.options if option.partition("=")[0] in gone]
        set_to(f"RESET ({', '.join(gone)})", f"SET ({', '.join(back)})", f"Settings of {name}.")
    if old.row_security != new.row_security:
        words = ("ENABLE", "DISABLE") if new.row_security else ("DISABLE", "ENABLE")
        set_to(f"{words[0]} ROW LEVEL SECURITY", f"{words[1]} ROW LEVEL SECURITY", f"Row-level security of {name}.")
    if old.force_row_security != new.force_row_security:
        words = ("FORCE", "NO FORCE") if new.force_row_security else ("NO FORCE", "FORCE")
        set_to(f"{words[0]} ROW LEVEL SECURITY", f"{words[1]} ROW LEVEL SECURITY", f"Row-level security of {name}.")
    return drafts


def create_row_identity(new: RowIdentity, context: Context) -> list[Draft]:
    """REPLICA IDENTITY and CLUSTER ON."""
    return _row_identity(RowIdentity(new.ref, "d", None, None), new)


def drop_row_identity(old: RowIdentity, context: Context) -> list[Draft]:
    """Back to the defaults."""
    return _row_identity(old, RowIdentity(old.ref, "d", None, None))


def alter_row_identity(old: RowIdentity, new: RowIdentity, context: Context) -> list[Draft] | None:
    """From one to the other."""
    return _row_identity(old, new)


def _row_identity(old: RowIdentity, new: RowIdentity) -> list[Draft]:
    name, drafts = new.ref.of, []
    if (new.replica, new.replica_index) != (old.replica, old.replica_index):
        forms = [f"ALTER TABLE {name} REPLICA IDENTITY {_replica(x.replica, x.replica_index)}" for x in (new, old)]
        drafts.append(Draft(forms[0], f"How logical replication names a row of {name}.", undo=forms[1]))
    if new.clustered_on != old.clustered_on:
        actions = [
            f"CLUSTER ON {bare(x.clustered_on)}" if x.clustered_on else "SET WITHOUT CLUSTER" for x in (new, old)
        ]
        note = f"The index by which CLUSTER orders {name}."
        drafts.append(Draft(f"ALTER TABLE {name} {actions[0]}", note, undo=f"ALTER TABLE {name} {actions[1]}"))
    return drafts


def _replica(identity: str, index: str | None) -> str:
    if identity == "i" and index:
        return f"USING INDEX {bare(index)}"
    return {"d": "DEFAULT", "f": "FULL", "n": "NOTHING"}.get(identity, "DEFAULT")


def _option_changes(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """Keys that are gone, and settings that are new or changed."""
    kept = {option.partition("=")[0] for option in new}
    gone = [option.partition("=")[0] for option in old if option.partition("=")[0] not in kept]
    return gone, [option for option in new if option not in old]


def _keys(options: list[str]) -> str:
    return ", ".join(option.partition("=")[0] for option in options)
