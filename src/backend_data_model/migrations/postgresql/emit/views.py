"""Views and materialized views."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.migrations.postgresql.emit.draft import Context, Draft

if TYPE_CHECKING:
    from backend_data_model.migrations.postgresql.catalog.objects import MaterializedView, View


def _with(options: tuple[str, ...]) -> str:
    return f" WITH ({', '.join(options)})" if options else ""


def create(new: View, context: Context) -> list[Draft]:
    """CREATE VIEW."""
    sql = f"CREATE VIEW {new.ref.name}{_with(new.options)} AS\n{new.definition}"
    return [Draft(sql, f"New view {new.ref.name}.", undo=f"DROP VIEW {new.ref.name}")]


def drop(old: View, context: Context) -> list[Draft]:
    """DROP VIEW."""
    undo = create(old, context)[0].sql
    return [
        Draft(
            f"DROP VIEW {old.ref.name}",
            f"Drop view {old.ref.name}.",
            phase="contract",
            undo=undo,
            backward_incompatible=f"code that still reads {old.ref.name} fails",
        )
    ]


def alter(old: View, new: View, context: Context) -> list[Draft] | None:
    """CREATE OR REPLACE keeps the columns and may add some; anything else makes the view anew."""
    if new.columns[: len(old.columns)] != old.columns:
        return None
    sql = f"CREATE OR REPLACE VIEW {new.ref.name}{_with(new.options)} AS\n{new.definition}"
    back = None
    if len(new.columns) == len(old.columns):
        back = f"CREATE OR REPLACE VIEW {old.ref.name}{_with(old.options)} AS\n{old.definition}"
    return [Draft(sql, f"View {new.ref.name} is replaced.", undo=back)]


def create_materialized(new: MaterializedView, context: Context) -> list[Draft]:
    """CREATE MATERIALIZED VIEW; filling it reads its tables."""
    method = f" USING {new.access_method}" if new.access_method else ""
    data = "" if new.populated else " WITH NO DATA"
    sql = f"CREATE MATERIALIZED VIEW {new.ref.name}{method}{_with(new.options)} AS\n{new.definition}{data}"
    note = f"New materialized view {new.ref.name}: its query runs once."
    undo = f"DROP MATERIALIZED VIEW {new.ref.name}"
    return [Draft(sql, note, undo=undo, duration="grows with the rows" if new.populated else "instant")]


def drop_materialized(old: MaterializedView, context: Context) -> list[Draft]:
    """DROP MATERIALIZED VIEW."""
    return [
        Draft(
            f"DROP MATERIALIZED VIEW {old.ref.name}",
            f"Drop materialized view {old.ref.name}.",
            phase="contract",
            undo=create_materialized(old, context)[0].sql,
            backward_incompatible=f"code that still reads {old.ref.name} fails",
        )
    ]


def alter_materialized(old: MaterializedView, new: MaterializedView, context: Context) -> list[Draft] | None:
    """Its query cannot be replaced in place; its settings can."""
    if (old.definition, old.populated, old.access_method) != (new.definition, new.populated, new.access_method):
        return None
    name, drafts = new.ref.name, []
    added = [option for option in new.options if option not in old.options]
    kept = {option.partition("=")[0] for option in new.options}
    gone = [option.partition("=")[0] for option in old.options if option.partition("=")[0] not in kept]
    if added:
        drafts.append(
            Draft(f"ALTER MATERIALIZED VIEW {name} SET ({', '.join(added)})", f"Settings of {name}.", undo="")
        )
    if gone:
        drafts.append(
            Draft(f"ALTER MATERIALIZED VIEW {name} RESET ({', '.join(gone)})", f"Settings of {name}.", undo="")
        )
    return drafts
