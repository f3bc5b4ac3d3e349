"""The trigger that keeps an old and a new form of the same values equal, whichever of them a writer names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.migrations.postgresql.emit.columns import is_same_in_every_row
from backend_data_model.migrations.postgresql.emit.draft import Draft
from backend_data_model.migrations.postgresql.emit.names import bare, quoted, sibling, unquoted, with_suffix

if TYPE_CHECKING:
    from backend_data_model.migrations.postgresql.catalog.objects import Column, Default

_BYTES = 63
# Triggers fire in the order of their names (manual 37.1): these come before and after those of the user.
_FIRST, _LAST = "!bdm_sync_", "~bdm_sync_"


def function_name(table: str, column: str) -> str:
    """The trigger function for one column of a table, in the schema of the table."""
    return sibling(table, with_suffix(quoted(f"{unquoted(column)}_of_{unquoted(bare(table))}"), "_bdm_sync"))


def given(column: str, default: Default | None, type_name: str) -> str:
    """Whether an INSERT gave a value: it differs from the default of the column (NULL where there is none).

    Values are compared as text: not every type has an equality, and that of some (citext, numeric) hides a change.
    """
    if default is None:
        return f"NEW.{column} IS NOT NULL"
    return f"NEW.{column}::text IS DISTINCT FROM ({default.expression})::{type_name}::text"


def changed(column: str) -> str:
    """Whether an UPDATE gave another value."""
    return f"NEW.{column}::text IS DISTINCT FROM OLD.{column}::text"


def shared_default(column: Column, default: Default | None) -> Default | None:
    """The default that both forms may have: one that is the same in every row, so that it can be recognised."""
    return default if default and column.identity is None and is_same_in_every_row(default) else None


def trigger_drafts(table: str, column: str, body: str, last: str | None = None) -> list[Draft]:
    """The function and its trigger; `last` is done after the row triggers of the user, where there are some."""
    function = function_name(table, column)
    if last is not None:
        body = f"IF TG_NAME LIKE '~%' THEN {last} RETURN NEW; END IF; {body}"
    drafts = [
        Draft(
            f"CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$bdm$ BEGIN {body} RETURN NEW; END $bdm$",
            "Keeps both forms of the value equal.",
            undo=f"DROP FUNCTION {function}()",
        )
    ]
    for prefix in (_LAST,) if last is None else (_FIRST, _LAST):
        name = trigger_name(prefix, column)
        drafts.append(
            Draft(
                f"CREATE TRIGGER {name} BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()",
                "Every row written from now on has both forms.",
                undo=f"DROP TRIGGER {name} ON {table}",
            )
        )
    return drafts


def trigger_name(prefix: str, column: str) -> str:
    """A quoted name with its prefix, as far as 63 bytes go."""
    return quoted((prefix + unquoted(column)).encode()[:_BYTES].decode(errors="ignore"))


def taken_away(drafts: list[Draft]) -> list[Draft]:
    """What removes the trigger and its function again, for the contract release."""
    return [Draft(draft.undo or "", "Both forms were kept equal until here.", undo=draft.sql) for draft in drafts[::-1]]
