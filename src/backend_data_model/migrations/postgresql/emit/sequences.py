"""Sequences and their owners."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.migrations.postgresql.emit.draft import Context, Draft

if TYPE_CHECKING:
    from backend_data_model.migrations.postgresql.catalog.objects import Sequence, SequenceOwner


def _parameters(sequence: Sequence) -> str:
    return (
        f"AS {sequence.type} INCREMENT BY {sequence.increment} MINVALUE {sequence.minimum} MAXVALUE {sequence.maximum} "
        f"START WITH {sequence.start} CACHE {sequence.cache} {'CYCLE' if sequence.cycle else 'NO CYCLE'}"
    )


def create(new: Sequence, context: Context) -> list[Draft]:
    """CREATE SEQUENCE."""
    unlogged = "UNLOGGED " if new.persistence == "u" else ""
    sql = f"CREATE {unlogged}SEQUENCE {new.ref.name} {_parameters(new)}"
    return [Draft(sql, f"New sequence {new.ref.name}.", undo=f"DROP SEQUENCE {new.ref.name}")]


def drop(old: Sequence, context: Context) -> list[Draft]:
    """DROP SEQUENCE; its position is lost."""
    undo = create(old, context)[0].sql
    note = f"Drop sequence {old.ref.name} with its position."
    loses = f"the position of {old.ref.name}"
    return [Draft(f"DROP SEQUENCE {old.ref.name}", note, phase="contract", undo=undo, loses_data=loses)]


def alter(old: Sequence, new: Sequence, context: Context) -> list[Draft] | None:
    """ALTER SEQUENCE keeps the position."""
    drafts = []
    name = new.ref.name
    if _parameters(old) != _parameters(new):
        undo = f"ALTER SEQUENCE {name} {_parameters(old)}"
        drafts.append(Draft(f"ALTER SEQUENCE {name} {_parameters(new)}", f"Parameters of {name}.", undo=undo))
    if old.persistence != new.persistence:
        words = ("LOGGED", "UNLOGGED") if new.persistence == "p" else ("UNLOGGED", "LOGGED")
        undo = f"ALTER SEQUENCE {name} SET {words[1]}"
        drafts.append(Draft(f"ALTER SEQUENCE {name} SET {words[0]}", f"Persistence of {name}.", undo=undo))
    return drafts


def create_owner(new: SequenceOwner, context: Context) -> list[Draft]:
    """OWNED BY: the sequence goes when its column goes."""
    sql = f"ALTER SEQUENCE {new.ref.name} OWNED BY {new.column}"
    return [Draft(sql, f"{new.ref.name} belongs to {new.column}.", undo=f"ALTER SEQUENCE {new.ref.name} OWNED BY NONE")]


def drop_owner(old: SequenceOwner, context: Context) -> list[Draft]:
    """OWNED BY NONE: the sequence stays when its column goes."""
    sql = f"ALTER SEQUENCE {old.ref.name} OWNED BY NONE"
    return [Draft(sql, f"{old.ref.name} stands alone.", undo=f"ALTER SEQUENCE {old.ref.name} OWNED BY {old.column}")]


def alter_owner(old: SequenceOwner, new: SequenceOwner, context: Context) -> list[Draft] | None:
    """OWNED BY another column."""
    return create_owner(new, context)
