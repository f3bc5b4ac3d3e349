"""Calls of Rails' migrations as the SQL that its PostgreSQL adapter runs (Active Record 8.0, SchemaStatements)."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.lint.names import dotted, quoted
from backend_data_model.migrations.lint.sources.ruby_literals import Arguments, Expression, NotLiteralError

if TYPE_CHECKING:
    from collections.abc import Callable

# NATIVE_DATABASE_TYPES of the adapter, and the types that it passes on.
_TYPES = {
    "string": "varchar", "text": "text", "integer": "integer", "bigint": "bigint", "float": "double precision",
    "decimal": "numeric", "numeric": "numeric", "datetime": "timestamp(6)", "timestamp": "timestamp(6)",
    "timestamptz": "timestamptz", "time": "time", "date": "date", "binary": "bytea", "boolean": "boolean",
    "json": "json", "jsonb": "jsonb", "uuid": "uuid", "inet": "inet", "cidr": "cidr", "hstore": "hstore",
    "citext": "citext", "tsvector": "tsvector", "daterange": "daterange", "tstzrange": "tstzrange", "xml": "xml",
    "int4range": "int4range", "int8range": "int8range", "interval": "interval", "bit": "bit", "macaddr": "macaddr",
    "primary_key": "bigserial PRIMARY KEY", "serial": "serial", "bigserial": "bigserial", "virtual": "",
}  # fmt: skip
_INTEGERS = {1: "smallint", 2: "smallint", 3: "integer", 4: "integer"} | dict.fromkeys(range(5, 9), "bigint")


def statements(name: str, call: Arguments) -> list[str] | None:
    """The SQL of a call; None for one that is not known.  NotLiteralError where its arguments do not tell."""
    operation = _OPERATIONS.get(name)
    if operation is None:
        return None
    try:
        return operation(call)
    except (IndexError, KeyError, TypeError, AttributeError):
        raise NotLiteralError from None


def _table(name: Any) -> str:
    return dotted(str(name).split("."))


def _type(kind: str, options: dict[str, Any]) -> str:
    sql = _TYPES.get(kind)
    if not sql:
        raise NotLiteralError
    limit, precision = options.get("limit"), options.get("precision", 0)
    if kind == "string" and limit:
        sql = f"varchar({limit})"
    elif kind == "integer" and limit:
        sql = _INTEGERS[limit]
    elif kind in {"decimal", "numeric"} and precision:
        sql += f"({precision}, {options.get('scale') or 0})"
    return sql + ("[]" if options.get("array") else "")


def _default(value: Any) -> str:
    if isinstance(value, Expression):
        return value.sql
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | dict):
        return "'{}'"
    return str(value) if isinstance(value, int | float) else "'" + str(value).replace("'", "''") + "'"


def _column(name: str, kind: str, options: dict[str, Any]) -> str:
    words = [quoted(name), _type(kind, options)]
    words += [f"DEFAULT {_default(options['default'])}"] if options.get("default") is not None else []
    words += ["NOT NULL"] if options.get("null") is False else []
    return " ".join(words)


def _add_column(call: Arguments) -> list[str]:
    table, name, kind = call.values[:3]
    found = [f"ALTER TABLE {_table(table)} ADD COLUMN {_column(name, kind, call.options)}"]
    return found + _index_of(table, [name], call.options.get("index"))


def _index_of(table: str, columns: list[str], index: Any) -> list[str]:
    """The index that an option `index: true`, or with options of its own, asks for."""
    if not index:
        return []
    return _add_index(Arguments([table, columns], index if isinstance(index, dict) else {}))


def _add_index(call: Arguments) -> list[str]:
    table, columns, options = call.values[0], call.values[1], call.options
    listed = columns if isinstance(columns, list) else [columns]
    plain = all(re.fullmatch(r"\w+", str(column)) for column in listed)
    order = options.get("order") if isinstance(options.get("order"), dict) else {}
    keys = ", ".join(
        (quoted(column) if plain else str(column)) + (f" {order[column]}" if order and column in order else "")
        for column in listed
    )
    name = options.get("name") or _index_name(table, [str(column) for column in listed])
    words = ["CREATE", "UNIQUE INDEX" if options.get("unique") else "INDEX"]
    words += ["CONCURRENTLY"] if options.get("algorithm") == "concurrently" else []
    words += ["IF NOT EXISTS"] if options.get("if_not_exists") else []
    words += [quoted(name), "ON", _table(table)]
    words += [f"USING {options['using']}"] if options.get("using") else []
    words += [f"({keys})"]
    if options.get("include"):
        included = options["include"] if isinstance(options["include"], list) else [options["include"]]
        words += [f"INCLUDE ({', '.join(map(quoted, included))})"]
    words += [f"WHERE {options['where']}"] if options.get("where") else []
    return [" ".join(words)]


def _index_name(table: Any, columns: list[str]) -> str:
    name = f"index_{str(table).replace('.', '_')}_on_{'_and_'.join(re.findall(r'[A-Za-z0-9_]+', ' '.join(columns)))}"
    if len(name) <= 62:
        return name
    short = f"idx_on_{'_'.join(columns)}"
    return f"{short[: 62 - 11]}_{hashlib.sha256(name.encode()).hexdigest()[:10]}"


def _remove_index(call: Arguments) -> list[str]:
    options = call.options
    columns = options.get("column", call.values[1] if len(call.values) > 1 else None)
    listed = columns if isinstance(columns, list) else [columns]
    name = options.get("name") or _index_name(call.values[0], [str(column) for column in listed])
    words = ["DROP INDEX"]
    words += ["CONCURRENTLY"] if options.get("algorithm") == "concurrently" else []
    words += ["IF EXISTS"] if options.get("if_exists") else []
    return [" ".join([*words, quoted(name)])]


def _remove_column(call: Arguments) -> list[str]:
    return [f"ALTER TABLE {_table(call.values[0])} DROP COLUMN {quoted(call.values[1])}"]


def _remove_columns(call: Arguments) -> list[str]:
    drops = ", ".join(f"DROP COLUMN {quoted(name)}" for name in call.values[1:])
    return [f"ALTER TABLE {_table(call.values[0])} {drops}"]


def _rename_column(call: Arguments) -> list[str]:
    table, old, new = call.values
    return [f"ALTER TABLE {_table(table)} RENAME COLUMN {quoted(old)} TO {quoted(new)}"]


def _rename_table(call: Arguments) -> list[str]:
    return [f"ALTER TABLE {_table(call.values[0])} RENAME TO {quoted(call.values[1])}"]


def _drop_table(call: Arguments) -> list[str]:
    tail = " CASCADE" if call.options.get("force") == "cascade" else ""
    exists = "IF EXISTS " if call.options.get("if_exists") else ""
    return [f"DROP TABLE {exists}{', '.join(map(_table, call.values))}{tail}"]


def _change_column(call: Arguments) -> list[str]:
    table, name, kind = call.values[:3]
    column, options = f"ALTER COLUMN {quoted(name)}", call.options
    changes = [f"{column} TYPE {_type(kind, options)}" + (f" USING {options['using']}" if "using" in options else "")]
    changes += [f"{column} SET DEFAULT {_default(options['default'])}"] if "default" in options else []
    changes += [f"{column} {'DROP' if options['null'] else 'SET'} NOT NULL"] if "null" in options else []
    return [f"ALTER TABLE {_table(table)} {', '.join(changes)}"]


def _change_column_null(call: Arguments) -> list[str]:
    table, name, null = call.values[:3]
    found = []
    if len(call.values) > 3 and call.values[3] is not None and not null:
        value = _default(call.values[3])
        found.append(f"UPDATE {_table(table)} SET {quoted(name)} = {value} WHERE {quoted(name)} IS NULL")
    return [*found, f"ALTER TABLE {_table(table)} ALTER COLUMN {quoted(name)} {'DROP' if null else 'SET'} NOT NULL"]


def _change_column_default(call: Arguments) -> list[str]:
    value = call.options["to"] if "to" in call.options else call.values[2]
    change = "DROP DEFAULT" if value is None else f"SET DEFAULT {_default(value)}"
    return [f"ALTER TABLE {_table(call.values[0])} ALTER COLUMN {quoted(call.values[1])} {change}"]


def _add_reference(call: Arguments) -> list[str]:
    table, name, options = call.values[0], str(call.values[1]), call.options
    column = f"{name}_id"
    kind = str(options.get("type", "bigint"))
    columns = [column]
    found = [f"ALTER TABLE {_table(table)} ADD COLUMN {_column(column, kind, options | {'limit': None})}"]
    if options.get("polymorphic"):
        columns = [f"{name}_type", column]
        found.append(
            f"ALTER TABLE {_table(table)} ADD COLUMN {_column(columns[0], 'string', {'null': options.get('null')})}"
        )
    found += _index_of(table, columns, options.get("index", True))
    key = options.get("foreign_key")
    if key:
        inner = dict(key) if isinstance(key, dict) else {}
        parent = inner.pop("to_table", None) or inflect_word(name, plural=True)
        found += _add_foreign_key(Arguments([table, parent], {"column": column, **inner}))
    return found


def _add_foreign_key(call: Arguments) -> list[str]:
    table, parent, options = call.values[0], call.values[1], call.options
    column = options.get("column") or f"{inflect_word(str(parent).rpartition('.')[2], plural=False)}_id"
    name = options.get("name") or _key_name(table, column)
    late = " NOT VALID" if options.get("validate") is False else ""
    actions = "".join(
        f" ON {event.removeprefix('on_').upper()} {_ACTIONS[options[event]]}"
        for event in ("on_delete", "on_update")
        if options.get(event)
    )
    key = quoted(options.get("primary_key", "id"))
    return [
        f"ALTER TABLE {_table(table)} ADD CONSTRAINT {quoted(name)} FOREIGN KEY ({quoted(column)})"
        f" REFERENCES {_table(parent)} ({key}){actions}{late}"
    ]


def inflect_word(word: str, *, plural: bool) -> str:
    """The table of a reference, or the reference of a table, as Rails names them."""
    import inflect

    engine = inflect.engine()
    return str(engine.plural_noun(word)) if plural else str(engine.singular_noun(word) or word)


_ACTIONS = {"cascade": "CASCADE", "nullify": "SET NULL", "restrict": "RESTRICT"}


def _key_name(table: Any, column: Any) -> str:
    return "fk_rails_" + hashlib.sha256(f"{table}_{column}_fk".encode()).hexdigest()[:10]


def _add_check_constraint(call: Arguments) -> list[str]:
    table, condition = call.values[:2]
    name = call.options.get("name") or _check_name(table, condition)
    late = " NOT VALID" if call.options.get("validate") is False else ""
    return [f"ALTER TABLE {_table(table)} ADD CONSTRAINT {quoted(name)} CHECK ({condition}){late}"]


def _check_name(table: Any, condition: Any) -> str:
    return "chk_rails_" + hashlib.sha256(f"{table}_{condition}_chk".encode()).hexdigest()[:10]


def _named_constraint(verb: str) -> Callable[[Arguments], list[str]]:
    def operation(call: Arguments) -> list[str]:
        table, name = call.values[0], call.options.get("name")
        if name is None and "column" in call.options:
            name = _key_name(table, call.options["column"])
        if name is None:
            raise NotLiteralError
        return [f"ALTER TABLE {_table(table)} {verb} CONSTRAINT {quoted(name)}"]

    return operation


def create_table(call: Arguments, block: list[tuple[str, Arguments]]) -> list[str]:
    """CREATE TABLE and its indexes from the lines of the block: the method of `t` and its arguments."""
    table, options = call.values[0], call.options
    key = options.get("id", "bigserial")
    parts = [] if key is False or "primary_key" in options else [f"id {_key_type(key)} PRIMARY KEY"]
    later: list[str] = []
    for method, item in block:
        names, given = item.values, item.options
        if method == "timestamps":
            null = "" if given.get("null") else " NOT NULL"
            parts += [f"{name} timestamp(6){null}" for name in ("created_at", "updated_at")]
        elif method in {"references", "belongs_to"}:
            for name in names:
                first, *rest = _add_reference(Arguments([table, name], given))
                parts.append(first.partition(" ADD COLUMN ")[2])
                later += rest
        elif method == "index":
            later += _add_index(Arguments([table, *names], given))
        elif method == "check_constraint":
            parts.append(_add_check_constraint(Arguments([table, *names], given))[0].partition(" ADD ")[2])
        else:
            kind, columns = (names[1], names[:1]) if method == "column" else (method, names)
            parts += [_column(name, kind, given) for name in columns]
            later += [sql for name in columns for sql in _index_of(table, [name], given.get("index"))]
    exists = "IF NOT EXISTS " if options.get("if_not_exists") else ""
    return [f"CREATE TABLE {exists}{_table(table)} ({', '.join(parts)})", *later]


def _key_type(kind: Any) -> str:
    return str(kind) if kind in {"uuid", "bigserial", "bigint", "integer", "serial"} else "bigserial"


_OPERATIONS: dict[str, Callable[[Arguments], list[str]]] = {
    "add_column": _add_column,
    "add_index": _add_index,
    "add_reference": _add_reference,
    "add_belongs_to": _add_reference,
    "add_foreign_key": _add_foreign_key,
    "add_check_constraint": _add_check_constraint,
    "change_column": _change_column,
    "change_column_null": _change_column_null,
    "change_column_default": _change_column_default,
    "drop_table": _drop_table,
    "remove_column": _remove_column,
    "remove_columns": _remove_columns,
    "remove_index": _remove_index,
    "remove_foreign_key": _named_constraint("DROP"),
    "remove_check_constraint": _named_constraint("DROP"),
    "rename_column": _rename_column,
    "rename_table": _rename_table,
    "validate_foreign_key": _named_constraint("VALIDATE"),
    "validate_check_constraint": _named_constraint("VALIDATE"),
    "validate_constraint": lambda call: [
        f"ALTER TABLE {_table(call.values[0])} VALIDATE CONSTRAINT {quoted(call.values[1])}"
    ],
}
