"""CREATE TABLE: columns, constraints, LIKE, INHERITS and PARTITION OF."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import TYPE_CHECKING

from postgast import pg_query_pb2 as pb

from backend_data_model.engines.postgresql.read_index import index_key
from backend_data_model.engines.postgresql.read_text import default_name, default_text, expression, quote, strings
from backend_data_model.engines.postgresql.read_types import serial_type, type_text
from backend_data_model.model.schema import Check, Column, ForeignKey, Identity, Index, PrimaryKey, Table, Unique

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backend_data_model.engines.postgresql.read_catalog import Catalog
    from backend_data_model.engines.postgresql.read_text import Source
    from backend_data_model.model.schema import ReferentialAction

_ACTIONS: dict[str, ReferentialAction] = {"r": "restrict", "c": "cascade", "n": "set null", "d": "set default"}
_STRATEGIES = {
    pb.PARTITION_STRATEGY_RANGE: "range",
    pb.PARTITION_STRATEGY_LIST: "list",
    pb.PARTITION_STRATEGY_HASH: "hash",
}
# Bits of LIKE ... INCLUDING (TableLikeOption, PostgreSQL 18, src/include/nodes/parsenodes.h).
_LIKE_COMMENTS, _LIKE_CONSTRAINTS, _LIKE_DEFAULTS, _LIKE_GENERATED, _LIKE_IDENTITY, _LIKE_INDEXES = 1, 4, 8, 16, 32, 64


def create_table(statement: pb.CreateStmt, catalog: Catalog, source: Source) -> None:
    """Take a new table in; what it copies from tables that are not in the script is noted as not taken."""
    relation = statement.relation
    temporary = relation.relpersistence == "t"
    schema, name = (
        ("pg_temp", relation.relname) if temporary else catalog.key_for_new(relation.schemaname, relation.relname)
    )
    if (schema, name) in catalog.tables:
        if not statement.if_not_exists:
            catalog.not_taken.append(f"table {name} exists already")
        return
    table = Table(name, schema, temporary=temporary, position=source.position(relation.location))
    if relation.relpersistence == "u":
        table.options["unlogged"] = "true"
    for option in statement.options:
        table.options[option.def_elem.defname] = _option_value(option.def_elem)
    parents = [catalog.table(node.range_var) for node in statement.inh_relations]
    parent_names = [node.range_var.relname for node in statement.inh_relations]
    for parent, parent_name in zip(parents, parent_names, strict=True):
        if parent is None:
            catalog.not_taken.append(f"the columns of {parent_name} are not known")
        else:
            _inherit(table, parent, partition=statement.HasField("partbound"))
    if statement.HasField("partspec"):
        table.partition_by = _partition_by(statement.partspec)
    if statement.HasField("of_typename"):
        _of_type(table, statement.of_typename, catalog)
    catalog.add_table(table)
    for element in statement.table_elts:
        kind = element.WhichOneof("node")
        if kind == "column_def":
            add_column(table, element.column_def, catalog, source)
        elif kind == "constraint":
            add_constraint(table, element.constraint, catalog, source)
        elif kind == "table_like_clause":
            _copy_like(table, element.table_like_clause, catalog)
    _merge_equal_keys(table)
    if statement.HasField("partbound"):
        parent = parents[0]
        table.partition_of = parent.qualified_name if parent else parent_names[0]
        table.partition_bound = bound_text(statement.partbound)
        if parent:
            catalog.adopt(parent, table)
    elif parents:
        for parent in parents:
            if parent:
                catalog.heirs.setdefault((parent.schema, parent.name), []).append(table)
        table.options["inherits"] = ", ".join(
            p.qualified_name if p else n for p, n in zip(parents, parent_names, strict=True)
        )


def _of_type(table: Table, name: pb.TypeName, catalog: Catalog) -> None:
    """Give a typed table the columns of its composite type."""
    parts = strings(name.names)
    key = catalog.find_key(catalog.composites, parts[-2] if len(parts) > 1 else "", parts[-1])
    if key is None:
        catalog.not_taken.append("the columns come from a composite type")
        return
    table.of_type = ".".join(part for part in key if part)
    table.columns.extend(Column(name, kind, position=table.position) for name, kind in catalog.composites[key].items())


def bound_text(bound: pb.PartitionBoundSpec) -> str:
    """DEFAULT, or what follows FOR VALUES."""
    if bound.is_default:
        return "DEFAULT"
    if bound.strategy == "h":
        return f"WITH (MODULUS {bound.modulus}, REMAINDER {bound.remainder})"
    if bound.strategy == "l":
        return f"IN ({', '.join(expression(node) for node in bound.listdatums)})"
    lower, upper = (", ".join(map(_datum, datums)) for datums in (bound.lowerdatums, bound.upperdatums))
    return f"FROM ({lower}) TO ({upper})"


def _datum(node: pb.Node) -> str:
    return expression(node).upper() if node.HasField("column_ref") else expression(node)


def _merge_equal_keys(table: Table) -> None:
    """CREATE TABLE makes one index of keys over the same columns (`transformIndexConstraints`, parse_utilcmd.c)."""
    kept: list[Unique] = []
    for unique in table.uniques:
        if table.primary_key and table.primary_key.columns == unique.columns:
            table.primary_key.name = table.primary_key.name or unique.name
            continue
        equal = next((other for other in kept if other.columns == unique.columns), None)
        if equal is None or equal.nulls_not_distinct != unique.nulls_not_distinct:
            kept.append(unique)
        else:
            equal.name = equal.name or unique.name
    table.uniques = kept


def add_column(table: Table, definition: pb.ColumnDef, catalog: Catalog, source: Source) -> None:
    """Add a column with its constraints; a column that an inheriting table repeats is merged into the inherited one."""
    serial = serial_type(definition.type_name)
    column = table.column(definition.colname)
    if column is None:
        column = Column(definition.colname, "", position=source.position(definition.location))
        table.columns.append(column)
    if definition.HasField("type_name"):
        column.type = serial or type_text(definition.type_name)
    if definition.HasField("coll_clause"):
        column.collation = ".".join(strings(definition.coll_clause.collname))
    if serial:
        column.nullable = False
        _own_sequence(table, column, catalog)
    foreign_key: ForeignKey | None = None
    for node in definition.constraints:
        constraint = node.constraint
        if constraint.contype == pb.CONSTR_ATTR_DEFERRABLE and foreign_key:
            foreign_key.deferrable = True
        elif constraint.contype == pb.CONSTR_ATTR_NOT_ENFORCED and (foreign_key or table.checks):
            last = foreign_key or table.checks[-1]
            last.enforced = last.validated = False
        else:
            foreign_key = _column_constraint(table, column, constraint, catalog, source)


def _own_sequence(table: Table, column: Column, catalog: Catalog) -> None:
    sequence = quote(default_name(table.name, [column.name], "seq"))
    qualified = f"{quote(table.schema)}.{sequence}" if table.schema and not table.temporary else sequence
    literal = qualified.replace("'", "''")
    column.default = f"nextval('{literal}'::regclass)"
    catalog.schema.sequences.append(qualified)
    catalog.own_sequence(table, column.name)


def sequence_name(options: Iterable[pb.Node]) -> str:
    """The name that GENERATED AS IDENTITY (SEQUENCE NAME s) gives its sequence, empty where it gives none."""
    named = [option.def_elem.arg.list.items for option in options if option.def_elem.defname == "sequence_name"]
    return strings(named[0])[-1] if named else ""


def _column_constraint(
    table: Table, column: Column, constraint: pb.Constraint, catalog: Catalog, source: Source
) -> ForeignKey | None:
    kind = constraint.contype
    if kind == pb.CONSTR_NOTNULL:
        column.nullable = False
        column.not_null_name = constraint.conname or column.not_null_name
    elif kind == pb.CONSTR_NULL:
        column.nullable = True
    elif kind == pb.CONSTR_DEFAULT:
        column.default = default_text(constraint.raw_expr)
    elif kind == pb.CONSTR_IDENTITY:
        column.identity = Identity(always=constraint.generated_when == "a")
        column.nullable = False
        catalog.own_sequence(table, column.name, sequence_name(constraint.options))
    elif kind == pb.CONSTR_GENERATED:
        column.generated = expression(constraint.raw_expr)
        column.generated_stored = constraint.generated_kind != "v"
    elif kind in {pb.CONSTR_PRIMARY, pb.CONSTR_UNIQUE, pb.CONSTR_CHECK, pb.CONSTR_FOREIGN}:
        before = len(table.foreign_keys)
        add_constraint(table, constraint, catalog, source, column=column.name)
        if len(table.foreign_keys) > before:
            return table.foreign_keys[-1]
    return None


def add_constraint(
    table: Table, constraint: pb.Constraint, catalog: Catalog, source: Source, *, column: str | None = None
) -> None:
    """Add a table constraint, or with `column` the constraint that stands behind that column."""
    kind, name = constraint.contype, constraint.conname or None
    position = source.position(constraint.location)
    columns = strings(constraint.keys) or ([column] if column else [])
    if constraint.indexname:
        columns = _promote_index(table, constraint.indexname, catalog)
        name = name or constraint.indexname
    if kind == pb.CONSTR_PRIMARY:
        table.primary_key = PrimaryKey(columns, name, position)
        _not_null(table, columns)
    elif kind == pb.CONSTR_UNIQUE:
        table.uniques.append(Unique(columns, name, constraint.nulls_not_distinct, position))
    elif kind == pb.CONSTR_CHECK:
        enforced = constraint.is_enforced
        text, valid = expression(constraint.raw_expr), not constraint.skip_validation
        table.checks.append(Check(text, name, enforced=enforced, validated=valid and enforced, position=position))
    elif kind == pb.CONSTR_NOTNULL:
        _not_null(table, columns, name, validated=not constraint.skip_validation)
    elif kind == pb.CONSTR_FOREIGN:
        table.foreign_keys.append(_foreign_key(constraint, column, catalog, source))
    elif kind == pb.CONSTR_EXCLUSION:
        table.indexes.append(_exclusion(constraint, source))
    else:
        catalog.not_taken.append(f"constraint of kind {pb.ConstrType.Name(kind)}")
    below = catalog.below(table) if kind in {pb.CONSTR_CHECK, pb.CONSTR_NOTNULL} else catalog.children_of(table)
    for child in below:
        add_constraint(child, constraint, catalog, source, column=column)
        _rename_inherited_key(child, kind)


def _rename_inherited_key(child: Table, kind: pb.ConstrType) -> None:
    """The key of a partition has a name of its own, with the index that is behind it."""
    if kind == pb.CONSTR_PRIMARY and child.primary_key:
        child.primary_key.name = None
    elif kind == pb.CONSTR_UNIQUE:
        child.uniques[-1].name = None
    elif kind == pb.CONSTR_EXCLUSION:
        child.indexes[-1].name = None


def _not_null(table: Table, columns: Iterable[str], constraint: str | None = None, *, validated: bool = True) -> None:
    for name in columns:
        column = table.column(name)
        if column:
            column.not_null_validated = validated or (not column.nullable and column.not_null_validated)
            column.nullable = False
            column.not_null_name = constraint or column.not_null_name


def _promote_index(table: Table, name: str, catalog: Catalog) -> list[str]:
    """The columns of a unique index that becomes a constraint; the index itself is then the constraint's."""
    index = next((index for index in table.indexes if index.name == name), None)
    if index is None:
        catalog.not_taken.append(f"index {name} is not known")
        return []
    table.indexes.remove(index)
    return [key.column for key in index.keys if key.column]


