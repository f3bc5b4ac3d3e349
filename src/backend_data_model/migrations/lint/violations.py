"""Which rules look at a statement, in one pass over it; and how the statement changes the session for the next."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from postgast import pg_query_pb2 as pb

from backend_data_model.migrations.lint.locking import strong_locks
from backend_data_model.migrations.lint.memory import REMEMBERED, remember

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from backend_data_model.migrations.lint.context import Context
    from backend_data_model.migrations.lint.rule import Rule, Violation

_ALTER = "alter_table_stmt"
_LOCK_FAMILIES = {"locks", "rewrites", "data_dependent"}


class Checks:
    """The selected rules by what triggers them."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        by_name: dict[str, list[Rule]] = defaultdict(list)
        for rule in rules:
            for trigger in rule.on:
                by_name[trigger].append(rule)
        self._by_kind = {name: found for name, found in by_name.items() if name.endswith("_stmt")}
        self._by_command = {getattr(pb, name): found for name, found in by_name.items() if name.startswith("AT_")}
        self._by_constraint = {getattr(pb, name): found for name, found in by_name.items() if name.startswith("CONSTR")}
        self._column = by_name.get("column", [])
        self._blocking = by_name.get("blocking", [])
        self._effect = by_name.get("effect", [])
        self._commit = by_name.get("commit", [])
        self._end = by_name.get("end", [])

    def of(self, context: Context) -> Iterator[tuple[Rule, Violation]]:
        """All violations of the statement that the context looks at; the session moves on behind it."""
        statement = context.statement
        kind, body = statement.kind, statement.body
        told = False
        for rule, violation in self._found(context, kind, body):
            told = told or rule.family in _LOCK_FAMILIES
            yield rule, violation
        if self._effect and not told:
            yield from _run(self._effect, context, body)
        yield from self._after(context, kind, body)

    def at_end(self, context: Context) -> Iterator[tuple[Rule, Violation]]:
        """What can only be said once the file is over."""
        if context.session.wrapped and context.session.strong:
            yield from _run(self._commit, context, None)
        yield from _run(self._end, context, None)

    def _found(self, context: Context, kind: str, body: Any) -> Iterator[tuple[Rule, Violation]]:
        rules = self._by_kind.get(kind)
        if rules:
            yield from _run(rules, context, body)
        if kind == _ALTER:
            for node in body.cmds:
                yield from self._of_command(context, node.alter_table_cmd)
        elif kind == "create_stmt" and self._column:
            for element in body.table_elts:
                if element.WhichOneof("node") == "column_def":
                    yield from _run(self._column, context, element.column_def)

    def _of_command(self, context: Context, command: Any) -> Iterator[tuple[Rule, Violation]]:
        subtype = command.subtype
        rules = self._by_command.get(subtype)
        if rules:
            yield from _run(rules, context, command)
        if subtype == pb.AT_AddConstraint:
            constraint = getattr(command, "def").constraint
            rules = self._by_constraint.get(constraint.contype)
            if rules:
                yield from _run(rules, context, constraint)
        elif subtype == pb.AT_AddColumn and self._column:
            yield from _run(self._column, context, getattr(command, "def").column_def)

    def _after(self, context: Context, kind: str, body: Any) -> Iterator[tuple[Rule, Violation]]:
        session = context.session
        if kind == "transaction_stmt":
            if body.kind in {pb.TRANS_STMT_BEGIN, pb.TRANS_STMT_START}:
                session.begin(context.statement)
            elif body.kind in {pb.TRANS_STMT_COMMIT, pb.TRANS_STMT_ROLLBACK, pb.TRANS_STMT_PREPARE}:
                yield from _run(self._commit, context, body)
                session.end()
        elif kind in REMEMBERED:
            remember(context, kind, body)
        if self._blocking or session.explicit or session.wrapped:
            locks = strong_locks(context)
            if locks:
                yield from _run(self._blocking, context, locks)
                if session.explicit or session.wrapped:
                    for relation, mode in locks:
                        session.strong.setdefault(relation, (mode, context.line))


def _run(rules: Iterable[Rule], context: Context, node: Any) -> Iterator[tuple[Rule, Violation]]:
    for rule in rules:
        for violation in rule.check(context, node):
            yield rule, violation
