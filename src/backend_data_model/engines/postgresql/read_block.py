"""The SQL statements inside a DO block."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import postgast
from postgast import pg_query_pb2 as pb

from backend_data_model.engines.postgresql.read_parse import UnreadableError, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

_EXISTENCE = re.compile(r"\s*(?:not\s+)?\(?\s*(?:not\s+)?exists\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Inner:
    """A statement of a block.  `uncertain`: it stands behind a condition that is no plain test for existence."""

    tree: postgast.ParseResult
    uncertain: bool

    @property
    def drops(self) -> bool:
        """Whether it removes something."""
        nodes = [raw.stmt for raw in self.tree.stmts]
        return any(
            node.HasField("drop_stmt")
            or any("Drop" in pb.AlterTableType.Name(c.alter_table_cmd.subtype) for c in node.alter_table_stmt.cmds)
            for node in nodes
        )


def block_statements(sql: str) -> tuple[list[Inner], list[str]]:
    """The parsed statements of a DO block in order, and what in it cannot be known without running it."""
    try:
        tree = postgast.parse_plpgsql(sql)
    except (postgast.PgQueryError, ValueError) as error:
        return [], [f"the DO block cannot be parsed: {error}"]
    statements, unknown = [], []
    for text, dynamic, uncertain in _texts(tree, uncertain=False):
        try:
            inner = Inner(parse(_literal(text) if dynamic else text), uncertain)
        except (UnreadableError, ValueError):
            reason = "the DO block runs SQL that it puts together (EXECUTE)" if dynamic else f"in the DO block: {text}"
            unknown.append(reason)
            continue
        if inner.uncertain and inner.drops:
            unknown.append("whether the DO block drops something depends on the data")
        else:
            statements.append(inner)
    return statements, unknown


def _texts(tree: Any, *, uncertain: bool) -> Iterator[tuple[str, bool, bool]]:
    """The text of each statement below `tree`, whether it is an expression that EXECUTE runs, and `uncertain`."""
    if isinstance(tree, list):
        for item in tree:
            yield from _texts(item, uncertain=uncertain)
    elif isinstance(tree, dict):
        for key, value in tree.items():
            if key == "PLpgSQL_stmt_execsql":
                yield value["sqlstmt"]["PLpgSQL_expr"]["query"], False, uncertain
            elif key == "PLpgSQL_stmt_dynexecute":
                yield value["query"]["PLpgSQL_expr"]["query"], True, uncertain
            elif key == "PLpgSQL_stmt_if":
                condition = value.get("cond", {}).get("PLpgSQL_expr", {}).get("query", "")
                yield from _texts(value, uncertain=uncertain or _EXISTENCE.match(condition) is None)
            else:
                yield from _texts(value, uncertain=uncertain)


def _literal(text: str) -> str:
    """The value of an expression that is one string literal; ValueError for every other expression."""
    tree = parse(f"SELECT {text}").stmts[0].stmt.select_stmt.target_list[0].res_target.val
    if tree.WhichOneof("node") != "a_const" or not tree.a_const.HasField("sval"):
        raise ValueError(text)
    return str(tree.a_const.sval.sval)