def _foreign_key(constraint: pb.Constraint, column: str | None, catalog: Catalog, source: Source) -> ForeignKey:
    target = catalog.table(constraint.pktable)
    written = catalog.key_for_new(constraint.pktable.schemaname, constraint.pktable.relname)
    columns = strings(constraint.fk_attrs) or ([column] if column else [])
    ref_columns = strings(constraint.pk_attrs)
    if not ref_columns and target and target.primary_key:
        ref_columns = list(target.primary_key.columns)
    on_delete = _ACTIONS.get(constraint.fk_del_action)
    on_update = _ACTIONS.get(constraint.fk_upd_action)
    if on_delete is None and _says_no_action(source, constraint.location, "delete"):
        on_delete = "no action"
    if on_update is None and _says_no_action(source, constraint.location, "update"):
        on_update = "no action"
    return ForeignKey(
        columns,
        ref_table=target.name if target else written[1],
        ref_columns=ref_columns,
        name=constraint.conname or None,
        ref_schema=target.schema if target else written[0],
        on_delete=on_delete,
        on_update=on_update,
        set_null_columns=strings(constraint.fk_del_set_cols) or None,
        deferrable=constraint.deferrable,
        enforced=constraint.is_enforced,
        validated=not constraint.skip_validation and constraint.is_enforced,
        position=source.position(constraint.location),
    )


