"""A statement's blocks: SELECT, UPDATE, DELETE and INSERT ... SELECT with their sub-queries, CTEs and views."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from postgast import pg_query_pb2 as pb

from backend_data_model.engines.postgresql.quote_name import quote_name
from backend_data_model.engines.postgresql.read_parse import UnreadableError, parse
from backend_data_model.indexing.predicates import Term
from backend_data_model.indexing.statements.postgresql.conditions import Conditions
from backend_data_model.indexing.statements.postgresql.ordering import read_order
from backend_data_model.indexing.statements.postgresql.terms import names, outside_queries, side, term_of
from backend_data_model.indexing.statements.relations import Block, Edge, Place, Relation, Scope

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backend_data_model.model.schema import Schema

_AGGREGATES = frozenset({
    "count", "sum", "avg", "min", "max", "bool_and", "bool_or", "every", "array_agg", "string_agg",
    "json_agg", "jsonb_agg", "stddev", "variance", "stddev_pop", "stddev_samp", "var_pop", "var_samp",
    "percentile_cont", "percentile_disc", "mode", "corr", "json_object_agg", "jsonb_object_agg",
})  # fmt: skip
_DEEPEST_VIEW = 8


@dataclass(slots=True)
class Derived:
    """A sub-query, CTE or view: the columns that it passes on, and its block when it can be merged into another."""

    columns: dict[str, Place | None] = field(default_factory=dict)
    block: Block | None = None

    def renamed(self, aliases: list[str]) -> Derived:
        """With the names that follow its alias in place of its own."""
        if not aliases:
            return self
        return Derived(dict(zip(aliases, self.columns.values(), strict=False)), self.block)


@dataclass(slots=True)
class Statement:
    """All relations of one statement, the equalities between them, and what could not be resolved."""

    schema: Schema
    blocks: list[Block] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    conditions: Conditions = field(init=False)
    views: int = 0
    ctes: dict[str, Derived] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.conditions = Conditions(self.schema, self.sub_select)

    @property
    def edges(self) -> list[Edge]:
        """The equalities between relations."""
        return self.conditions.edges

    def read(self, node: pb.Node) -> bool:
        """Take a statement in; False for one that reads no table by conditions."""
        kind = node.WhichOneof("node")
        if kind == "select_stmt":
            self.select(node.select_stmt, None, {})
        elif kind in {"update_stmt", "delete_stmt"}:
            self._change(getattr(node, kind))
        elif kind == "insert_stmt" and node.insert_stmt.HasField("select_stmt"):
            ctes = self._common(node.insert_stmt, None, {})
            self.select(node.insert_stmt.select_stmt.select_stmt, None, ctes)
        elif kind in {"explain_stmt", "declare_cursor_stmt", "prepare_stmt", "create_table_as_stmt"}:
            return self.read(getattr(node, kind).query)
        else:
            return False
        return True

    def select(self, select: pb.SelectStmt, outer: Scope | None, ctes: dict[str, Derived]) -> Derived:
        """Read one SELECT; what it passes on to a query around it."""
        ctes = self._common(select, outer, ctes)
        self.ctes = ctes
        if select.op != pb.SETOP_NONE and select.HasField("larg"):
            first = self.select(select.larg, outer, ctes)
            self.select(select.rarg, outer, ctes)
            self.ctes = ctes
            return Derived(dict.fromkeys(first.columns))
        block, scope = Block(), Scope(outer)
        self.blocks.append(block)
        for item in select.from_clause:
            self._source(item, block, scope, ctes)
        block.limited = select.HasField("limit_count")
        block.changes = bool(select.locking_clause)
        block.aggregated = bool(select.group_clause) or any(_has_aggregate(item) for item in select.target_list)
        outputs = self._outputs(select.target_list, scope)
        if select.where_clause.WhichOneof("node"):
            self.conditions.read(select.where_clause, scope)
        if select.having_clause.WhichOneof("node"):
            self._having(select.having_clause, scope)
        self._group(select, block, scope)
        read_order(select, block, scope, self.schema)
        kept = {(owner, term.column) for owner, term in block.grouping} if block.aggregated else None
        parted = _partition_columns(select, scope)
        if parted is not None:
            kept = parted if kept is None else kept & parted

        def passed_on(place: Place | None) -> Place | None:
            if place is None:
                return None
            firm = kept is None or (place.relation, place.column) in kept
            return place._replace(firm=place.firm and firm and not block.limited)

        alone = block.limited or block.aggregated or parted is not None or select.distinct_clause
        return Derived({name: passed_on(place) for name, place in outputs.items()}, None if alone else block)

    def sub_select(self, link: pb.SubLink, scope: Scope, negated: bool) -> bool:
        """EXISTS, IN (SELECT ...) and other sub-queries in an expression; whether it speaks of the blocks around it."""
        query = link.subselect.select_stmt
        first = len(self.blocks)
        around = Scope(scope)
        outputs = self.select(query, around, self.ctes)
        inner = [relation for block in self.blocks[first:] for relation in block.relations]
        for relation in inner:
            relation.follows = relation.follows or negated
        if link.sub_link_type == pb.ANY_SUBLINK and not negated and link.HasField("testexpr"):
            left = side(link.testexpr, scope)
            term = term_of(left, self.schema, scope)
            place = next(iter(outputs.columns.values()), None)
            if term is not None and place is not None:
                self._edge_to(left.relations[0], term, place)
        return around.correlated

    def _edge_to(self, relation: Relation, term: Term, place: Place) -> None:
        """x IN (SELECT y ...): y may be looked up for x, and x for y; behind LIMIT only the latter."""
        other = Term(quote_name(place.column), place.column, (place.column,))
        if place.firm:
            self.edges.append(Edge(relation, term, place.relation, other))
        else:
            self.edges.append(Edge(place.relation, other, relation, term, one_way=True))

    def _common(self, statement: Any, outer: Scope | None, ctes: dict[str, Derived]) -> dict[str, Derived]:
        if not statement.HasField("with_clause"):
            return ctes
        found = dict(ctes)
        for node in statement.with_clause.ctes:
            cte = node.common_table_expr
            inner = cte.ctequery
            if inner.WhichOneof("node") != "select_stmt":
                found[cte.ctename] = Derived()
                self.read(inner)
                continue
            if statement.with_clause.recursive:
                found[cte.ctename] = Derived()
            made = self.select(inner.select_stmt, outer, found)
            found[cte.ctename] = made.renamed([alias.string.sval for alias in cte.aliascolnames])
        return found

    def _change(self, statement: Any) -> None:
        block, scope = Block(changes=True), Scope()
        self.blocks.append(block)
        ctes = self._common(statement, None, {})
        self._table(statement.relation, block, scope, ctes)
        others = statement.from_clause if isinstance(statement, pb.UpdateStmt) else statement.using_clause
        for item in others:
            self._source(item, block, scope, ctes)
        for target in getattr(statement, "target_list", ()):
            self.conditions.nested(target, scope)
            side(target, scope)
        if statement.where_clause.WhichOneof("node"):
            self.conditions.read(statement.where_clause, scope)
        for relation in block.relations:
            relation.outputs.update(column.name for column in relation.table.columns)

    def _source(self, item: pb.Node, block: Block, scope: Scope, ctes: dict[str, Derived]) -> list[Relation]:
        """One item of FROM; the relations of this block that it brings."""
        before = len(block.relations)
        kind = item.WhichOneof("node")
        if kind == "range_var":
            self._table(item.range_var, block, scope, ctes)
        elif kind == "join_expr":
            self._join(item.join_expr, block, scope, ctes)
        elif kind == "range_subselect":
            sub = item.range_subselect
            made = self.select(sub.subquery.select_stmt, scope if sub.lateral else scope.outer, ctes)
            made = made.renamed([alias.string.sval for alias in sub.alias.colnames])
            self._use(made, sub.alias.aliasname, block, scope)
        elif kind == "range_function":
            alias = item.range_function.alias
            columns = {name.string.sval: None for name in alias.colnames} or {alias.aliasname: None}
            scope.derived[alias.aliasname] = {**columns}
        return block.relations[before:]

    def _join(self, join: pb.JoinExpr, block: Block, scope: Scope, ctes: dict[str, Derived]) -> None:
        left = self._source(join.larg, block, scope, ctes)
        first = len(self.blocks)
        right = self._source(join.rarg, block, scope, ctes)
        right += [relation for inner in self.blocks[first:] for relation in inner.relations]
        following = {pb.JOIN_LEFT: right, pb.JOIN_RIGHT: left, pb.JOIN_FULL: left + right}.get(join.jointype, [])
        for relation in following:
            relation.follows = True
        if join.quals.WhichOneof("node"):
            self.conditions.read(join.quals, scope, outer=frozenset(following))
        names_ = [column.string.sval for column in join.using_clause]
        if join.is_natural and left and right:
            names_ = [c.name for c in left[0].table.columns if right[0].table.column(c.name)]
        for name in names_:
            self._using(name, left, right)

    def _using(self, name: str, left: Iterable[Relation], right: Iterable[Relation]) -> None:
        pair = [next((r for r in group if r.table.column(name)), None) for group in (left, right)]
        if pair[0] is not None and pair[1] is not None:
            term = Term(quote_name(name), name, (name,))
            for relation in pair:
                relation.outputs.add(name) if relation else None
            first, second = (pair[1], pair[0]) if pair[0].follows and not pair[1].follows else (pair[0], pair[1])
            self.edges.append(Edge(first, term, second, term, one_way=second.follows))

    def _table(self, named: pb.RangeVar, block: Block, scope: Scope, ctes: dict[str, Derived]) -> None:
        alias = named.alias.aliasname or named.relname
        if not named.schemaname and named.relname in ctes:
            self._use(ctes[named.relname], alias, block, scope)
            return
        wanted = named.schemaname or None
        table = self.schema.table(named.relname, wanted) or (
            self.schema.table(named.relname) if wanted in {None, "public"} else None
        )
        if table is not None:
            relation = Relation(table, block)
            block.relations.append(relation)
            scope.tables[alias] = relation
            return
        view = next((v for v in self.schema.views if v.name == named.relname and not v.materialized), None)
        if view is not None and self.views < _DEEPEST_VIEW:
            self.views += 1
            try:
                tree = parse(view.definition)
                self._use(self.select(tree.stmts[0].stmt.select_stmt, None, {}), alias, block, scope)
                return
            except UnreadableError:
                pass
            finally:
                self.views -= 1
        scope.derived[alias] = {}
        self.unknown.append(named.relname)

    def _use(self, made: Derived, alias: str, block: Block, scope: Scope) -> None:
        """Bring a sub-query in; one without LIMIT, groups and windows is merged into the block, as the planner does."""
        scope.derived[alias] = made.columns
        if made.block is not None and made.block in self.blocks:
            for relation in made.block.relations:
                relation.block = block
            block.relations += made.block.relations
            self.blocks.remove(made.block)

    def _outputs(self, targets: Any, scope: Scope) -> dict[str, Place | None]:
        found: dict[str, Place | None] = {}
        for number, node in enumerate(targets):
            target = node.res_target
            value = target.val
            fields = value.column_ref.fields
            if fields and fields[-1].WhichOneof("node") == "a_star":
                qualifier = fields[-2].string.sval if len(fields) > 1 else None
                columns = scope.all_columns(qualifier)
                found.update(columns)
                for place in columns.values():
                    if place is not None:
                        place.relation.outputs.add(place.column)
                continue
            self.conditions.nested(value, scope)
            side(value, scope)
            meant = scope.column(names(value.column_ref)) if fields else None
            last = names(value.column_ref)[-1] if fields else f"column {number}"
            found[target.name or last] = meant if isinstance(meant, Place) else None
        return found

    def _having(self, node: pb.Node, scope: Scope) -> None:
        """HAVING: what is no condition on an aggregate is tested before the rows are grouped."""
        if node.WhichOneof("node") == "bool_expr" and node.bool_expr.boolop == pb.AND_EXPR:
            for argument in node.bool_expr.args:
                self._having(argument, scope)
        elif _has_aggregate(node):
            self.conditions.nested(node, scope)
            side(node, scope)
        else:
            self.conditions.read(node, scope)

    def _group(self, select: pb.SelectStmt, block: Block, scope: Scope) -> None:
        plain_distinct = bool(select.distinct_clause) and not select.distinct_clause[0].WhichOneof("node")
        if plain_distinct and not select.group_clause:
            block.aggregated = True
        for node in select.group_clause or [t.res_target.val for t in select.target_list if plain_distinct]:
            value = node
            if node.WhichOneof("node") == "a_const":
                number = node.a_const.ival.ival
                if 0 < number <= len(select.target_list):
                    value = select.target_list[number - 1].res_target.val
            one = side(value, scope)
            term = term_of(one, self.schema, scope)
            if term is not None:
                block.grouping.append((one.relations[0], term))


def _has_aggregate(node: pb.Node) -> bool:
    return any(
        isinstance(m, pb.FuncCall) and not m.HasField("over") and m.funcname[-1].string.sval in _AGGREGATES
        for m in outside_queries(node)
    )


def _partition_columns(select: pb.SelectStmt, scope: Scope) -> set[tuple[Relation | None, str | None]] | None:
    """The columns by which all window functions are partitioned; None where there is no window function."""
    found: set[tuple[Relation | None, str | None]] | None = None
    for message in (m for item in select.target_list for m in outside_queries(item)):
        if isinstance(message, pb.FuncCall) and message.HasField("over"):
            fields = [names(node.column_ref) for node in message.over.partition_clause if node.HasField("column_ref")]
            places = [place for place in map(scope.column, fields) if isinstance(place, Place)]
            columns: set[tuple[Relation | None, str | None]] = {(p.relation, p.column) for p in places}
            found = columns if found is None else found & columns
    return found
