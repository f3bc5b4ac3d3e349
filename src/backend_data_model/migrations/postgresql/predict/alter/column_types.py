"""ALTER COLUMN TYPE: whether rows are written anew, which indexes and constraints are made again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.postgresql.read_text import parse_expression, strings
from backend_data_model.engines.postgresql.read_types import type_text
from backend_data_model.migrations.locks import LockMode
from backend_data_model.migrations.postgresql.predict.alter.dropped import stands_on
from backend_data_model.migrations.postgresql.predict.alter.keys import join, other_side
from backend_data_model.migrations.postgresql.predict.known import mentions
from backend_data_model.migrations.postgresql.predict.relations import Relation, index_columns, is_simple
from backend_data_model.migrations.postgresql.predict.volatility import depend_on_sequences
from backend_data_model.migrations.postgresql.type_changes import TypeChange, change_of_type, split_type

if TYPE_CHECKING:
    from postgast import pg_query_pb2 as pb

    from backend_data_model.migrations.postgresql.predict.outcome import Outcome
    from backend_data_model.model.schema import Column, Table

# Changes that keep the rows but not the order of the index (another operator class).
_OTHER_OPERATORS = frozenset(
    {
        ("timestamp without time zone", "timestamp with time zone"),
        ("timestamp with time zone", "timestamp without time zone"),
        ("bit", "bit varying"),
        ("bit varying", "bit"),
    }
)


def change_type(relation: Relation, command: pb.AlterTableCmd, out: Outcome, tables: list[Relation]) -> None:
    """ALTER COLUMN TYPE on the table and those below."""
    definition = getattr(command, "def").column_def
    new = type_text(definition.type_name)
    collation = ".".join(strings(definition.coll_clause.collname)) or None
    for each in tables:
        column = each.table.column(command.name) if each.table else None
        if each.table is not None and out.known.is_assumed(each.table):
            out.because("the present type is not known: most changes write every row anew")
            out.rewrite(each)
        if each.table is None or column is None:
            continue
        change = judge(column, new, definition, out)
        out.because(change.reason)
        if change.rewrites:
            out.rewrite(each)
        _indexes(each, column, new, collation, change, out)
        _checks(each, column.name, out)
        _foreign_keys(each.table, column, new, out)
        if column.default:
            depend_on_sequences(parse_expression(column.default), out)
        if column.identity:
            out.lock_all(out.known.owned_sequences(each.table, column.name), LockMode.SHARE_ROW_EXCLUSIVE)


def judge(column: Column, new: str, definition: pb.ColumnDef, out: Outcome) -> TypeChange:
    """Whether the rows are written anew (ATColumnChangeRequiresRewrite)."""
    known, old = out.known, column.type
    if definition.HasField("raw_default") and not _is_plain_cast(definition.raw_default, column, new):
        return TypeChange(True, "USING is evaluated for every row")
    if known.is_constrained(new) and new != old:
        return TypeChange(True, "the constraints of the domain are tested on every row")
    if new == old:
        return TypeChange(False, "the type stays")
    from_domain, to_domain = known.domain(old) is not None, known.domain(new) is not None
    before, after = known.base_type(old), known.base_type(new)
    if from_domain and split_type(after)[1]:
        # The length of a domain's value is not known to the coercion, so that it is applied again.
        return TypeChange(True, "the length is applied to every row")
    if (from_domain or to_domain) and before == after:
        return TypeChange(False, "a domain is stored as its type is")
    change = change_of_type(before, after)
    if change.only_utc and known.is_utc:
        if split_type(after)[1] not in {(), (6,)}:
            return TypeChange(True, "less precision is applied to every row")
        return TypeChange(False, "both are stored alike where the session's TimeZone is UTC")
    return change


def _is_plain_cast(using: pb.Node, column: Column, new: str) -> bool:
    """`USING x` and `USING x::newtype` are what the server does without USING."""
    if using.HasField("column_ref"):
        return bool(using.column_ref.fields[-1].string.sval == column.name)
    cast = using.type_cast
    is_cast = using.HasField("type_cast") and type_text(cast.type_name) == new
    return is_cast and bool(cast.arg.column_ref.fields) and cast.arg.column_ref.fields[-1].string.sval == column.name


def _indexes(each: Relation, column: Column, new: str, collation: str | None, change: TypeChange, out: Outcome) -> None:
    """Indexes on the column are made again; the file is kept where it still fits (CheckIndexCompatible)."""
    known = out.known
    pair = split_type(known.base_type(column.type))[0], split_type(known.base_type(new))[0]
    fits = collation == column.collation and pair not in _OTHER_OPERATORS
    for index in known.indexes(each.owner):
        if index.index is None or not stands_on(index, column.name):
            continue
        out.lock(index, LockMode.ACCESS_EXCLUSIVE)
        if not change.rewrites and not (fits and is_simple(index.index)):
            out.because(f"the index {index.name} no longer fits")
            out.build(each, index.name)


def _checks(each: Relation, column: str, out: Outcome) -> None:
    """CHECKs that name the column are tested again."""
    for check in each.table.checks if each.table else ():
        if check.validated and mentions(check.expression, column):
            out.because("a CHECK names the column, so that every row is tested again")
            out.scan(each)


def _foreign_keys(table: Table, column: Column, new: str, out: Outcome) -> None:
    """Foreign keys on the column are made again; old rows are checked where the comparison changes."""
    known = out.known
    same_operator = _family(known.base_type(column.type)) == _family(known.base_type(new))
    for key in table.foreign_keys:
        if column.name in key.columns:
            other_side(key, out, LockMode.ACCESS_EXCLUSIVE)
            target = known.target(key)
            if target and not same_operator and key.validated:
                join(known.of_table(table), known.of_table(target), out, scans_target=True)
    for other, key in known.references_to(table):
        if column.name in key.ref_columns:
            out.lock_table(other, LockMode.ACCESS_EXCLUSIVE)
            standing = known.key_index(table, key.ref_columns)
            if not same_operator and key.validated and standing and index_columns(standing.index):  # type: ignore[arg-type]
                join(known.of_table(other), known.of_table(table), out, scans_target=True)


def _family(type_name: str) -> str:
    base = split_type(type_name)[0]
    return "text" if base in {"text", "character varying"} else base