_NO_ACTION = re.compile(r"on\s+(delete|update)\s+no\s+action", re.IGNORECASE)
_CLAUSE = re.compile(r"\b(?:constraint|references|primary|unique|check)\b|,(?![^()]*\))|\)\s*\Z", re.IGNORECASE)


def _says_no_action(source: Source, location: int, event: str) -> bool:
    """Whether the foreign key's own clause spells out NO ACTION; the parse tree does not tell it from silence."""
    start = source.character(location)
    references = re.compile("references", re.IGNORECASE).search(source.sql, start)
    if references is None:
        return False
    end = _CLAUSE.search(source.sql, references.end())
    clause = source.sql[references.end() : end.start() if end else len(source.sql)]
    return any(match.group(1).lower() == event for match in _NO_ACTION.finditer(clause))


def _exclusion(constraint: pb.Constraint, source: Source) -> Index:
    pairs = [node.list.items for node in constraint.exclusions]
    return Index(
        keys=[index_key(pair[0].index_elem) for pair in pairs],
        name=constraint.conname or None,
        method=constraint.access_method or "gist",
        where=expression(constraint.where_clause) if constraint.HasField("where_clause") else None,
        include=strings(constraint.including),
        exclusion=[strings(pair[1].list.items)[-1] for pair in pairs],
        position=source.position(constraint.location),
    )


