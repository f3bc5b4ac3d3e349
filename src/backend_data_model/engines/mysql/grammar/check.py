"""Checks a script against MySQL's grammar and our rules, without a server."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.grammar.rule import Problem, Script, Subject, Version, shown
from backend_data_model.engines.mysql.grammar.rules import RULES
from backend_data_model.engines.mysql.read_catalog import Catalog, NotTakenError
from backend_data_model.engines.mysql.syntax import nodes
from backend_data_model.engines.mysql.syntax.cursor import Cursor, SyntaxProblemError
from backend_data_model.engines.mysql.syntax.statements import statement
from backend_data_model.engines.mysql.syntax.tokens import Token, UnterminatedError, tokenize
from backend_data_model.engines.split import split_statements
from backend_data_model.engines.verdict import StatementVerdict
from backend_data_model.model.errors import InputError
from backend_data_model.model.position import LineIndex
from backend_data_model.model.schema import Schema
from backend_data_model.model.settings import DEFAULT_VERSIONS

if TYPE_CHECKING:
    from backend_data_model.engines.mysql.syntax.cursor import Mark
    from backend_data_model.engines.split import Statement

_LAST_OF_8_0 = 46
_UNCHECKED_BODY = "not every statement of its body is checked"
_UNCHECKED = {"client command": "a command of the client", "deep": "it is nested too deeply to be read"}


def check_grammar(text: str, version: str | None = None) -> list[StatementVerdict]:
    """The verdict on each statement for MySQL `version` (default 8.4; `8.0` means its last release).

    `accepted` is True where the statement follows MySQL's grammar and breaks none of our rules (a message is then a
    warning), False where it does not, None where we do not check that kind of statement.  This is no MySQL server: what
    our rules do not know passes.  `InputError` for a version that is none.
    """
    return _Checker(text, parsed_version(version)).run()


def parsed_version(version: str | None) -> Version:
    """`8.0.16` as numbers."""
    parts = (version or DEFAULT_VERSIONS["mysql"]).split(".")
    if not all(part.isdigit() for part in parts):
        raise InputError(f"not a version of MySQL: {version}", help="write it as 8.4 or 8.0.16")
    numbers = [int(part) for part in parts[:3]]
    if numbers in ([8], [8, 0]):
        return 8, 0, _LAST_OF_8_0
    numbers += [0, 0]
    return numbers[0], numbers[1], numbers[2]


@dataclass(slots=True)
class _Parsed:
    """A statement after the parser: its node, or the place where it leaves the grammar."""

    tokens: list[Token]
    marks: list[Mark]
    node: nodes.Node | None
    problem: Problem | None
    calls: list[Token] = field(default_factory=list)


class _Checker:
    def __init__(self, text: str, version: Version) -> None:
        self._version = version
        self._parts = split_statements(text, "mysql")
        self._parsed = [self._parse(part) for part in self._parts]
        self._catalog = Catalog(Schema("mysql", version=shown(version)), LineIndex(text))
        self._to_come: dict[str, int] = {}
        for parsed in self._parsed:
            if isinstance(parsed.node, nodes.CreateTable):
                self._to_come[parsed.node.name] = self._to_come.get(parsed.node.name, 0) + 1
        self._script = Script(self._catalog.table, lambda name: self._to_come.get(name, 0) > 0)

    def run(self) -> list[StatementVerdict]:
        return [self._verdict(part, parsed) for part, parsed in zip(self._parts, self._parsed, strict=True)]

    def _parse(self, part: Statement) -> _Parsed:
        number = self._version[0] * 10000 + self._version[1] * 100 + self._version[2]
        if part.is_client_command:
            return _Parsed([], [], nodes.Other("client command"), None)
        try:
            tokens = tokenize(part.sql, version=number, mariadb=False)
        except UnterminatedError as error:
            return _Parsed([], [], None, Problem(str(error), error.offset))
        if tokens[0].kind == "end":
            return _Parsed([], [], nodes.Other("comment"), None)
        cursor = Cursor(part.sql, tokens)
        try:
            return _Parsed(tokens, cursor.marks, statement(cursor), None, cursor.calls)
        except RecursionError:
            return _Parsed(tokens, cursor.marks, nodes.Other("deep"), None)
        except SyntaxProblemError as error:
            return _Parsed(tokens, cursor.marks, None, Problem(error.message, error.offset), cursor.calls)

    def _verdict(self, part: Statement, parsed: _Parsed) -> StatementVerdict:
        subject = Subject(part.sql, parsed.tokens, parsed.marks, parsed.node, self._version, self._script, parsed.calls)
        found: list[tuple[str, Problem]] = []
        if parsed.tokens:
            self._follow_switches(subject)
            found.extend(("definition", problem) for problem in self._apply(part, subject))
            for rule in RULES:
                name = rule.__name__.rsplit(".", 1)[1].replace("_", "-")
                found.extend((name, problem) for problem in rule.check(subject))
        errors = [(name, problem) for name, problem in found if not problem.warning]
        if parsed.problem and not errors:
            errors = [("syntax", parsed.problem)]
        if errors:
            return self._result(part, False, errors)
        accepted, reason = _how_far(parsed.node)
        warnings = [(name, problem) for name, problem in found if problem.warning]
        if warnings:
            return self._result(part, accepted, warnings)
        return StatementVerdict(part.sql, part.position, accepted, reason, None, self._checked_by())

    def _result(self, part: Statement, accepted: bool | None, found: list[tuple[str, Problem]]) -> StatementVerdict:
        found.sort(key=lambda item: item[1].offset)
        message = "; ".join(dict.fromkeys(_placed(part, problem) for _, problem in found))
        return StatementVerdict(part.sql, part.position, accepted, message, found[0][0], self._checked_by())

    def _checked_by(self) -> str:
        return f"bdm's rules for MySQL {shown(self._version)}"

    def _follow_switches(self, subject: Subject) -> None:
        """SET foreign_key_checks and sql_mode change what the statements after it may do."""
        if subject.statement != "SET":
            return
        for name, equals, value in zip(subject.tokens, subject.tokens[1:], subject.tokens[2:], strict=False):
            variable = name.text.lower().removeprefix("@@").rpartition(".")[2]
            if equals.upper not in {"=", ":="}:
                continue
            if variable == "sql_mode":
                self._script.strict_dates = False
            elif variable == "foreign_key_checks":
                self._script.foreign_key_checks = value.text.upper() not in {"0", "OFF", "FALSE", "'OFF'"}

    def _apply(self, part: Statement, subject: Subject) -> list[Problem]:
        """Let the statement take effect; what does not fit what is there is a problem."""
        node = subject.node
        if isinstance(node, nodes.CreateTable):
            self._to_come[node.name] -= 1
        if node is None or isinstance(node, nodes.Other):
            return []
        target = subject.target
        if isinstance(node, nodes.AlterTable) and self._catalog.table(node.schema, node.name) is None:
            return []
        if isinstance(node, nodes.RenameTable) and any(self._catalog.table(*old) is None for old, _ in node.pairs):
            return []
        if isinstance(node, nodes.CreateTable) and (
            node.from_query or (node.like and self._catalog.table(*node.like) is None)
        ):
            return []
        try:
            self._catalog.apply(node, part)
        except NotTakenError as error:
            return [Problem(str(error), 0)]
        if target:
            subject.result = self._catalog.table(*target)
        return []


def _placed(part: Statement, problem: Problem) -> str:
    """The message, with the line of the script where the statement has several."""
    below = part.sql.count("\n", 0, problem.offset)
    return f"line {part.position.line + below}: {problem.message}" if below else problem.message


def _how_far(node: nodes.Node | None) -> tuple[bool | None, str | None]:
    match node:
        case nodes.CreateTrigger(checked=False) | nodes.CreateRoutine(checked=False):
            return None, _UNCHECKED_BODY
        case nodes.Other(checked=False):
            return None, _UNCHECKED.get(node.kind, "it defines no table; only its first words are checked")
        case _:
            return True, None
