"""The locks of a query: every relation that it names, what views hide, and the indexes that the planner looks at.

The planner opens each index of a table in the mode of the table's own lock (get_relation_info, plancat.c); a view is
locked beside what it reads; FOR UPDATE and its kin take ROW SHARE.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postgast import pg_query_pb2 as pb

from backend_data_model.engines.postgresql.read_text import strings
from backend_data_model.migrations.locks import LockMode
from backend_data_model.migrations.postgresql.predict.bodies import run_routine
from backend_data_model.migrations.postgresql.predict.foreign_key_checks import touched_by
from backend_data_model.migrations.postgresql.predict.pruning import leaves, remaining
from backend_data_model.migrations.postgresql.predict.scanning import reads_by_key, stops_early
from backend_data_model.migrations.postgresql.predict.volatility import sequences_in

if TYPE_CHECKING:
    from backend_data_model.migrations.postgresql.predict.known import Known
    from backend_data_model.migrations.postgresql.predict.outcome import Outcome
    from backend_data_model.migrations.postgresql.predict.relations import Relation
    from backend_data_model.model.schema import Table

_NAMES_FOR_ROWS = frozenset({"nextval", "setval", "currval"})
# PostgreSQL 16 looks at the indexes of partitioned tables as well (commit 3c569049b7b5).
_PARTITIONED_INDEXES_FROM = 16
_READ = LockMode.ACCESS_SHARE


class Query:
    """Walks one statement; `planned` is False where it is only analysed (PREPARE, CREATE VIEW, WITH NO DATA)."""

    def __init__(self, out: Outcome, *, planned: bool = True, executed: bool = True) -> None:
        self.out = out
        self.known: Known = out.known
        self.planned = planned
        self.executed = executed and planned

    def visit(
        self,
        node: Any,
        ctes: frozenset[str] = frozenset(),
        *,
        mode: LockMode = _READ,
        where: pb.Node | None = None,
    ) -> None:
        """Take the locks of a statement or of a part of one; `mode` is that on the relations of its FROM."""
        if isinstance(node, pb.Node):
            kind = node.WhichOneof("node")
            if kind:
                self.visit(getattr(node, kind), ctes, mode=mode, where=where)
        elif isinstance(node, pb.SelectStmt):
            self._select(node, ctes, mode=mode)
        elif isinstance(node, pb.InsertStmt | pb.UpdateStmt | pb.DeleteStmt | pb.MergeStmt):
            self._change(node, ctes)
        elif isinstance(node, pb.RangeVar):
            if node.schemaname or node.relname not in ctes:
                self.read(self.known.named(node), mode, only=not node.inh, where=where)
        else:
            if isinstance(node, pb.FuncCall):
                self._call(node)
            self._children(node, ctes, mode=mode)

    def _children(
        self, node: Any, ctes: frozenset[str], *, mode: LockMode = _READ, skip: frozenset[str] = frozenset()
    ) -> None:
        for field, value in node.ListFields():
            if field.message_type is None or field.name in skip:
                continue
            for child in (value,) if hasattr(value, "ListFields") else value:
                self.visit(child, ctes, mode=mode)

    def _with(self, statement: Any, ctes: frozenset[str]) -> frozenset[str]:
        if not statement.HasField("with_clause"):
            return ctes
        clause = statement.with_clause
        visible = ctes
        every = visible | {node.common_table_expr.ctename for node in clause.ctes}
        for node in clause.ctes:
            self.visit(node.common_table_expr.ctequery, every if clause.recursive else visible)
            visible |= {node.common_table_expr.ctename}
        return every

    def _select(self, statement: pb.SelectStmt, ctes: frozenset[str], *, mode: LockMode) -> None:
        inside = self._with(statement, ctes)
        if statement.HasField("larg"):
            self.visit(statement.larg, inside, mode=mode)
            self.visit(statement.rarg, inside, mode=mode)
        locked: set[str] | None = set()
        for node in statement.locking_clause:
            named = {relation.range_var.relname for relation in node.locking_clause.locked_rels}
            locked = None if not named or locked is None else locked | named
        for item in statement.from_clause:
            alone = len(statement.from_clause) == 1 and item.HasField("range_var")
            self._from(item, inside, locked, mode, statement.where_clause if alone else None)
        skip = frozenset({"with_clause", "larg", "rarg", "from_clause", "locking_clause", "into_clause"})
        self._children(statement, inside, skip=skip)
        if self.executed:
            for relation, only in self._sources(statement.from_clause, inside):
                if not reads_by_key(relation, statement, self.known) and not stops_early(statement):
                    self.scan(relation, statement.where_clause, only=only)

    def _sources(self, items: Any, ctes: frozenset[str]) -> list[tuple[Relation, bool]]:
        """The relations of a FROM, and whether each stands there with ONLY."""
        found: list[tuple[Relation, bool]] = []
        for item in items:
            kind = item.WhichOneof("node")
            if kind == "range_var" and (item.range_var.schemaname or item.range_var.relname not in ctes):
                relation = self.known.named(item.range_var)
                found += [(relation, not item.range_var.inh)] if relation else []
            elif kind == "join_expr":
                found += self._sources([item.join_expr.larg, item.join_expr.rarg], ctes)
        return found

    def _from(
        self,
        item: pb.Node,
        ctes: frozenset[str],
        locked: set[str] | None,
        mode: LockMode,
        where: pb.Node | None = None,
    ) -> None:
        """One item of FROM; `locked` are the names under a locking clause, None for all."""
        kind = item.WhichOneof("node")
        if kind == "join_expr":
            self._from(item.join_expr.larg, ctes, locked, mode)
            self._from(item.join_expr.rarg, ctes, locked, mode)
            self.visit(item.join_expr.quals, ctes)
            return
        body = getattr(item, kind or "")
        alias = body.alias.aliasname if hasattr(body, "alias") else ""
        name = alias or (body.relname if kind == "range_var" else "")
        under_clause = locked is None or name in locked
        self.visit(item, ctes, mode=max(mode, LockMode.ROW_SHARE) if under_clause else mode, where=where)

    def read(
        self, relation: Relation | None, mode: LockMode, *, only: bool = False, where: pb.Node | None = None
    ) -> None:
        """Lock what a query reads, changes or locks rows of; `where` may rule partitions out."""
        if relation is None:
            return
        self.out.lock(relation, mode)
        if relation.kind == "view" and relation.view:
            for raw in self.known.body(relation.view).stmts:
                inner = Query(self.out, planned=self.planned, executed=False)
                # Without a plan a view is not yet replaced by its query.
                if self.planned:
                    inner.visit(raw.stmt, mode=mode)
            return
        self._plan(relation, mode)
        if relation.table and relation.is_partitioned and self.planned:
            # Its own bound is put together from those of the tables above (set_baserel_partition_constraint).
            for above in self.known.above(relation.table):
                self.out.lock_table(above, _READ)
        if relation.table and not only and self.planned:
            for child in remaining(self.known, relation.table, where):
                below = self.known.of_table(child)
                self.out.lock(below, mode)
                self._plan(below, mode)

    def _plan(self, relation: Relation, mode: LockMode) -> None:
        if not self.planned or (relation.is_partitioned and self.known.version < _PARTITIONED_INDEXES_FROM):
            return
        self.out.lock_all(self.known.indexes(relation.owner), mode)

    def scan(self, relation: Relation, where: pb.Node | None = None, *, only: bool = False) -> None:
        """Note that a relation, its partitions and what a view reads are read as a whole."""
        if relation.kind == "view" and relation.view:
            for raw in self.known.body(relation.view).stmts:
                for source, inner_only in self._sources(raw.stmt.select_stmt.from_clause, frozenset()):
                    self.scan(source, only=inner_only)
        elif relation.kind in {"table", "materialized view"}:
            self.out.scan(relation)
            for child in remaining(self.known, relation.table, where) if relation.table and not only else ():
                self.out.scan(self.known.of_table(child))

    def _call(self, call: pb.FuncCall) -> None:
        if not self.executed:
            return
        if strings(call.funcname)[-1] not in _NAMES_FOR_ROWS:
            run_routine(call, self.out)
        else:
            for name in sequences_in(pb.Node(func_call=call)):
                self.out.lock(
                    self.known.named_parts(name.replace('"', "").split("."), "sequence"), LockMode.ROW_EXCLUSIVE
                )

    def _change(self, statement: Any, ctes: frozenset[str]) -> None:
        inside = self._with(statement, ctes)
        target = self.known.named(statement.relation)
        self._children(statement, inside, skip=frozenset({"with_clause", "relation"}))
        if target is None:
            return
        if isinstance(statement, pb.InsertStmt):
            self._insert(target, statement)
            return
        where = statement.where_clause if not isinstance(statement, pb.MergeStmt) else None
        self.read(target, LockMode.ROW_EXCLUSIVE, only=not statement.relation.inh, where=where)
        if isinstance(statement, pb.MergeStmt):
            sources = self._sources([statement.source_relation], inside)
        else:
            sources = self._sources(
                getattr(statement, "from_clause", None) or getattr(statement, "using_clause", ()), inside
            )
        if self.executed:
            for relation, only in ((target, not statement.relation.inh), *sources):
                if not reads_by_key(relation, statement, self.known):
                    self.scan(relation, where if relation is target else None, only=only)
            for reached in touched_by(target.table, statement, self.known):
                other = self.known.of_table(reached.table)
                self.read(other, reached.mode)
                if not reached.by_index:
                    self.out.because(f"no index of {other.name} helps to find the rows that refer to each one")
                    self.scan(other)

    def _insert(self, target: Relation, statement: pb.InsertStmt) -> None:
        """An INSERT does not plan its target, and gives the locks on its indexes back at its end."""
        self.out.lock(target, LockMode.ROW_EXCLUSIVE)
        table = target.table
        if not self.planned:
            return
        if target.view and not target.view.materialized:
            self.read(target, LockMode.ROW_EXCLUSIVE)
        if statement.HasField("on_conflict_clause"):
            self.out.lock_all(self.known.indexes(table), LockMode.ROW_EXCLUSIVE)
        if table is None or not self.executed:
            return
        # Each row is tested against the bounds of all tables above (ExecPartitionCheck).
        for above in self.known.above(table):
            self.out.lock_table(above, _READ)
        given = {node.res_target.name for node in statement.cols}
        rows_from_query = bool(statement.select_stmt.select_stmt.from_clause)
        for leaf in self._targets(table, statement):
            self.out.lock_table(leaf, LockMode.ROW_EXCLUSIVE)
        for column in table.columns:
            numbered = column.identity or (column.default or "").startswith("nextval(")
            if numbered and given and column.name not in given:
                self.out.lock_all(self.known.owned_sequences(table, column.name), LockMode.ROW_EXCLUSIVE)
        for key in table.foreign_keys:
            if not given or given & set(key.columns) or rows_from_query:
                other = self.known.target(key)
                if other is not None:
                    self.read(self.known.of_table(other), LockMode.ROW_SHARE)

    def _targets(self, table: Table, statement: pb.InsertStmt) -> list[Table]:
        """The partitions that rows may go to; constant rows tell which."""
        names = [node.res_target.name for node in statement.cols] or [column.name for column in table.columns]
        lists = statement.select_stmt.select_stmt.values_lists
        found: list[Table] = []
        for row in lists if table.partition_by else ():
            found += leaves(self.known, table, dict(zip(names, row.list.items, strict=False)))
        return found or leaves(self.known, table, {})
