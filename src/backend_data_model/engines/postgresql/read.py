"""The schema that a PostgreSQL script leaves behind, read with PostgreSQL's own grammar (libpg_query 18).

Every statement is taken in, counted in `ignored` (it states no structure), or listed in `unparsed` with the reason.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import postgast
from postgast import pg_query_pb2 as pb

from backend_data_model.engines.postgresql import read_alter, read_drop, read_index, read_objects, read_table
from backend_data_model.engines.postgresql.read_block import block_statements
from backend_data_model.engines.postgresql.read_catalog import Catalog
from backend_data_model.engines.postgresql.read_parse import UnreadableError, parse
from backend_data_model.engines.postgresql.read_query_table import keep_query_table
from backend_data_model.engines.postgresql.read_text import Source
from backend_data_model.engines.split import split_statements
from backend_data_model.model.position import LineIndex
from backend_data_model.model.schema import Schema, Unparsed

if TYPE_CHECKING:
    from collections.abc import Callable

    from backend_data_model.engines.split import Statement

# What takes structure in; a handler that returns a text says under which kind the statement is to be ignored.
_HANDLERS: dict[str, Callable[[Any, Catalog, Source], str | None]] = {
    "create_stmt": read_table.create_table,
    "alter_table_stmt": read_alter.alter_table,
    "index_stmt": read_index.create_index,
    "create_enum_stmt": read_objects.create_enum,
    "alter_enum_stmt": read_objects.alter_enum,
    "create_domain_stmt": read_objects.create_domain,
    "alter_domain_stmt": read_objects.alter_domain,
    "view_stmt": read_objects.create_view,
    "create_table_as_stmt": read_objects.create_table_as,
    "create_function_stmt": read_objects.create_function,
    "alter_function_stmt": read_objects.alter_function,
    "create_trig_stmt": read_objects.create_trigger,
    "create_policy_stmt": read_objects.create_policy,
    "alter_policy_stmt": read_objects.alter_policy,
    "create_extension_stmt": read_objects.create_extension,
    "create_role_stmt": read_objects.create_role,
    "create_seq_stmt": read_objects.create_sequence,
    "alter_seq_stmt": read_objects.alter_sequence,
    "composite_type_stmt": read_objects.create_composite,
    "rule_stmt": read_objects.create_rule,
    "create_stats_stmt": read_objects.create_statistics,
    "comment_stmt": read_objects.comment,
    "drop_stmt": read_drop.drop,
    "rename_stmt": read_drop.rename,
    "alter_object_schema_stmt": read_drop.set_schema,
}  # fmt: skip
_NO_STRUCTURE = {
    "insert_stmt": "INSERT",
    "update_stmt": "UPDATE",
    "delete_stmt": "DELETE",
    "merge_stmt": "MERGE",
    "copy_stmt": "COPY",
    "truncate_stmt": "TRUNCATE",
    "variable_show_stmt": "SHOW",
    "grant_stmt": "GRANT/REVOKE",
    "grant_role_stmt": "GRANT/REVOKE",
    "alter_default_privileges_stmt": "ALTER DEFAULT PRIVILEGES",
    "alter_owner_stmt": "ALTER ... OWNER",
    "alter_role_stmt": "ALTER ROLE",
    "alter_role_set_stmt": "ALTER ROLE",
    "alter_database_set_stmt": "ALTER DATABASE",
    "alter_database_stmt": "ALTER DATABASE",
    "alter_extension_stmt": "ALTER EXTENSION",
    "createdb_stmt": "CREATE/DROP DATABASE",
    "dropdb_stmt": "CREATE/DROP DATABASE",
    "vacuum_stmt": "VACUUM/ANALYZE",
    "reindex_stmt": "REINDEX",
    "cluster_stmt": "CLUSTER",
    "refresh_mat_view_stmt": "REFRESH MATERIALIZED VIEW",
    "lock_stmt": "LOCK",
    "explain_stmt": "EXPLAIN",
    "call_stmt": "CALL",
    "prepare_stmt": "PREPARE",
    "execute_stmt": "EXECUTE",
    "deallocate_stmt": "DEALLOCATE",
    "discard_stmt": "DISCARD",
    "notify_stmt": "NOTIFY/LISTEN",
    "listen_stmt": "NOTIFY/LISTEN",
    "unlisten_stmt": "NOTIFY/LISTEN",
    "check_point_stmt": "CHECKPOINT",
    "load_stmt": "LOAD",
    "constraints_set_stmt": "SET CONSTRAINTS",
    "sec_label_stmt": "SECURITY LABEL",
    "alter_system_stmt": "ALTER SYSTEM",
}
_DATA = re.compile(r"insert|update|delete|merge", re.IGNORECASE)
# What states structure that our schema has no place for.
_KINDS = {
    "define_stmt": "an aggregate, operator, collation or text search object",
    "create_range_stmt": "a range type",
    "create_foreign_table_stmt": "a foreign table",
    "create_event_trig_stmt": "an event trigger",
}


def _words(kind: str) -> str:
    return kind.removesuffix("_stmt").replace("_", " ")


def read_ddl(text: str, source: str | None = None) -> Schema:
    """The schema after the last statement of `text`: tables, constraints, indexes and the objects around them.

    Types are spelled as `format_type` prints them; a schema of None is `public`.
    """
    reader = ScriptReader(text, source)
    for statement in split_statements(text, "postgresql", source):
        reader.read(statement)
    reader.catalog.resolve_references()
    return reader.schema


class ScriptReader:
    """Reads a script statement by statement; `catalog` holds what was there before the next one.

    A second script on top of a first: `ScriptReader(text, source, catalog=first.catalog)`.
    """

    def __init__(self, text: str, source: str | None = None, *, catalog: Catalog | None = None) -> None:
        self.catalog = catalog or Catalog(Schema("postgresql", source=source))
        self.schema = self.catalog.schema
        self._lines = LineIndex(text, source)

    def read(self, statement: Statement) -> None:
        self.schema.statements += 1
        if statement.is_client_command:
            self._ignore("psql command")
            return
        try:
            tree = parse(statement.sql)
        except UnreadableError as error:
            data = _DATA.match(statement.sql)
            if data and not error.refused:
                self._ignore(data.group().upper())
            else:
                self._unparsed(statement, str(error))
            return
        self.take(statement, tree)

    def take(self, statement: Statement, tree: pb.ParseResult) -> None:
        """Take a parsed statement in."""
        self.catalog.not_taken.clear()
        kinds = [self._take(raw.stmt, Source(statement, self._lines)) for raw in tree.stmts]
        if self.catalog.not_taken:
            self._unparsed(statement, "; ".join(dict.fromkeys(self.catalog.not_taken)))
        elif not kinds:
            self._ignore("empty")
        elif all(kinds):
            self._ignore(kinds[0] or "")

    def _ignore(self, kind: str) -> None:
        self.schema.ignored[kind] = self.schema.ignored.get(kind, 0) + 1

    def _unparsed(self, statement: Statement, reason: str) -> None:
        self.schema.unparsed.append(Unparsed(statement.sql, reason, statement.position))

    def _take(self, node: pb.Node, source: Source) -> str | None:
        """Take one statement in; returns the kind under which it is ignored, None when it was taken or noted."""
        kind = node.WhichOneof("node") or ""
        if kind in _NO_STRUCTURE:
            return _NO_STRUCTURE[kind]
        body = getattr(node, kind)
        if kind == "select_stmt":
            return self._select(body, source)
        if kind == "variable_set_stmt":
            return self._set(body)
        if kind == "transaction_stmt":
            return self._transaction(body)
        if kind == "do_stmt":
            return self._block(body, source)
        if kind == "create_schema_stmt":
            self._namespace(body, source)
            return None
        if kind == "drop_role_stmt":
            gone = {role.role_spec.rolename for role in body.roles}
            self.schema.roles = [role for role in self.schema.roles if role not in gone]
            return None
        handler = _HANDLERS.get(kind)
        if handler is None:
            self.catalog.not_taken.append(f"{_KINDS.get(kind) or _words(kind)} is not part of the schema model")
            return None
        try:
            return handler(body, self.catalog, source)
        except (postgast.PgQueryError, UnreadableError) as error:
            self.catalog.not_taken.append(f"an expression cannot be printed: {error}")
            return None

    def _select(self, body: pb.SelectStmt, source: Source) -> str | None:
        if body.HasField("into_clause"):
            if self.catalog.keeps_query_tables:
                keep_query_table(body.into_clause.rel, pb.Node(select_stmt=body), self.catalog, source)
            self.catalog.not_taken.append("the columns of SELECT INTO come from its query")
            return None
        call = body.target_list[0].res_target.val.func_call if len(body.target_list) == 1 else pb.FuncCall()
        arguments = [argument.a_const.sval.sval for argument in call.args]
        if call.funcname and call.funcname[-1].string.sval == "set_config" and arguments[:1] == ["search_path"]:
            self._search_path(arguments[1].split(","))
        return "SELECT"

    def _set(self, body: pb.VariableSetStmt) -> str:
        if body.name == "search_path":
            self._search_path([argument.a_const.sval.sval for argument in body.args])
        return "SET"

    def _search_path(self, names: list[str]) -> None:
        plain = [name.strip().strip('"') for name in names]
        usable = [name for name in plain if name and name not in {"$user", "pg_catalog"}]
        self.catalog.search_path = [None if name == "public" else name for name in usable] or [None]

    def _transaction(self, body: pb.TransactionStmt) -> str | None:
        if body.kind in {pb.TRANS_STMT_ROLLBACK, pb.TRANS_STMT_ROLLBACK_TO}:
            self.catalog.not_taken.append("what ROLLBACK takes back is kept")
            return None
        return "transaction control"

    def _namespace(self, body: pb.CreateSchemaStmt, source: Source) -> None:
        name = body.schemaname or body.authrole.rolename
        if name != "public" and name not in self.schema.namespaces:
            self.schema.namespaces.append(name)
        before = self.catalog.search_path
        self.catalog.search_path = [None if name == "public" else name, *before]
        for element in body.schema_elts:
            self._take(element, source)
        self.catalog.search_path = before

    def _block(self, body: pb.DoStmt, source: Source) -> str | None:
        """A DO block states what its statements state; a guard (IF NOT EXISTS, EXCEPTION) is taken to let them pass."""
        statements, unknown = block_statements(source.sql)
        taken = False
        for inner in statements:
            noted = len(self.catalog.not_taken)
            for raw in inner.tree.stmts:
                taken |= self._take(raw.stmt, source.at_start()) is None
            # A guarded statement that does not apply is not run.
            del self.catalog.not_taken[noted:]
        self.catalog.not_taken.extend(unknown)
        return None if taken or unknown else "DO"
