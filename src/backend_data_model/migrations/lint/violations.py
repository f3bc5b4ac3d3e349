"""Which rules look at a statement, in one pass over it; and how the statement changes the session for the next."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from postgast import pg_query_pb2 as pb

from backend_data_model.migrations.lint.blocks import BLOCKS, inner_statements
from backend_data_model.migrations.lint.locking import strong_locks
from backend_data_model.migrations.lint.memory import REMEMBERED, remember
from backend_data_model.migrations.lint.session import HeldLock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend_data_model.migrations.lint.context import Context
    from backend_data_model.migrations.lint.rule import Rule, Violation


_ALTER = "alter_table_stmt"
_ADD_CONSTRAINT, _ADD_COLUMN = pb.AT_AddConstraint, pb.AT_AddColumn
_LOCK_FAMILIES = {"locks", "rewrites", "data_dependent"}


Found = list[tuple["Rule", "Violation"]]


class Checks:
    """The selected rules by what triggers them."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = rules
        by_name: dict[str, list[Rule]] = defaultdict(list)
        for rule in rules:
            for trigger in rule.on:
                by_name[trigger].append(rule)
        self._by_kind = {name: found for name, found in by_name.items() if name.endswith("_stmt")}
        self._by_command = {getattr(pb, name): found for name, found in by_name.items() if name.startswith("AT_")}
        self._by_constraint = {getattr(pb, name): found for name, found in by_name.items() if name.startswith("CONSTR")}
        self._by_type = {
            name.removeprefix("type "): found for name, found in by_name.items() if name.startswith("type ")
        }
        self._blocking = by_name.get("blocking", [])
        # The rules about blocking statements speak once a file.
        self._once = {rule.code for rule in self._blocking}
        self._effect = by_name.get("effect", [])
        self._commit = by_name.get("commit", [])
        self._end = by_name.get("end", [])

    def of(self, context: Context) -> Found:
        """All violations of the statement that the context looks at; the session moves on behind it."""
        kind, body = context.statement.kind, context.statement.body
        found: Found = []
        rules = self._by_kind.get(kind)
        if rules:
            _run(rules, context, body, found)
        if kind == _ALTER:
            for node in body.cmds:
                self._command(context, node.alter_table_cmd, found)
        elif kind == "create_stmt" and self._by_type:
            for element in body.table_elts:
                if element.WhichOneof("node") == "column_def":
                    self._column(context, element.column_def, found)
        if kind in BLOCKS:
            self._after(context, kind, body, found)
            self._inside(context, found)
        if self._effect and context.effect is not None and not any(rule.family in _LOCK_FAMILIES for rule, _ in found):
            _run(self._effect, context, body, found)
        if kind not in BLOCKS:
            self._after(context, kind, body, found)
        return found

    def _inside(self, context: Context, found: Found) -> None:
        """The statements of a block, which is one transaction unless it commits; what is found there has no edits."""
        block, session = context.statement, context.session
        statements, commits = inner_statements(block, session.search_path, session.routines)
        if context.outer is not None or not statements:
            return
        together, wrapped = session.in_transaction, session.wrapped
        session.wrapped = wrapped or not (commits or together)
        for statement in statements:
            context.enter(statement, block)
            for rule, violation in self.of(context):
                at = violation.at or (statement.piece, statement.offset)
                help_ = violation.help.removeprefix("COMMIT;\n")
                if rule.family in _LOCK_FAMILIES:
                    help_ = f"-- outside the block:\n{help_}"
                found.append((rule, replace(violation, help=help_, edits=(), at=at)))
        context.enter(block, None)
        session.wrapped = wrapped
        if not together:
            _run(self._commit, context, None, found)
            session.end()

    def at_end(self, context: Context) -> Found:
        """What can only be said once the file is over."""
        found: Found = []
        if context.session.wrapped and context.session.strong:
            _run(self._commit, context, None, found)
        _run(self._end, context, None, found)
        return found

    def _command(self, context: Context, command: Any, found: Found) -> None:
        subtype = command.subtype
        rules = self._by_command.get(subtype)
        if rules:
            _run(rules, context, command, found)
        if subtype == _ADD_CONSTRAINT:
            constraint = getattr(command, "def").constraint
            rules = self._by_constraint.get(constraint.contype)
            if rules:
                _run(rules, context, constraint, found)
        elif subtype == _ADD_COLUMN and self._by_type:
            self._column(context, getattr(command, "def").column_def, found)

    def _column(self, context: Context, column: Any, found: Found) -> None:
        names = column.type_name.names
        rules = self._by_type.get(names[-1].string.sval) if names else None
        if rules:
            _run(rules, context, column, found)

    def _after(self, context: Context, kind: str, body: Any, found: Found) -> None:
        session = context.session
        if kind == "transaction_stmt":
            if body.kind in {pb.TRANS_STMT_BEGIN, pb.TRANS_STMT_START}:
                session.begin(context.statement)
            elif body.kind in {pb.TRANS_STMT_COMMIT, pb.TRANS_STMT_ROLLBACK, pb.TRANS_STMT_PREPARE}:
                _run(self._commit, context, body, found)
                session.end()
        elif kind in REMEMBERED:
            remember(context, kind, body)
        together = session.explicit or session.wrapped
        if together or (self._blocking and not context.said.issuperset(self._once)):
            locks = strong_locks(context)
            if locks:
                _run(self._blocking, context, locks, found)
                if together:
                    for relation, mode in locks:
                        session.strong.setdefault(
                            relation, HeldLock(mode, context.line, context.statement.position.column)
                        )


def _run(rules: Sequence[Rule], context: Context, node: Any, found: Found) -> None:
    for rule in rules:
        for violation in rule.check(context, node):
            found.append((rule, violation))
