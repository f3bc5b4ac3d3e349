"""The schema while a script is read: what exists so far, under which name, and on which search path."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, TypeVar

from backend_data_model.engines.postgresql.read_text import columns_in, default_name, strings
from backend_data_model.engines.postgresql.read_types import type_text
from backend_data_model.model.schema import Check, ForeignKey, Index, PrimaryKey, Schema, Table, Unique

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgast import pg_query_pb2 as pb

    from backend_data_model.model.schema import Domain, EnumType, Policy, Routine, Trigger, View

Constraint = PrimaryKey | Unique | Check | ForeignKey
Key = tuple[str | None, str]
_T = TypeVar("_T")
_Item = TypeVar("_Item", Unique, Index)


class Catalog:
    """What the statements read so far have made; names are resolved as the server would.

    Statements that could only be taken in part leave the reason in `not_taken`.
    """

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.search_path: list[str | None] = [None]
        self.not_taken: list[str] = []
        # Whether the tables of CREATE TABLE AS are kept with those of their columns that are copies of known ones.
        self.keeps_query_tables = False
        self.tables: dict[Key, Table] = {}
        self.children: dict[Key, list[Table]] = {}
        self.heirs: dict[Key, list[Table]] = {}
        self.enums: dict[Key, EnumType] = {}
        self.domains: dict[Key, Domain] = {}
        self.views: dict[Key, View] = {}
        self.index_tables: dict[Key, Table] = {}
        self.routines: dict[Key, dict[str, Routine]] = {}
        # Every sequence with the table and column that own it, those of identity and serial columns included.
        self.sequences: dict[Key, tuple[Table, str] | None] = {}
        # What the schema model has no place for: attributes of composite types, relations of rules and statistics.
        self.composites: dict[Key, dict[str, str]] = {}
        self.rules: dict[str, Key] = {}
        self.statistics: dict[Key, Key] = {}

    def key_for_new(self, schema: str, name: str) -> Key:
        """The key of an object that is being made."""
        if schema:
            return (None if schema == "public" else schema, name)
        return (self.search_path[0], name)

    def find(self, among: dict[Key, _T], schema: str, name: str) -> _T | None:
        """The object that a name means, looked up along the search path when it is unqualified."""
        if schema:
            return among.get((None if schema == "public" else schema, name))
        for candidate in self.search_path:
            found = among.get((candidate, name))
            if found is not None:
                return found
        return None

    def find_key(self, among: dict[Key, _T], schema: str, name: str) -> Key | None:
        """The key under which the object that a name means is kept."""
        candidates = [None if schema == "public" else schema] if schema else self.search_path
        return next(((candidate, name) for candidate in candidates if (candidate, name) in among), None)

    def own_sequence(self, table: Table, column: str, name: str = "") -> Key:
        """Note the sequence behind a serial or identity column; returns its key."""
        key = (table.schema, name or default_name(table.name, [column], "seq"))
        self.sequences[key] = (table, column)
        return key

    def disown_sequences(self, table: Table, column: str | None = None) -> None:
        """Forget the sequences that go with a column, or with all columns of a table."""
        for key, owner in list(self.sequences.items()):
            if owner and owner[0] is table and column in {None, owner[1]}:
                del self.sequences[key]

    def table(self, relation: pb.RangeVar) -> Table | None:
        """The table that a reference means."""
        return self.find(self.tables, relation.schemaname, relation.relname)

    def add_table(self, table: Table) -> None:
        """Take a new table in."""
        self.tables[(table.schema, table.name)] = table
        self.schema.tables.append(table)

    def drop_table(self, table: Table) -> None:
        """Forget a table with everything that hangs on it, the foreign keys of others included (CASCADE)."""
        key = (table.schema, table.name)
        self.tables.pop(key, None)
        self.schema.tables = [other for other in self.schema.tables if other is not table]
        for other in self.schema.tables:
            other.foreign_keys = [fk for fk in other.foreign_keys if not self.refers(fk, table)]
        self.schema.triggers = [x for x in self.schema.triggers if (x.schema, x.table) != key]
        self.schema.policies = [x for x in self.schema.policies if (x.schema, x.table) != key]
        self.disown_sequences(table)
        for siblings in (*self.children.values(), *self.heirs.values()):
            siblings[:] = [other for other in siblings if other is not table]
        for child in (*self.children.pop(key, ()), *self.heirs.pop(key, ())):
            self.drop_table(child)

    @staticmethod
    def refers(foreign_key: ForeignKey, table: Table) -> bool:
        """Whether a foreign key points to that table."""
        return foreign_key.ref_table == table.name and foreign_key.ref_schema == table.schema

    def rekey_table(self, table: Table, schema: str | None, name: str) -> None:
        """Rename or move a table; references to it follow."""
        name_constraints(table)
        old = (table.schema, table.name)
        for other in self.schema.tables:
            for fk in other.foreign_keys:
                if self.refers(fk, table):
                    fk.ref_schema, fk.ref_table = schema, name
            if other.partition_of == table.qualified_name:
                other.partition_of = f"{schema}.{name}" if schema else name
        hanging: list[Trigger | Policy] = [*self.schema.triggers, *self.schema.policies]
        for item in hanging:
            if (item.schema, item.table) == old:
                item.schema, item.table = schema, name
        self.tables.pop(old, None)
        for sequence, owner in list(self.sequences.items()):
            if owner and owner[0] is table and sequence[0] != schema:
                self.sequences[(schema, sequence[1])] = self.sequences.pop(sequence)
        table.schema, table.name = schema, name
        self.tables[(schema, name)] = table
        for below in (self.children, self.heirs):
            if old in below:
                below[(schema, name)] = below.pop(old)

    def adopt(self, parent: Table, child: Table) -> None:
        """Give a partition what its parent has: constraints, foreign keys and indexes (the catalog has them too)."""
        self.children.setdefault((parent.schema, parent.name), []).append(child)
        if parent.primary_key and not child.primary_key:
            child.primary_key = PrimaryKey(list(parent.primary_key.columns), position=child.position)
            for name in child.primary_key.columns:
                column = child.column(name)
                if column:
                    column.nullable = False
        for unique in parent.uniques:
            if all(own.columns != unique.columns for own in child.uniques):
                child.uniques.append(_inherited(unique, child))
        for check in parent.checks:
            if all(own.expression != check.expression for own in child.checks):
                child.checks.append(deepcopy(check))
        for fk in parent.foreign_keys:
            if all((own.columns, own.ref_table) != (fk.columns, fk.ref_table) for own in child.foreign_keys):
                child.foreign_keys.append(deepcopy(fk))
        for index in parent.indexes:
            self.give_index(child, index)

    def give_index(self, child: Table, index: Index) -> None:
        """Give a partition an index of its parent, unless it has an equal one."""
        if all((own.keys, own.where, own.unique) != (index.keys, index.where, index.unique) for own in child.indexes):
            child.indexes.append(_inherited(index, child))
        for grandchild in self.children_of(child):
            self.give_index(grandchild, index)

    def drop_index(self, table: Table, index: Index) -> None:
        """Forget an index, that of a partitioned table with those of its partitions."""
        table.indexes = [other for other in table.indexes if other is not index]
        for child in self.children_of(table):
            self._drop_equal(child, index)

    def find_index(self, schema: str, name: str) -> tuple[Table, Index] | None:
        """An index by its name, the one PostgreSQL gave it where the script gave none."""
        table = self.find(self.index_tables, schema, name)
        for index in table.indexes if table else []:
            if table and index.name == name:
                return table, index
        for candidate in self.schema.tables:
            if not any(index.name is None for index in candidate.indexes):
                continue
            for given, item in default_names(candidate):
                if given == name and isinstance(item, Index):
                    return candidate, item
        return None

    def routines_named(self, written: pb.ObjectWithArgs) -> list[Routine]:
        """The functions that a name, or a name with argument types, means."""
        names = strings(written.objname)
        key = self.key_for_new(names[-2] if len(names) > 1 else "", names[-1])
        signature = None if written.args_unspecified else ",".join(type_text(n.type_name) for n in written.objargs)
        overloads = self.routines.get(key, {})
        return [routine for arguments, routine in overloads.items() if signature in {None, arguments}]

    def forget_routines(self, gone: list[Routine]) -> None:
        """Remove functions."""
        for overloads in {id(o): o for r in gone for o in [self.routines.get((r.schema, r.name), {})]}.values():
            for signature in [s for s, routine in overloads.items() if any(routine is g for g in gone)]:
                overloads.pop(signature)
        self.schema.routines = [other for other in self.schema.routines if all(other is not g for g in gone)]

    def children_of(self, table: Table) -> list[Table]:
        """The partitions of a table."""
        return self.children.get((table.schema, table.name), [])

    def below(self, table: Table) -> list[Table]:
        """The partitions of a table and the tables that inherit from it."""
        return [*self.children_of(table), *self.heirs.get((table.schema, table.name), ())]

    def drop_constraint(self, table: Table, name: str) -> bool:
        """Remove the constraint of that name; False when the table has none."""
        found = next((item for given, item in default_names(table) if given == name), None)
        if isinstance(found, PrimaryKey):
            table.primary_key = None
        elif isinstance(found, Unique):
            table.uniques = [item for item in table.uniques if item is not found]
        elif isinstance(found, Check):
            table.checks = [item for item in table.checks if item is not found]
        elif isinstance(found, ForeignKey):
            table.foreign_keys = [item for item in table.foreign_keys if item is not found]
        elif isinstance(found, Index):
            table.indexes = [item for item in table.indexes if item is not found]
        else:
            return self._drop_not_null(table, name)
        for child in self.children_of(table):
            self._drop_equal(child, found)
        return True

    @staticmethod
    def _drop_not_null(table: Table, name: str) -> bool:
        """NOT NULL constraints have names since PostgreSQL 18."""
        for column in table.columns:
            if name == default_name(table.name, [column.name], "not_null"):
                column.nullable = True
                return True
        return False

    def _drop_equal(self, child: Table, found: Constraint | Index) -> None:
        if isinstance(found, PrimaryKey):
            child.primary_key = None
        elif isinstance(found, Unique):
            child.uniques = [item for item in child.uniques if item.columns != found.columns]
        elif isinstance(found, Check):
            child.checks = [item for item in child.checks if item.expression != found.expression]
        elif isinstance(found, ForeignKey):
            child.foreign_keys = [item for item in child.foreign_keys if item.columns != found.columns]
        else:
            child.indexes = [item for item in child.indexes if (item.keys, item.where) != (found.keys, found.where)]
        for grandchild in self.children_of(child):
            self._drop_equal(grandchild, found)

    def resolve_references(self) -> None:
        """Fill in the columns of `REFERENCES t` from the primary key of t."""
        for table in self.schema.tables:
            for fk in table.foreign_keys:
                target = self.tables.get((fk.ref_schema, fk.ref_table))
                if not fk.ref_columns and target and target.primary_key:
                    fk.ref_columns = list(target.primary_key.columns)


def _inherited(item: _Item, child: Table) -> _Item:
    copy = deepcopy(item)
    copy.name = None
    copy.position = child.position
    return copy


def default_names(table: Table) -> Iterator[tuple[str, Constraint | Index]]:
    """Every constraint and index of a table with its name, the one that PostgreSQL gives where the DDL gives none."""
    used: set[str] = set()
    if table.primary_key:
        yield table.primary_key.name or default_name(table.name, [], "pkey"), table.primary_key
    labelled: list[tuple[Unique | Check | ForeignKey | Index, list[str], str]] = []
    labelled += [(unique, unique.columns, "key") for unique in table.uniques]
    labelled += [(check, [], "check") for check in table.checks]
    labelled += [(fk, fk.columns, "fkey") for fk in table.foreign_keys]
    labelled += [(index, [key.column or "expr" for key in index.keys], "idx") for index in table.indexes]
    for item, columns, label in labelled:
        name = item.name
        if name is None:
            if isinstance(item, Check):
                mentioned = columns_in(item.expression)
                columns = mentioned if len(mentioned) == 1 else []
            name = _unused(default_name(table.name, columns, label), used)
        used.add(name)
        yield name, item


def _unused(name: str, used: set[str]) -> str:
    number = 0
    candidate = name
    while candidate in used:
        number += 1
        candidate = f"{name}{number}"
    return candidate


def name_constraints(table: Table) -> None:
    """Write down the names that unnamed constraints have now: renaming the table or a column does not change them."""
    for name, item in list(default_names(table)):
        item.name = name
