"""The text of a CHECK, or of the WHERE of an index, as a condition that can be evaluated here.

What sqlglot cannot parse, or what calls a function that is not known here, has no condition: it is then said to be
not checked.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import TYPE_CHECKING

from backend_data_model.engines.duration import seconds_of
from backend_data_model.tracer.condition import (
    Condition,
    NotComparableError,
    Row,
    Value,
    all_of,
    any_of,
    compared,
    opposite,
)

if TYPE_CHECKING:
    from sqlglot import exp

    from backend_data_model.model.schema import Engine

_UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604800}
_LENGTHS = frozenset({"char_length", "character_length", "length"})


def parse(text: str, engine: Engine) -> exp.Expr | None:
    """The syntax tree of an expression, or None where it cannot be parsed."""
    import sqlglot
    from sqlglot.errors import SqlglotError

    try:
        found = sqlglot.parse_one(f"SELECT 1 WHERE {text}", read="postgres" if engine == "postgresql" else engine)
    except (SqlglotError, RecursionError):
        return None
    where = found.find(sqlglot.exp.Where)
    return where.this if where is not None else None


def conjuncts(node: exp.Expr) -> list[exp.Expr]:
    """The parts that AND joins; BETWEEN is two of them."""
    from sqlglot import exp

    node = node.unnest()
    if isinstance(node, exp.And):
        return [*conjuncts(node.left), *conjuncts(node.right)]
    if isinstance(node, exp.Between) and not node.args.get("symmetric"):
        low = exp.GTE(this=node.this.copy(), expression=node.args["low"].copy())
        high = exp.LTE(this=node.this.copy(), expression=node.args["high"].copy())
        return [low, high]
    return [node]


def sql_condition(node: exp.Expr, text: str) -> Condition | None:
    """The condition that a syntax tree states, or None where a part of it is not known here."""
    from sqlglot import exp

    columns = columns_of(node)
    constants: list[Value] = []
    lengths: list[int] = []
    for literal in node.find_all(exp.Literal, exp.Boolean, exp.Interval):
        if literal.find_ancestor(exp.DataType) or isinstance(literal.parent, exp.Interval):
            continue
        value = Decimal(bool(literal.this)) if isinstance(literal, exp.Boolean) else _value(literal, {})
        signed = -value if isinstance(literal.parent, exp.Neg) and isinstance(value, Decimal) else value
        if isinstance(signed, str) and isinstance(literal.parent, exp.Cast) and (s := _seconds(signed)) is not None:
            signed = s
        constants.append(signed)
    if any(isinstance(n, exp.Length) or (isinstance(n, exp.Anonymous) and n.name.lower() in _LENGTHS)
           for n in node.walk()):  # fmt: skip
        lengths = [int(c) for c in constants if isinstance(c, Decimal) and 0 <= c <= 100_000 and c == int(c)]
    try:
        for sample in (None, Decimal(1), "1"):
            _value(node, dict.fromkeys(columns, sample))
    except NotComparableError:
        if not _known(node):
            return None
    return Condition(text, columns, tuple(constants), tuple(lengths), lambda row: _truth(_value(node, row)))


def columns_of(node: exp.Expr) -> tuple[str, ...]:
    """The columns that are named, in lower case, each once."""
    from sqlglot import exp

    return tuple(dict.fromkeys(column.name.lower() for column in node.find_all(exp.Column)))


@lru_cache(maxsize=1)
def _kinds() -> tuple[type, ...]:
    from sqlglot import exp

    return (
        exp.And, exp.Or, exp.Not, exp.Paren, exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Is, exp.In,
        exp.Between, exp.Column, exp.Identifier, exp.Literal, exp.Boolean, exp.Null, exp.Neg, exp.Cast, exp.DataType,
        exp.DataTypeParam, exp.Length, exp.Trim, exp.Lower, exp.Upper, exp.Add, exp.Sub, exp.Mul, exp.Coalesce,
        exp.Case, exp.If, exp.Any, exp.Array, exp.Tuple, exp.Anonymous, exp.Interval, exp.Var, exp.Collate,
        exp.ArrayContainsAll, exp.Nullif, exp.NullSafeEQ, exp.NullSafeNEQ, exp.Xor,
    )  # fmt: skip


def _known(node: exp.Expr) -> bool:
    from sqlglot import exp

    calls = {n.name.lower() for n in node.find_all(exp.Anonymous)}
    return all(isinstance(n, _kinds()) for n in node.walk()) and calls <= _LENGTHS | {"num_nonnulls", "num_nulls"}


def _truth(value: Value) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Decimal):
        return value != 0
    raise NotComparableError


def _value(node: exp.Expr, row: Row) -> Value:
    from sqlglot import exp

    def truth(part: exp.Expr) -> bool | None:
        return _truth(_value(part, row))

    def sides() -> tuple[Value, Value]:
        return _value(node.this, row), _value(node.args["expression"], row)

    match node:
        case exp.Paren() | exp.Collate():
            return _value(node.this, row)
        case exp.And():
            return all_of([truth(node.left), truth(node.right)])
        case exp.Or():
            return any_of([truth(node.left), truth(node.right)])
        case exp.Not():
            return opposite(truth(node.this))
        case exp.Xor():
            one, other = truth(node.this), truth(node.args["expression"])
            return None if one is None or other is None else one != other
        case exp.Column():
            return row[node.name.lower()]
        case exp.Null():
            return None
        case exp.Boolean():
            return bool(node.this)
        case exp.Literal():
            return str(node.this) if node.is_string else _decimal(str(node.this))
        case exp.Neg():
            inner = _value(node.this, row)
            return None if inner is None else -_arithmetic(inner)
        case exp.Is():
            left, right = sides()
            equal = left is None if right is None else left is not None and bool(compared(left, "=", right))
            return equal != bool(node.args.get("negate"))
        case exp.NullSafeEQ() | exp.NullSafeNEQ():
            left, right = sides()
            same = left is right if left is None or right is None else bool(compared(left, "=", right))
            return same == isinstance(node, exp.NullSafeEQ)
        case exp.EQ() if isinstance(node.args["expression"], exp.Any):
            return _any(_value(node.this, row), node.args["expression"], row)
        case exp.EQ() | exp.NEQ() | exp.GT() | exp.GTE() | exp.LT() | exp.LTE():
            return compared(*_ordered(node, sides()))
        case exp.Between():
            value = _value(node.this, row)
            low, high = _value(node.args["low"], row), _value(node.args["high"], row)
            return all_of([compared(value, ">=", low), compared(value, "<=", high)])
        case exp.In() if node.expressions:
            value = _value(node.this, row)
            return any_of([compared(value, "=", _value(option, row)) for option in node.expressions])
        case exp.Add() | exp.Sub() | exp.Mul():
            return _sum(node, sides())
        case exp.Interval():
            return _interval(node)
        case exp.Cast():
            inner = _value(node.this, row)
            seconds = _seconds(inner) if node.to.is_type("interval") and isinstance(inner, str) else None
            return inner if seconds is None else seconds
        case exp.ArrayContainsAll():
            left, right = sides()
            whole = left if isinstance(left, tuple) else right
            part = right if isinstance(left, tuple) else left
            if part is None or whole is None:
                return None
            if isinstance(whole, tuple) and isinstance(part, tuple):
                return all(element in whole for element in part)
            raise NotComparableError
        case exp.Array():
            return tuple(str(_value(option, row)) for option in node.expressions)
        case exp.Case() | exp.If():
            return _case(node, row)
        case exp.Func():
            return _call(node, row)
    raise NotComparableError


def _ordered(node: exp.Expr, sides: tuple[Value, Value]) -> tuple[Value, str, Value]:
    names = {"eq": "=", "neq": "<>", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
    return sides[0], names[node.key], sides[1]


def _any(value: Value, node: exp.Expr, row: Row) -> bool | None:
    from sqlglot import exp

    array = node.find(exp.Array)
    if array is None:
        raise NotComparableError
    return any_of([compared(value, "=", _value(option, row)) for option in array.expressions])


def _case(node: exp.Expr, row: Row) -> Value:
    from sqlglot import exp

    if isinstance(node, exp.Case) and node.this is not None:
        raise NotComparableError
    branches = node.args["ifs"] if isinstance(node, exp.Case) else [node]
    for branch in branches:
        if _truth(_value(branch.this, row)):
            return _value(branch.args["true"], row)
    other = node.args.get("default") or node.args.get("false")
    return None if other is None else _value(other, row)


def _call(node: exp.Expr, row: Row) -> Value:
    from sqlglot import exp

    name = node.name.lower() if isinstance(node, exp.Anonymous) else node.key
    given = (
        list(node.expressions) if isinstance(node, exp.Anonymous) else [node.this, *node.args.get("expressions", [])]
    )
    if isinstance(node, exp.Nullif):
        given = [node.this, node.args["expression"]]
    values = [_value(part, row) for part in given if part is not None]
    if name in ("num_nonnulls", "num_nulls"):
        absent = sum(value is None for value in values)
        return Decimal(absent if name == "num_nulls" else len(values) - absent)
    if name == "coalesce":
        return next((value for value in values if value is not None), None)
    if name == "nullif":
        return None if compared(values[0], "=", values[1]) else values[0]
    first = values[0] if values else None
    if first is None and values:
        return None
    if not isinstance(first, str) or name not in {*_LENGTHS, "trim", "lower", "upper"}:
        raise NotComparableError
    if name in _LENGTHS:
        return Decimal(len(first))
    return {"trim": first.strip(" "), "lower": first.lower(), "upper": first.upper()}[name]


def _arithmetic(value: Value) -> Decimal:
    if isinstance(value, (bool, Decimal)):
        return Decimal(value)
    raise NotComparableError


def _sum(node: exp.Expr, sides: tuple[Value, Value]) -> Value:
    if sides[0] is None or sides[1] is None:
        return None
    left, right = _arithmetic(sides[0]), _arithmetic(sides[1])
    return left + right if node.key == "add" else left - right if node.key == "sub" else left * right


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise NotComparableError from None


def _interval(node: exp.Expr) -> Decimal:
    unit = node.args.get("unit")
    text = node.this.name if node.this is not None else ""
    seconds = _seconds(f"{text} {unit.name}" if unit is not None else text)
    if seconds is None:
        raise NotComparableError
    return seconds


def _seconds(text: str) -> Decimal | None:
    iso = seconds_of(text)
    if iso is not None:
        return Decimal(str(iso))
    number, _, unit = text.strip().lower().partition(" ")
    size = _UNITS.get(unit.strip().rstrip("s"))
    try:
        return Decimal(number) * size if size else None
    except InvalidOperation:
        return None
