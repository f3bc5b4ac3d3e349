"""What a table's constraints prove, so that the server need not look at its rows.

The server compares by its predicate prover; here only the forms that are written by hand are known: conjunctions of
comparisons, IS NOT NULL, IN and BETWEEN.  What is not recognised counts as not proven.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgast import pg_query_pb2 as pb

from backend_data_model.engines.postgresql.read_text import expression, parse_expression, strings
from backend_data_model.migrations.postgresql.predict.scanning import conjuncts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.model.schema import Table


def proves_not_null(table: Table, column: str) -> bool:
    """Whether a column is NOT NULL already, or a validated CHECK says so (ConstraintImpliedByRelConstraint)."""
    found = table.column(column)
    if found and not found.nullable and found.not_null_validated:
        return True
    return any(
        test.HasField("null_test")
        and test.null_test.nulltesttype == pb.IS_NOT_NULL
        and test.null_test.arg.HasField("column_ref")
        and test.null_test.arg.column_ref.fields[-1].string.sval == column
        for test in _tests(table)
    )


def proves_bound(table: Table, partition_by: str, bound: pb.PartitionBoundSpec, *, outside: bool = False) -> bool:
    """Whether validated CHECKs and NOT NULL prove that all rows of a table are within a bound, or none (`outside`)."""
    strategy, _, keys = partition_by.partition(" (")
    key = keys.rstrip(")").strip('"')
    if bound.is_default or "," in key:
        return False
    limits = list(_limits(table, key))
    if strategy == "range":
        lower, upper = _range(bound)
        if outside:
            return any(
                (op in {">=", ">"} and upper and value >= upper) or (op == "<" and lower and value <= lower)
                for op, value in limits
            )
        within = (lower is None or any(op in {">=", ">", "="} and value >= lower for op, value in limits)) and (
            upper is None
            or any((op in {"<"} and value <= upper) or (op in {"<=", "="} and value < upper) for op, value in limits)
        )
        return within and proves_not_null(table, key)
    if strategy == "list":
        values = {_value(node) for node in bound.listdatums}
        allowed = [set(value.split("\0")) for op, value in limits if op in {"=", "in"}]
        excluded = {value for op, values_text in limits if op == "<>" for value in values_text.split("\0")}
        if outside:
            return values <= excluded or any(not choice & values for choice in allowed)
        return any(choice <= values for choice in allowed) and ("NULL" in values or proves_not_null(table, key))
    return False


def constant_text(node: pb.Node) -> str | None:
    """A constant as text that sorts as its value does; None for what is no constant."""
    inner = node.type_cast.arg if node.HasField("type_cast") else node
    return _value(inner) if inner.HasField("a_const") else None


def _tests(table: Table) -> Iterator[pb.Node]:
    for check in table.checks:
        if check.validated and check.enforced:
            yield from conjuncts(parse_expression(check.expression))


def _limits(table: Table, column: str) -> Iterator[tuple[str, str]]:
    for test in _tests(table):
        if not test.HasField("a_expr"):
            continue
        comparison = test.a_expr
        operator = strings(comparison.name)[-1]
        left = comparison.lexpr
        if not left.HasField("column_ref") or left.column_ref.fields[-1].string.sval != column:
            continue
        if comparison.kind == pb.AEXPR_BETWEEN:
            low, high = comparison.rexpr.list.items
            yield ">=", _value(low)
            yield "<=", _value(high)
        elif comparison.kind == pb.AEXPR_IN:
            yield "in" if operator == "=" else "<>", "\0".join(_value(node) for node in comparison.rexpr.list.items)
        elif comparison.kind == pb.AEXPR_OP_ANY:
            yield "in", "\0".join(_value(node) for node in comparison.rexpr.a_array_expr.elements)
        elif comparison.kind == pb.AEXPR_OP_ALL and operator == "<>":
            yield "<>", "\0".join(_value(node) for node in comparison.rexpr.a_array_expr.elements)
        elif comparison.kind == pb.AEXPR_OP:
            yield operator, _value(comparison.rexpr)


def _range(bound: pb.PartitionBoundSpec) -> tuple[str | None, str | None]:
    sides = []
    for datums in (bound.lowerdatums, bound.upperdatums):
        value = _value(datums[0]) if datums else None
        sides.append(None if value is None or datums[0].HasField("column_ref") else value)
    return sides[0], sides[1]


_WIDTH = 40


def _value(node: pb.Node) -> str:
    """A constant as text that sorts as its value does: numbers padded, dates as they are."""
    if node.HasField("type_cast"):
        return _value(node.type_cast.arg)
    constant = node.a_const
    if constant.HasField("ival"):
        return str(constant.ival.ival).rjust(_WIDTH, "0")
    if constant.HasField("fval"):
        return str(constant.fval.fval).rjust(_WIDTH, "0")
    if constant.HasField("sval"):
        text = str(constant.sval.sval)
        return text.rjust(_WIDTH, "0") if text.isdigit() else text
    if constant.isnull:
        return "NULL"
    return expression(node)
