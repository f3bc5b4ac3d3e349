"""What CREATE TABLE and ALTER TABLE may not say although the grammar takes it (src/backend/parser/parse_utilcmd.c)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgast import pg_query_pb2 as pb

from backend_data_model.engines.postgresql.grammar_context import Objection
from backend_data_model.engines.postgresql.read_parse import messages
from backend_data_model.engines.postgresql.read_types import SERIAL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backend_data_model.engines.postgresql.grammar_context import Context

_SYSTEM_COLUMNS = frozenset({"tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"})
_INTEGERS = frozenset({"int2", "int4", "int8"})
# Stable or volatile functions that scripts use where an immutable one is demanded (pg_proc.provolatile, 18.6).
NOT_IMMUTABLE = frozenset(
    {
        "now",
        "clock_timestamp",
        "statement_timestamp",
        "transaction_timestamp",
        "timeofday",
        "random",
        "gen_random_uuid",
        "uuidv4",
        "uuidv7",
        "nextval",
        "currval",
        "current_setting",
        "to_char",
        "to_date",
        "to_timestamp",
        "concat",
        "concat_ws",
        "format",
    }
)
_AGGREGATES = frozenset({"count", "sum", "avg", "min", "max", "array_agg", "string_agg", "bool_and", "bool_or"})
_STORAGE = frozenset(
    {
        "fillfactor",
        "toast_tuple_target",
        "parallel_workers",
        "user_catalog_table",
        "vacuum_index_cleanup",
        "vacuum_truncate",
        "log_autovacuum_min_duration",
        "log_autoanalyze_min_duration",
        "vacuum_max_eager_freeze_failure_rate",
        "oids",
    }
)


def check_table(kind: str, node: pb.Node, below: list[object], context: Context) -> Iterator[Objection]:
    """Columns, keys and constraints of one table."""
    if kind == "alter_table_stmt":
        yield from _alter(node.alter_table_stmt)
    if kind != "create_stmt":
        return
    statement = node.create_stmt
    columns = [element.column_def for element in statement.table_elts if element.HasField("column_def")]
    constraints = [element.constraint for element in statement.table_elts if element.HasField("constraint")]
    names = [column.colname for column in columns]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Objection("42701", f'column "{name}" specified more than once')
    for column in columns:
        yield from check_column(column)
        if column.colname == "key" and _lists_columns(column.type_name, names):
            yield Objection("42704", "KEY is no part of CREATE TABLE in PostgreSQL; use CREATE INDEX")
    keys = sum(constraint.contype == pb.CONSTR_PRIMARY for constraint in constraints)
    keys += sum(c.constraint.contype == pb.CONSTR_PRIMARY for column in columns for c in column.constraints)
    if keys > 1:
        yield Objection("42P16", f'multiple primary keys for table "{statement.relation.relname}" are not allowed')
    closed = not statement.inh_relations and not statement.HasField("of_typename")
    closed = closed and not any(element.HasField("table_like_clause") for element in statement.table_elts)
    for constraint in constraints:
        yield from _constraint(constraint)
        if closed:
            yield from _missing_columns(constraint, names)
    if statement.HasField("partspec"):
        yield from _partition_keys(statement, columns, constraints)
    for option in statement.options:
        name = option.def_elem.defname
        if name not in _STORAGE and not name.startswith("autovacuum_") and option.def_elem.defnamespace != "toast":
            yield Objection("22023", f'unrecognized parameter "{name}"')


def _lists_columns(type_name: pb.TypeName, names: list[str]) -> bool:
    """Whether what was read as a type's modifiers are columns of the table, as in `KEY k (a)`."""
    written = [node.column_ref.fields[-1].string.sval for node in type_name.typmods if node.HasField("column_ref")]
    return bool(written) and len(written) == len(type_name.typmods) and set(written) <= set(names)


def _alter(statement: pb.AlterTableStmt) -> Iterator[Objection]:
    for node in statement.cmds:
        definition = getattr(node.alter_table_cmd, "def")
        if definition.HasField("column_def") and node.alter_table_cmd.subtype == pb.AT_AddColumn:
            yield from check_column(definition.column_def)
        elif definition.HasField("constraint"):
            yield from _constraint(definition.constraint)
        elif node.alter_table_cmd.subtype == pb.AT_ColumnDefault:
            yield from _default(definition)


def check_column(column: pb.ColumnDef) -> Iterator[Objection]:
    """One column: its defaults, identity and generation exclude each other."""
    name = column.colname
    if name in _SYSTEM_COLUMNS:
        yield Objection("42701", f'column name "{name}" conflicts with a system column name')
    kinds = [node.constraint.contype for node in column.constraints]
    type_name = column.type_name.names[-1].string.sval if column.type_name.names else ""
    serial = type_name in SERIAL
    defaults = kinds.count(pb.CONSTR_DEFAULT) + serial
    if defaults > 1:
        yield Objection("42601", f'multiple default values specified for column "{name}"')
    if serial and column.type_name.array_bounds:
        yield Objection("0A000", "array of serial is not implemented")
    for other, what in ((pb.CONSTR_IDENTITY, "identity"), (pb.CONSTR_GENERATED, "generation expression")):
        if other in kinds and defaults:
            yield Objection("42601", f'both default and {what} specified for column "{name}"')
    if pb.CONSTR_IDENTITY in kinds and pb.CONSTR_GENERATED in kinds:
        yield Objection("42601", f'both identity and generation expression specified for column "{name}"')
    if pb.CONSTR_NULL in kinds and (pb.CONSTR_NOTNULL in kinds or serial):
        yield Objection("42601", f'conflicting NULL/NOT NULL declarations for column "{name}"')
    if pb.CONSTR_IDENTITY in kinds and type_name and type_name not in _INTEGERS and type_name not in SERIAL:
        yield Objection("22023", "identity column type must be smallint, integer, or bigint")
    for node in column.constraints:
        yield from _constraint(node.constraint)
        if node.constraint.contype == pb.CONSTR_DEFAULT and not column.type_name.array_bounds:
            yield from _literal(name, type_name, node.constraint.raw_expr)
        virtual = node.constraint.contype == pb.CONSTR_GENERATED and node.constraint.generated_kind == "v"
        if virtual and (pb.CONSTR_PRIMARY in kinds or pb.CONSTR_UNIQUE in kinds):
            yield Objection(
                "0A000", "primary keys and unique constraints on virtual generated columns are not supported"
            )


