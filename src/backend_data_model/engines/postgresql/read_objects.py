"""CREATE and COMMENT for everything that is neither table nor index."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, cast

import postgast
from postgast import pg_query_pb2 as pb

from backend_data_model.engines.postgresql.read_alter import is_true
from backend_data_model.engines.postgresql.read_query_table import keep_query_table
from backend_data_model.engines.postgresql.read_text import expression, quote, strings
from backend_data_model.engines.postgresql.read_types import type_text
from backend_data_model.model.schema import Check, Domain, EnumType, Policy, Routine, Trigger, View

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend_data_model.engines.postgresql.read_catalog import Catalog, Key
    from backend_data_model.engines.postgresql.read_text import Source
    from backend_data_model.model.schema import Table

Command = Literal["all", "select", "insert", "update", "delete"]
Volatility = Literal["volatile", "stable", "immutable"]


def qualified(names: Sequence[str]) -> tuple[str, str]:
    """Schema (empty when not written) and name from the parts of a dotted name."""
    return (names[-2] if len(names) > 1 else "", names[-1])


def create_enum(statement: pb.CreateEnumStmt, catalog: Catalog, source: Source) -> None:
    """Take an enum type in."""
    schema, name = catalog.key_for_new(*qualified(strings(statement.type_name)))
    enum = EnumType(name, strings(statement.vals), schema, source.position(0))
    if (schema, name) in catalog.enums:
        catalog.not_taken.append(f"type {name} exists already")
        return
    catalog.enums[(schema, name)] = enum
    catalog.schema.enums.append(enum)


def alter_enum(statement: pb.AlterEnumStmt, catalog: Catalog, source: Source) -> None:
    """ADD VALUE and RENAME VALUE."""
    enum = catalog.find(catalog.enums, *qualified(strings(statement.type_name)))
    if enum is None:
        catalog.not_taken.append(f"type {strings(statement.type_name)[-1]} is not known")
    elif statement.old_val:
        enum.values = [statement.new_val if value == statement.old_val else value for value in enum.values]
    elif statement.new_val not in enum.values:
        neighbour = statement.new_val_neighbor
        place = enum.values.index(neighbour) + int(statement.new_val_is_after) if neighbour in enum.values else None
        enum.values.insert(len(enum.values) if place is None else place, statement.new_val)


def create_domain(statement: pb.CreateDomainStmt, catalog: Catalog, source: Source) -> None:
    """Take a domain in."""
    schema, name = catalog.key_for_new(*qualified(strings(statement.domainname)))
    domain = Domain(name, type_text(statement.type_name), schema=schema, position=source.position(0))
    for node in statement.constraints:
        _domain_constraint(domain, node.constraint, source)
    catalog.domains[(schema, name)] = domain
    catalog.schema.domains.append(domain)


def _domain_constraint(domain: Domain, constraint: pb.Constraint, source: Source) -> None:
    if constraint.contype == pb.CONSTR_NOTNULL:
        domain.nullable = False
    elif constraint.contype == pb.CONSTR_CHECK:
        position = source.position(constraint.location)
        domain.checks.append(
            Check(
                expression(constraint.raw_expr),
                constraint.conname or None,
                validated=not constraint.skip_validation,
                position=position,
            )
        )


def alter_domain(statement: pb.AlterDomainStmt, catalog: Catalog, source: Source) -> None:
    """Constraints of a domain; its default is not part of the schema."""
    domain = catalog.find(catalog.domains, *qualified(strings(statement.type_name)))
    if domain is None:
        catalog.not_taken.append(f"domain {strings(statement.type_name)[-1]} is not known")
    elif statement.subtype == "C":
        _domain_constraint(domain, getattr(statement, "def").constraint, source)
    elif statement.subtype == "V":
        for check in domain.checks:
            check.validated |= check.name == statement.name
    elif statement.subtype == "X":
        domain.checks = [check for check in domain.checks if check.name != statement.name]
    elif statement.subtype in {"O", "N"}:
        domain.nullable = statement.subtype == "N"


def create_view(statement: pb.ViewStmt, catalog: Catalog, source: Source) -> None:
    """Take a view in."""
    invoker = any(o.def_elem.defname == "security_invoker" and is_true(o.def_elem) for o in statement.options)
    _add_view(statement.view, statement.query, catalog, source, security_invoker=invoker)


def create_table_as(statement: pb.CreateTableAsStmt, catalog: Catalog, source: Source) -> None:
    """Take a materialized view in; the columns of CREATE TABLE AS are not known without a server."""
    if statement.objtype == pb.OBJECT_MATVIEW:
        _add_view(statement.into.rel, statement.query, catalog, source, materialized=True)
        return
    catalog.not_taken.append("the columns of CREATE TABLE AS come from its query")
    if catalog.keeps_query_tables:
        keep_query_table(statement.into.rel, statement.query, catalog, source)


def _add_view(
    relation: pb.RangeVar,
    body: pb.Node,
    catalog: Catalog,
    source: Source,
    *,
    materialized: bool = False,
    security_invoker: bool = False,
) -> None:
    schema, name = catalog.key_for_new(relation.schemaname, relation.relname)
    definition = postgast.deparse(pb.ParseResult(stmts=[pb.RawStmt(stmt=body)]))
    view = View(name, definition, materialized, security_invoker, schema, source.position(0))
    if (schema, name) in catalog.views:
        catalog.schema.views = [other for other in catalog.schema.views if (other.schema, other.name) != (schema, name)]
    catalog.views[(schema, name)] = view
    catalog.schema.views.append(view)


def create_function(statement: pb.CreateFunctionStmt, catalog: Catalog, source: Source) -> None:
    """Take a function or procedure in; one with the same argument types is replaced."""
    key = catalog.key_for_new(*qualified(strings(statement.funcname)))
    routine = Routine(key[1], source.sql, schema=key[0], position=source.position(0))
    set_routine_options(routine, [node.def_elem for node in statement.options])
    outputs = {pb.FUNC_PARAM_OUT, pb.FUNC_PARAM_TABLE}
    parameters = [node.function_parameter for node in statement.parameters]
    signature = ",".join(type_text(p.arg_type) for p in parameters if p.mode not in outputs)
    overloads = catalog.routines.setdefault(key, {})
    if signature in overloads:
        catalog.forget_routines([overloads[signature]])
    overloads[signature] = routine
    catalog.schema.routines.append(routine)


def set_routine_options(routine: Routine, options: Sequence[pb.DefElem]) -> None:
    """SECURITY DEFINER, SET search_path and how volatile it is."""
    for option in options:
        if option.defname == "volatility":
            routine.volatility = cast("Volatility", option.arg.string.sval)
        elif option.defname == "security":
            routine.security_definer = option.arg.boolean.boolval
        elif option.defname == "set" and option.arg.variable_set_stmt.name == "search_path":
            setting = option.arg.variable_set_stmt
            routine.search_path = ", ".join(a.a_const.sval.sval for a in setting.args) if setting.args else None


def alter_function(statement: pb.AlterFunctionStmt, catalog: Catalog, source: Source) -> None:
    """Options of a function."""
    routines = catalog.routines_named(statement.func)
    if not routines:
        catalog.not_taken.append(f"function {strings(statement.func.objname)[-1]} is not known")
    for routine in routines:
        set_routine_options(routine, [node.def_elem for node in statement.actions])


def create_trigger(statement: pb.CreateTrigStmt, catalog: Catalog, source: Source) -> None:
    """Take a trigger in."""
    schema, table = _table_key(statement.relation, catalog)
    position = source.position(0)
    if statement.replace:
        same = (statement.trigname, schema, table)
        catalog.schema.triggers = [t for t in catalog.schema.triggers if (t.name, t.schema, t.table) != same]
    catalog.schema.triggers.append(Trigger(statement.trigname, table, source.sql, schema, position))


def create_policy(statement: pb.CreatePolicyStmt, catalog: Catalog, source: Source) -> None:
    """Take a row-level security policy in."""
    schema, table = _table_key(statement.table, catalog)
    catalog.schema.policies.append(
        Policy(
            statement.policy_name,
            table,
            cast("Command", statement.cmd_name),
            statement.permissive,
            role_names(statement.roles),
            expression(statement.qual) if statement.HasField("qual") else None,
            expression(statement.with_check) if statement.HasField("with_check") else None,
            schema,
            source.position(0),
        )
    )


def role_names(nodes: Sequence[pb.Node]) -> list[str]:
    """The roles of a list; PUBLIC is no role and left out."""
    return [n.role_spec.rolename or "current_user" for n in nodes if n.role_spec.roletype != pb.ROLESPEC_PUBLIC]


def alter_policy(statement: pb.AlterPolicyStmt, catalog: Catalog, source: Source) -> None:
    """New roles or expressions of a policy."""
    schema, table = _table_key(statement.table, catalog)
    same = (statement.policy_name, schema, table)
    policy = next((p for p in catalog.schema.policies if (p.name, p.schema, p.table) == same), None)
    if policy is None:
        catalog.not_taken.append(f"policy {statement.policy_name} is not known")
        return
    if statement.roles:
        policy.roles = role_names(statement.roles)
    if statement.HasField("qual"):
        policy.using = expression(statement.qual)
    if statement.HasField("with_check"):
        policy.check = expression(statement.with_check)


def _table_key(relation: pb.RangeVar, catalog: Catalog) -> Key:
    table = catalog.table(relation)
    if table:
        return (table.schema, table.name)
    view = catalog.find(catalog.views, relation.schemaname, relation.relname)
    if view:
        return (view.schema, view.name)
    catalog.not_taken.append(f"table {relation.relname} is not known")
    return catalog.key_for_new(relation.schemaname, relation.relname)


def create_extension(statement: pb.CreateExtensionStmt, catalog: Catalog, source: Source) -> None:
    """Take the name of an extension in."""
    if statement.extname not in catalog.schema.extensions:
        catalog.schema.extensions.append(statement.extname)


def create_role(statement: pb.CreateRoleStmt, catalog: Catalog, source: Source) -> None:
    """Take the name of a role in."""
    if statement.role not in catalog.schema.roles:
        catalog.schema.roles.append(statement.role)


def create_sequence(statement: pb.CreateSeqStmt, catalog: Catalog, source: Source) -> None:
    """Take the name of a sequence in."""
    schema, name = catalog.key_for_new(statement.sequence.schemaname, statement.sequence.relname)
    text = f"{quote(schema)}.{quote(name)}" if schema else quote(name)
    if statement.if_not_exists and text in catalog.schema.sequences:
        return
    catalog.schema.sequences.append(text)
    catalog.sequences[(schema, name)] = owner_of_sequence(statement.options, catalog)


def owner_of_sequence(options: Sequence[pb.Node], catalog: Catalog) -> tuple[Table, str] | None:
    """The table and column of OWNED BY; None for OWNED BY NONE and where nothing is said."""
    for option in options:
        if option.def_elem.defname == "owned_by":
            parts = strings(option.def_elem.arg.list.items)
            table = catalog.find(catalog.tables, *qualified(parts[:-1])) if len(parts) > 1 else None
            return (table, parts[-1]) if table else None
    return None


def alter_sequence(statement: pb.AlterSeqStmt, catalog: Catalog, source: Source) -> str:
    """Note the owner of a sequence; the rest states no structure."""
    key = catalog.find_key(catalog.sequences, statement.sequence.schemaname, statement.sequence.relname)
    if key and any(option.def_elem.defname == "owned_by" for option in statement.options):
        catalog.sequences[key] = owner_of_sequence(statement.options, catalog)
    return "ALTER SEQUENCE"


def create_composite(statement: pb.CompositeTypeStmt, catalog: Catalog, source: Source) -> None:
    """Take the attributes of a composite type in; the schema model has no place for it."""
    key = catalog.key_for_new(statement.typevar.schemaname, statement.typevar.relname)
    catalog.composites[key] = {
        node.column_def.colname: type_text(node.column_def.type_name) for node in statement.coldeflist
    }
    catalog.not_taken.append("a composite type is not part of the schema model")


def create_rule(statement: pb.RuleStmt, catalog: Catalog, source: Source) -> None:
    """Note on which relation a rule is; the schema model has no place for it."""
    catalog.rules[statement.rulename] = _table_key(statement.relation, catalog)
    catalog.not_taken.append("a rewrite rule is not part of the schema model")


def create_statistics(statement: pb.CreateStatsStmt, catalog: Catalog, source: Source) -> None:
    """Note of which table the statistics are; the schema model has no place for them."""
    names = strings(statement.defnames)
    if names and statement.relations:
        catalog.statistics[catalog.key_for_new(*qualified(names))] = _table_key(
            statement.relations[0].range_var, catalog
        )
    catalog.not_taken.append("extended statistics is not part of the schema model")


def comment(statement: pb.CommentStmt, catalog: Catalog, source: Source) -> str | None:
    """The comment of a table or column; those of other objects state no structure."""
    parts = strings(statement.object.list.items)
    if statement.objtype == pb.OBJECT_TABLE:
        table = catalog.find(catalog.tables, *qualified(parts))
        if table:
            table.comment = statement.comment or None
            return None
    elif statement.objtype == pb.OBJECT_COLUMN:
        table = catalog.find(catalog.tables, *qualified(parts[:-1]))
        column = table.column(parts[-1]) if table else None
        if column:
            column.comment = statement.comment or None
            return None
    else:
        return "COMMENT (on other objects)"
    view = catalog.find(catalog.views, *qualified(parts[:-1] if statement.objtype == pb.OBJECT_COLUMN else parts))
    if view is None:
        catalog.not_taken.append(f"{'.'.join(parts)} is not known")
    return "COMMENT (on other objects)"
