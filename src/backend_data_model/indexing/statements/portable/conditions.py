"""WHERE and ON: what AND joins, one condition after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from backend_data_model.indexing.predicates import Predicate, Term
from backend_data_model.indexing.statements.portable.terms import Side, side, spelled, term_of
from backend_data_model.indexing.statements.relations import Edge, Relation

if TYPE_CHECKING:
    from backend_data_model.indexing.predicates import Bound, PredicateKind
    from backend_data_model.indexing.statements.portable.blocks import FoldedScope, Statement

_RANGES: dict[type[exp.Expr], tuple[str, Bound]] = {
    exp.GT: (">", "lower"), exp.GTE: (">=", "lower"), exp.LT: ("<", "upper"), exp.LTE: ("<=", "upper"),
}  # fmt: skip
_TURNED: dict[Bound, Bound] = {"lower": "upper", "upper": "lower", "both": "both"}


class Conditions:
    """The conditions of one block.  With `only`, as in a left join, those on other tables leave no rows out."""

    def __init__(self, statement: Statement, scope: FoldedScope) -> None:
        self.statement = statement
        self.scope = scope
        self.engine = statement.engine

    def read(self, node: exp.Expr, *, only: Relation | None = None) -> None:
        """Read a condition and all that AND joins to it."""
        node = node.unnest()
        if isinstance(node, exp.And):
            self.read(node.left, only=only)
            self.read(node.right, only=only)
        elif isinstance(node, (exp.EQ, exp.NullSafeEQ)) or type(node) in _RANGES:
            self._comparison(node, only)
        elif isinstance(node, exp.Between):
            self._add(node.this, "range", node, only=only, bound="both")
        elif isinstance(node, exp.In):
            self._in(node, only)
        elif isinstance(node, exp.Exists) or (isinstance(node, exp.Not) and isinstance(node.this, exp.Exists)):
            inner = node if isinstance(node, exp.Exists) else node.this
            self.statement.query(inner.this, self.scope, follows=isinstance(node, exp.Not))
        elif isinstance(node, exp.Is) and isinstance(node.expression, exp.Null):
            self._add(node.this, "null", node, only=only)
        elif isinstance(node, exp.Not) and isinstance(node.this, exp.Is):
            self._add(node.this.this, "not null", node, only=only)
        elif isinstance(node, (exp.Like, exp.Glob)):
            self._pattern(node, only)
        elif isinstance(node, exp.MatchAgainst):
            self._words(node)
        elif isinstance(node, (exp.JSONArrayContains, exp.Anonymous)):
            self._contains(node, only)
        elif isinstance(node, exp.Column):
            self._add(node, "equal", node, only=only, values=("1",))
        elif isinstance(node, exp.Not) and isinstance(node.this, exp.Column):
            self._add(node.this, "equal", node, only=only, values=("0",))
        elif isinstance(node, exp.Or):
            self._either(node, only)
        else:
            self._cannot(node, "no index is known here for it")

    def same(self, name: str, relation: Relation | None) -> None:
        """USING (name): the column of `relation` equals that of a table before it."""
        others = [r for r in self.scope.tables.values() if r is not relation and r.table.column(spelled(r, name))]
        if relation is not None and others:
            first, second = (term_of(exp.column(name), r, self.engine) for r in (others[0], relation))
            self.statement.edges.append(Edge(others[0], first, relation, second, one_way=relation.follows))

    def _comparison(self, node: exp.Expr, only: Relation | None) -> None:
        left, right = (side(part, self.scope, self.engine) for part in (node.this, node.expression))
        for part in (node.this, node.expression):
            for query in part.find_all(exp.Subquery):
                self.statement.query(query, self.scope)
        bound: Bound | None = None
        operator = "="
        if type(node) in _RANGES:
            operator, bound = _RANGES[type(node)]
        if left.relation and right.relation:
            if bound is None and left.relation is not right.relation:
                self._edge(left, right)
            elif bound is None:
                self._cannot(node, "it compares columns of one table")
            return
        if left.relation is None:
            left, right = right, left
            bound = _TURNED[bound] if bound else None
        if left.relation is None or left.term is None or right.columns:
            return
        values = (right.value,) if right.value is not None else ()
        self._take(
            left, Predicate("range" if bound else "equal", left.term, operator, self._text(node), values, bound), only
        )

    def _edge(self, left: Side, right: Side) -> None:
        if left.relation and left.relation.follows and not (right.relation and right.relation.follows):
            left, right = right, left
        if not (left.relation and right.relation and left.term and right.term):
            return
        outer = left.relation not in self.scope.tables.values() and right.relation.follows
        one_way = outer or (right.relation.follows and not left.relation.follows)
        self.statement.edges.append(Edge(left.relation, left.term, right.relation, right.term, one_way=one_way))

    def _in(self, node: exp.In, only: Relation | None) -> None:
        found = side(node.this, self.scope, self.engine)
        query = node.args.get("query")
        if query is not None:
            inner = query.unnest()
            scope = self.statement.query(inner, self.scope)
            chosen = inner.expressions[0].unalias() if isinstance(inner, exp.Select) and inner.expressions else None
            if scope is not None and chosen is not None and found.relation and found.term:
                other = side(chosen, scope, self.engine)
                if other.relation and other.term and other.relation is not found.relation:
                    self._edge(found, other)
            return
        items = [side(item, self.scope, self.engine) for item in node.expressions]
        if found.relation is None or found.term is None or any(item.columns for item in items):
            return
        values = tuple(item.value for item in items if item.value is not None)
        kind: PredicateKind = (
            "equal" if len(items) == 1 and not isinstance(node.expressions[0], exp.Placeholder) else "in"
        )
        stated = values if len(values) == len(items) else ()
        self._take(found, Predicate(kind, found.term, "in", self._text(node), stated), only)

    def _either(self, node: exp.Or, only: Relation | None) -> None:
        arms = list(node.flatten())
        sides = [side(arm.unnest().this, self.scope, self.engine) for arm in arms if isinstance(arm.unnest(), exp.EQ)]
        if len(sides) == len(arms) and sides[0].term and len({(id(s.relation), s.term) for s in sides}) == 1:
            values = [side(arm.unnest().expression, self.scope, self.engine) for arm in arms]
            if not any(value.columns for value in values):
                self._take(sides[0], Predicate("in", sides[0].term, "in", self._text(node)), only)
                return
        for query in node.find_all(exp.Select):
            self.statement.query(query, self.scope)
        self._cannot(node, "OR has no one range in an index: write it as UNION ALL where each side has an index")

    def _pattern(self, node: exp.Expr, only: Relation | None) -> None:
        pattern = node.expression.unnest()
        wild = "*?[" if isinstance(node, exp.Glob) else "%_"
        begins = not (isinstance(pattern, exp.Literal) and str(pattern.this)[:1] in wild)
        operator = "glob" if isinstance(node, exp.Glob) else "like"
        self._add(node.this, "prefix" if begins else "infix", node, only=only, operator=operator)

    def _words(self, node: exp.MatchAgainst) -> None:
        sides = [side(column, self.scope, self.engine) for column in node.expressions]
        if sides and all(s.relation is sides[0].relation and s.term for s in sides):
            names = [s.term.column for s in sides if s.term and s.term.column]
            text = ", ".join(s.term.text for s in sides if s.term)
            self._take(sides[0], Predicate("search", Term(text, None, tuple(names)), "match", self._text(node)), None)

    def _contains(self, node: exp.Expr, only: Relation | None) -> None:
        inside = node.expression if isinstance(node, exp.JSONArrayContains) else None
        if isinstance(node, exp.Anonymous) and node.name.lower() in {"json_contains", "json_overlaps"}:
            inside = node.expressions[0]
        if inside is None:
            self._cannot(node, "no index is known here for it")
            return
        self._add(inside, "contains", node, only=only, operator="member of")

    def _add(
        self,
        part: exp.Expr,
        kind: PredicateKind,
        node: exp.Expr,
        *,
        only: Relation | None,
        values: tuple[str, ...] = (),
        bound: Bound | None = None,
        operator: str | None = None,
    ) -> None:
        found = side(part, self.scope, self.engine)
        if found.relation is not None and found.term is not None:
            made = Predicate(kind, found.term, operator or kind, self._text(node), values, bound)
            self._take(found, made, only)

    def _take(self, found: Side, made: Predicate, only: Relation | None) -> None:
        if found.relation is not None and (only is None or only is found.relation):
            found.relation.predicates.append(made)

    def _text(self, node: exp.Expr) -> str:
        bare = node.copy()
        for column in list(bare.find_all(exp.Column)):
            column.replace(exp.column(column.this.copy()))
        return bare.sql(dialect=self.engine)

    def _cannot(self, node: exp.Expr, reason: str) -> None:
        found = side(node, self.scope, self.engine)
        if found.relation is not None:
            found.relation.unused.append(f"{self._text(node)}: {reason}")
