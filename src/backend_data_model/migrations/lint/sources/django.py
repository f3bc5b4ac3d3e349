"""Django migrations: `operations` as the SQL that the PostgreSQL backend runs (Django 5.2), and `atomic`.

The state before is not known, so `AlterField` and `RunPython` are listed as unread.  Conditions
of constraints and indexes are read from `Q(...)`; one that is more than a plain comparison stands as `true`.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from backend_data_model.migrations.lint.names import quoted
from backend_data_model.migrations.lint.sources.django_conditions import condition
from backend_data_model.migrations.lint.sources.django_fields import Field, field_of
from backend_data_model.migrations.lint.sources.python_calls import (
    Call,
    NotConstantError,
    assigned,
    made_piece,
    sql_piece,
    unread,
)

if TYPE_CHECKING:
    from pathlib import Path

    from backend_data_model.migrations.lint.source import Migration

# They change what Django knows, and nothing in the database.
_STATE_ONLY = {"AlterModelOptions", "AlterModelManagers", "AlterOrderWithRespectTo"}


def read(tree: ast.Module, migration: Migration, path: Path) -> None:
    """Fill the migration from its class; left as it is where there is none."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and any("Migration" in ast.unparse(base) for base in node.bases):
            migration.tool = "django"
            app = path.resolve().parent.parent.name
            migration.identity = f"{app}.{path.stem}"
            _Reader(migration, app).read(node)


class _Reader:
    def __init__(self, migration: Migration, app: str) -> None:
        self._migration = migration
        self._app = app
        self._wrapped = True

    def read(self, node: ast.ClassDef) -> None:
        """All operations of the class, in order."""
        operations: list[ast.expr] = []
        for statement in node.body:
            target, value = assigned(statement)
            if target == "atomic" and isinstance(value, ast.Constant):
                self._wrapped = bool(value.value)
            elif target == "operations" and isinstance(value, ast.List):
                operations = value.elts
            elif target == "dependencies" and isinstance(value, ast.List | ast.Tuple):
                self._migration.after = tuple(filter(None, map(_dependency, value.elts)))
        for operation in operations:
            self._operation(operation)

    def _operation(self, node: ast.expr) -> None:
        if not isinstance(node, ast.Call):
            unread(node, self._migration, "the operation is only known while the migration runs")
            return
        call = Call(node)
        if call.name == "RunSQL":
            argument = call.argument(0, "sql")
            if argument is not None:
                sql_piece(argument, self._migration, wrapped=self._wrapped)
        elif call.name == "SeparateDatabaseAndState":
            for inner in getattr(call.argument(0, "database_operations"), "elts", ()):
                self._operation(inner)
        elif call.name in _OPERATIONS:
            try:
                for sql in _OPERATIONS[call.name](call, self._app):
                    made_piece(sql, node, self._migration, wrapped=self._wrapped)
            except NotConstantError:
                unread(node, self._migration, "an argument is not read from the text")
        elif call.name not in _STATE_ONLY:
            unread(node, self._migration, f"what {call.name} does depends on more than this file")


def _dependency(node: ast.expr) -> str | None:
    """`("shop", "0001_initial")` as one name; None for what only the settings know."""
    try:
        app, name = ast.literal_eval(node)
    except (ValueError, TypeError):
        return None
    return f"{app}.{name}"


def _table(app: str, model: str) -> str:
    return quoted(f"{app}_{model.lower()}")


def _create_model(call: Call, app: str) -> list[str]:
    name = call.value(0, "name")
    fields = []
    for item in getattr(call.argument(1, "fields"), "elts", ()):
        if isinstance(item, ast.Tuple) and len(item.elts) == 2 and isinstance(item.elts[1], ast.Call):
            field = field_of(str(ast.literal_eval(item.elts[0])), Call(item.elts[1]), app)
            if field is not None:
                fields.append(field)
    table = _table(app, name)
    indexes = [f"CREATE INDEX ON {table} ({field.column})" for field in fields if field.indexed]
    return [f"CREATE TABLE {table} ({', '.join(field.sql for field in fields)})", *indexes]


def _delete_model(call: Call, app: str) -> list[str]:
    return [f"DROP TABLE {_table(app, call.value(0, 'name'))} CASCADE"]


def _rename_model(call: Call, app: str) -> list[str]:
    new = quoted(f"{app}_{call.value(1, 'new_name').lower()}")
    return [f"ALTER TABLE {_table(app, call.value(0, 'old_name'))} RENAME TO {new}"]


