"""The locks of a query: every relation that it names, what views hide, and the indexes that the planner looks at.

The planner opens each index of a table in the mode of the table's own lock (get_relation_info, plancat.c); a view is
locked beside what it reads; FOR UPDATE and its kin take ROW SHARE.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postgast import pg_query_pb2 as pb

from backend_data_model.engines.postgresql.read_text import strings
from backend_data_model.migrations.locks import LockMode
from backend_data_model.migrations.postgresql.predict.scanning import reads_by_key
from backend_data_model.migrations.postgresql.predict.volatility import sequences_in

if TYPE_CHECKING:
    from backend_data_model.migrations.postgresql.predict.known import Known
    from backend_data_model.migrations.postgresql.predict.outcome import Outcome
    from backend_data_model.migrations.postgresql.predict.relations import Relation
    from backend_data_model.model.schema import Table

_NAMES_FOR_ROWS = frozenset({"nextval", "setval", "currval"})
# PostgreSQL 16 looks at the indexes of partitioned tables as well (commit 3c569049b7b5).
_PARTITIONED_INDEXES_FROM = 16


class Query:
    """Walks one statement; `planned` is False where it is only analysed (PREPARE, CREATE VIEW, WITH NO DATA)."""

    def __init__(self, out: Outcome, *, planned: bool = True, executed: bool = True) -> None:
        self.out = out
        self.known: Known = out.known
        self.planned = planned
        self.executed = executed and planned

    def visit(self, node: Any, ctes: frozenset[str] = frozenset(), *, rows: bool = False) -> None:
        """Take the locks of a statement or of a part of one; `rows`: a locking clause is on everything below."""
        if isinstance(node, pb.Node):
            kind = node.WhichOneof("node")
            if kind:
                self.visit(getattr(node, kind), ctes, rows=rows)
        elif isinstance(node, pb.SelectStmt):
            self._select(node, ctes, rows=rows)
        elif isinstance(node, pb.InsertStmt | pb.UpdateStmt | pb.DeleteStmt | pb.MergeStmt):
            self._change(node, ctes)
        elif isinstance(node, pb.RangeVar):
            if node.schemaname or node.relname not in ctes:
                self.read(
                    self.known.named(node), LockMode.ROW_SHARE if rows else LockMode.ACCESS_SHARE, only=not node.inh
                )
        else:
            if isinstance(node, pb.FuncCall):
                self._call(node)
            self._children(node, ctes, rows=rows)

    def _children(
        self, node: Any, ctes: frozenset[str], *, rows: bool = False, skip: frozenset[str] = frozenset()
    ) -> None:
        for field, value in node.ListFields():
            if field.message_type is None or field.name in skip:
                continue
            for child in (value,) if hasattr(value, "ListFields") else value:
                self.visit(child, ctes, rows=rows)

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

    def _select(self, statement: pb.SelectStmt, ctes: frozenset[str], *, rows: bool) -> None:
        inside = self._with(statement, ctes)
        if statement.HasField("larg"):
            self.visit(statement.larg, inside, rows=rows)
            self.visit(statement.rarg, inside, rows=rows)
        locked: set[str] | None = set()
        for node in statement.locking_clause:
            named = {relation.range_var.relname for relation in node.locking_clause.locked_rels}
            locked = None if not named or locked is None else locked | named
        for item in statement.from_clause:
            self._from(item, inside, None if rows else locked)
        skip = frozenset({"with_clause", "larg", "rarg", "from_clause", "locking_clause", "into_clause"})
        self._children(statement, inside, skip=skip)
        if self.executed:
            for relation in self._sources(statement.from_clause, inside):
                if not reads_by_key(relation, statement, self.known):
                    self.scan(relation)

    def _sources(self, items: Any, ctes: frozenset[str]) -> list[Relation]:
        found: list[Relation] = []
        for item in items:
            kind = item.WhichOneof("node")
            if kind == "range_var" and (item.range_var.schemaname or item.range_var.relname not in ctes):
                relation = self.known.named(item.range_var)
                found += [relation] if relation else []
            elif kind == "join_expr":
                found += self._sources([item.join_expr.larg, item.join_expr.rarg], ctes)
        return found

    def _from(self, item: pb.Node, ctes: frozenset[str], locked: set[str] | None) -> None:
        """One item of FROM; `locked` are the names under a locking clause, None for all."""
        kind = item.WhichOneof("node")
        if kind == "join_expr":
            self._from(item.join_expr.larg, ctes, locked)
            self._from(item.join_expr.rarg, ctes, locked)
            self.visit(item.join_expr.quals, ctes)
            return
        body = getattr(item, kind or "")
        alias = body.alias.aliasname if hasattr(body, "alias") else ""
        name = alias or (body.relname if kind == "range_var" else "")
        self.visit(item, ctes, rows=locked is None or name in locked)

    def read(self, relation: Relation | None, mode: LockMode, *, only: bool = False) -> None:
        """Lock what a query reads or locks rows of."""
        if relation is None:
            return
        self.out.lock(relation, mode)
        if relation.kind == "view" and relation.view:
            for raw in self.known.body(relation.view).stmts:
                inner = Query(self.out, planned=self.planned, executed=False)
                # Without a plan a view is not yet replaced by its query.
                if self.planned:
                    inner.visit(raw.stmt, rows=mode is not LockMode.ACCESS_SHARE)
            return
        self._plan(relation, mode)
        if relation.table and not only and self.planned:
            for child in self.known.below(relation.table):
                below = self.known.of_table(child)
                self.out.lock(below, mode)
                self._plan(below, mode)

    def _plan(self, relation: Relation, mode: LockMode) -> None:
        if not self.planned or (relation.is_partitioned and self.known.version < _PARTITIONED_INDEXES_FROM):
            return
        self.out.lock_all(self.known.indexes(relation.owner), mode)

    def scan(self, relation: Relation) -> None:
        """Note that a relation, its partitions and what a view reads are read as a whole."""
        if relation.kind == "view" and relation.view:
            for raw in self.known.body(relation.view).stmts:
                for source in self._sources(raw.stmt.select_stmt.from_clause, frozenset()):
                    self.scan(source)
        elif relation.kind in {"table", "materialized view"}:
            self.out.scan(relation)
            for child in self.known.below(relation.table) if relation.table else ():
                self.out.scan(self.known.of_table(child))

    def _call(self, call: pb.FuncCall) -> None:
        if self.executed and strings(call.funcname)[-1] in _NAMES_FOR_ROWS:
            for name in sequences_in(pb.Node(func_call=call)):
                self.out.lock(self.known.named_parts(name.replace('"', "").split(".")), LockMode.ROW_EXCLUSIVE)

    def _change(self, statement: Any, ctes: frozenset[str]) -> None:
        inside = self._with(statement, ctes)
        target = self.known.named(statement.relation)
        self._children(statement, inside, skip=frozenset({"with_clause", "relation"}))
        if target is None:
            return
        if isinstance(statement, pb.InsertStmt):
            self._insert(target, statement)
            return
        self.write(target)
        if isinstance(statement, pb.MergeStmt):
            sources = self._sources([statement.source_relation], inside)
        else:
            sources = self._sources(
                getattr(statement, "from_clause", None) or getattr(statement, "using_clause", ()), inside
            )
        if self.executed:
            for relation in (target, *sources):
                if not reads_by_key(relation, statement, self.known):
                    self.scan(relation)
            self._check_keys(target, statement)

    def write(self, target: Relation) -> None:
        """Lock a target of UPDATE, DELETE or MERGE."""
        self.read(target, LockMode.ROW_EXCLUSIVE)

    def _insert(self, target: Relation, statement: pb.InsertStmt) -> None:
        """An INSERT does not plan its target: the executor opens the indexes of the tables that rows go to."""
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
        given = {node.res_target.name for node in statement.cols}
        rows_from_query = bool(statement.select_stmt.select_stmt.from_clause)
        for leaf in [
            t for t in (table, *self.known.below(table)) if t.partition_by is None and self._may_take(t, table)
        ]:
            self.out.lock_table(leaf, LockMode.ROW_EXCLUSIVE)
            self.out.lock_all(self.known.indexes(leaf), LockMode.ROW_EXCLUSIVE)
        for column in table.columns:
            numbered = column.identity or (column.default or "").startswith("nextval(")
            if numbered and given and column.name not in given:
                self.out.lock_all(self.known.owned_sequences(table, column.name), LockMode.ROW_EXCLUSIVE)
        for key in table.foreign_keys:
            if not given or given & set(key.columns) or rows_from_query:
                self._look_up(self.known.target(key), table)

    def _may_take(self, leaf: Table, target: Table) -> bool:
        return leaf is target or leaf.partition_of is not None

    def _look_up(self, other: Table | None, table: Table, mode: LockMode = LockMode.ROW_SHARE) -> None:
        """A row of a foreign key's other side is looked up FOR KEY SHARE, or changed."""
        if other is not None and other is not table:
            self.read(self.known.of_table(other), mode)

    def _check_keys(self, target: Relation, statement: Any) -> None:
        """The foreign keys that a change of rows sets off (ri_triggers.c)."""
        table = target.table
        if table is None:
            return
        changed = set(_assigned(statement))
        inserts = isinstance(statement, pb.MergeStmt) and any(
            node.merge_when_clause.command_type == pb.CMD_INSERT for node in statement.merge_when_clauses
        )
        deletes = isinstance(statement, pb.DeleteStmt) or (
            isinstance(statement, pb.MergeStmt)
            and any(node.merge_when_clause.command_type == pb.CMD_DELETE for node in statement.merge_when_clauses)
        )
        for key in table.foreign_keys:
            if inserts or changed & set(key.columns):
                self._look_up(self.known.target(key), table)
        self._act(table, {id(table)}, changed=changed, deletes=deletes)

    def _act(self, table: Table, seen: set[int], *, changed: set[str], deletes: bool) -> None:
        for child, key in self.known.references_to(table):
            action = key.on_delete if deletes else key.on_update if changed & set(key.ref_columns) else ""
            if action == "":
                continue
            acts = action in {"cascade", "set null", "set default"}
            self._look_up(child, table, LockMode.ROW_EXCLUSIVE if acts else LockMode.ROW_SHARE)
            if acts and id(child) not in seen:
                seen.add(id(child))
                cascades = deletes and action == "cascade"
                self._act(child, seen, changed=set() if cascades else set(key.columns), deletes=cascades)


def _assigned(statement: Any) -> list[str]:
    if isinstance(statement, pb.UpdateStmt):
        return [node.res_target.name for node in statement.target_list]
    if isinstance(statement, pb.MergeStmt):
        return [
            node.res_target.name
            for clause in statement.merge_when_clauses
            if clause.merge_when_clause.command_type == pb.CMD_UPDATE
            for node in clause.merge_when_clause.target_list
        ]
    return []
