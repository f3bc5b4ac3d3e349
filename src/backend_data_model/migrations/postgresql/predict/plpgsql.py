"""The SQL in a PL/pgSQL body: its statements and expressions as text, in order, dynamic ones where their text is plain.

body = read_body("DO $$ BEGIN EXECUTE format('DROP TABLE %I', 'Old'); END $$")
body.statements == ['DROP TABLE "Old"']
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import postgast
from postgast import pg_query_pb2 as pb

from backend_data_model.engines.postgresql.read_parse import UnreadableError, parse
from backend_data_model.engines.postgresql.read_text import strings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

# How a text of PL/pgSQL is to be parsed (RawParseMode, src/include/parser/parser.h).
_STATEMENT, _EXPRESSION = 0, 2
_ASSIGNED = re.compile(r"^[^:=]*:?=\s*", re.DOTALL)
_PLACEHOLDER = re.compile(r"%(?:(\d+)\$)?([IsL%])")
_PLAIN_NAME = re.compile(r"[a-z_][a-z0-9_$]*")
_MOST_TEXTS = 200


@dataclass(slots=True)
class Body:
    """What a body runs.  `dynamic` are the expressions whose SQL only a run can tell; `commits`: COMMIT or ROLLBACK."""

    statements: list[str] = field(default_factory=list)
    dynamic: list[str] = field(default_factory=list)
    commits: bool = False


def read_body(sql: str) -> Body:
    """The body of a DO block or of a CREATE FUNCTION; raises postgast.PgQueryError where it is no PL/pgSQL."""
    body = Body()
    for tree in postgast.parse_plpgsql(sql):
        function = tree["PLpgSQL_function"]
        _Reader(body, function.get("datums", [])).take(function.get("action", {}))
    return body


class _Reader:
    """Walks the tree of libpg_query; `values` are the texts that a variable can have."""

    def __init__(self, body: Body, datums: list[dict[str, Any]]) -> None:
        self.body = body
        self.names = [next(iter(datum.values())).get("refname", "") for datum in datums]
        self.values: dict[str, list[str]] = {}
        for datum in datums:
            variable = datum.get("PLpgSQL_var", {})
            start = variable.get("default_val", {}).get("PLpgSQL_expr", {}).get("query")
            if start is not None:
                self._set(variable["refname"], self._texts(start))

    def _set(self, name: str, texts: list[str] | None) -> None:
        if texts is None:
            self.values.pop(name, None)
        else:
            self.values[name] = texts

    def take(self, tree: Any) -> None:
        """Take in the statements below a part of the tree."""
        if isinstance(tree, list):
            for item in tree:
                self.take(item)
        elif isinstance(tree, dict):
            for kind, value in tree.items():
                handler = getattr(self, f"_take_{kind.lower()}", None) if kind.startswith("PLpgSQL_") else None
                if handler:
                    handler(value)
                else:
                    self.take(value)

    def _take_plpgsql_expr(self, value: dict[str, Any]) -> None:
        mode, text = value.get("parseMode", _STATEMENT), value["query"]
        if mode == _STATEMENT:
            self.body.statements.append(text)
        elif "(" in text:
            shown = text if mode == _EXPRESSION else _ASSIGNED.sub("", text)
            self.body.statements.append(f"SELECT {shown}")

    def _take_plpgsql_stmt_commit(self, value: dict[str, Any]) -> None:
        self.body.commits = True

    _take_plpgsql_stmt_rollback = _take_plpgsql_stmt_commit

    def _take_plpgsql_stmt_assign(self, value: dict[str, Any]) -> None:
        self.take(value["expr"])
        # Which of several values a variable has at a place is not followed.
        self._set(self._name(value.get("varno", -1)), None)

    def _take_plpgsql_stmt_dynexecute(self, value: dict[str, Any]) -> None:
        self._dynamic(value["query"])

    def _take_plpgsql_stmt_dynfors(self, value: dict[str, Any]) -> None:
        self._dynamic(value["query"])
        self.take(value.get("body"))

    def _take_plpgsql_stmt_foreach_a(self, value: dict[str, Any]) -> None:
        self._set(self._name(value.get("varno", -1)), _array(value["expr"]["PLpgSQL_expr"]["query"]))
        self.take(value.get("body"))

    def _name(self, number: int) -> str:
        return self.names[number] if 0 <= number < len(self.names) else ""

    def _dynamic(self, expression: dict[str, Any]) -> None:
        text = expression["PLpgSQL_expr"]["query"]
        found = self._texts(text)
        if found is None:
            self.body.dynamic.append(text)
        else:
            self.body.statements += found

    def _texts(self, expression: str) -> list[str] | None:
        """The texts that an expression can have; None where only a run can tell."""
        try:
            target = parse(f"SELECT {expression}").stmts[0].stmt.select_stmt.target_list[0]
        except (UnreadableError, IndexError):
            return None
        return _evaluate(target.res_target.val, self.values)


def _array(expression: str) -> list[str] | None:
    try:
        node = parse(f"SELECT {expression}").stmts[0].stmt.select_stmt.target_list[0].res_target.val
    except (UnreadableError, IndexError):
        return None
    node = node.type_cast.arg if node.HasField("type_cast") else node
    elements = [_evaluate(element, {}) for element in node.a_array_expr.elements]
    if not elements or any(element is None for element in elements):
        return None
    return [text for element in elements for text in element or ()]


def _evaluate(node: pb.Node, values: Mapping[str, list[str]]) -> list[str] | None:
    """String literals, variables, `||` and format() of those."""
    kind = node.WhichOneof("node")
    if kind == "a_const":
        constant = node.a_const
        if constant.HasField("ival"):
            return [str(constant.ival.ival)]
        return [str(constant.sval.sval)] if constant.HasField("sval") else None
    if kind == "type_cast":
        return _evaluate(node.type_cast.arg, values)
    if kind == "column_ref":
        parts = [field.string.sval for field in node.column_ref.fields]
        return values.get(parts[0]) if len(parts) == 1 else None
    if kind == "a_expr" and strings(node.a_expr.name) == ["||"]:
        return _combined([node.a_expr.lexpr, node.a_expr.rexpr], values, "".join)
    if kind == "func_call":
        name = strings(node.func_call.funcname)[-1]
        return _combined(list(node.func_call.args), values, _MAKERS[name]) if name in _MAKERS else None
    return None


def _combined(
    nodes: list[pb.Node], values: Mapping[str, list[str]], make: Callable[[list[str]], str | None]
) -> list[str] | None:
    choices = [_evaluate(node, values) for node in nodes]
    if any(choice is None for choice in choices):
        return None
    rows: Iterator[tuple[str, ...]] = itertools.product(*(choice or [] for choice in choices))
    made = [make(list(row)) for row in itertools.islice(rows, _MOST_TEXTS + 1)]
    texts = [text for text in made if text is not None]
    return None if len(made) > _MOST_TEXTS or len(texts) < len(made) else texts


def _format(parts: list[str]) -> str | None:
    """The format() of PostgreSQL (manual 9.4.1) with the conversions I, L and s."""
    template, arguments = parts[0], parts[1:]
    turn = itertools.count()

    def fill(match: re.Match[str]) -> str:
        position, conversion = match.groups()
        if conversion == "%":
            return "%"
        text = arguments[int(position) - 1 if position else next(turn)]
        return _CONVERSIONS[conversion](text)

    try:
        return _PLACEHOLDER.sub(fill, template)
    except IndexError:
        return None


def _identifier(text: str) -> str:
    return text if _PLAIN_NAME.fullmatch(text) else '"' + text.replace('"', '""') + '"'


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


_CONVERSIONS: dict[str, Callable[[str], str]] = {"I": _identifier, "L": _quoted, "s": str}
_MAKERS: dict[str, Callable[[list[str]], str | None]] = {
    "format": _format,
    "quote_ident": lambda parts: _identifier(parts[0]),
    "quote_literal": lambda parts: _quoted(parts[0]),
}
