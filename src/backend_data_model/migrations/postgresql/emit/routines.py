"""Functions, procedures, aggregates and event triggers."""

from __future__ import annotations

import re

from backend_data_model.migrations.postgresql.catalog.objects import Aggregate, EventTrigger, Kind, Routine
from backend_data_model.migrations.postgresql.emit.draft import Context, Draft
from backend_data_model.migrations.postgresql.emit.names import literal


def create(new: Routine, context: Context) -> list[Draft]:
    """CREATE FUNCTION or PROCEDURE."""
    undo = f"DROP {_word(new)} {new.ref.name}"
    return _as_is(Draft(new.definition.rstrip(), f"New {new.ref.kind} {new.ref.name}.", undo=undo), context)


def _as_is(draft: Draft, context: Context) -> list[Draft]:
    """The statement, or where needed with the checking of bodies (`check_function_bodies`) off meanwhile."""
    if not context.unchecked_bodies or not _SQL.search(draft.sql):
        return [draft]
    return [
        Draft("SET check_function_bodies = off", "The body names what is made later.", undo=""),
        draft,
        Draft("SET check_function_bodies = on", "Bodies are checked again.", undo=""),
    ]


_SQL = re.compile(r"(?m)^ LANGUAGE sql\b")


def drop(old: Routine, context: Context) -> list[Draft]:
    """DROP FUNCTION or PROCEDURE."""
    return [
        Draft(
            f"DROP {_word(old)} {old.ref.name}",
            f"Drop {old.ref.kind} {old.ref.name}.",
            phase="contract",
            undo=old.definition.rstrip(),
            backward_incompatible=f"code that still calls {old.ref.name} fails",
        )
    ]


def alter(old: Routine, new: Routine, context: Context) -> list[Draft] | None:
    """CREATE OR REPLACE, which may change neither the result nor the names and defaults of the parameters."""
    if old.result != new.result or _removed_default(old, new) or _names(old) != _names(new):
        return None
    note = f"{new.ref.kind.capitalize()} {new.ref.name} is replaced."
    return _as_is(Draft(new.definition.rstrip(), note, undo=old.definition.rstrip()), context)


def _word(routine: Routine) -> str:
    return "PROCEDURE" if routine.ref.kind is Kind.PROCEDURE else "FUNCTION"


def _removed_default(old: Routine, new: Routine) -> bool:
    return old.arguments.count(" DEFAULT ") > new.arguments.count(" DEFAULT ")


def _names(routine: Routine) -> list[str]:
    return [argument.split(" DEFAULT ")[0].strip() for argument in routine.arguments.split(",")]


def create_aggregate(new: Aggregate, context: Context) -> list[Draft]:
    """CREATE AGGREGATE."""
    return [Draft(new.definition, f"New aggregate {new.ref.name}.", undo=f"DROP AGGREGATE {new.ref.name}")]


def drop_aggregate(old: Aggregate, context: Context) -> list[Draft]:
    """DROP AGGREGATE."""
    sql = f"DROP AGGREGATE {old.ref.name}"
    return [Draft(sql, f"Drop aggregate {old.ref.name}.", phase="contract", undo=old.definition)]


def alter_aggregate(old: Aggregate, new: Aggregate, context: Context) -> list[Draft] | None:
    """Nothing about it changes in place."""
    return None


def create_event_trigger(new: EventTrigger, context: Context) -> list[Draft]:
    """CREATE EVENT TRIGGER (for superusers only)."""
    tags = f" WHEN TAG IN ({', '.join(literal(tag) for tag in new.tags)})" if new.tags else ""
    sql = f"CREATE EVENT TRIGGER {new.ref.name} ON {new.event}{tags} EXECUTE FUNCTION {new.function}()"
    drafts = [Draft(sql, f"New event trigger {new.ref.name}.", undo=f"DROP EVENT TRIGGER {new.ref.name}")]
    return drafts + ([_enable(new)] if new.enabled != "O" else [])


def drop_event_trigger(old: EventTrigger, context: Context) -> list[Draft]:
    """DROP EVENT TRIGGER."""
    undo = "; ".join(draft.sql for draft in create_event_trigger(old, context))
    return [Draft(f"DROP EVENT TRIGGER {old.ref.name}", f"Drop event trigger {old.ref.name}.", undo=undo)]


def alter_event_trigger(old: EventTrigger, new: EventTrigger, context: Context) -> list[Draft] | None:
    """Only whether it is enabled changes in place."""
    if (old.event, old.tags, old.function) != (new.event, new.tags, new.function):
        return None
    return [_enable(new)]


def _enable(trigger: EventTrigger) -> Draft:
    word = {"O": "ENABLE", "D": "DISABLE", "R": "ENABLE REPLICA", "A": "ENABLE ALWAYS"}[trigger.enabled]
    return Draft(f"ALTER EVENT TRIGGER {trigger.ref.name} {word}", f"When {trigger.ref.name} fires.", undo="")
