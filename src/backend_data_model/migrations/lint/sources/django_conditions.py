"""Django's Q() as the condition that the PostgreSQL backend writes (Django 5.2): constants, F() and plain lookups."""

from __future__ import annotations

import ast
from typing import Any

from backend_data_model.migrations.lint.names import quoted
from backend_data_model.migrations.lint.sources.python_calls import Call, NotConstantError, constant

_COMPARED = {"exact": "=", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
_JOINED: dict[type[ast.operator], str] = {ast.BitAnd: "AND", ast.BitOr: "OR"}
_CONNECTORS = {"AND", "OR"}


def condition(node: ast.expr) -> str:
    """The condition in SQL.  Raises NotConstantError for what depends on more than the expression.

    A field is taken for the column of its name; a relation has `_id` behind it, which is not known here.
    """
    if isinstance(node, ast.BinOp) and type(node.op) in _JOINED:
        return f"({condition(node.left)} {_JOINED[type(node.op)]} {condition(node.right)})"
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Invert):
        return f"NOT ({condition(node.operand)})"
    if not isinstance(node, ast.Call) or Call(node).name != "Q":
        raise NotConstantError
    return _q(node)


def _q(node: ast.Call) -> str:
    parts: list[str] = []
    connector, negated = "AND", False
    for item in node.args:
        if isinstance(item, ast.Tuple) and len(item.elts) == 2:
            parts.append(_lookup(str(constant(item.elts[0])), item.elts[1]))
        else:
            parts.append(condition(item))
    for keyword in node.keywords:
        if keyword.arg == "_connector":
            connector = constant(keyword.value)
        elif keyword.arg == "_negated":
            negated = bool(constant(keyword.value))
        elif keyword.arg is None:
            raise NotConstantError
        else:
            parts.append(_lookup(keyword.arg, keyword.value))
    if not parts or connector not in _CONNECTORS:
        raise NotConstantError
    joined = f" {connector} ".join(parts)
    joined = f"({joined})" if len(parts) > 1 else joined
    return f"NOT ({joined})" if negated else joined


def _lookup(path: str, node: ast.expr) -> str:
    field, *rest = path.split("__")
    if len(rest) > 1 or field == "pk":
        raise NotConstantError
    column, lookup = quoted(field), rest[0] if rest else "exact"
    if lookup in _COMPARED:
        value = _value(node)
        if value == "NULL":
            if lookup != "exact":
                raise NotConstantError
            return f"{column} IS NULL"
        return f"{column} {_COMPARED[lookup]} {value}"
    if lookup == "isnull":
        return f"{column} IS NULL" if constant(node) else f"{column} IS NOT NULL"
    items = node.elts if isinstance(node, ast.List | ast.Tuple | ast.Set) else []
    if lookup == "in" and items:
        return f"{column} IN ({', '.join(map(_value, items))})"
    if lookup == "range" and len(items) == 2:
        return f"{column} BETWEEN {_value(items[0])} AND {_value(items[1])}"
    raise NotConstantError


def _value(node: ast.expr) -> str:
    if isinstance(node, ast.Call) and Call(node).name == "F":
        name = str(Call(node).value(0, "name"))
        if "__" in name or name == "pk":
            raise NotConstantError
        return quoted(name)
    return _literal(constant(node))


def _literal(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    raise NotConstantError