def _constraint(constraint: pb.Constraint) -> Iterator[Objection]:
    if constraint.contype == pb.CONSTR_CHECK:
        yield from _only_row(constraint.raw_expr, "check constraint")
    elif constraint.contype == pb.CONSTR_DEFAULT:
        yield from _default(constraint.raw_expr)
    elif constraint.contype == pb.CONSTR_GENERATED:
        yield from _only_row(constraint.raw_expr, "column generation expression")
        if not is_immutable(constraint.raw_expr):
            yield Objection("42P17", "generation expression is not immutable")
    elif constraint.contype == pb.CONSTR_FOREIGN:
        referenced = len(constraint.pk_attrs)
        if constraint.fk_attrs and referenced and len(constraint.fk_attrs) != referenced:
            yield Objection("42830", "number of referencing and referenced columns for foreign key disagree")


def _default(expression: pb.Node) -> Iterator[Objection]:
    for message in messages(expression):
        if isinstance(message, pb.ColumnRef):
            yield Objection("0A000", "cannot use column reference in DEFAULT expression")
        elif isinstance(message, pb.SubLink):
            yield Objection("0A000", "cannot use subquery in DEFAULT expression")


_TYPE_NAMES = {"bool": "boolean", "int2": "smallint", "int4": "integer", "int8": "bigint"}
_NOT_FROM_NUMBERS = frozenset(
    {"bool", "date", "timestamp", "timestamptz", "time", "timetz", "uuid", "json", "jsonb", "bytea"}
)
_NOT_FROM_BOOLEANS = frozenset({"int2", "int4", "int8", "numeric", "float4", "float8"}) | (_NOT_FROM_NUMBERS - {"bool"})
_DATES = frozenset({"date", "timestamp", "timestamptz"})


def _literal(column: str, type_name: str, default: pb.Node) -> Iterator[Objection]:
    """A literal default of a type that is not cast to the column's (pg_cast, `DEFAULT 0` of a boolean)."""
    kind = default.a_const.WhichOneof("val") if default.HasField("a_const") else None
    number, boolean = kind in {"ival", "fval"}, kind == "boolval"
    if (number and type_name in _NOT_FROM_NUMBERS) or (boolean and type_name in _NOT_FROM_BOOLEANS):
        wanted, given = _TYPE_NAMES.get(type_name, type_name), "boolean" if boolean else "integer"
        message = f'column "{column}" is of type {wanted} but default expression is of type {given}'
        yield Objection("42804", message)
    elif kind == "sval" and type_name in _DATES and default.a_const.sval.sval.startswith("0000-00-00"):
        yield Objection("22008", f'date/time field value out of range: "{default.a_const.sval.sval}"')


def _only_row(expression: pb.Node, where: str) -> Iterator[Objection]:
    for message in messages(expression):
        if isinstance(message, pb.SubLink):
            yield Objection("0A000", f"cannot use subquery in {where}")
        elif isinstance(message, pb.FuncCall) and message.funcname[-1].string.sval in _AGGREGATES:
            yield Objection("42803", f"aggregate functions are not allowed in {where}s")


def is_immutable(expression: pb.Node) -> bool:
    """Whether no function is called that is known to give different results for the same arguments."""
    for message in messages(expression):
        if isinstance(message, pb.SQLValueFunction):
            return False
        if isinstance(message, pb.FuncCall):
            name = message.funcname[-1].string.sval
            # to_tsvector without a configuration depends on default_text_search_config.
            if name in NOT_IMMUTABLE or (name == "to_tsvector" and len(message.args) == 1):
                return False
    return True


def _missing_columns(constraint: pb.Constraint, names: list[str]) -> Iterator[Objection]:
    wanted = [*constraint.keys, *constraint.fk_attrs, *constraint.including]
    for name in (node.string.sval for node in wanted):
        if name not in names and name not in _SYSTEM_COLUMNS:
            yield Objection("42703", f'column "{name}" named in key does not exist')


def _partition_keys(
    statement: pb.CreateStmt, columns: Iterable[pb.ColumnDef], constraints: Iterable[pb.Constraint]
) -> Iterator[Objection]:
    partition = {node.partition_elem.name for node in statement.partspec.part_params}
    sets = [({c.string.sval for c in constraint.keys}, constraint.contype) for constraint in constraints]
    sets += [({column.colname}, node.constraint.contype) for column in columns for node in column.constraints]
    for key, kind in sets:
        if kind in {pb.CONSTR_PRIMARY, pb.CONSTR_UNIQUE} and not partition <= key:
            yield Objection("0A000", "unique constraint on partitioned table must include all partitioning columns")
