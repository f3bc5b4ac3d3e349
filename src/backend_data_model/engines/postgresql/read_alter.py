"""ALTER TABLE and RENAME: what a migration makes of earlier tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgast import pg_query_pb2 as pb

from backend_data_model.engines.postgresql.read_catalog import default_names, name_constraints
from backend_data_model.engines.postgresql.read_table import add_column, add_constraint, bound_text, sequence_name
from backend_data_model.engines.postgresql.read_text import (
    columns_in,
    default_name,
    default_text,
    expression,
    rename_column,
)
from backend_data_model.engines.postgresql.read_types import type_text
from backend_data_model.model.schema import Check, ForeignKey, Identity

if TYPE_CHECKING:
    from backend_data_model.engines.postgresql.read_catalog import Catalog
    from backend_data_model.engines.postgresql.read_text import Source
    from backend_data_model.model.schema import Table, View

# What ALTER TABLE can say that leaves columns, keys, constraints and indexes as they are.
_NO_STRUCTURE = frozenset(
    {
        pb.AT_ChangeOwner,
        pb.AT_ClusterOn,
        pb.AT_DropCluster,
        pb.AT_SetStatistics,
        pb.AT_SetOptions,
        pb.AT_ResetOptions,
        pb.AT_SetStorage,
        pb.AT_SetCompression,
        pb.AT_SetTableSpace,
        pb.AT_SetAccessMethod,
        pb.AT_ReplicaIdentity,
        pb.AT_EnableTrig,
        pb.AT_EnableAlwaysTrig,
        pb.AT_EnableReplicaTrig,
        pb.AT_DisableTrig,
        pb.AT_EnableTrigAll,
        pb.AT_DisableTrigAll,
        pb.AT_EnableTrigUser,
        pb.AT_DisableTrigUser,
        pb.AT_ResetRelOptions,
    }
)
_ROW_SECURITY = {
    pb.AT_EnableRowSecurity: ("row_security", True),
    pb.AT_DisableRowSecurity: ("row_security", False),
    pb.AT_ForceRowSecurity: ("force_row_security", True),
    pb.AT_NoForceRowSecurity: ("force_row_security", False),
}


def alter_table(statement: pb.AlterTableStmt, catalog: Catalog, source: Source) -> str | None:
    """Apply ALTER TABLE; returns the kind to count it as ignored under when it changes no structure."""
    commands = [node.alter_table_cmd for node in statement.cmds]
    if all(command.subtype in _NO_STRUCTURE for command in commands):
        return "ALTER TABLE (owner, storage, triggers)"
    relation = statement.relation
    table = catalog.table(relation)
    if table is None:
        return _alter_other(statement, commands, catalog)
    for command in commands:
        _apply(table, command, catalog, source)
        if relation.inh and command.subtype in _INHERITED:
            _apply_below(table, command, catalog, source)
    return None


def _apply_below(table: Table, command: pb.AlterTableCmd, catalog: Catalog, source: Source) -> None:
    """What is said of columns holds for the tables below as well; a column that they have already is merged."""
    for child in catalog.below(table):
        noted = len(catalog.not_taken)
        _apply(child, command, catalog, source)
        del catalog.not_taken[noted:]
        _apply_below(child, command, catalog, source)


def _alter_other(statement: pb.AlterTableStmt, commands: list[pb.AlterTableCmd], catalog: Catalog) -> str | None:
    """ALTER TABLE reaches views and indexes as well."""
    relation = statement.relation
    view = catalog.find(catalog.views, relation.schemaname, relation.relname)
    if view:
        return _alter_view(view, commands, catalog)
    if statement.objtype == pb.OBJECT_INDEX:
        return "ALTER INDEX"
    if statement.objtype == pb.OBJECT_SEQUENCE:
        return "ALTER SEQUENCE"
    if not statement.missing_ok:
        catalog.not_taken.append(f"table {relation.relname} is not known")
    return None


def _alter_view(view: View, commands: list[pb.AlterTableCmd], catalog: Catalog) -> str | None:
    for command in commands:
        if command.subtype == pb.AT_SetRelOptions:
            for node in getattr(command, "def").list.items:
                if node.def_elem.defname == "security_invoker":
                    view.security_invoker = is_true(node.def_elem)
        else:
            catalog.not_taken.append(f"{pb.AlterTableType.Name(command.subtype)} of a view")
    return None


def is_true(option: pb.DefElem) -> bool:
    """Whether a boolean option is on; one without a value is."""
    argument = option.arg
    kind = argument.WhichOneof("node")
    if kind == "string":
        return str(argument.string.sval).lower() in {"true", "on", "yes", "1"}
    if kind == "integer":
        return bool(argument.integer.ival)
    if kind == "boolean":
        return bool(argument.boolean.boolval)
    return True


_INHERITED = frozenset(
    {
        pb.AT_AddColumn,
        pb.AT_DropColumn,
        pb.AT_ColumnDefault,
        pb.AT_SetNotNull,
        pb.AT_DropNotNull,
        pb.AT_AlterColumnType,
        pb.AT_SetExpression,
        pb.AT_DropExpression,
        pb.AT_AddIdentity,
        pb.AT_SetIdentity,
        pb.AT_DropIdentity,
    }
)


def _apply(table: Table, command: pb.AlterTableCmd, catalog: Catalog, source: Source) -> None:
    kind, definition = command.subtype, getattr(command, "def")
    if kind in _NO_STRUCTURE:
        return
    if kind in _ROW_SECURITY:
        attribute, value = _ROW_SECURITY[kind]
        setattr(table, attribute, value)
    elif kind == pb.AT_AddColumn:
        if table.column(definition.column_def.colname) is None:
            add_column(table, definition.column_def, catalog, source)
        elif not command.missing_ok:
            catalog.not_taken.append(f"column {definition.column_def.colname} exists already")
    elif kind == pb.AT_DropColumn:
        drop_column(table, command.name, catalog, missing_ok=command.missing_ok)
    elif kind == pb.AT_AddConstraint:
        add_constraint(table, definition.constraint, catalog, source)
    elif kind == pb.AT_DropConstraint:
        if not catalog.drop_constraint(table, command.name) and not command.missing_ok:
            catalog.not_taken.append(f"constraint {command.name} is not known")
    elif kind in {pb.AT_AttachPartition, pb.AT_DetachPartition, pb.AT_AddInherit, pb.AT_DropInherit}:
        _parentage(table, command, catalog)
    elif kind == pb.AT_SetRelOptions:
        for node in definition.list.items:
            table.options[node.def_elem.defname] = "set"
    elif kind == pb.AT_SetLogged:
        table.options.pop("unlogged", None)
    elif kind == pb.AT_SetUnLogged:
        table.options["unlogged"] = "true"
    elif kind == pb.AT_ValidateConstraint:
        _validate(table, command.name, catalog)
    elif kind in {pb.AT_AddOf, pb.AT_DropOf}:
        table.of_type = type_text(definition.type_name) if kind == pb.AT_AddOf else None
    elif kind == pb.AT_AlterConstraint:
        _alter_constraint(table, definition.atalter_constraint, catalog)
    else:
        _alter_column(table, command, catalog)


def _validate(table: Table, name: str, catalog: Catalog) -> None:
    """VALIDATE CONSTRAINT: old rows hold to it from now on, those of the tables below as well."""
    for given, item in default_names(table):
        if given == name and isinstance(item, Check | ForeignKey):
            item.validated = True
    for column in table.columns:
        if name == (column.not_null_name or default_name(table.name, [column.name], "not_null")):
            column.not_null_validated = True
    for child in catalog.below(table):
        _validate(child, name, catalog)


def _alter_constraint(table: Table, change: pb.ATAlterConstraint, catalog: Catalog) -> None:
    found = (item for given, item in default_names(table) if given == change.conname)
    foreign_key = next((item for item in found if isinstance(item, ForeignKey)), None)
    if foreign_key and change.alter_deferrability:
        foreign_key.deferrable = change.deferrable
    elif foreign_key and change.alter_enforceability:
        foreign_key.enforced = foreign_key.validated = change.is_enforced
    else:
        catalog.not_taken.append(f"change of constraint {change.conname}")


def _alter_column(table: Table, command: pb.AlterTableCmd, catalog: Catalog) -> None:
    kind, definition = command.subtype, getattr(command, "def")
    column = table.column(command.name)
    if column is None:
        catalog.not_taken.append(f"{pb.AlterTableType.Name(kind)}: column {command.name!r} is not known")
    elif kind == pb.AT_AlterColumnType:
        column.type = type_text(definition.column_def.type_name)
        # Without COLLATE the column gets the collation of the new type.
        collation = definition.column_def.coll_clause.collname
        column.collation = collation[-1].string.sval if collation else None
    elif kind == pb.AT_ColumnDefault:
        column.default = default_text(definition) if command.HasField("def") else None
    elif kind == pb.AT_SetNotNull:
        column.nullable, column.not_null_validated = False, True
    elif kind == pb.AT_DropNotNull:
        column.nullable, column.not_null_name = True, None
    elif kind == pb.AT_SetExpression:
        column.generated = expression(definition)
    elif kind == pb.AT_DropExpression:
        column.generated = None
    elif kind == pb.AT_AddIdentity:
        column.identity = Identity(always=definition.constraint.generated_when == "a")
        catalog.own_sequence(table, column.name, sequence_name(definition.constraint.options))
    elif kind == pb.AT_SetIdentity:
        for node in definition.list.items:
            if node.def_elem.defname == "generated":
                column.identity = Identity(always=node.def_elem.arg.integer.ival == ord("a"))
    elif kind == pb.AT_DropIdentity:
        column.identity = None
        catalog.disown_sequences(table, column.name)
    else:
        catalog.not_taken.append(pb.AlterTableType.Name(kind))


def _parentage(table: Table, command: pb.AlterTableCmd, catalog: Catalog) -> None:
    kind, definition = command.subtype, getattr(command, "def")
    relation = definition.range_var if definition.HasField("range_var") else definition.partition_cmd.name
    other = catalog.table(relation)
    if other is None:
        catalog.not_taken.append(f"table {relation.relname} is not known")
    elif kind == pb.AT_AttachPartition:
        other.partition_of = table.qualified_name
        other.partition_bound = bound_text(definition.partition_cmd.bound)
        catalog.adopt(table, other)
    elif kind == pb.AT_DetachPartition:
        other.partition_of = other.partition_bound = None
        catalog.children[(table.schema, table.name)] = [t for t in catalog.children_of(table) if t is not other]
    elif kind == pb.AT_AddInherit:
        table.options["inherits"] = other.qualified_name
        catalog.heirs.setdefault((other.schema, other.name), []).append(table)
    else:
        table.options.pop("inherits", None)
        heirs = catalog.heirs.get((other.schema, other.name), [])
        heirs[:] = [heir for heir in heirs if heir is not table]


def drop_column(table: Table, name: str, catalog: Catalog, *, missing_ok: bool) -> None:
    """Remove a column with the keys, constraints and indexes that stand on it."""
    if table.column(name) is None:
        if not missing_ok:
            catalog.not_taken.append(f"column {name} is not known")
        return
    in_key = _is_in_key(table, name)
    table.columns = [column for column in table.columns if column.name != name]
    catalog.disown_sequences(table, name)
    if table.primary_key and name in table.primary_key.columns:
        table.primary_key = None
    table.uniques = [unique for unique in table.uniques if name not in unique.columns]
    table.checks = [
        check for check in table.checks if name not in check.expression or name not in columns_in(check.expression)
    ]
    table.foreign_keys = [fk for fk in table.foreign_keys if name not in fk.columns]
    table.indexes = [
        index
        for index in table.indexes
        if name not in index.include
        and not any(key.column == name or (key.expression and name in columns_in(key.expression)) for key in index.keys)
        and not (index.where and name in columns_in(index.where))
    ]
    for other in catalog.schema.tables if in_key else ():
        other.foreign_keys = [
            fk for fk in other.foreign_keys if not (catalog.refers(fk, table) and name in fk.ref_columns)
        ]


def _is_in_key(table: Table, name: str) -> bool:
    """Whether a foreign key of another table could stand on the column."""
    keys = [unique.columns for unique in table.uniques]
    keys += [table.primary_key.columns] if table.primary_key else []
    keys += [[column or "" for column in index.columns] for index in table.indexes if index.unique]
    return any(name in key for key in keys)


def change_column_name(table: Table, old: str, new: str, catalog: Catalog) -> None:
    """Rename a column; keys, constraints, indexes and policies follow."""
    name_constraints(table)

    def swap(names: list[str]) -> list[str]:
        return [new if name == old else name for name in names]

    for sequence, owner in catalog.sequences.items():
        if owner and owner[0] is table and owner[1] == old:
            catalog.sequences[sequence] = (table, new)
    for column in table.columns:
        if column.name == old:
            column.name = new
        elif column.generated:
            column.generated = rename_column(column.generated, old, new)
    if table.primary_key:
        table.primary_key.columns = swap(table.primary_key.columns)
    for unique in table.uniques:
        unique.columns = swap(unique.columns)
    for check in table.checks:
        check.expression = rename_column(check.expression, old, new)
    for index in table.indexes:
        index.include = swap(index.include)
        index.where = rename_column(index.where, old, new) if index.where else None
        for key in index.keys:
            key.column = new if key.column == old else key.column
            key.expression = rename_column(key.expression, old, new) if key.expression else None
    for other in catalog.schema.tables:
        for fk in other.foreign_keys:
            if other is table:
                fk.columns = swap(fk.columns)
            if catalog.refers(fk, table):
                fk.ref_columns = swap(fk.ref_columns)
    for policy in catalog.schema.policies:
        if (policy.schema, policy.table) == (table.schema, table.name):
            policy.using = rename_column(policy.using, old, new) if policy.using else None
            policy.check = rename_column(policy.check, old, new) if policy.check else None
    for child in catalog.below(table):
        change_column_name(child, old, new, catalog)
