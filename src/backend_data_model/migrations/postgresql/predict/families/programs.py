"""Triggers, rules, policies, functions, statistics and publications."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgast import pg_query_pb2 as pb

from backend_data_model.engines.postgresql.read_parse import UnreadableError, parse
from backend_data_model.engines.postgresql.read_text import strings
from backend_data_model.migrations.locks import LockMode
from backend_data_model.migrations.postgresql.predict.queries import Query

if TYPE_CHECKING:
    from backend_data_model.migrations.postgresql.predict.outcome import Outcome


def create_trigger(statement: pb.CreateTrigStmt, out: Outcome) -> None:
    """Writers wait for a moment; a partitioned table's partitions get the trigger as well."""
    known = out.known
    relation = known.named(statement.relation)
    out.lock(relation, LockMode.SHARE_ROW_EXCLUSIVE)
    if statement.HasField("constrrel"):
        out.lock(known.named(statement.constrrel), LockMode.ACCESS_SHARE)
    if statement.row and relation and relation.table and relation.table.partition_by:
        for part in known.below(relation.table):
            out.lock_table(part, LockMode.SHARE_ROW_EXCLUSIVE)


def create_rule(statement: pb.RuleStmt, out: Outcome) -> None:
    """CREATE RULE."""
    out.lock(out.known.named(statement.relation), LockMode.ACCESS_EXCLUSIVE)
    for action in statement.actions:
        Query(out, planned=False).visit(action, frozenset({"old", "new"}))


def create_policy(statement: pb.CreatePolicyStmt, out: Outcome) -> None:
    """CREATE POLICY, with what its expressions look at."""
    out.lock(out.known.named(statement.table), LockMode.ACCESS_EXCLUSIVE)
    for condition in (statement.qual, statement.with_check):
        Query(out, planned=False).visit(condition)


def create_function(statement: pb.CreateFunctionStmt, out: Outcome) -> None:
    """The body of a function in SQL is analysed when the function is made; other languages look at it later."""
    if statement.HasField("sql_body"):
        Query(out, planned=False).visit(statement.sql_body)
    options = {node.def_elem.defname: node.def_elem.arg for node in statement.options}
    if "as" in options and options["language"].string.sval.lower() == "sql":
        try:
            body = parse(strings(options["as"].list.items)[0])
        except UnreadableError:
            return
        for raw in body.stmts:
            Query(out, planned=False).visit(raw.stmt)


def create_statistics(statement: pb.CreateStatsStmt, out: Outcome) -> None:
    """CREATE STATISTICS."""
    for node in statement.relations:
        out.lock(out.known.named(node.range_var), LockMode.SHARE_UPDATE_EXCLUSIVE)


def create_publication(statement: pb.CreatePublicationStmt, out: Outcome) -> None:
    """Each published table."""
    _published(statement.pubobjects, out)


def alter_publication(statement: pb.AlterPublicationStmt, out: Outcome) -> None:
    """Tables that come and go; SET TABLE looks at those that were published before as well."""
    _published(statement.pubobjects, out)
    if statement.action == pb.AP_SetObjects:
        _published(out.known.publications.get(statement.pubname, ()), out)


def _published(objects: object, out: Outcome) -> None:
    for node in objects:  # type: ignore[attr-defined]
        described = node.publication_obj_spec
        if not described.HasField("pubtable"):
            continue
        relation = out.known.named(described.pubtable.relation)
        out.lock(relation, LockMode.SHARE_UPDATE_EXCLUSIVE)
        if relation and relation.table and described.pubtable.relation.inh and not relation.is_partitioned:
            for part in out.known.below(relation.table):
                out.lock_table(part, LockMode.SHARE_UPDATE_EXCLUSIVE)


HANDLERS = {
    "create_trig_stmt": create_trigger,
    "rule_stmt": create_rule,
    "create_policy_stmt": create_policy,
    "create_function_stmt": create_function,
    "create_stats_stmt": create_statistics,
    "create_publication_stmt": create_publication,
    "alter_publication_stmt": alter_publication,
}
