"""One condition of a WHERE, ON or HAVING as a predicate of a table or an equality between two."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from postgast import pg_query_pb2 as pb

from backend_data_model.engines.postgresql.read_text import expression
from backend_data_model.indexing.predicates import Predicate
from backend_data_model.indexing.statements.postgresql.patterns import pattern_kind
from backend_data_model.indexing.statements.postgresql.terms import (
    Side,
    literals,
    outside_queries,
    plain_text,
    side,
    term_of,
    unwrapped,
)
from backend_data_model.indexing.statements.relations import Edge

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from backend_data_model.indexing.predicates import Bound, PredicateKind, Term
    from backend_data_model.indexing.statements.relations import Relation, Scope
    from backend_data_model.model.schema import Schema

_MIRRORED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "@>": "<@", "<@": "@>", "<<": ">>", ">>": "<<"}
_BOUNDS: dict[str, Bound] = {"<": "upper", "<=": "upper", ">": "lower", ">=": "lower"}
_DOCUMENT_OPERATORS = frozenset({"?", "?|", "?&", "@?"})
_OVERLAPS = frozenset({"&&", "<<", ">>", "<<=", ">>=", "-|-", "&<", "&>"})
_RANGE_TYPES = ("range", "box", "point", "circle", "polygon", "inet", "cidr", "geometry", "geography", "ltree", "cube")


@dataclass(slots=True)
class Conditions:
    """What the conditions of a statement come to; `unused` names those that no index can serve, with the reason."""

    schema: Schema
    sub_select: Callable[[pb.SubLink, Scope, bool], bool]
    edges: list[Edge] = field(default_factory=list)

    def read(self, node: pb.Node, scope: Scope, *, outer: frozenset[Relation] = frozenset()) -> None:
        """Take a condition in; `outer` are the relations whose rows an ON condition only adds to, not filters."""
        kind = node.WhichOneof("node")
        if not _is_made_of_conditions(node):
            self.nested(node, scope)
        if kind == "bool_expr" and node.bool_expr.boolop == pb.AND_EXPR:
            for argument in node.bool_expr.args:
                self.read(argument, scope, outer=outer)
        elif kind == "bool_expr" and node.bool_expr.boolop == pb.OR_EXPR:
            self._either(node, scope)
        elif kind == "bool_expr":
            self._negation(node, scope)
        elif kind == "sub_link":
            self.sub_select(node.sub_link, scope, False)
        elif kind == "null_test":
            self._null(node, scope)
        elif kind == "boolean_test":
            self._boolean_test(node, scope)
        elif kind == "a_expr":
            self._comparison(node, scope, outer)
        elif kind == "column_ref":
            self._add(side(node, scope), scope, "equal", "=", plain_text(node, scope), ("true",))
        elif kind == "func_call":
            self._function(node, scope)
        else:
            side(node, scope)

    def nested(self, node: pb.Node, scope: Scope) -> None:
        """Read the sub-queries in an expression; one that speaks of nothing around it is a constant there."""
        for message in outside_queries(node):
            if isinstance(message, pb.SubLink) and not self.sub_select(message, scope, True):
                scope.independent.add(message.location)

    def _negation(self, node: pb.Node, scope: Scope) -> None:
        inner = node.bool_expr.args[0]
        kind = inner.WhichOneof("node")
        if kind == "sub_link":
            self.sub_select(inner.sub_link, scope, True)
        elif kind == "column_ref":
            self._add(side(inner, scope), scope, "equal", "=", plain_text(node, scope), ("false",))
        else:
            self._cannot(node, scope, "a negation has no range of an index")

    def _either(self, node: pb.Node, scope: Scope) -> None:
        """OR: one range for each arm where all arms are equalities of one term, else nothing that one index serves."""
        terms: list[Term] = []
        values: list[str] = []
        relation: Relation | None = None
        known = True
        for arm in node.bool_expr.args:
            expr = arm.a_expr
            if arm.WhichOneof("node") != "a_expr" or expr.kind != pb.AEXPR_OP or _operator(expr) != "=":
                break
            left, right = side(expr.lexpr, scope), side(expr.rexpr, scope)
            term = term_of(left, self.schema, scope) if right.constant else None
            if term is None or (terms and term != terms[0]):
                break
            relation = left.relations[0]
            terms.append(term)
            found = literals(expr.rexpr)
            values.extend(found)
            known = known and bool(found)
        else:
            assert relation is not None
            text = plain_text(node, scope)
            relation.predicates.append(Predicate("in", terms[0], "=", text, tuple(values) if known else ()))
            return
        if not self._arms(node, scope):
            self._cannot(node, scope, "an OR of different conditions has no single range in an index")

    def _arms(self, node: pb.Node, scope: Scope) -> bool:
        """Keep the arms of an OR that is about one table alone; False where it is about more."""
        found = side(node, scope)
        if len(found.relations) != 1 or found.opaque or not found.firm:
            return False
        relation = found.relations[0]
        before, unused, edges = len(relation.predicates), len(relation.unused), len(self.edges)
        arms = []
        for argument in node.bool_expr.args:
            self.read(argument, scope)
            arms.append(relation.predicates[before:])
            del relation.predicates[before:]
        complete = len(self.edges) == edges and len(relation.unused) == unused and all(arms)
        del self.edges[edges:], relation.unused[unused:]
        if complete:
            relation.arms.append(arms)
        return complete

    def _null(self, node: pb.Node, scope: Scope) -> None:
        test = node.null_test
        kind: PredicateKind = "null" if test.nulltesttype == pb.IS_NULL else "not null"
        text = plain_text(node, scope)
        self._add(side(test.arg, scope), scope, kind, "IS NULL" if kind == "null" else "IS NOT NULL", text)

    def _boolean_test(self, node: pb.Node, scope: Scope) -> None:
        test = node.boolean_test
        value = {pb.IS_TRUE: "true", pb.IS_FALSE: "false"}.get(test.booltesttype)
        if value is None:
            self._cannot(node, scope, "it also holds for NULL")
            return
        self._add(side(test.arg, scope), scope, "equal", "IS", plain_text(node, scope), (value,))

    def _function(self, node: pb.Node, scope: Scope) -> None:
        """A function in place of a condition: PostGIS has such that an index of the geometry serves."""
        name = node.func_call.funcname[-1].string.sval
        arguments = [side(argument, scope) for argument in node.func_call.args]
        if name in _SPATIAL and len(arguments) >= 2:
            for one, other in ((arguments[0], arguments[1]), (arguments[1], arguments[0])):
                if other.constant and not one.constant:
                    self._add(one, scope, "overlaps", name, plain_text(node, scope))
                    return
        self._cannot(node, scope, f"{name}() in place of a comparison has no range in an index")

    def _comparison(self, node: pb.Node, scope: Scope, outer: frozenset[Relation]) -> None:
        expr = node.a_expr
        operator = _operator(expr)
        if expr.kind in {pb.AEXPR_BETWEEN, pb.AEXPR_BETWEEN_SYM}:
            low, high = (side(bound, scope) for bound in expr.rexpr.list.items)
            one = side(expr.lexpr, scope)
            if low.constant and high.constant:
                self._add(one, scope, "range", "BETWEEN", plain_text(node, scope), literals(expr.rexpr), "both")
            return
        if expr.lexpr.WhichOneof("node") == "row_expr" and operator in {*_BOUNDS, "="}:
            self._row(node, scope, operator)
            return
        left, right = side(expr.lexpr, scope), side(expr.rexpr, scope)
        if expr.kind == pb.AEXPR_OP_ANY and left.constant and not right.constant:
            text = plain_text(expr.rexpr, scope)
            self._cannot(node, scope, f"write {text} @> ARRAY[...] in place of = ANY ({text}): a GIN index serves that")
            return
        if left.constant and not right.constant:
            left, right = right, left
            operator = _MIRRORED.get(operator, operator)
        if right.constant:
            self._with_constant(node, left, right, operator, scope)
        elif operator == "=" and expr.kind == pb.AEXPR_OP:
            self._edge(left, right, scope, outer)
        elif not left.constant:
            self._cannot(node, scope, "both sides differ from row to row")

    def _row(self, node: pb.Node, scope: Scope, operator: str) -> None:
        firsts, seconds = node.a_expr.lexpr.row_expr.args, node.a_expr.rexpr.row_expr.args
        if len(firsts) != len(seconds):
            return
        for first, second in zip(firsts, seconds, strict=True):
            if operator == "=" and not side(second, scope).constant:
                self._edge(side(first, scope), side(second, scope), scope, frozenset())
            else:
                kind: PredicateKind = "equal" if operator == "=" else "range"
                text = plain_text(node, scope)
                self._add(side(first, scope), scope, kind, operator, text, literals(second), _BOUNDS.get(operator))

    def _with_constant(self, node: pb.Node, one: Side, other: Side, operator: str, scope: Scope) -> None:
        expr = node.a_expr
        text, values = plain_text(node, scope), literals(other.node)
        if expr.kind == pb.AEXPR_IN:
            self._add(one, scope, "in" if operator == "=" else "not equal", operator, text, values)
        elif expr.kind == pb.AEXPR_OP_ANY and operator == "=":
            self._add(one, scope, "in", operator, text, values)
        elif expr.kind in {pb.AEXPR_LIKE, pb.AEXPR_ILIKE, pb.AEXPR_SIMILAR} or operator in {"~", "~*", "%", "%>", "^@"}:
            self._pattern(node, one, other, operator, scope)
        elif expr.kind != pb.AEXPR_OP:
            self._cannot(node, scope, "this comparison has no operator of an index")
        elif operator == "=":
            self._add(one, scope, "equal", operator, text, values)
        elif operator == "<>":
            self._add(one, scope, "not equal", operator, text, values)
        elif operator in _BOUNDS:
            self._add(one, scope, "range", operator, text, values, _BOUNDS[operator])
        elif operator == "@@":
            self._add(one, scope, "search", operator, text, values)
        elif operator in _DOCUMENT_OPERATORS:
            self._add(one, scope, "contains", operator, text, values)
        elif operator in {"@>", "<@", "&&", *_OVERLAPS}:
            kind: PredicateKind = "overlaps" if operator in _OVERLAPS - {"&&"} or self._is_shape(one) else "contains"
            self._add(one, scope, kind, operator, text, values)
        else:
            self._cannot(node, scope, f"no index is known here for the operator {operator}")

    def _pattern(self, node: pb.Node, one: Side, other: Side, operator: str, scope: Scope) -> None:
        kind = pattern_kind(operator, unwrapped(other.node))
        if kind is None:
            self._cannot(node, scope, "a pattern that must not match has no range in an index")
            return
        self._add(one, scope, kind, operator, plain_text(node, scope), literals(other.node))

    def _is_shape(self, one: Side) -> bool:
        """Whether the operand is a range, a shape or a network; arrays and documents are not."""
        if len(one.relations) != 1 or not one.columns:
            return False
        text = plain_text(one.node)
        if text.startswith(("tstzrange(", "tsrange(", "daterange(", "int4range(", "int8range(", "numrange(")):
            return True
        column = one.relations[0].table.column(one.columns[0])
        kind = column.type.lower() if column else ""
        return any(name in kind for name in _RANGE_TYPES) and not kind.endswith("[]")

    def _edge(self, left: Side, right: Side, scope: Scope, outer: frozenset[Relation]) -> None:
        first, second = term_of(left, self.schema, scope), term_of(right, self.schema, scope)
        if first is None or second is None or left.relations[0] is right.relations[0]:
            return
        one, other = left.relations[0], right.relations[0]
        if not left.firm and not right.firm:
            return
        if not right.firm or not left.firm:
            one_first = not left.firm
            pair = (one, first, other, second) if one_first else (other, second, one, first)
            self.edges.append(Edge(*pair, one_way=True))
            return
        if one in outer and other not in outer:
            one, first, other, second = other, second, one, first
        follows = other.follows and not one.follows
        if one.follows and not other.follows:
            one, first, other, second, follows = other, second, one, first, True
        self.edges.append(Edge(one, first, other, second, one_way=follows))

    def _add(
        self,
        one: Side,
        scope: Scope,
        kind: PredicateKind,
        operator: str,
        text: str,
        values: Sequence[str] = (),
        bound: Bound | None = None,
    ) -> None:
        term = term_of(one, self.schema, scope)
        if term is not None and one.firm:
            one.relations[0].predicates.append(Predicate(kind, term, operator, text, tuple(values), bound))
            return
        for relation in one.relations:
            relation.unused.append(f"{text}: it is tested after a sub-query, or compares more than one table")

    def _cannot(self, node: pb.Node, scope: Scope, reason: str) -> None:
        found = side(node, scope)
        if len(found.relations) == 1:
            found.relations[0].unused.append(f"{expression(node)}: {reason}")


_SPATIAL = frozenset({
    "st_dwithin", "st_intersects", "st_contains", "st_within", "st_covers", "st_coveredby", "st_overlaps",
    "st_touches", "st_crosses",
})  # fmt: skip


def _operator(expr: pb.A_Expr) -> str:
    return expr.name[-1].string.sval if expr.name else ""


def _is_made_of_conditions(node: pb.Node) -> bool:
    """AND, and sub-queries that are conditions themselves: their parts are read on their own."""
    kind = node.WhichOneof("node")
    if kind == "bool_expr" and node.bool_expr.boolop == pb.NOT_EXPR:
        return bool(node.bool_expr.args[0].WhichOneof("node") == "sub_link")
    return bool(kind == "sub_link") or bool(kind == "bool_expr" and node.bool_expr.boolop == pb.AND_EXPR)
