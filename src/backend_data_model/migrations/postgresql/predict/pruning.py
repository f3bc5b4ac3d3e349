"""Which partitions a condition leaves, or a row goes to (partition pruning of the planner, for constants)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postgast import pg_query_pb2 as pb

from backend_data_model.engines.postgresql.read_text import parse_expression, strings
from backend_data_model.migrations.postgresql.predict.proofs import constant_text
from backend_data_model.migrations.postgresql.predict.scanning import conjuncts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backend_data_model.migrations.postgresql.predict.known import Known
    from backend_data_model.model.schema import Table

_RANGE = re.compile(r"FROM \((?P<lower>.*)\) TO \((?P<upper>.*)\)", re.DOTALL)
_LIST = re.compile(r"IN \((?P<values>.*)\)", re.DOTALL)
Condition = tuple[str, str]


def remaining(known: Known, table: Table, where: pb.Node | None) -> list[Table]:
    """The tables below that a query with this condition has to look at; heirs are never ruled out."""
    if not table.partition_by or where is None or where.WhichOneof("node") is None:
        return known.below(table)
    conditions = _conditions(where, _key(table))
    found: list[Table] = []
    for child in _fitting(known, table, conditions):
        found += [child, *remaining(known, child, where)]
    return found


def leaves(known: Known, table: Table, row: Mapping[str, pb.Node]) -> list[Table]:
    """The partitions with storage that a row can go to."""
    if not table.partition_by:
        return [table]
    value = row.get(_key(table))
    constant = constant_text(value) if value is not None else None
    found: list[Table] = []
    for child in _fitting(known, table, [("=", constant)] if constant is not None else []):
        found += leaves(known, child, row)
    return found


def _key(table: Table) -> str:
    return (table.partition_by or "").partition(" (")[2].rstrip(")").strip('"')


def _fitting(known: Known, table: Table, conditions: list[Condition]) -> list[Table]:
    children = known.catalog.children_of(table)
    fitting = [c for c in children if c.partition_bound != "DEFAULT" and _fits(c.partition_bound or "", conditions)]
    equal = any(operator == "=" for operator, _ in conditions)
    rest = known.default_partition(table)
    return [*fitting, rest] if rest and not (equal and fitting) else fitting


def _fits(bound: str, conditions: list[Condition]) -> bool:
    """Whether a partition can hold a value that meets all conditions."""
    limits = _RANGE.fullmatch(bound)
    listed = _LIST.fullmatch(bound)
    if limits:
        lower, upper = _bound(limits["lower"]), _bound(limits["upper"])
        return all(_overlaps(lower, upper, operator, value) for operator, value in conditions)
    if listed:
        values = {constant_text(node) for node in parse_expression(f"ARRAY[{listed['values']}]").a_array_expr.elements}
        return all(operator != "=" or value in values for operator, value in conditions)
    return True


def _overlaps(lower: str | None, upper: str | None, operator: str, value: str) -> bool:
    """Whether `x operator value` leaves something of lower <= x < upper; None is unbounded."""
    if operator == "=":
        return (lower is None or value >= lower) and (upper is None or value < upper)
    if operator in {">", ">="}:
        return upper is None or value < upper
    return lower is None or value > lower or (operator == "<=" and value == lower)


def _bound(text: str) -> str | None:
    if text in {"MINVALUE", "MAXVALUE"}:
        return None
    return constant_text(parse_expression(text))


def _conditions(where: pb.Node, key: str) -> list[Condition]:
    found: list[Condition] = []
    for part in conjuncts(where):
        comparison = part.a_expr
        if not part.HasField("a_expr") or comparison.kind not in {pb.AEXPR_OP, pb.AEXPR_BETWEEN}:
            continue
        left = comparison.lexpr
        if not left.HasField("column_ref") or left.column_ref.fields[-1].string.sval != key:
            continue
        if comparison.kind == pb.AEXPR_BETWEEN:
            values = [constant_text(node) for node in comparison.rexpr.list.items]
            found += [(op, value) for op, value in zip((">=", "<="), values, strict=True) if value is not None]
            continue
        value = constant_text(comparison.rexpr)
        operator = strings(comparison.name)[-1]
        if value is not None and operator in {"=", "<", "<=", ">", ">="}:
            found.append((operator, value))
    return found