def _add_field(call: Call, app: str) -> list[str]:
    definition = call.argument(2, "field")
    if not isinstance(definition, ast.Call):
        raise NotConstantError
    table = _table(app, call.value(0, "model_name"))
    field: Field | None = field_of(call.value(1, "name"), Call(definition), app)
    if field is None:
        return []
    indexes = [f"CREATE INDEX ON {table} ({field.column})"] if field.indexed else []
    return [f"ALTER TABLE {table} ADD COLUMN {field.sql}", *indexes]


def _remove_field(call: Call, app: str) -> list[str]:
    return [
        f"ALTER TABLE {_table(app, call.value(0, 'model_name'))} DROP COLUMN {quoted(call.value(1, 'name'))} CASCADE"
    ]


def _rename_field(call: Call, app: str) -> list[str]:
    old, new = quoted(call.value(1, "old_name")), quoted(call.value(2, "new_name"))
    return [f"ALTER TABLE {_table(app, call.value(0, 'model_name'))} RENAME COLUMN {old} TO {new}"]


def _add_index(call: Call, app: str) -> list[str]:
    definition = call.argument(1, "index")
    if not isinstance(definition, ast.Call):
        raise NotConstantError
    index = Call(definition)
    columns = ", ".join(quoted(name.lstrip("-")) for name in index.value(-1, "fields", []))
    name = index.value(-1, "name")
    concurrently = " CONCURRENTLY" if call.name == "AddIndexConcurrently" else ""
    named = f" {quoted(name)}" if name else ""
    table = _table(app, call.value(0, "model_name"))
    partial = index.argument(-1, "condition")
    where = f" WHERE {_condition(partial)}" if partial is not None else ""
    return [f"CREATE INDEX{concurrently}{named} ON {table} ({columns or '(true)'}){where}"]


def _remove_index(call: Call, _: str) -> list[str]:
    concurrently = " CONCURRENTLY" if call.name == "RemoveIndexConcurrently" else ""
    return [f"DROP INDEX{concurrently} IF EXISTS {quoted(call.value(1, 'name'))}"]


def _add_constraint(call: Call, app: str) -> list[str]:
    definition = call.argument(1, "constraint")
    if not isinstance(definition, ast.Call):
        raise NotConstantError
    constraint = Call(definition)
    name, table = quoted(constraint.value(-1, "name")), _table(app, call.value(0, "model_name"))
    late = " NOT VALID" if call.name == "AddConstraintNotValid" else ""
    if constraint.name == "CheckConstraint":
        # Named `check` before Django 5.1.
        told = constraint.argument(-1, "condition") or constraint.argument(-1, "check")
        return [f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({_condition(told)}){late}"]
    fields = constraint.value(-1, "fields", [])
    if constraint.name != "UniqueConstraint" or not fields:
        raise NotConstantError
    columns = ", ".join(map(quoted, fields))
    partial = constraint.argument(-1, "condition")
    if partial is not None:
        return [f"CREATE UNIQUE INDEX {name} ON {table} ({columns}) WHERE {_condition(partial)}"]
    return [f"ALTER TABLE {table} ADD CONSTRAINT {name} UNIQUE ({columns})"]


def _condition(node: ast.expr | None) -> str:
    """The condition, or `true` for one that cannot be read: that there is one decides about locks and scans."""
    try:
        return condition(node) if node is not None else "true"
    except NotConstantError:
        return "true"


def _validate_constraint(call: Call, app: str) -> list[str]:
    table = _table(app, call.value(0, "model_name"))
    return [f"ALTER TABLE {table} VALIDATE CONSTRAINT {quoted(call.value(1, 'name'))}"]


def _remove_constraint(call: Call, app: str) -> list[str]:
    table = _table(app, call.value(0, "model_name"))
    return [f"ALTER TABLE {table} DROP CONSTRAINT {quoted(call.value(1, 'name'))}"]


_OPERATIONS = {
    "CreateModel": _create_model,
    "DeleteModel": _delete_model,
    "RenameModel": _rename_model,
    "AddField": _add_field,
    "RemoveField": _remove_field,
    "RenameField": _rename_field,
    "AddIndex": _add_index,
    "AddIndexConcurrently": _add_index,
    "RemoveIndex": _remove_index,
    "RemoveIndexConcurrently": _remove_index,
    "AddConstraint": _add_constraint,
    "AddConstraintNotValid": _add_constraint,
    "ValidateConstraint": _validate_constraint,
    "RemoveConstraint": _remove_constraint,
}