def _inherit(table: Table, parent: Table, *, partition: bool) -> None:
    for column in parent.columns:
        if table.column(column.name) is None:
            copied = deepcopy(column)
            if not partition:
                copied.identity = None
            table.columns.append(copied)
    table.checks.extend(deepcopy(parent.checks))


def _copy_like(table: Table, clause: pb.TableLikeClause, catalog: Catalog) -> None:
    original = catalog.table(clause.relation)
    if original is None:
        catalog.not_taken.append(f"the columns of {clause.relation.relname} are not known")
        return
    options = clause.options
    for column in original.columns:
        copied = deepcopy(column)
        copied.default = copied.default if options & _LIKE_DEFAULTS else None
        copied.generated = copied.generated if options & _LIKE_GENERATED else None
        copied.identity = copied.identity if options & _LIKE_IDENTITY else None
        copied.comment = copied.comment if options & _LIKE_COMMENTS else None
        table.columns.append(copied)
    if options & _LIKE_CONSTRAINTS:
        table.checks.extend(deepcopy(original.checks))
    if options & _LIKE_INDEXES:
        if original.primary_key:
            table.primary_key = PrimaryKey(list(original.primary_key.columns), position=table.position)
        for unique in original.uniques:
            table.uniques.append(Unique(list(unique.columns), None, unique.nulls_not_distinct, table.position))
        for index in original.indexes:
            copied_index = deepcopy(index)
            copied_index.name = None
            table.indexes.append(copied_index)


def _partition_by(spec: pb.PartitionSpec) -> str:
    keys = []
    for node in spec.part_params:
        element = node.partition_elem
        keys.append(quote(element.name) if element.name else f"({expression(element.expr)})")
    return f"{_STRATEGIES.get(spec.strategy, 'range')} ({', '.join(keys)})"


def _option_value(element: pb.DefElem) -> str:
    argument = element.arg
    kind = argument.WhichOneof("node")
    if kind == "integer":
        return str(argument.integer.ival)
    if kind == "float":
        return str(argument.float.fval)
    if kind == "string":
        return str(argument.string.sval)
    return "true"
