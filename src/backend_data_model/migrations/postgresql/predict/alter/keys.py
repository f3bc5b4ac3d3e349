"""Keys: unique and primary keys with the index that they build, foreign keys with both of their tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgast import pg_query_pb2 as pb

from backend_data_model.engines.postgresql.read_text import strings
from backend_data_model.migrations.locks import LockMode
from backend_data_model.migrations.postgresql.predict.proofs import proves_not_null
from backend_data_model.migrations.postgresql.predict.relations import Relation, index_columns

if TYPE_CHECKING:
    from backend_data_model.migrations.postgresql.predict.known import Known
    from backend_data_model.migrations.postgresql.predict.outcome import Outcome
    from backend_data_model.model.schema import ForeignKey, Table

# Measured on 18 where the other table was wide and vacuumed: the planner reads its index and not the table.  It depends
# on statistics: another measurement on 18 saw both tables read.
CHECKED_BY_KEY_FROM = 18


def build_key(constraint: pb.Constraint, columns: list[str], out: Outcome, tables: list[Relation]) -> None:
    """PRIMARY KEY, UNIQUE or EXCLUDE: an index built under ACCESS EXCLUSIVE, or taken over (USING INDEX)."""
    relation, *below = tables
    if constraint.indexname:
        _take_over(constraint, relation, out)
        return
    out.because("its index is built while nobody reads or writes")
    out.lock(relation, LockMode.ACCESS_EXCLUSIVE)
    out.build(relation)
    if not relation.is_partitioned:
        return
    is_primary = constraint.contype == pb.CONSTR_PRIMARY
    for part in below:
        marks = is_primary and part.table and any(_may_be_null(part.table, column) for column in columns)
        # DefineIndex goes down with the lock of CREATE INDEX, SET NOT NULL with that of ALTER TABLE.
        out.lock(part, LockMode.ACCESS_EXCLUSIVE if marks else LockMode.SHARE)
        out.build(part)


def _may_be_null(table: Table, column: str) -> bool:
    found = table.column(column)
    return found is None or found.nullable


def depend_on_key(table: Table, columns: list[str], out: Outcome) -> None:
    """A foreign key depends on the index of the key that it points to, on each partition."""
    known = out.known
    for part in (table, *(known.below(table) if table.partition_by else ())) if known.locks_dependencies else ():
        out.lock(known.key_index(part, columns), LockMode.ACCESS_SHARE)


def is_inherited(key: ForeignKey, table: Table, known: Known) -> bool:
    """Whether a partition has a foreign key from its partitioned table."""
    parent = known.parent(table)
    described = (key.columns, key.ref_schema, key.ref_table, key.ref_columns)
    return parent is not None and any(
        (k.columns, k.ref_schema, k.ref_table, k.ref_columns) == described for k in parent.foreign_keys
    )


def _take_over(constraint: pb.Constraint, relation: Relation, out: Outcome) -> None:
    schema = relation.table.schema if relation.table else None
    index = out.known.find(schema or "public", constraint.indexname)
    renamed = constraint.conname not in {"", constraint.indexname}
    out.lock(index, LockMode.SHARE_UPDATE_EXCLUSIVE if renamed else LockMode.ACCESS_SHARE)
    if constraint.contype == pb.CONSTR_PRIMARY and index and index.index and relation.table:
        key = index_columns(index.index) - set(getattr(index.index, "include", ()))
        if not all(proves_not_null(relation.table, column) for column in key):
            out.because("a column of the key may hold NULL, so that every row is looked at")
            out.scan(relation)


def refer(
    constraint: pb.Constraint,
    relation: Relation,
    out: Outcome,
    tables: list[Relation],
    *,
    checked: bool,
    new_column: bool = False,
) -> None:
    """FOREIGN KEY: SHARE ROW EXCLUSIVE on the other table; a check of old rows joins both tables."""
    known = out.known
    checked = checked and not constraint.skip_validation and constraint.is_enforced
    target = known.named(constraint.pktable)
    if target is None or target.table is None:
        return
    other = target.table
    out.lock(target, LockMode.SHARE_ROW_EXCLUSIVE)
    for part in known.below(other) if other.partition_by else ():
        out.lock_table(part, LockMode.SHARE_ROW_EXCLUSIVE)
    depend_on_key(other, strings(constraint.pk_attrs), out)
    if checked:
        out.because("every row of the referencing table is looked up")
        parent_by_key = new_column and known.version >= CHECKED_BY_KEY_FROM
        for table in tables:
            if table is relation or not _has_already(table.table, constraint, other, out):
                join(table, target, out, scans_target=not parent_by_key)


def _has_already(part: Table | None, constraint: pb.Constraint, other: Table, out: Outcome) -> bool:
    """Whether a partition has the same foreign key, valid: it is taken over unread (tryAttachPartitionForeignKey)."""
    wanted = (constraint.fk_del_action or "a", constraint.fk_upd_action or "a", constraint.deferrable)
    return part is not None and any(
        key.validated
        and key.enforced
        and key.columns == strings(constraint.fk_attrs)
        and out.known.target(key) is other
        and (not constraint.pk_attrs or key.ref_columns == strings(constraint.pk_attrs))
        and (_ACTION[key.on_delete], _ACTION[key.on_update], key.deferrable) == wanted
        for key in part.foreign_keys
    )


_ACTION = {None: "a", "no action": "a", "restrict": "r", "cascade": "c", "set null": "n", "set default": "d"}


def join(table: Relation, target: Relation, out: Outcome, *, scans_target: bool) -> None:
    """RI_Initial_Check: one join of both tables, with the planner's locks on all indexes."""
    if table.is_partitioned:
        return
    known = out.known
    for side in (table, target):
        parts = known.below(side.table) if side.is_partitioned and side.table else []
        for each in (side, *map(known.of_table, parts)):
            if not each.is_partitioned:
                out.lock_all(known.indexes(each.owner), LockMode.ACCESS_SHARE)
                if each is table or scans_target:
                    out.scan(each)
                    continue


def other_side(key: ForeignKey, out: Outcome, mode: LockMode) -> None:
    """Lock the table that a foreign key points to, with its partitions."""
    target = out.known.target(key)
    out.lock_table(target, mode)
    for part in out.known.below(target) if target and target.partition_by else ():
        out.lock_table(part, mode)


def referencing(table: Table, columns: set[str], out: Outcome) -> list[tuple[Table, ForeignKey]]:
    """The foreign keys of other tables that stand on these columns."""
    return [(t, fk) for t, fk in out.known.references_to(table) if set(fk.ref_columns) == columns]
