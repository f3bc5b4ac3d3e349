"""The order of changes: what is needed first, drops last, cycles of new tables opened at their foreign keys."""

from __future__ import annotations

import heapq
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

from backend_data_model.migrations.postgresql import partitions
from backend_data_model.migrations.postgresql.catalog.objects import Column, Constraint, Index, Kind, Ref
from backend_data_model.migrations.postgresql.key_swaps import shares_made_anew
from backend_data_model.migrations.postgresql.switches import carried, columns_of_type

if TYPE_CHECKING:
    from backend_data_model.migrations.postgresql.catalog.catalog import Catalog
    from backend_data_model.migrations.postgresql.changes import Changes
    from backend_data_model.migrations.postgresql.emit.draft import Context

Operation = Literal["create", "alter", "drop", "prepare", "switch", "settle", "contract"]


class Node(NamedTuple):
    """One operation on one object."""

    operation: Operation
    ref: Ref


@dataclass(slots=True)
class Ordered:
    """A node with the creations (or drops) that its statement does along the way."""

    node: Node
    along: set[Ref] = field(default_factory=set)


_OF_SWITCH: tuple[Operation, ...] = ("prepare", "switch", "settle", "contract")
_RANK = {kind: rank for rank, kind in enumerate(Kind)}
_RELATIONS = {Kind.TABLE, Kind.VIEW, Kind.MATERIALIZED_VIEW}
# Made again without work on rows, at once.
SWAPPED = {Kind.VIEW, Kind.TRIGGER, Kind.RULE, Kind.POLICY, Kind.COMMENT, Kind.PRIVILEGES}
_IN_CREATE_TABLE = {Kind.COLUMN, Kind.DEFAULT, Kind.CONSTRAINT}


def in_order(changes: Changes, context: Context) -> list[Ordered]:
    """Every change exactly once, after everything that it needs."""
    return _Sorter(changes, context).run()


def _is_foreign_key(ref: Ref, catalog: Catalog) -> bool:
    found = catalog.get(ref, Constraint)
    return found is not None and found.type == "f"


