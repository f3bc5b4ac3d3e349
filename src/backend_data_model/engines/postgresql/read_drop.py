"""DROP, RENAME and SET SCHEMA."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgast import pg_query_pb2 as pb

from backend_data_model.engines.postgresql.read_alter import change_column_name
from backend_data_model.engines.postgresql.read_catalog import default_names
from backend_data_model.engines.postgresql.read_objects import qualified
from backend_data_model.engines.postgresql.read_text import quote, strings

if TYPE_CHECKING:
    from backend_data_model.engines.postgresql.read_catalog import Catalog
    from backend_data_model.engines.postgresql.read_text import Source

_ROUTINES = frozenset({pb.OBJECT_FUNCTION, pb.OBJECT_PROCEDURE, pb.OBJECT_ROUTINE})


def drop(statement: pb.DropStmt, catalog: Catalog, source: Source) -> None:
    """DROP of anything; what was never made here is noted unless the statement says IF EXISTS."""
    for node in statement.objects:
        if not _drop_one(statement.remove_type, node, catalog) and not statement.missing_ok:
            catalog.not_taken.append(f"DROP {_kind(statement.remove_type)}: {'.'.join(_parts(node))} is not known")


def _kind(kind: pb.ObjectType) -> str:
    return str(pb.ObjectType.Name(kind)).removeprefix("OBJECT_")


def _parts(node: pb.Node) -> list[str]:
    kind = node.WhichOneof("node")
    if kind == "list":
        return strings(node.list.items)
    if kind == "type_name":
        return strings(node.type_name.names)
    if kind == "object_with_args":
        return strings(node.object_with_args.objname)
    return [node.string.sval]


def _drop_one(kind: pb.ObjectType, node: pb.Node, catalog: Catalog) -> bool:
    parts, schema = _parts(node), catalog.schema
    if kind == pb.OBJECT_TABLE:
        table = catalog.find(catalog.tables, *qualified(parts))
        if table:
            catalog.drop_table(table)
        return table is not None
    if kind == pb.OBJECT_INDEX:
        found = catalog.find_index(*qualified(parts))
        if found:
            catalog.drop_index(*found)
        return found is not None or _drop_view_index(parts, catalog)
    if kind in {pb.OBJECT_VIEW, pb.OBJECT_MATVIEW}:
        view = catalog.find(catalog.views, *qualified(parts))
        if view:
            catalog.views.pop((view.schema, view.name))
            schema.views = [other for other in schema.views if other is not view]
        return view is not None
    if kind in {pb.OBJECT_TYPE, pb.OBJECT_DOMAIN}:
        return _drop_type(parts, catalog)
    if kind in _ROUTINES:
        routines = catalog.routines_named(node.object_with_args)
        catalog.forget_routines(routines)
        return bool(routines)
    if kind in {pb.OBJECT_TRIGGER, pb.OBJECT_POLICY}:
        return _drop_hanging(kind, parts, catalog)
    if kind == pb.OBJECT_SCHEMA:
        return _drop_namespace(parts[0], catalog)
    names = {pb.OBJECT_EXTENSION: schema.extensions, pb.OBJECT_SEQUENCE: schema.sequences}.get(kind)
    text = ".".join(quote(part) for part in parts if part != "public") if kind == pb.OBJECT_SEQUENCE else parts[-1]
    if names is None or text not in names:
        return bool(kind == pb.OBJECT_EXTENSION)
    names.remove(text)
    if kind == pb.OBJECT_SEQUENCE:
        key = catalog.find_key(catalog.sequences, *qualified(parts))
        catalog.sequences.pop(key or (None, ""), None)
    return True


def _drop_view_index(parts: list[str], catalog: Catalog) -> bool:
    for view in catalog.schema.views:
        kept = [index for index in view.indexes if index.name != parts[-1]]
        if len(kept) < len(view.indexes) and (len(parts) == 1 or (view.schema or "public") == parts[-2]):
            view.indexes = kept
            return True
    return False


def _drop_type(parts: list[str], catalog: Catalog) -> bool:
    enum = catalog.find(catalog.enums, *qualified(parts))
    if enum:
        catalog.enums.pop((enum.schema, enum.name))
        catalog.schema.enums = [other for other in catalog.schema.enums if other is not enum]
    domain = catalog.find(catalog.domains, *qualified(parts))
    if domain:
        catalog.domains.pop((domain.schema, domain.name))
        catalog.schema.domains = [other for other in catalog.schema.domains if other is not domain]
    return enum is not None or domain is not None


def _drop_hanging(kind: pb.ObjectType, parts: list[str], catalog: Catalog) -> bool:
    table = catalog.find(catalog.tables, *qualified(parts[:-1]))
    key = (table.schema, table.name) if table else catalog.key_for_new(*qualified(parts[:-1]))
    schema = catalog.schema
    if kind == pb.OBJECT_TRIGGER:
        before = len(schema.triggers)
        schema.triggers = [t for t in schema.triggers if (t.name, t.schema, t.table) != (parts[-1], *key)]
        return len(schema.triggers) < before
    before = len(schema.policies)
    schema.policies = [p for p in schema.policies if (p.name, p.schema, p.table) != (parts[-1], *key)]
    return len(schema.policies) < before


def _drop_namespace(name: str, catalog: Catalog) -> bool:
    schema = None if name == "public" else name
    for table in [table for table in catalog.schema.tables if table.schema == schema]:
        catalog.drop_table(table)
    for owned in (catalog.views, catalog.enums, catalog.domains):
        for key in [key for key in owned if key[0] == schema]:
            owned.pop(key)
    state = catalog.schema
    state.views = [view for view in state.views if view.schema != schema]
    state.enums = [enum for enum in state.enums if enum.schema != schema]
    state.domains = [domain for domain in state.domains if domain.schema != schema]
    catalog.forget_routines([routine for routine in state.routines if routine.schema == schema])
    known = name in state.namespaces or name == "public"
    state.namespaces = [other for other in state.namespaces if other != name]
    return known


def rename(statement: pb.RenameStmt, catalog: Catalog, source: Source) -> None:
    """ALTER ... RENAME."""
    kind, relation, new = statement.rename_type, statement.relation, statement.newname
    known = False
    table = catalog.table(relation) if statement.HasField("relation") else None
    view = catalog.find(catalog.views, relation.schemaname, relation.relname)
    if kind == pb.OBJECT_TABLE and table:
        catalog.rekey_table(table, table.schema, new)
        known = True
    elif kind == pb.OBJECT_COLUMN and table and table.column(statement.subname):
        change_column_name(table, statement.subname, new, catalog)
        known = True
    elif kind == pb.OBJECT_TABCONSTRAINT and table:
        for given, item in default_names(table):
            if given == statement.subname:
                item.name, known = new, True
                break
    elif kind in {pb.OBJECT_INDEX, pb.OBJECT_TABLE} and not table and not view:
        known = _rename_index(relation, new, catalog)
    elif view and kind in {pb.OBJECT_VIEW, pb.OBJECT_MATVIEW, pb.OBJECT_TABLE}:
        catalog.views.pop((view.schema, view.name))
        view.name = new
        catalog.views[(view.schema, new)] = view
        known = True
    elif view and kind == pb.OBJECT_COLUMN:
        known = True
    else:
        known = _rename_other(statement, catalog)
    if not known and not statement.missing_ok:
        catalog.not_taken.append(f"RENAME {_kind(kind)}: {relation.relname or new} is not known")


def _rename_index(relation: pb.RangeVar, new: str, catalog: Catalog) -> bool:
    found = catalog.find_index(relation.schemaname, relation.relname)
    if found:
        table, index = found
        index.name = new
        catalog.index_tables[(table.schema, new)] = table
        return True
    for table in catalog.schema.tables:
        for given, item in default_names(table):
            if given == relation.relname:
                item.name = new
                return True
    return False


def _rename_other(statement: pb.RenameStmt, catalog: Catalog) -> bool:
    kind, new, schema = statement.rename_type, statement.newname, catalog.schema
    if kind in {pb.OBJECT_TYPE, pb.OBJECT_DOMAIN}:
        key = qualified(strings(statement.object.list.items))
        enum, domain = catalog.find(catalog.enums, *key), catalog.find(catalog.domains, *key)
        if enum:
            catalog.enums[(enum.schema, new)] = catalog.enums.pop((enum.schema, enum.name))
            _retype(catalog, enum.name, new)
            enum.name = new
        if domain:
            catalog.domains[(domain.schema, new)] = catalog.domains.pop((domain.schema, domain.name))
            _retype(catalog, domain.name, new)
            domain.name = new
        return bool(enum or domain)
    table = catalog.table(statement.relation) if statement.HasField("relation") else None
    if kind in {pb.OBJECT_TRIGGER, pb.OBJECT_POLICY} and table:
        hanging = schema.triggers if kind == pb.OBJECT_TRIGGER else schema.policies
        same = (statement.subname, table.schema, table.name)
        found = next((item for item in hanging if (item.name, item.schema, item.table) == same), None)
        if found:
            found.name = new
        return found is not None
    if kind == pb.OBJECT_SEQUENCE and statement.relation.relname in schema.sequences:
        schema.sequences[schema.sequences.index(statement.relation.relname)] = new
        return True
    return False


def _retype(catalog: Catalog, old: str, new: str) -> None:
    for table in catalog.schema.tables:
        for column in table.columns:
            if column.type.removesuffix("[]") == quote(old):
                column.type = quote(new) + column.type[len(quote(old)) :]


def set_schema(statement: pb.AlterObjectSchemaStmt, catalog: Catalog, source: Source) -> None:
    """ALTER ... SET SCHEMA of a table; that of other objects is noted."""
    table = catalog.table(statement.relation) if statement.HasField("relation") else None
    if table:
        catalog.rekey_table(table, None if statement.newschema == "public" else statement.newschema, table.name)
    else:
        catalog.not_taken.append(f"SET SCHEMA of {_kind(statement.object_type)}")
