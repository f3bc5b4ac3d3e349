"""Alembic revisions: what `upgrade()` does with `op`, as SQL.

By default all of it runs in one transaction; `autocommit_block()` steps out of that (Alembic 1.13, Cookbook).
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.lint.names import dotted, quoted
from backend_data_model.migrations.lint.sources.alembic_types import column_sql, type_sql
from backend_data_model.migrations.lint.sources.python_calls import (
    Call,
    NotConstantError,
    assigned,
    made_piece,
    names,
    sql_piece,
    unread,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backend_data_model.migrations.lint.source import Migration


def read(tree: ast.Module, migration: Migration) -> None:
    """Fill the migration with what `upgrade` does, in its order; branches and loops count as run once."""
    migration.tool = "alembic"
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == "upgrade":
            _Reader(migration).block(node.body, wrapped=True, table=None)
        else:
            target, value = assigned(node)
            if target == "revision" and isinstance(value, ast.Constant):
                migration.identity = str(value.value)
            elif target in {"down_revision", "depends_on"} and value is not None:
                migration.after += tuple(n.value for n in ast.walk(value) if _is_text(n))  # type: ignore[attr-defined]


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


class _Reader:
    def __init__(self, migration: Migration) -> None:
        self._migration = migration

    def block(self, body: Iterable[ast.stmt], *, wrapped: bool, table: tuple[str, str | None] | None) -> None:
        """Read statements in order; `table` is that of a batch (`batch_alter_table`)."""
        for node in body:
            if isinstance(node, ast.With):
                self._with(node, wrapped, table)
            elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
                self._call(node.value, wrapped, table)
            elif isinstance(node, ast.If | ast.For | ast.While | ast.Try):
                for part in ("body", "orelse", "handlers", "finalbody"):
                    inner = getattr(node, part, [])
                    statements = [
                        s for one in inner for s in (one.body if isinstance(one, ast.ExceptHandler) else [one])
                    ]
                    self.block(statements, wrapped=wrapped, table=table)
            elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and _on_op(node.value):
                self._call(node.value, wrapped, table)

    def _with(self, node: ast.With, wrapped: bool, table: tuple[str, str | None] | None) -> None:
        for item in node.items:
            if not isinstance(item.context_expr, ast.Call):
                continue
            call = Call(item.context_expr)
            if call.name == "autocommit_block":
                wrapped = False
            elif call.name == "batch_alter_table":
                try:
                    table = (call.value(0, "table_name"), call.value(1, "schema"))
                except NotConstantError:
                    unread(node, self._migration, "the table is only known while the migration runs")
                    return
        self.block(node.body, wrapped=wrapped, table=table)

    def _call(self, node: ast.Call, wrapped: bool, table: tuple[str, str | None] | None) -> None:
        call = Call(node)
        if call.name == "execute":
            argument = call.argument(0, "sqltext") or call.argument(0, "statement")
            if argument is not None:
                sql_piece(argument, self._migration, wrapped=wrapped)
            return
        operation = _OPERATIONS.get(call.name)
        if operation is None:
            if _on_op(node) and call.name not in {"get_bind", "get_context", "f"}:
                unread(node, self._migration, f"op.{call.name} is not known")
            return
        try:
            for sql in operation(call, table):
                made_piece(sql, node, self._migration, wrapped=wrapped)
        except NotConstantError:
            unread(node, self._migration, "an argument is only known while the migration runs")


def _on_op(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") in {"op", "batch_op"}


Batch = tuple[str, str | None] | None


def _table(call: Call, batch: Batch, place: int, name: str = "table_name", schema: str = "schema") -> str:
    """The table's name as SQL."""
    if batch is not None:
        table, inside = batch
    else:
        table, inside = call.value(place, name), call.value(-1, schema)
    return dotted([inside, table] if inside else [table])


def _shift(batch: Batch) -> int:
    """In a batch the table is not among the arguments."""
    return 0 if batch is not None else 1


def _columns(values: Any) -> str:
    return ", ".join(quoted(name) for name in names(values))


def _create_table(call: Call, batch: Batch) -> list[str]:
    parts = [part for part in (column_sql(inner) for inner in call.calls(1)) if part]
    return [f"CREATE TABLE {_table(call, batch, 0)} ({', '.join(parts)})"]


def _drop_table(call: Call, batch: Batch) -> list[str]:
    return [f"DROP TABLE {_table(call, batch, 0)}"]


def _rename_table(call: Call, batch: Batch) -> list[str]:
    old = _table(call, batch, 0, "old_table_name")
    return [f"ALTER TABLE {old} RENAME TO {quoted(call.value(1, 'new_table_name'))}"]


def _add_column(call: Call, batch: Batch) -> list[str]:
    columns = call.calls(_shift(batch))
    if not columns:
        raise NotConstantError
    return [f"ALTER TABLE {_table(call, batch, 0)} ADD COLUMN {column_sql(columns[0])}"]


def _drop_column(call: Call, batch: Batch) -> list[str]:
    column = call.value(_shift(batch), "column_name")
    return [f"ALTER TABLE {_table(call, batch, 0)} DROP COLUMN {quoted(column)}"]