class _Sorter:
    def __init__(self, changes: Changes, context: Context) -> None:
        self.changes, self.context, self.old, self.new = changes, context, context.old, context.new
        self.below_cache: dict[Ref, list[Ref]] = {}
        self.nodes = [
            *(Node("create", ref) for ref in changes.created),
            *(Node("alter", ref) for ref in changes.altered),
            *(Node("drop", ref) for ref in changes.dropped),
        ]
        self.nodes += [
            Node(operation, Ref(Kind.TABLE, table)) for table in self.context.switched for operation in _OF_SWITCH
        ]
        self.nodes += [Node("contract", Ref(Kind.ENUM, name)) for name in self.context.retyped]
        self.place = {ref: number for number, ref in enumerate([*self.new.objects, *self.old.objects])}
        self.leader: dict[Node, Node] = {}
        for ref in changes.created:
            if ref.kind in _IN_CREATE_TABLE and Ref(Kind.TABLE, ref.of) in changes.created:
                self.leader[Node("create", ref)] = Node("create", Ref(Kind.TABLE, ref.of))
        for ref in changes.dropped:
            owner = self._goes_with(ref)
            if owner:
                self.leader[Node("drop", ref)] = Node("drop", owner)
        for table, columns in self.context.switched.items():
            self.leader |= {Node("alter", ref): Node("switch", Ref(Kind.TABLE, table)) for ref in columns}
            early = context.early_checks.get(table, ())
            self.leader |= {Node("create", ref): Node("prepare", Ref(Kind.TABLE, table)) for ref in early}
        self.exchanged: set[Ref] = set()
        for new, swap in self.context.key_swaps.items():
            self.exchanged.update([*swap.foreign_keys, *swap.olds])
            refs = [*(Node("drop", ref) for ref in swap.olds), *(Node("create", ref) for ref in swap.kept)]
            refs += [Node(operation, ref) for ref in swap.foreign_keys for operation in ("drop", "create")]
            self.leader |= {node: Node("create", new) for node in refs}
        self.hard = self._hard_edges() + self._switch_edges()
        self.soft = self._soft_edges()

    def _goes_with(self, ref: Ref) -> Ref | None:
        """What takes an object with it when it is dropped."""
        dropped = self.changes.dropped
        for kind in (Kind.TABLE, Kind.VIEW, Kind.MATERIALIZED_VIEW, Kind.DOMAIN):
            if ref.of and Ref(kind, ref.of) in dropped:
                return Ref(kind, ref.of)
        if ref.kind is Kind.DEFAULT and Ref(Kind.COLUMN, ref.name, ref.of) in dropped:
            return Ref(Kind.COLUMN, ref.name, ref.of)
        if ref.kind in {Kind.COMMENT, Kind.PRIVILEGES}:
            return next((other for other in sorted(self.old.needs.get(ref, ())) if other in dropped), None)
        if ref.kind is Kind.SEQUENCE_OWNER:
            sequence = Ref(Kind.SEQUENCE, ref.name)
            return sequence if sequence in dropped else None
        if ref.kind is Kind.SEQUENCE:
            owner = Ref(Kind.SEQUENCE_OWNER, ref.name)
            columns = [other for other in self.old.needs.get(owner, ()) if other.kind is Kind.COLUMN]
            return next((column for column in columns if column in dropped), None)
        if ref.kind is Kind.INDEX or (ref.kind is Kind.CONSTRAINT and partitions.index_above(ref, self.old)):
            if partitions.is_moved(ref.of, self.context):
                return None
            above = {Kind.INDEX, Kind.CONSTRAINT}
            return next((o for o in sorted(self.old.needs.get(ref, ())) if o.kind in above and o in dropped), None)
        return None

    def _lead(self, node: Node) -> Node:
        while node in self.leader:
            node = self.leader[node]
        return node

    def _hard_edges(self) -> list[tuple[Node, Node]]:
        """Pairs (first, then)."""
        edges, changes = [], self.changes
        for ref in changes.created | changes.altered:
            node = Node("create" if ref in changes.created else "alter", ref)
            for needed in self.new.needs.get(ref, ()):
                if needed in changes.created:
                    edges.append((Node("create", needed), node))
                elif needed in changes.altered and not self._needs_no_change(ref, needed):
                    edges.append((Node("alter", needed), node))
                if _is_foreign_key(ref, self.new):
                    edges += [(Node("create", below), node) for below in self._below_new(needed)]
        for ref, needed_refs in self.old.needs.items():
            for needed in needed_refs:
                if needed in changes.dropped:
                    if ref in changes.dropped:
                        edges.append((Node("drop", ref), Node("drop", needed)))
                    elif ref in changes.altered and ref not in self.context.switched.get(ref.of, ()):
                        edges.append((Node("alter", ref), Node("drop", needed)))
                elif needed in changes.altered and ref in changes.dropped and not self._is_required_beside(ref, needed):
                    pair = (Node("drop", ref), Node("alter", needed))
                    edges.append(pair[::-1] if self._is_freed_by(ref, needed) else pair)
        edges += [(Node("drop", ref), Node("create", ref)) for ref in changes.replaced]
        return edges + self._name_edges() + self._attach_edges() + self._key_edges()

    def _key_edges(self) -> list[tuple[Node, Node]]:
        """Keys that keep an old uniqueness come before an exchange, foreign keys to the table after it.

        A foreign key takes the first index that fits, even one that is about to go.
        """
        edges = []
        for new, swap in self.context.key_swaps.items():
            exchange = Node("create", new)
            for ref in self.changes.created - self.context.key_swaps.keys():
                item = self.new.objects[ref]
                if isinstance(item, Constraint) and item.type == "f" and item.references == new.of:
                    edges.append((exchange, Node("create", ref)))
                    continue
                is_unique = (isinstance(item, Constraint) and item.type == "u") or (
                    isinstance(item, Index) and item.unique
                )
                if any(shares_made_anew(ref, old, self.context) for old in swap.olds):
                    continue
                if is_unique and ref.of == new.of and ref.name not in {old.name for old in swap.olds}:
                    edges.append((Node("create", ref), exchange))
        return edges

    def _needs_no_change(self, ref: Ref, needed: Ref) -> bool:
        """Whether an object may come before the change of what it needs.

        A new check is made on the second column, before the switch; a key does not care for DROP NOT NULL.
        """
        switched = self.context.switched.get(ref.of, ())
        if needed in switched:
            return ref in self.context.early_checks.get(ref.of, ())
        before, after = self.old.get(needed, Column), self.new.get(needed, Column)
        if ref.kind in {Kind.CONSTRAINT, Kind.INDEX} and before and after and before.type == after.type:
            return before.not_null and not after.not_null
        return self._waits_for(needed, ref)

    def _is_required_beside(self, ref: Ref, column: Ref) -> bool:
        """Whether a column only becomes NOT NULL, for which no key has to go."""
        before, after = self.old.get(column, Column), self.new.get(column, Column)
        if ref not in self.exchanged or before is None or after is None or before.type != after.type:
            return False
        return after.not_null and not before.not_null

    def _is_freed_by(self, ref: Ref, table: Ref) -> bool:
        """Whether an object is dropped only after a change of what it needs.

        An index of a partition after DETACH PARTITION; a view and its like that name values of an enum which steps
        aside only when the new values are ready.
        """
        if table.kind is Kind.ENUM and table.name in self.context.retyped:
            return ref.kind in SWAPPED
        return bool(partitions.index_above(ref, self.old)) and partitions.is_moved(table.name, self.context)

    def _waits_for(self, table: Ref, ref: Ref) -> bool:
        """Whether ATTACH PARTITION of a table comes after an index of its own."""
        above = partitions.index_above(ref, self.new)
        return above is not None and ref.of in {table.name, table.of} and partitions.is_attached(ref.of, self.context)

    def _switch_edges(self) -> list[tuple[Node, Node]]:
        """Prepare, switch, contract; views and kin make way only when all is prepared."""
        edges: list[tuple[Node, Node]] = []
        needed_by = self.old.needed_by()
        for table, columns in self.context.switched.items():
            prepare, switch, settle, contract = (Node(operation, Ref(Kind.TABLE, table)) for operation in _OF_SWITCH)
            edges += [(prepare, switch), (switch, settle), (settle, contract)]
            for ref in columns:
                gone = self.old.needs.get(ref, set()) & self.changes.dropped
                edges += [(contract, Node("drop", needed)) for needed in gone]
            for ref in [*columns, *carried(table, self.context)]:
                first = switch if _is_foreign_key(ref, self.new) else prepare
                for needed in self.new.needs.get(ref, ()):
                    if needed in self.changes.created:
                        edges.append((Node("create", needed), first))
                    elif needed in self.changes.altered and needed.of != table and ref.of in {table, ""}:
                        edges.append((Node("alter", needed), first))
                for holder in needed_by.get(ref, ()):
                    if holder in self.changes.replaced:
                        edges.append((prepare, Node("drop", holder)))
        for name in self.context.retyped:
            end = Node("contract", Ref(Kind.ENUM, name))
            edges += [(Node("contract", Ref(Kind.TABLE, table)), end) for table in self.context.switched]
            edges += [(Node("alter", ref), end) for ref in columns_of_type(name, self.context)]
            holders = needed_by.get(Ref(Kind.ENUM, name), set()) & self.changes.dropped
            edges += [(Node("drop", holder), end) for holder in holders]
        return edges

    def _below_new(self, needed: Ref) -> list[Ref]:
        if needed not in self.below_cache:
            found = partitions.below(needed, self.new) if needed.kind in {Kind.INDEX, Kind.CONSTRAINT} else []
            self.below_cache[needed] = [ref for ref in found if ref in self.changes.created]
        return self.below_cache[needed]

    def _attach_edges(self) -> list[tuple[Node, Node]]:
        """What ATTACH PARTITION finds there: the indexes meant for it, and those above."""
        edges = [
            (Node("create", above), Node("create", ref))
            for ref in self.changes.created
            if ref.kind is Kind.COLUMN and (above := partitions.column_above(ref, self.new)) in self.changes.created
        ]
        edges += [
            (Node("alter", table), Node("drop", key))
            for table in self.changes.altered
            for key in partitions.keys_left_by_detach(table, self.context)
            if key in self.changes.dropped
        ]
        for ref in self.changes.created:
            if not partitions.index_above(ref, self.new):
                continue
            if Ref(Kind.TABLE, ref.of) in self.changes.created and ref.kind is Kind.CONSTRAINT:
                edges += [
                    (Node("create", Ref(Kind.TABLE, ref.of)), Node("create", needed))
                    for needed in self.new.needs.get(ref, ())
                    if needed.kind is Kind.INDEX and needed in self.changes.created
                ]
            if not partitions.is_attached(ref.of, self.context):
                continue
            attach = Node("alter", Ref(Kind.TABLE, ref.of))
            edges.append((Node("create", ref), attach))
            for needed in self.new.needs.get(ref, ()):
                if needed.kind in {Kind.INDEX, Kind.CONSTRAINT} and needed in self.changes.created:
                    edges.append((Node("create", needed), attach))
        for ref in partitions.in_the_way_of_attach(self.context):
            attach = Node("alter", Ref(Kind.TABLE, ref.of))
            edges += [(Node("drop", ref), attach), (attach, Node("create", ref))]
        return edges

    def _name_edges(self) -> list[tuple[Node, Node]]:
        """A name must be free before something else takes it."""
        gone: dict[str, list[Ref]] = defaultdict(list)
        for ref in self.changes.dropped:
            for name in self._relation_names(ref, self.old):
                gone[name].append(ref)
        return [
            (Node("drop", other), Node("create", ref))
            for ref in self.changes.created
            for name in self._relation_names(ref, self.new)
            for other in gone.get(name, ())
            if other != ref
        ]

    @staticmethod
    def _relation_names(ref: Ref, catalog: Catalog) -> list[str]:
        if ref.kind in _RELATIONS or ref.kind in {Kind.SEQUENCE, Kind.INDEX, Kind.COMPOSITE}:
            return [ref.name]
        if ref.kind in {Kind.FUNCTION, Kind.PROCEDURE, Kind.AGGREGATE}:
            return [ref.name]
        found = catalog.get(ref, Constraint)
        if found is None:
            return []
        own = f"{ref.of} {ref.name}"
        if found.type in "pux":
            only_one = [f"{ref.of} PRIMARY KEY"] if found.type == "p" else []
            return [own, ref.of[: ref.of.rfind(".") + 1] + ref.name, *only_one]
        return [own]

    def _soft_edges(self) -> list[tuple[Node, Node]]:
        edges = []
        for ref, mentioned in self.new.mentions.items():
            if ref in self.changes.created or ref in self.changes.altered:
                node = Node("create" if ref in self.changes.created else "alter", ref)
                edges += [(Node("create", other), node) for other in mentioned if other in self.changes.created]
                edges += [(Node("alter", other), node) for other in mentioned if other in self.changes.altered]
        for ref, mentioned in self.old.mentions.items():
            if ref in self.changes.dropped:
                edges += [
                    (Node("drop", ref), Node("drop", other)) for other in mentioned if other in self.changes.dropped
                ]
        return edges

    def run(self) -> list[Ordered]:
        for detach in ("", "f", "x", "default", "c", "soft"):
            if detach == "soft":
                self.soft = []
                self.context.unchecked_bodies = True
            elif detach:
                self._detach(detach)
            done = self._sort()
            if done is not None:
                return done
        return self._sort(force=True) or []

    def _detach(self, what: str) -> None:
        """Take one kind of part out of the statements that made or dropped it along the way."""
        for node in [node for node in self.leader if node.ref not in self.exchanged]:
            found = self.new.objects.get(node.ref) or self.old.objects.get(node.ref)
            is_default = node.ref.kind is Kind.DEFAULT and what == "default"
            if is_default or (isinstance(found, Constraint) and found.type == what):
                del self.leader[node]

    def _sort(self, *, force: bool = False) -> list[Ordered] | None:
        after: dict[Node, set[Node]] = defaultdict(set)
        waits: dict[Node, int] = defaultdict(int)
        leaders = {self._lead(node) for node in self.nodes}
        along: dict[Node, set[Ref]] = defaultdict(set)
        for node in self.nodes:
            along[self._lead(node)].add(node.ref)
        for first, then in [*self.hard, *self.soft]:
            a, b = self._lead(first), self._lead(then)
            if a != b and b not in after[a]:
                after[a].add(b)
                waits[b] += 1
        ready = [(self._priority(node), node) for node in leaders if not waits[node]]
        heapq.heapify(ready)
        done: list[Ordered] = []
        taken: set[Node] = set()
        while len(done) < len(leaders):
            if not ready:
                if not force:
                    return None
                stuck = min(
                    (node for node in leaders if node not in taken), key=lambda n: (waits[n], self._priority(n))
                )
                heapq.heappush(ready, (self._priority(stuck), stuck))
            _, node = heapq.heappop(ready)
            if node in taken:
                continue
            taken.add(node)
            done.append(Ordered(node, along[node] - {node.ref}))
            for other in after[node]:
                waits[other] -= 1
                if waits[other] == 0 and other not in taken:
                    heapq.heappush(ready, (self._priority(other), other))
        return done

    def _priority(self, node: Node) -> tuple[int, int, int]:
        if node.operation == "contract":
            return (2, _RANK[Kind.TABLE] - _RANK[node.ref.kind], self.place.get(node.ref, 0))
        if node.operation == "settle":
            return (1, -len(_RANK), self.place.get(node.ref, 0))
        if node.operation == "create" and node.ref.kind in SWAPPED and node.ref in self.changes.replaced:
            return (0, -1, self.place.get(node.ref, 0))
        is_drop = node.operation == "drop"
        rank = _RANK[node.ref.kind]
        return (1 if is_drop else 0, -rank if is_drop else rank, self.place.get(node.ref, 0))
