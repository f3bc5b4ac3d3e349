"""SQLAlchemy's columns, constraints and types in a revision, as PostgreSQL's SQL (the dialect of SQLAlchemy 2.0)."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.lint.names import dotted, quoted
from backend_data_model.migrations.lint.sources.python_calls import Call, NotConstantError, constant

if TYPE_CHECKING:
    from collections.abc import Callable

_PLAIN = {
    "Text": "text", "UnicodeText": "text", "Integer": "integer", "INTEGER": "integer", "BigInteger": "bigint",
    "BIGINT": "bigint", "SmallInteger": "smallint", "SMALLINT": "smallint", "Boolean": "boolean", "BOOLEAN": "boolean",
    "Date": "date", "DATE": "date", "Float": "double precision", "REAL": "real", "Double": "double precision",
    "LargeBinary": "bytea", "BYTEA": "bytea", "JSON": "json", "JSONB": "jsonb", "UUID": "uuid", "Uuid": "uuid",
    "Interval": "interval", "INTERVAL": "interval", "INET": "inet", "CIDR": "cidr", "TSVECTOR": "tsvector",
    "HSTORE": "hstore", "TEXT": "text", "CITEXT": "citext", "MACADDR": "macaddr",
}  # fmt: skip


def type_sql(node: ast.expr) -> str:
    """A type such as `sa.String(length=50)`; NotConstantError for one that is not known."""
    if not isinstance(node, ast.Call):
        name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
        return _named_type(name, None)
    call = Call(node)
    return _named_type(call.name, call)


def _named_type(name: str, call: Call | None) -> str:
    if name in _PLAIN:
        return _PLAIN[name]
    if name in {"String", "Unicode", "VARCHAR"}:
        length = call.value(0, "length") if call else None
        return f"varchar({length})" if length else "varchar"
    if name == "CHAR":
        length = call.value(0, "length") if call else None
        return f"char({length or 1})"
    if name in {"Numeric", "DECIMAL", "NUMERIC"}:
        precision, scale = (call.value(0, "precision"), call.value(1, "scale")) if call else (None, None)
        inside = f"({precision}" + (f", {scale}" if scale is not None else "") + ")"
        return f"numeric{inside if precision else ''}"
    if name in {"DateTime", "TIMESTAMP"}:
        return "timestamptz" if call and call.value(0, "timezone", default=False) else "timestamp"
    if name in {"Time", "TIME"}:
        return "timetz" if call and call.value(0, "timezone", default=False) else "time"
    if name in {"Enum", "ENUM"} and call:
        kind = call.value(-1, "name")
        return quoted(kind) if kind else "text"
    if name == "ARRAY" and call:
        inner = call.argument(0, "item_type")
        return f"{type_sql(inner)}[]" if inner is not None else "text[]"
    raise NotConstantError


def column_sql(call: Call) -> str | None:
    """A column or a table constraint in `create_table` and `add_column`; None for what makes nothing."""
    if call.name == "Column":
        return _column(call)
    if call.name == "PrimaryKeyConstraint":
        return f"{_name(call)}PRIMARY KEY ({_listed(call)})"
    if call.name == "UniqueConstraint":
        return f"{_name(call)}UNIQUE ({_listed(call)})"
    if call.name == "CheckConstraint":
        return f"{_name(call)}CHECK ({call.value(0, 'sqltext')})"
    if call.name == "ForeignKeyConstraint":
        local, remote = call.value(0, "columns"), call.value(1, "refcolumns")
        table = dotted(remote[0].split(".")[:-1])
        parent = ", ".join(quoted(name.split(".")[-1]) for name in remote)
        return f"{_name(call)}FOREIGN KEY ({', '.join(map(quoted, local))}) REFERENCES {table} ({parent})"
    return None


def _name(call: Call) -> str:
    name = call.value(-1, "name")
    return f"CONSTRAINT {quoted(name)} " if name else ""


def _listed(call: Call) -> str:
    return ", ".join(quoted(str(constant(node))) for node in call.node.args)


def _column(call: Call) -> str:
    arguments = list(call.node.args)
    name = constant(arguments[0]) if arguments else call.value(-1, "name")
    rest = arguments[1:]
    kind: str | None = None
    more: list[str] = []
    for node in rest:
        inner = Call(node) if isinstance(node, ast.Call) else None
        extra = _IN_COLUMN.get(inner.name) if inner else None
        if inner is not None and extra is not None:
            more.append(extra(inner))
        elif kind is None:
            kind = type_sql(node)
    words = [quoted(name), kind or "text"]
    key = call.value(-1, "primary_key", default=False)
    if not call.value(-1, "nullable", default=True):
        words.append("NOT NULL")
    default = call.argument(-1, "server_default")
    if default is not None and not (isinstance(default, ast.Constant) and default.value is None):
        words.append(f"DEFAULT {_default(default)}")
    words += ["PRIMARY KEY"] if key else []
    words += ["UNIQUE"] if call.value(-1, "unique", default=False) else []
    return " ".join([*words, *more])


def _default(node: ast.expr) -> str:
    """A plain text is a literal, `sa.text(...)` an expression, and `sa.func.now()` a call."""
    if isinstance(node, ast.Constant):
        return "'" + str(node.value).replace("'", "''") + "'"
    if isinstance(node, ast.Call):
        call = Call(node)
        if call.name == "text":
            return str(call.value(0, "text"))
        if call.name in {"true", "false"}:
            return call.name
        return f"{call.name}()"
    raise NotConstantError


def _references(call: Call) -> str:
    target: Any = call.value(0, "column")
    *table, column = str(target).split(".")
    return f"REFERENCES {dotted(table)} ({quoted(column)})"


def _identity(call: Call) -> str:
    return f"GENERATED {'ALWAYS' if call.value(0, 'always', default=False) else 'BY DEFAULT'} AS IDENTITY"


def _computed(call: Call) -> str:
    stored = call.value(1, "persisted", default=True)
    return f"GENERATED ALWAYS AS ({call.value(0, 'sqltext')}) {'STORED' if stored else 'VIRTUAL'}"


_IN_COLUMN: dict[str, Callable[[Call], str]] = {
    "ForeignKey": _references,
    "Identity": _identity,
    "Computed": _computed,
    "CheckConstraint": lambda call: f"CHECK ({call.value(0, 'sqltext')})",
}
