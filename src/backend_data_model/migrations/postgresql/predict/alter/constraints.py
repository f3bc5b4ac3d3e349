"""ADD, VALIDATE and ALTER CONSTRAINT."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgast import pg_query_pb2 as pb

from backend_data_model.engines.postgresql.read_catalog import default_names
from backend_data_model.engines.postgresql.read_text import default_name, strings
from backend_data_model.migrations.locks import LockMode
from backend_data_model.migrations.postgresql.predict.alter.keys import (
    CHECKED_BY_KEY_FROM,
    build_key,
    join,
    other_side,
    refer,
)
from backend_data_model.migrations.postgresql.predict.proofs import proves_not_null
from backend_data_model.model.schema import Check, ForeignKey

if TYPE_CHECKING:
    from backend_data_model.migrations.postgresql.predict.outcome import Outcome
    from backend_data_model.migrations.postgresql.predict.relations import Relation


def add_constraint(relation: Relation, command: pb.AlterTableCmd, out: Outcome, tables: list[Relation]) -> None:
    """ADD CONSTRAINT of each kind."""
    constraint = getattr(command, "def").constraint
    kind = constraint.contype
    if kind == pb.CONSTR_CHECK:
        if constraint.skip_validation or not constraint.is_enforced:
            out.because("old rows are not looked at")
        else:
            out.because("every row is tested while nobody reads or writes")
            for table in tables[:1] if constraint.is_no_inherit else tables:
                out.scan(table)
    elif kind == pb.CONSTR_NOTNULL:
        column = strings(constraint.keys)[0]
        for table in [] if constraint.skip_validation else tables:
            if table.table and not proves_not_null(table.table, column):
                out.scan(table)
    elif kind == pb.CONSTR_FOREIGN:
        refer(constraint, relation, out, tables if relation.is_partitioned else [relation], checked=True)
    elif kind in {pb.CONSTR_PRIMARY, pb.CONSTR_UNIQUE, pb.CONSTR_EXCLUSION}:
        build_key(constraint, strings(constraint.keys), out, tables)


def validate(relation: Relation, command: pb.AlterTableCmd, out: Outcome, tables: list[Relation]) -> None:
    """VALIDATE CONSTRAINT reads the rows beside readers and writers; nothing where it is valid already."""
    known = out.known
    for table in tables:
        if table.table is None:
            continue
        if known.is_assumed(table.table):
            out.scan(table)
        for name, item in default_names(table.table):
            if name != command.name or not isinstance(item, Check | ForeignKey) or item.validated:
                continue
            if isinstance(item, Check):
                out.scan(table)
                continue
            target = known.target(item)
            other_side(item, out, LockMode.ROW_SHARE)
            if target:
                join(table, known.of_table(target), out, scans_target=known.version < CHECKED_BY_KEY_FROM)
        for column in table.table.columns:
            given = column.not_null_name or default_name(table.table.name, [column.name], "not_null")
            if given == command.name and not column.nullable and not column.not_null_validated:
                out.scan(table)


def alter_constraint(relation: Relation, command: pb.AlterTableCmd, out: Outcome, tables: list[Relation]) -> None:
    """ALTER CONSTRAINT: deferrable or not touches one table, enforced or not (18) both, with a check of old rows."""
    change = getattr(command, "def").atalter_constraint
    if relation.table is None or not change.alter_enforceability:
        return
    for name, item in default_names(relation.table):
        if name != change.conname or not isinstance(item, ForeignKey):
            continue
        target = out.known.target(item)
        if not change.is_enforced:
            other_side(item, out, LockMode.ACCESS_EXCLUSIVE)
        elif target:
            other_side(item, out, LockMode.SHARE_ROW_EXCLUSIVE)
            join(relation, out.known.of_table(target), out, scans_target=True)
