"""ADD COLUMN, SET NOT NULL, defaults, generated and identity columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgast import pg_query_pb2 as pb

from backend_data_model.engines.postgresql.read_types import serial_type, type_text
from backend_data_model.migrations.locks import LockMode
from backend_data_model.migrations.postgresql.predict.alter.keys import build_key, refer
from backend_data_model.migrations.postgresql.predict.proofs import proves_not_null
from backend_data_model.migrations.postgresql.predict.volatility import (
    depend_on_sequences,
    sequences_in,
    volatile_function,
)

if TYPE_CHECKING:
    from backend_data_model.migrations.postgresql.predict.outcome import Outcome
    from backend_data_model.migrations.postgresql.predict.relations import Relation

_IDENTITY_BELOW_FROM = 17


def add_column(relation: Relation, command: pb.AlterTableCmd, out: Outcome, tables: list[Relation]) -> None:
    """ADD COLUMN: rewritten where the value differs from row to row, read where a CHECK looks at it."""
    definition = getattr(command, "def").column_def
    present = relation.table and relation.table.column(definition.colname)
    if present and definition.colname not in out.dropped_columns:
        if not command.missing_ok:
            out.fail(f"the column {definition.colname} exists already")
        return
    kinds = {node.constraint.contype: node.constraint for node in definition.constraints}
    why = _rewrites(definition, kinds, out)
    if why:
        out.because(why)
        for table in tables:
            out.rewrite(table)
    filled = why or _has_default(definition, kinds, out)
    refuses_null = pb.CONSTR_NOTNULL in kinds or pb.CONSTR_PRIMARY in kinds
    if refuses_null and not filled and pb.CONSTR_GENERATED not in kinds:
        out.fail("a required column without a default is refused as soon as the table has a row")
        return
    if pb.CONSTR_CHECK in kinds and kinds[pb.CONSTR_CHECK].is_enforced:
        out.because("the CHECK of a new column is tested on every row, even when it is empty or has a constant default")
        _scan(tables, out)
    if pb.CONSTR_GENERATED in kinds and refuses_null:
        _scan(tables, out)
    for kind in (pb.CONSTR_PRIMARY, pb.CONSTR_UNIQUE):
        if kind in kinds:
            build_key(kinds[kind], [definition.colname], out, tables)
    if pb.CONSTR_FOREIGN in kinds:
        refer(
            kinds[pb.CONSTR_FOREIGN],
            relation,
            out,
            tables if relation.is_partitioned else [relation],
            checked=bool(filled),
            new_column=True,
        )


def _scan(tables: list[Relation], out: Outcome) -> None:
    for table in tables:
        out.scan(table)


def _rewrites(definition: pb.ColumnDef, kinds: dict[int, pb.Constraint], out: Outcome) -> str | None:
    """Why ADD COLUMN writes the table anew (ATExecAddColumn), None where it does not."""
    if serial_type(definition.type_name) or pb.CONSTR_IDENTITY in kinds:
        return "every row gets its own number"
    if pb.CONSTR_GENERATED in kinds:
        virtual = kinds[pb.CONSTR_GENERATED].generated_kind == "v"
        return None if virtual else "a stored generated column is computed for every row"
    if pb.CONSTR_DEFAULT in kinds:
        default = kinds[pb.CONSTR_DEFAULT].raw_expr
        volatile = volatile_function(default, out.known)
        if volatile:
            for name in sequences_in(default):
                out.lock(out.known.named_parts(name.replace('"', "").split("."), "sequence"), LockMode.ROW_EXCLUSIVE)
            return f"{volatile}() is volatile, so that every row gets its own value"
    if out.known.is_constrained(type_text(definition.type_name)):
        return "the constraints of the domain are tested on every row"
    return None


def _has_default(definition: pb.ColumnDef, kinds: dict[int, pb.Constraint], out: Outcome) -> bool:
    if pb.CONSTR_DEFAULT in kinds:
        return not kinds[pb.CONSTR_DEFAULT].raw_expr.a_const.isnull
    return False


def set_not_null(relation: Relation, command: pb.AlterTableCmd, out: Outcome, tables: list[Relation]) -> None:
    """SET NOT NULL reads every row unless a validated CHECK proves it (12 and newer)."""
    for table in tables:
        if table.table and not proves_not_null(table.table, command.name):
            out.because(f"no validated constraint proves that {command.name} has no NULL")
            out.scan(table)


def set_expression(relation: Relation, command: pb.AlterTableCmd, out: Outcome, tables: list[Relation]) -> None:
    """SET EXPRESSION of a stored column writes every row; a virtual one is computed when it is read (18)."""
    for table in tables:
        column = table.table.column(command.name) if table.table else None
        if column and column.generated_stored:
            out.because("a stored generated column is computed for every row")
            out.rewrite(table)


def set_default(relation: Relation, command: pb.AlterTableCmd, out: Outcome, tables: list[Relation]) -> None:
    """SET and DROP DEFAULT hold for later rows only."""
    out.because("a default holds for later rows only")
    depend_on_sequences(getattr(command, "def"), out)


def add_identity(relation: Relation, command: pb.AlterTableCmd, out: Outcome, tables: list[Relation]) -> None:
    """ADD GENERATED AS IDENTITY numbers later rows only."""
    out.because("an identity numbers later rows only")
    _identity_below(relation, out)


def set_identity(relation: Relation, command: pb.AlterTableCmd, out: Outcome, tables: list[Relation]) -> None:
    """Options of the sequence behind an identity column."""
    if relation.table:
        out.lock_all(out.known.owned_sequences(relation.table, command.name), LockMode.SHARE_ROW_EXCLUSIVE)
    _identity_below(relation, out)


def drop_identity(relation: Relation, command: pb.AlterTableCmd, out: Outcome, tables: list[Relation]) -> None:
    """The sequence goes with the identity."""
    if relation.table:
        out.lock_all(out.known.owned_sequences(relation.table, command.name), LockMode.ACCESS_EXCLUSIVE)
    _identity_below(relation, out)


def _identity_below(relation: Relation, out: Outcome) -> None:
    if relation.table and relation.table.partition_by and out.known.version >= _IDENTITY_BELOW_FROM:
        for child in out.known.below(relation.table):
            out.lock_table(child, LockMode.ACCESS_EXCLUSIVE)
