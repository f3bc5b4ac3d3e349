"""What indexes, views and policies may not say although the grammar takes it (indexcmds.c, policy.c, pg_am of 18)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgast import pg_query_pb2 as pb

from backend_data_model.engines.postgresql.grammar_context import Objection
from backend_data_model.engines.postgresql.grammar_tables import is_immutable
from backend_data_model.engines.postgresql.read_parse import messages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.postgresql.grammar_context import Context

_METHODS = frozenset({"btree", "hash", "gist", "gin", "spgist", "brin", "rtree"})
_METHODS_OF_EXTENSIONS = {"hnsw": "vector", "ivfflat": "vector", "bloom": "bloom", "rum": "rum", "bm25": "pg_search"}
_WITH_INCLUDE = frozenset({"btree", "gist", "spgist"})
_VIEW_OPTIONS = frozenset({"check_option", "security_barrier", "security_invoker"})


def check_index(kind: str, node: pb.Node, below: list[object], context: Context) -> Iterator[Objection]:
    """CREATE INDEX: what its access method can do, and immutable expressions."""
    if kind != "index_stmt":
        return
    index = node.index_stmt
    method = index.access_method or "btree"
    if method not in _METHODS and method not in context.access_methods:
        extension = _METHODS_OF_EXTENSIONS.get(method)
        if extension is None:
            yield Objection("42704", f'access method "{method}" does not exist')
        elif extension not in context.extensions:
            yield Objection("42704", f'access method "{method}" comes from the extension {extension}', certain=False)
        return
    if method in _METHODS - {"btree"}:
        yield from _abilities(index, method)
    keys = [element.index_elem for element in index.index_params]
    if any(element.HasField("expr") and not is_immutable(element.expr) for element in keys):
        yield Objection("42P17", "functions in index expression must be marked IMMUTABLE")
    if index.HasField("where_clause"):
        if not is_immutable(index.where_clause):
            yield Objection("42P17", "functions in index predicate must be marked IMMUTABLE")
        if any(isinstance(message, pb.SubLink) for message in messages(index.where_clause)):
            yield Objection("0A000", "cannot use subquery in index predicate")


def _abilities(index: pb.IndexStmt, method: str) -> Iterator[Objection]:
    keys = [element.index_elem for element in index.index_params]
    if index.unique:
        yield Objection("0A000", f'access method "{method}" does not support unique indexes')
    if index.index_including_params and method not in _WITH_INCLUDE:
        yield Objection("0A000", f'access method "{method}" does not support included columns')
    if method in {"hash", "spgist"} and len(keys) > 1:
        yield Objection("0A000", f'access method "{method}" does not support multicolumn indexes')
    if any(key.ordering in {pb.SORTBY_ASC, pb.SORTBY_DESC} for key in keys):
        yield Objection("0A000", f'access method "{method}" does not support ASC/DESC options')
    if any(key.nulls_ordering != pb.SORTBY_NULLS_DEFAULT for key in keys):
        yield Objection("0A000", f'access method "{method}" does not support NULLS FIRST/LAST options')


def check_policy(kind: str, node: pb.Node, below: list[object], context: Context) -> Iterator[Objection]:
    """CREATE POLICY: USING is for rows that are there, WITH CHECK for rows that come."""
    if kind != "create_policy_stmt":
        return
    policy = node.create_policy_stmt
    if policy.cmd_name in {"select", "delete"} and policy.HasField("with_check"):
        yield Objection("42601", "WITH CHECK cannot be applied to SELECT or DELETE")
    if policy.cmd_name == "insert" and policy.HasField("qual"):
        yield Objection("42601", "only WITH CHECK expression allowed for INSERT")


def check_view(kind: str, node: pb.Node, below: list[object], context: Context) -> Iterator[Objection]:
    """CREATE VIEW: its options."""
    if kind == "view_stmt":
        for option in node.view_stmt.options:
            if option.def_elem.defname not in _VIEW_OPTIONS:
                yield Objection("22023", f'unrecognized parameter "{option.def_elem.defname}"')
