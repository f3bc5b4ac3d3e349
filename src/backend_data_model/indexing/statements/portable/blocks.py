"""SELECT, UPDATE and DELETE as blocks: relations, conditions, order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlglot import exp

from backend_data_model.indexing.predicates import SortKey, Term
from backend_data_model.indexing.statements.portable.conditions import Conditions
from backend_data_model.indexing.statements.portable.terms import side, spelled
from backend_data_model.indexing.statements.relations import Block, Edge, Place, Relation, Scope

if TYPE_CHECKING:
    from backend_data_model.model.schema import Schema, Table


class FoldedScope(Scope):
    """Names without regard to case, as these engines compare them."""

    def column(self, fields: list[str]) -> Any:
        """As `Scope.column`; a table's alias and a column may be written in any case."""
        *qualifier, name = fields
        for alias, relation in self.tables.items():
            if qualifier and alias.lower() != qualifier[-1].lower():
                continue
            written = spelled(relation, name)
            if relation.table.column(written):
                return Place(relation, written)
        if self.outer is not None:
            self.correlated = True
            return self.outer.column(fields)
        return "unknown"


class Statement:
    """Reads one statement; `unknown` are tables that the schema does not have."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.engine = schema.engine
        self.blocks: list[Block] = []
        self.edges: list[Edge] = []
        self.unknown: list[str] = []
        self._tables = {table.name.lower(): table for table in schema.tables}
        self._made: set[str] = set()

    def read(self, tree: exp.Expr) -> bool:
        """Read a statement; False where it is none that finds rows."""
        self._made = {cte.alias_or_name.lower() for cte in tree.find_all(exp.CTE)}
        if isinstance(tree, exp.Insert):
            source = tree.expression
            return isinstance(source, (exp.Select, exp.SetOperation)) and self.read(source)
        if isinstance(tree, (exp.Select, exp.SetOperation, exp.Subquery)):
            self.query(tree, None)
            return True
        if isinstance(tree, (exp.Update, exp.Delete)):
            self._select(tree, None)
            return True
        return False

    def query(self, tree: exp.Expr, outer: Scope | None, *, follows: bool = False) -> FoldedScope | None:
        """Read a query with all that is in it; gives the scope of a single SELECT."""
        made = tree.args.get("with_")
        for cte in made.expressions if made else ():
            self.query(cte.this, outer)
        tree = tree.unnest() if isinstance(tree, exp.Subquery) else tree
        if isinstance(tree, exp.SetOperation):
            self.query(tree.left, outer)
            self.query(tree.right, outer)
            return None
        return self._select(tree, outer, follows=follows) if isinstance(tree, exp.Select) else None

    def _select(self, tree: exp.Expr, outer: Scope | None, *, follows: bool = False) -> FoldedScope:
        block, scope = Block(), FoldedScope(outer)
        self.blocks.append(block)
        start = tree.args.get("from_") or tree.args.get("from")
        for node in [start.this] if start else [tree.this] if not isinstance(tree, exp.Select) else []:
            self._relation(node, block, scope, follows)
        conditions = Conditions(self, scope)
        joins = list(tree.args.get("joins") or [])
        for table in list(tree.find_all(exp.Table)):
            if not start and table.parent is tree:
                joins += table.args.get("joins") or []
        for join in joins:
            outer_join = (join.side or "").upper() == "LEFT"
            relation = self._relation(join.this, block, scope, follows or outer_join)
            if join.args.get("on"):
                conditions.read(join.args["on"], only=relation if outer_join else None)
            for name in join.args.get("using") or ():
                conditions.same(name.name, relation)
        if tree.args.get("where"):
            conditions.read(tree.args["where"].this)
        self._order(tree, block, scope)
        self._outputs(tree, scope)
        return scope

    def _relation(self, node: exp.Expr, block: Block, scope: FoldedScope, follows: bool) -> Relation | None:
        if isinstance(node, exp.Subquery):
            self.query(node.this, scope.outer)
            return None
        if not isinstance(node, exp.Table) or node.name.lower() in self._made:
            return None
        table: Table | None = self._tables.get(node.name.lower())
        if table is None:
            self.unknown.append(node.name)
            return None
        relation = Relation(table, block, follows)
        block.relations.append(relation)
        scope.tables[node.alias_or_name] = relation
        return relation

    def _order(self, tree: exp.Expr, block: Block, scope: FoldedScope) -> None:
        chosen = list(tree.expressions) if isinstance(tree, exp.Select) else []
        names = {item.alias: item.this for item in chosen if isinstance(item, exp.Alias)}
        block.limited = tree.args.get("limit") is not None
        block.aggregated = any(
            found.find_ancestor(exp.Subquery, exp.Window) is None
            for item in chosen
            for found in item.find_all(exp.AggFunc)
        )
        order = tree.args.get("order")
        for ordered in order.expressions if order else ():
            relation, term = self._key(ordered.this, chosen, names, scope)
            down = bool(ordered.args.get("desc"))
            # NULL is the least value here, so ascending order has it first: other wishes no index meets.
            first = ordered.args.get("nulls_first")
            if first is not None and bool(first) == down:
                term = Term(term.text, term.column, term.columns, immutable=False)
            block.sort.append((relation, SortKey(term, down, nulls_first=down)))
        group = tree.args.get("group")
        for node in group.expressions if group else ():
            block.aggregated = True
            block.grouping.append(self._key(node, chosen, names, scope))

    def _key(
        self, node: exp.Expr, chosen: list[exp.Expr], names: dict[str, exp.Expr], scope: FoldedScope
    ) -> tuple[Relation | None, Term]:
        if isinstance(node, exp.Literal) and node.is_int and 0 < int(node.this) <= len(chosen):
            node = chosen[int(node.this) - 1].unalias()
        elif isinstance(node, exp.Column) and not node.table and node.name in names:
            node = names[node.name]
        found = side(node, scope, self.engine)
        return found.relation, found.term or Term("", immutable=False)

    def _outputs(self, tree: exp.Expr, scope: FoldedScope) -> None:
        for star in tree.find_all(exp.Star):
            if isinstance(star.parent, exp.Count):
                continue
            owner = star.parent.table if isinstance(star.parent, exp.Column) else ""
            for alias, relation in scope.tables.items():
                if owner in {"", alias}:
                    relation.outputs |= {column.name for column in relation.table.columns}
        for column in tree.find_all(exp.Column):
            if not isinstance(column.this, exp.Star):
                place = scope.column([part.name for part in column.parts])
                if isinstance(place, Place):
                    place.relation.outputs.add(place.column)
