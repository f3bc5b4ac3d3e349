"""Columns, their defaults, and NOT NULL without a scan under a strong lock."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from backend_data_model.migrations.postgresql.catalog.objects import (
    Column,
    Constraint,
    Default,
    Identity,
    Kind,
    Ref,
    Table,
)
from backend_data_model.migrations.postgresql.emit.backfill import backfill
from backend_data_model.migrations.postgresql.emit.draft import Context, Draft
from backend_data_model.migrations.postgresql.emit.names import bare, literal, sibling, unquoted, with_suffix
from backend_data_model.migrations.postgresql.partitions import is_only_required
from backend_data_model.migrations.postgresql.switches import reason_against
from backend_data_model.migrations.postgresql.type_changes import cast_exists, cast_expression, change_of_type

if TYPE_CHECKING:
    from backend_data_model.migrations.postgresql.catalog.catalog import Catalog

# What gives every row its own value: a column cannot be added with it without writing all rows.
_STABLE = re.compile(
    r"^(?:now\(\)|CURRENT_(?:DATE|TIMESTAMP|TIME|USER|ROLE|CATALOG|SCHEMA)(?:\(\d\))?|LOCALTIME(?:STAMP)?(?:\(\d\))?"
    r"|SESSION_USER|USER|NULL(?:::.+)?|true|false|-?[\d.]+|\(?-?[\d.]+\)?(?:::[\w .\[\]()\"]+)?"
    r"|'(?:[^']|'')*'(?:::[\w .,\[\]()\"]+)?|ARRAY\[\](?:::[\w .\[\]\"]+)?|\(?now\(\) [+-] '[^']*'::interval\)?"
    r"|timezone\('[^']*'::text, now\(\)\)|\(now\(\) AT TIME ZONE '[^']*'::text\))$",
    re.IGNORECASE,
)


def column_definition(column: Column, default: Default | None) -> str:
    """The column as CREATE TABLE and ADD COLUMN spell it."""
    text = f"{column.ref.name} {column.type}"
    if column.storage and column.storage in _STORAGE:
        text += f" STORAGE {_STORAGE[column.storage]}"
    if column.compression:
        text += f" COMPRESSION {_COMPRESSION.get(column.compression, column.compression)}"
    if column.collation:
        text += f" COLLATE {column.collation}"
    if column.generated is not None:
        text += f" GENERATED ALWAYS AS ({column.generated}) {'STORED' if column.stored else 'VIRTUAL'}"
    if column.identity:
        text += f" {identity_clause(column.identity)}"
    if default:
        text += f" DEFAULT {default.expression}"
    return text + (" NOT NULL" if column.not_null else "")


_STORAGE = {"p": "PLAIN", "e": "EXTERNAL", "x": "EXTENDED", "m": "MAIN"}
_COMPRESSION = {"p": "pglz", "l": "lz4"}


def identity_clause(identity: Identity) -> str:
    """GENERATED ... AS IDENTITY with the parameters of its sequence."""
    word = "ALWAYS" if identity.always else "BY DEFAULT"
    return f"GENERATED {word} AS IDENTITY ({_parameters(identity)})"


def _parameters(identity: Identity) -> str:
    cycle = "CYCLE" if identity.cycle else "NO CYCLE"
    return (
        f"START WITH {identity.start} INCREMENT BY {identity.increment} MINVALUE {identity.minimum} "
        f"MAXVALUE {identity.maximum} CACHE {identity.cache} {cycle}"
    )


def create(column: Column, context: Context, default: Default | None = None) -> list[Draft]:
    """ADD COLUMN, split where the whole would write or read every row."""
    table, name = column.ref.of, column.ref.name
    undo = f"ALTER TABLE {table} DROP COLUMN {name}"
    if is_only_required(column.ref, context):
        return not_null(column, context)
    if not context.in_use(table):
        return [
            Draft(f"ALTER TABLE {table} ADD COLUMN {column_definition(column, default)}", "New column.", undo=undo),
            *options(None, column),
        ]
    if column.generated is not None and column.stored:
        reason = f"a stored generated column is computed for every row when it is added; {_instead(context)}"
        sql = f"ALTER TABLE {table} ADD COLUMN {column_definition(column, None)}"
        return [
            Draft(sql, f"New column {name}, computed for every row.", undo=undo, blocking=reason),
            *options(None, column),
        ]
    if column.identity:
        return [*_identity_column(column, context), *options(None, column)]
    if default and not _STABLE.match(default.expression):
        return [*_filled_column(column, default, context), *options(None, column)]
    if column.not_null and not default and column.generated is None:
        return [*_required_column(column, context), *options(None, column)]
    sql = f"ALTER TABLE {table} ADD COLUMN {column_definition(column, default)}"
    note = f"New column {name}: instant, old rows have {default.expression if default else 'NULL'}."
    return [Draft(sql, note, undo=undo), *options(None, column)]


def _instead(context: Context) -> str:
    """What a person may ask for where a stored generated column blocks: another schema, so it is not chosen here."""
    if context.major >= 18:
        return "PostgreSQL has no online form for it; VIRTUAL is computed when it is read and needs no look at the rows"
    return "PostgreSQL has no online form for it; a plain column with a trigger and a backfill needs no long lock"


def _required_column(column: Column, context: Context) -> list[Draft]:
    """A required column without a default: what old rows shall have is for a person to say."""
    table, name = column.ref.of, column.ref.name
    add = Draft(
        f"ALTER TABLE {table} ADD COLUMN {column_definition(replace(column, not_null=False), None)}",
        f"New column {name}, empty at first. It is required and has no default: fill it in old rows before it is "
        "validated, or the validation fails.",
        undo=f"ALTER TABLE {table} DROP COLUMN {name}",
        monitor=f"SELECT count(*) AS left FROM {table} WHERE {name} IS NULL",
    )
    return [add, *not_null(column, context)]


def _filled_column(column: Column, default: Default, context: Context) -> list[Draft]:
    table, name = column.ref.of, column.ref.name
    bare_column = replace(column, not_null=False)
    drafts = [
        Draft(
            f"ALTER TABLE {table} ADD COLUMN {column_definition(bare_column, None)}",
            f"New column {name}, empty at first: its default differs from row to row.",
            undo=f"ALTER TABLE {table} DROP COLUMN {name}",
        ),
        Draft(
            f"ALTER TABLE {table} ALTER COLUMN {name} SET DEFAULT {default.expression}",
            f"New rows get their {name}.",
            undo=f"ALTER TABLE {table} ALTER COLUMN {name} DROP DEFAULT",
        ),
        backfill(table, {name: default.expression}, f"{name} IS NULL", context),
    ]
    return drafts + (not_null(column, context) if column.not_null else [])


def _identity_column(column: Column, context: Context) -> list[Draft]:
    """A numbered column on a table with rows: a sequence of our own fills it, then it becomes an identity."""
    table, name = column.ref.of, column.ref.name
    assert column.identity
    from_table = bare(table)
    sequence = table[: len(table) - len(from_table)] + with_suffix(from_table, "_bdm_seq")
    bare_column = replace(column, not_null=False, identity=None)
    step, start = column.identity.increment, column.identity.start
    return [
        Draft(
            f"ALTER TABLE {table} ADD COLUMN {column_definition(bare_column, None)}",
            f"New column {name}, empty at first.",
            undo=f"ALTER TABLE {table} DROP COLUMN {name}",
        ),
        Draft(
            f"CREATE SEQUENCE {sequence} START WITH {start} INCREMENT BY {step} "
            f"MINVALUE {column.identity.minimum} MAXVALUE {column.identity.maximum}",
            "Numbers for the rows that are there.",
            undo=f"DROP SEQUENCE IF EXISTS {sequence}",
        ),
        Draft(
            f"ALTER TABLE {table} ALTER COLUMN {name} SET DEFAULT nextval({literal(sequence)})",
            "New rows are numbered.",
            undo=f"ALTER TABLE {table} ALTER COLUMN {name} DROP DEFAULT",
        ),
        backfill(table, {name: f"nextval({literal(sequence)})"}, f"{name} IS NULL", context),
        *not_null(column, context),
        Draft(
            f"DO $bdm$ BEGIN ALTER TABLE {table} ALTER COLUMN {name} DROP DEFAULT, ALTER COLUMN {name} ADD "
            f"{identity_clause(column.identity)}; PERFORM setval(pg_get_serial_sequence({literal(table)}, "
            f"{literal(unquoted(name))}), nextval({literal(sequence)}), false); DROP SEQUENCE {sequence}; END $bdm$",
            "The column becomes an identity that goes on from the last number.",
            undo=f"ALTER TABLE {table} ALTER COLUMN {name} DROP IDENTITY",
        ),
    ]


def not_null(column: Column, context: Context) -> list[Draft]:
    """NOT NULL for a table in use: proved by a constraint that is validated beside the traffic."""
    table, name = column.ref.of, column.ref.name
    drop_not_null = f"ALTER TABLE {table} ALTER COLUMN {name} DROP NOT NULL"
    if not context.in_use(table):
        return [Draft(f"ALTER TABLE {table} ALTER COLUMN {name} SET NOT NULL", "Required.", undo=drop_not_null)]
    if context.major >= 18:
        constraint = with_suffix(bare(table), f"_{unquoted(name)}_not_null"[-50:])
        return [
            Draft(
                f"ALTER TABLE {table} ADD CONSTRAINT {constraint} NOT NULL {name} NOT VALID",
                f"New rows must have {name}; old ones are not looked at yet.",
                undo=f"ALTER TABLE {table} DROP CONSTRAINT {constraint}",
            ),
            validate(table, constraint),
        ]
    constraint = with_suffix(bare(table), f"_{unquoted(name)}_bdm_nn"[-50:])
    return [
        Draft(
            f"ALTER TABLE {table} ADD CONSTRAINT {constraint} CHECK ({name} IS NOT NULL) NOT VALID",
            f"New rows must have {name}; old ones are not looked at yet.",
            undo=f"ALTER TABLE {table} DROP CONSTRAINT {constraint}",
        ),
        validate(table, constraint),
        Draft(
            f"ALTER TABLE {table} ALTER COLUMN {name} SET NOT NULL",
            "Instant: the validated CHECK proves it.",
            undo=drop_not_null,
        ),
        Draft(
            f"ALTER TABLE {table} DROP CONSTRAINT {constraint}",
            "The CHECK has done its work.",
            undo=f"ALTER TABLE {table} ADD CONSTRAINT {constraint} CHECK ({name} IS NOT NULL) NOT VALID",
        ),
    ]


def validate(table: str, constraint: str) -> Draft:
    """VALIDATE CONSTRAINT, a transaction of its own."""
    return Draft(
        f"ALTER TABLE {table} VALIDATE CONSTRAINT {constraint}",
        "Reads the old rows while others read and write.",
        undo="",
        duration="grows with the rows",
    )


def drop(column: Column, context: Context) -> list[Draft]:
    """DROP COLUMN; the undo adds it again, empty."""
    table, name = column.ref.of, column.ref.name
    default = context.old.get(Ref(Kind.DEFAULT, name, table), Default)
    again = column_definition(replace(column, not_null=False), default)
    return [
        Draft(
            f"ALTER TABLE {table} DROP COLUMN {name}",
            f"Drop column {name} with its values.",
            phase="contract",
            undo=f"ALTER TABLE {table} ADD COLUMN {again}",
            loses_data=f"the values of {table}.{name}" if column.generated is None else None,
            backward_incompatible=f"code that still names {table}.{name} fails",
        )
    ]


def alter(old: Column, new: Column, context: Context) -> list[Draft] | None:
    """ALTER COLUMN for each facet that differs; None where the column must be made anew."""
    if _follows(old, new, context):
        return []
    if (old.generated is None) != (new.generated is None) and new.generated is not None:
        return None
    if old.stored != new.stored and new.generated is not None:
        return None
    if old.type != new.type and not cast_exists(old, new) and new.ref not in context.using:
        return None
    table, name = new.ref.of, new.ref.name
    alter_column, drafts = f"ALTER TABLE {table} ALTER COLUMN {name}", []
    if old.generated is not None and new.generated is None:
        drafts.append(Draft(f"{alter_column} DROP EXPRESSION", f"{name} keeps its values and is no longer computed."))
    elif old.generated != new.generated:
        if context.major < 17:
            return None
        reason = f"the expression of a stored generated column is computed for every row; {_instead(context)}"
        drafts.append(
            Draft(
                f"{alter_column} SET EXPRESSION AS ({new.generated})",
                f"{name} is computed anew.",
                undo=f"{alter_column} SET EXPRESSION AS ({old.generated})",
                blocking=reason if new.stored and context.in_use(table) else None,
            )
        )
    if old.identity and not new.identity:
        undo = f"{alter_column} ADD {identity_clause(old.identity)}"
        drafts.append(Draft(f"{alter_column} DROP IDENTITY", f"{name} is no longer numbered by the engine.", undo=undo))
    if old.not_null and not new.not_null:
        only = "ONLY " if _some_below_keep_not_null(new, context) else ""
        sql = f"ALTER TABLE {only}{table} ALTER COLUMN {name} DROP NOT NULL"
        drafts.append(Draft(sql, f"{name} may be empty.", undo=f"{alter_column} SET NOT NULL"))
    retyped = new.type.removesuffix("[]") in context.retyped
    if retyped or (old.type, old.collation) != (new.type, new.collation):
        drafts += _change_type(old, new, context)
    if new.not_null and not old.not_null:
        drafts += not_null(new, context)
    if new.identity and not old.identity:
        drafts += _become_identity(new, table, name)
    elif old.identity and new.identity and old.identity != new.identity:
        drafts.append(_change_identity(old.identity, new.identity, alter_column, name))
    return drafts + options(old, new)


def _follows(old: Column, new: Column, context: Context) -> bool:
    """Whether the column of a table above changes in the same way, and takes this one along."""
    table = context.new.get(Ref(Kind.TABLE, new.ref.of), Table)
    above = [table.partition_of] if table and table.partition_of else list(table.inherits) if table else []
    for parent in above:
        ref = Ref(Kind.COLUMN, new.ref.name, parent)
        before, after = context.old.get(ref, Column), context.new.get(ref, Column)
        if before and after and before != after and replace(new, ref=ref, local=after.local) == after:
            freed = before.not_null and not after.not_null
            return not (freed and _some_below_keep_not_null(after, context))
    return False


def _below(table: str, catalog: Catalog) -> list[str]:
    """The partitions and heirs of a table."""
    return [
        item.ref.name
        for item in catalog.of_kind(Kind.TABLE)
        if isinstance(item, Table) and (item.partition_of == table or table in item.inherits)
    ]


def _some_below_keep_not_null(column: Column, context: Context) -> bool:
    """Whether a table below still requires the column, so that DROP NOT NULL must not reach it."""
    below = [
        context.new.get(Ref(Kind.COLUMN, column.ref.name, table), Column)
        for table in _below(column.ref.of, context.new)
    ]
    return any(item is not None and item.not_null for item in below)


def _become_identity(new: Column, table: str, name: str) -> list[Draft]:
    """ADD IDENTITY in a moment: the highest number is looked up before the lock is taken, and kept in a sequence."""
    assert new.identity
    sequence = sibling(table, with_suffix(bare(table), "_bdm_seq"))
    direction, furthest = (1, "max") if new.identity.increment > 0 else (-1, "min")
    text = literal(sequence)
    return [
        Draft(
            f"CREATE SEQUENCE {sequence} INCREMENT BY {direction} MINVALUE {-(2**63)} MAXVALUE {2**63 - 1} "
            f"START WITH {new.identity.start}",
            f"Keeps the highest {name} for the next steps.",
            undo=f"DROP SEQUENCE IF EXISTS {sequence}",
        ),
        Draft(
            f"SELECT setval({text}, furthest) FROM (SELECT {furthest}({name}) AS furthest FROM {table}) AS found "
            "WHERE furthest IS NOT NULL",
            f"Looks the highest {name} up, without a lock that stops anyone.",
            undo="",
            duration="grows with the rows",
        ),
        Draft(
            f"DO $bdm$ BEGIN ALTER TABLE {table} ALTER COLUMN {name} ADD {identity_clause(new.identity)}; "
            f"PERFORM setval(pg_get_serial_sequence({literal(table)}, {literal(unquoted(name))}), "
            f"nextval({text}), false); DROP SEQUENCE {sequence}; END $bdm$",
            f"{name} is numbered by the engine, from its highest value on.",
            undo=f"ALTER TABLE {table} ALTER COLUMN {name} DROP IDENTITY",
        ),
    ]


def _change_identity(old: Identity, new: Identity, alter_column: str, name: str) -> Draft:
    def actions(wanted: Identity) -> str:
        always = "ALWAYS" if wanted.always else "BY DEFAULT"
        cycle = "SET CYCLE" if wanted.cycle else "SET NO CYCLE"
        return (
            f"SET GENERATED {always} SET START WITH {wanted.start} SET INCREMENT BY {wanted.increment} "
            f"SET MINVALUE {wanted.minimum} SET MAXVALUE {wanted.maximum} SET CACHE {wanted.cache} {cycle}"
        )

    note = f"How {name} is numbered."
    return Draft(f"{alter_column} {actions(new)}", note, undo=f"{alter_column} {actions(old)}")


def _change_type(old: Column, new: Column, context: Context) -> list[Draft]:
    table, name = new.ref.of, new.ref.name
    change = change_of_type(old.type, new.type, collation_changes=old.collation != new.collation)
    collate = f" COLLATE {new.collation}" if new.collation else ""
    retyped = new.type.removesuffix("[]") in context.retyped
    using = context.using.get(new.ref) or (f"{name}::text::{new.type}" if retyped else cast_expression(name, old, new))
    default = context.old.get(Ref(Kind.DEFAULT, name, table), Default)
    new_default = context.new.get(Ref(Kind.DEFAULT, name, table), Default)
    action = f"ALTER COLUMN {name} TYPE {new.type}{collate}" + (f" USING {using}" if using else "")
    if default and using:
        action = f"ALTER COLUMN {name} DROP DEFAULT, {action}"
        if new_default:
            action += f", ALTER COLUMN {name} SET DEFAULT {new_default.expression}"
    blocking = None
    if (change.rewrites or retyped) and context.in_use(table):
        why = reason_against(old, new, context)
        blocking = f"{old.type} to {new.type} writes the table anew: {change.reason}; no second column, because {why}"
    back = cast_expression(name, new, old)
    undo = f"ALTER TABLE {table} ALTER COLUMN {name} TYPE {old.type}" + (f" USING {back}" if back else "")
    return [
        Draft(
            f"ALTER TABLE {table} {action}",
            f"{name} becomes {new.type}: {change.reason}.",
            undo=undo,
            blocking=blocking,
        )
    ]


def options(old: Column | None, new: Column) -> list[Draft]:
    """How a column is stored and counted: what differs from the old one, or from a column just made."""
    alter_column, drafts = f"ALTER TABLE {new.ref.of} ALTER COLUMN {new.ref.name}", []
    note = f"How {new.ref.name} is stored or counted."
    if old and old.storage != new.storage:
        forms = [_STORAGE.get(storage or "", "DEFAULT") for storage in (new.storage, old.storage)]
        drafts.append(
            Draft(f"{alter_column} SET STORAGE {forms[0]}", note, undo=f"{alter_column} SET STORAGE {forms[1]}")
        )
    if old and old.compression != new.compression:
        words = [_COMPRESSION.get(way or "", "default") for way in (new.compression, old.compression)]
        drafts.append(
            Draft(f"{alter_column} SET COMPRESSION {words[0]}", note, undo=f"{alter_column} SET COMPRESSION {words[1]}")
        )
    before = old.statistics if old else None
    if before != new.statistics:
        numbers = [-1 if number is None else number for number in (new.statistics, before)]
        drafts.append(
            Draft(
                f"{alter_column} SET STATISTICS {numbers[0]}", note, undo=f"{alter_column} SET STATISTICS {numbers[1]}"
            )
        )
    options = old.options if old else ()
    added = [option for option in new.options if option not in options]
    gone = [
        o.partition("=")[0] for o in options if o.partition("=")[0] not in {n.partition("=")[0] for n in new.options}
    ]
    if added:
        keys = ", ".join(option.partition("=")[0] for option in added)
        drafts.append(Draft(f"{alter_column} SET ({', '.join(added)})", note, undo=f"{alter_column} RESET ({keys})"))
    if gone:
        back = [option for option in options if option.partition("=")[0] in gone]
        drafts.append(
            Draft(f"{alter_column} RESET ({', '.join(gone)})", note, undo=f"{alter_column} SET ({', '.join(back)})")
        )
    return drafts


def create_default(default: Default, context: Context) -> list[Draft]:
    """SET DEFAULT: for new rows only."""
    before = context.old.get(default.ref, Default)
    alter_column = f"ALTER TABLE {default.ref.of} ALTER COLUMN {default.ref.name}"
    undo = f"{alter_column} SET DEFAULT {before.expression}" if before else f"{alter_column} DROP DEFAULT"
    return [Draft(f"{alter_column} SET DEFAULT {default.expression}", "For new rows.", undo=undo)]


def drop_default(default: Default, context: Context) -> list[Draft]:
    """DROP DEFAULT."""
    alter_column = f"ALTER TABLE {default.ref.of} ALTER COLUMN {default.ref.name}"
    undo = f"{alter_column} SET DEFAULT {default.expression}"
    return [Draft(f"{alter_column} DROP DEFAULT", "New rows without a value get NULL.", undo=undo)]


def alter_default(old: Default, new: Default, context: Context) -> list[Draft] | None:
    """SET DEFAULT again."""
    return create_default(new, context)


def proves_not_null(column: Column, context: Context) -> bool:
    """Whether a validated CHECK of the old table says that the column is not null."""
    wanted = f"CHECK (({column.ref.name} IS NOT NULL))"
    return any(
        (item := context.old.get(ref, Constraint)) is not None and item.validated and item.definition == wanted
        for ref in context.old.on(column.ref.of)
    )


def is_same_in_every_row(default: Default) -> bool:
    """Whether a default gives all rows of one statement the same value."""
    return _STABLE.match(default.expression) is not None
