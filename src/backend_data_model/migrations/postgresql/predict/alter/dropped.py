"""DROP COLUMN and DROP CONSTRAINT: the object goes with its indexes, and both tables of a foreign key are locked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.postgresql.read_catalog import default_names
from backend_data_model.migrations.locks import LockMode
from backend_data_model.migrations.postgresql.predict.alter.keys import other_side, referencing
from backend_data_model.migrations.postgresql.predict.known import mentions
from backend_data_model.migrations.postgresql.predict.relations import Relation, index_columns
from backend_data_model.model.schema import ForeignKey, Index, PrimaryKey, Unique

if TYPE_CHECKING:
    from postgast import pg_query_pb2 as pb

    from backend_data_model.migrations.postgresql.predict.outcome import Outcome
    from backend_data_model.model.schema import Table


def drop_column(relation: Relation, command: pb.AlterTableCmd, out: Outcome, tables: list[Relation]) -> None:
    """DROP COLUMN marks the column; what stands on it goes."""
    for each in tables:
        if each.table and each.table.column(command.name):
            lose_column(each.table, command.name, out)


def lose_column(table: Table, column: str, out: Outcome) -> None:
    """The locks of what goes with a column."""
    known = out.known
    for index in known.indexes(table):
        if stands_on(index, column):
            out.lock(index, LockMode.ACCESS_EXCLUSIVE)
            _lose_references(table, index, out)
    out.lock_all(known.owned_sequences(table, column), LockMode.ACCESS_EXCLUSIVE)
    for key in table.foreign_keys:
        if column in key.columns:
            other_side(key, out, LockMode.ACCESS_EXCLUSIVE)
    for statistics, owner in known.catalog.statistics.items():
        if owner == (table.schema, table.name):
            out.because(f"statistics {statistics[1]} may go with it")
    for view in known.views_on(known.of_table(table), column):
        out.lock(view, LockMode.ACCESS_EXCLUSIVE)
        out.lock_all(known.indexes(view.view), LockMode.ACCESS_EXCLUSIVE)


def stands_on(index: Relation, column: str) -> bool:
    """Whether an index has a column as key, included, in an expression or in its predicate."""
    item = index.index
    if item is None:
        return False
    if column in index_columns(item):
        return True
    return isinstance(item, Index) and (
        mentions(item.where, column) or any(mentions(key.expression, column) for key in item.keys)
    )


def _lose_references(table: Table, index: Relation, out: Outcome) -> None:
    """With a key go the foreign keys that stand on it (CASCADE)."""
    if isinstance(index.index, PrimaryKey | Unique):
        for other, _ in referencing(table, set(index.index.columns), out):
            out.lock_table(other, LockMode.ACCESS_EXCLUSIVE)


def drop_constraint(relation: Relation, command: pb.AlterTableCmd, out: Outcome, tables: list[Relation]) -> None:
    """DROP CONSTRAINT with its index, or with the locks on the other side of a foreign key."""
    if relation.table is None:
        return
    found = next((item for name, item in default_names(relation.table) if name == command.name), None)
    if isinstance(found, ForeignKey):
        other_side(found, out, LockMode.ACCESS_EXCLUSIVE)
        return
    if not isinstance(found, PrimaryKey | Unique | Index):
        return
    wanted = index_columns(found)
    for each in tables:
        for index in out.known.indexes(each.owner):
            same = index.index is found or (each is not relation and type(index.index) is type(found))
            if same and index.index is not None and index_columns(index.index) == wanted and each.table:
                out.lock(index, LockMode.ACCESS_EXCLUSIVE)
                _lose_references(each.table, index, out)
