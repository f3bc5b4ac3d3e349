"""What a statement changes for those behind it: settings, and what the file has made so far."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postgast import pg_query_pb2 as pb

from backend_data_model.migrations.lint.blocks import routine_name
from backend_data_model.migrations.lint.context import relation_sql
from backend_data_model.migrations.lint.names import dotted, parts
from backend_data_model.migrations.lint.session import AddedKey
from backend_data_model.migrations.lint.tree import constraints, definition

if TYPE_CHECKING:
    from collections.abc import Callable

    from backend_data_model.migrations.lint.context import Context
    from backend_data_model.migrations.lint.session import Session


def remember(context: Context, kind: str, body: Any) -> None:
    """Take the statement into the session; for kinds in REMEMBERED."""
    REMEMBERED[kind](context, body)


def _set(context: Context, body: Any) -> None:
    session = context.session
    name = body.name
    if body.kind in {pb.VAR_SET_DEFAULT, pb.VAR_RESET}:
        session.settings.pop(name, None)
        session.local.pop(name, None)
    elif body.kind == pb.VAR_RESET_ALL:
        session.settings.clear()
    elif body.args:
        constant = body.args[0].a_const
        _setting(session, name, constant.sval.sval or str(constant.ival.ival), bool(body.is_local))


def _setting(session: Session, name: str, value: str, local: bool) -> None:
    if name == "search_path":
        first = value.split(",")[0].strip().strip('"')
        session.search_path = first if first and first not in {"$user", "pg_catalog"} else "public"
    else:
        (session.local if local else session.settings)[name] = value


def _made(context: Context, relation: Any) -> None:
    context.session.made.add(context.name(relation))


def _create_table(context: Context, body: Any) -> None:
    # With IF NOT EXISTS the table may have been there, in use, before.
    if body.if_not_exists:
        return
    _made(context, body.relation)
    table = context.name(body.relation)
    for element in body.table_elts:
        if element.WhichOneof("node") == "constraint":
            _constraint(context, body.relation, table, element.constraint)
        else:
            column = element.column_def
            for constraint in constraints(column):
                _constraint(context, body.relation, table, constraint, column.colname)


def _constraint(context: Context, relation: Any, table: str, constraint: Any, column: str | None = None) -> None:
    """What a constraint tells the rules about indexes of foreign keys."""
    session = context.session
    if constraint.contype == pb.CONSTR_FOREIGN:
        columns = (column,) if column else tuple(key.string.sval for key in constraint.fk_attrs)
        parent = relation_sql(constraint.pktable)
        session.foreign_keys.append(AddedKey(table, relation_sql(relation), columns, parent, context.place))
    elif constraint.contype in {pb.CONSTR_PRIMARY, pb.CONSTR_UNIQUE}:
        columns = (column,) if column else tuple(key.string.sval for key in constraint.keys)
        _note_index(session, table, list(columns))


def _note_index(session: Session, table: str, columns: list[str]) -> None:
    """Every set of columns that begins the index serves a foreign key of just these."""
    found = session.indexes.setdefault(table, set())
    found.update(frozenset(columns[:length]) for length in range(1, len(columns) + 1))


def _create_table_as(context: Context, body: Any) -> None:
    if not body.if_not_exists:
        _made(context, body.into.rel)


def _index(context: Context, body: Any) -> None:
    session = context.session
    table = context.name(body.relation)
    if not body.HasField("where_clause"):
        _note_index(session, table, [item.index_elem.name for item in body.index_params])
    if body.idxname and not body.if_not_exists:
        session.made.add(f"{table.rpartition('.')[0]}.{body.idxname}")


def _view(context: Context, body: Any) -> None:
    if not body.replace:
        _made(context, body.view)


def _sequence(context: Context, body: Any) -> None:
    if not body.if_not_exists:
        _made(context, body.sequence)


def _type(context: Context, body: Any) -> None:
    names = body.domainname if hasattr(body, "domainname") else body.type_name
    own = [item.string.sval for item in names]
    schema = own[-2] if len(own) > 1 else context.session.search_path
    context.session.made.add(f"{schema}.{own[-1]}")


def _select(context: Context, body: Any) -> None:
    if body.HasField("into_clause"):
        _made(context, body.into_clause.rel)
        return
    if len(body.target_list) != 1:
        return
    call = body.target_list[0].res_target.val.func_call
    if not call.funcname or call.funcname[-1].string.sval != "set_config" or len(call.args) != 3:
        return
    name, value, local = (argument.a_const for argument in call.args)
    _setting(context.session, name.sval.sval, value.sval.sval, bool(local.boolval.boolval))


def _drop(context: Context, body: Any) -> None:
    if body.remove_type == pb.OBJECT_INDEX:
        context.session.dropped.update(dotted(parts(item)) for item in body.objects)


def _enum(context: Context, body: Any) -> None:
    name = [item.string.sval for item in body.type_name]
    if body.new_val and not body.old_val and context.exists_name(name):
        context.session.enum_values[body.new_val] = context.line


def _alter_table(context: Context, body: Any) -> None:
    session = context.session
    table = context.name(body.relation)
    for node in body.cmds:
        command = node.alter_table_cmd
        subtype = command.subtype
        if subtype == pb.AT_AddColumn:
            column = definition(command).column_def
            session.columns.add(f"{table}.{column.colname}")
            for constraint in constraints(column):
                _constraint(context, body.relation, table, constraint, column.colname)
        elif subtype == pb.AT_AddConstraint:
            _added(context, body.relation, table, definition(command).constraint)
        elif subtype == pb.AT_ValidateConstraint:
            session.checked.add(table)
            column_name = session.not_null_checks.get((table, command.name))
            if column_name:
                session.proven.add(f"{table}.{column_name}")


def _added(context: Context, relation: Any, table: str, constraint: Any) -> None:
    session = context.session
    key = (table, constraint.conname)
    _constraint(context, relation, table, constraint)
    if not constraint.conname:
        return
    session.constraints.add(key)
    column = _not_null_column(constraint)
    if column:
        session.not_null_checks[key] = column
        if not constraint.skip_validation:
            session.proven.add(f"{table}.{column}")
    if constraint.skip_validation and session.in_transaction:
        session.unvalidated[key] = context.line


def _not_null_column(constraint: Any) -> str | None:
    """The column that a constraint `CHECK (x IS NOT NULL)`, or `NOT NULL x`, makes NOT NULL."""
    if constraint.contype == pb.CONSTR_NOTNULL and constraint.keys:
        return str(constraint.keys[0].string.sval)
    test = constraint.raw_expr.null_test
    if constraint.contype != pb.CONSTR_CHECK or test.nulltesttype != pb.IS_NOT_NULL:
        return None
    fields = test.arg.column_ref.fields
    return str(fields[-1].string.sval) if fields else None


def _routine(context: Context, body: Any) -> None:
    context.session.routines[routine_name(body, context.session.search_path)] = context.sql


REMEMBERED: dict[str, Callable[[Context, Any], None]] = {
    "variable_set_stmt": _set,
    "create_function_stmt": _routine,
    "create_stmt": _create_table,
    "create_table_as_stmt": _create_table_as,
    "index_stmt": _index,
    "view_stmt": _view,
    "create_seq_stmt": _sequence,
    "create_enum_stmt": _type,
    "create_domain_stmt": _type,
    "select_stmt": _select,
    "drop_stmt": _drop,
    "alter_enum_stmt": _enum,
    "alter_table_stmt": _alter_table,
}