def _alter_column(call: Call, batch: Batch) -> list[str]:
    table, column = _table(call, batch, 0), quoted(call.value(_shift(batch), "column_name"))
    found = []
    kind = call.argument(-1, "type_")
    if kind is not None:
        using = call.value(-1, "postgresql_using")
        found.append(
            f"ALTER TABLE {table} ALTER COLUMN {column} TYPE {type_sql(kind)}" + (f" USING {using}" if using else "")
        )
    nullable = call.value(-1, "nullable")
    if nullable is not None:
        found.append(f"ALTER TABLE {table} ALTER COLUMN {column} {'DROP' if nullable else 'SET'} NOT NULL")
    default = call.argument(-1, "server_default")
    if default is not None:
        none = isinstance(default, ast.Constant) and default.value in {None, False}
        found.append(f"ALTER TABLE {table} ALTER COLUMN {column} " + ("DROP DEFAULT" if none else "SET DEFAULT NULL"))
    new = call.value(-1, "new_column_name")
    if new:
        found.append(f"ALTER TABLE {table} RENAME COLUMN {column} TO {quoted(new)}")
    return found


def _create_index(call: Call, batch: Batch) -> list[str]:
    shift = _shift(batch)
    elements = call.argument(1 + shift, "columns")
    listed = getattr(elements, "elts", [])
    keys = ", ".join(
        f"({Call(item).value(0, 'text')})" if isinstance(item, ast.Call) else quoted(str(item.value))
        for item in listed
        if isinstance(item, ast.Constant | ast.Call)
    )
    if not keys or (len(listed) != keys.count(",") + 1 and not any(isinstance(item, ast.Call) for item in listed)):
        raise NotConstantError
    name = call.value(0, "index_name")
    words = ["CREATE", "UNIQUE INDEX" if call.value(-1, "unique", default=False) else "INDEX"]
    words += ["CONCURRENTLY"] if call.value(-1, "postgresql_concurrently", default=False) else []
    words += ["IF NOT EXISTS"] if call.value(-1, "if_not_exists", default=False) else []
    words += [quoted(name)] if name else []
    using = call.value(-1, "postgresql_using")
    method = f" USING {using}" if using else ""
    where = call.value(-1, "postgresql_where")
    return [f"{' '.join(words)} ON {_table(call, batch, 1)}{method} ({keys})" + (f" WHERE {where}" if where else "")]


def _drop_index(call: Call, batch: Batch) -> list[str]:
    words = ["DROP INDEX"]
    words += ["CONCURRENTLY"] if call.value(-1, "postgresql_concurrently", default=False) else []
    words += ["IF EXISTS"] if call.value(-1, "if_exists", default=False) else []
    return [f"{' '.join(words)} {quoted(call.value(0, 'index_name'))}"]


def _foreign_key(call: Call, batch: Batch) -> list[str]:
    shift = _shift(batch)
    name = call.value(0, "constraint_name")
    table = _table(call, batch, 1, "source_table", "source_schema")
    schema = call.value(-1, "referent_schema")
    parent = call.value(1 + shift, "referent_table")
    target = dotted([schema, parent] if schema else [parent])
    local = _columns(call.value(2 + shift, "local_cols"))
    remote = _columns(call.value(3 + shift, "remote_cols"))
    late = " NOT VALID" if call.value(-1, "postgresql_not_valid", default=False) else ""
    return [f"ALTER TABLE {table} ADD {_named(name)}FOREIGN KEY ({local}) REFERENCES {target} ({remote}){late}"]


def _named(name: str | None) -> str:
    return f"CONSTRAINT {quoted(name)} " if name else ""


def _unique(call: Call, batch: Batch) -> list[str]:
    columns = _columns(call.value(1 + _shift(batch), "columns"))
    return [f"ALTER TABLE {_table(call, batch, 1)} ADD {_named(call.value(0, 'constraint_name'))}UNIQUE ({columns})"]


def _primary_key(call: Call, batch: Batch) -> list[str]:
    columns = _columns(call.value(1 + _shift(batch), "columns"))
    return [
        f"ALTER TABLE {_table(call, batch, 1)} ADD {_named(call.value(0, 'constraint_name'))}PRIMARY KEY ({columns})"
    ]


def _check(call: Call, batch: Batch) -> list[str]:
    condition = call.value(1 + _shift(batch), "condition")
    late = " NOT VALID" if call.value(-1, "postgresql_not_valid", default=False) else ""
    name = _named(call.value(0, "constraint_name"))
    return [f"ALTER TABLE {_table(call, batch, 1)} ADD {name}CHECK ({condition}){late}"]


def _drop_constraint(call: Call, batch: Batch) -> list[str]:
    return [f"ALTER TABLE {_table(call, batch, 1)} DROP CONSTRAINT {quoted(call.value(0, 'constraint_name'))}"]


_OPERATIONS = {
    "create_table": _create_table,
    "drop_table": _drop_table,
    "rename_table": _rename_table,
    "add_column": _add_column,
    "drop_column": _drop_column,
    "alter_column": _alter_column,
    "create_index": _create_index,
    "drop_index": _drop_index,
    "create_foreign_key": _foreign_key,
    "create_unique_constraint": _unique,
    "create_primary_key": _primary_key,
    "create_check_constraint": _check,
    "drop_constraint": _drop_constraint,
}
