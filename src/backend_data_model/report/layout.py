"""Placement of a diagram: tables in columns from referenced to referencing, few crossings, no overlap.

The method is the layered one of Sugiyama: cycles are broken, layers filled up to a height, long edges carried through
the layers between on points of their own, the order within a layer improved by barycentres, and the edges routed in
the gaps between layers on tracks, at right angles.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ROW_GAP = 28.0
MARGIN = 28.0
PASS = 10.0
STUB = 26.0
TRACK = 11.0
SWEEPS = 8
ASPECT = 1.5


@dataclass(slots=True)
class Box:
    """A table to place: its size, and after layout the place of its upper left corner."""

    key: str
    width: float
    height: float
    x: float = 0.0
    y: float = 0.0


@dataclass(slots=True)
class Edge:
    """A line to route from the box `start` (the referencing one) to `end`.

    `start_row` and `end_row` are the distances of its ends from the tops of their boxes.  After layout `points` are
    the corners of the line, from start to end.
    """

    start: str
    end: str
    start_row: float
    end_row: float
    points: list[tuple[float, float]] = field(default_factory=list)


@dataclass(slots=True)
class _Slot:
    """What stands in a layer: a box, or the point where an edge passes."""

    layer: int
    height: float
    box: Box | None = None
    left: list[tuple[_Slot, float, float]] = field(default_factory=list)
    right: list[tuple[_Slot, float, float]] = field(default_factory=list)
    y: float = 0.0
    order: float = 0.0


def place(boxes: Sequence[Box], edges: Sequence[Edge]) -> tuple[float, float]:
    """Places the boxes and routes the edges; the width and height of the whole come back."""
    known = {box.key: box for box in boxes}
    real = [edge for edge in edges if edge.start in known and edge.end in known and edge.start != edge.end]
    loops = [edge for edge in edges if edge.start in known and edge.start == edge.end]
    joined = {edge.start for edge in real} | {edge.end for edge in real}
    layer_of = _layers([box for box in boxes if box.key in joined], real)
    slots = {key: _Slot(layer, known[key].height, known[key]) for key, layer in layer_of.items()}
    layers: list[list[_Slot]] = [[] for _ in range(max(layer_of.values(), default=-1) + 1)]
    for box in boxes:
        if box.key in slots:
            layers[slots[box.key].layer].append(slots[box.key])
    chains = [_chain(edge, slots, layers) for edge in real]
    _order(layers)
    _settle(layers)
    width, height = _coordinates(layers, chains, real)
    for edge in loops:
        box = known[edge.start]
        if box.key not in slots:
            continue
        _loop(edge, box)
    width, height = _alone([box for box in boxes if box.key not in slots], width, height)
    for edge in loops:
        if edge.start not in slots:
            _loop(edge, known[edge.start])
    return width, height


def _layers(boxes: Sequence[Box], edges: Sequence[Edge]) -> dict[str, int]:
    """The layer of each box: right of what it refers to, and no layer much higher than a good page."""
    parents: dict[str, list[str]] = {box.key: [] for box in boxes}
    for edge in edges:
        parents[edge.start].append(edge.end)
    order, cut = _topological(parents)
    area = sum((box.width + 120) * (box.height + ROW_GAP) for box in boxes)
    tallest = max((box.height for box in boxes), default=0.0)
    limit = max(tallest + ROW_GAP, sqrt(area / ASPECT))
    heights = {box.key: box.height + ROW_GAP for box in boxes}
    filled: list[float] = []
    layer_of: dict[str, int] = {}
    for key in order:
        layer = max((layer_of[p] + 1 for p in parents[key] if (key, p) not in cut), default=0)
        while layer < len(filled) and filled[layer] + heights[key] > limit:
            layer += 1
        filled += [0.0] * (layer + 1 - len(filled))
        filled[layer] += heights[key]
        layer_of[key] = layer
    return layer_of


def _topological(parents: dict[str, list[str]]) -> tuple[list[str], set[tuple[str, str]]]:
    """Keys with parents first, and the references that were cut to make that possible."""
    state: dict[str, int] = {}
    order: list[str] = []
    cut: set[tuple[str, str]] = set()
    for root in parents:
        if root in state:
            continue
        state[root] = 1
        stack = [(root, iter(parents[root]))]
        while stack:
            key, waiting = stack[-1]
            parent = next(waiting, None)
            if parent is None:
                state[key] = 2
                order.append(key)
                stack.pop()
            elif state.get(parent) == 1:
                cut.add((key, parent))
            elif parent not in state:
                state[parent] = 1
                stack.append((parent, iter(parents[parent])))
    return order, cut


def _chain(edge: Edge, slots: dict[str, _Slot], layers: list[list[_Slot]]) -> list[_Slot]:
    """The slots that an edge runs through, from the left one to the right one."""
    ends = [(slots[edge.start], edge.start_row), (slots[edge.end], edge.end_row)]
    (left, left_row), (right, right_row) = sorted(ends, key=lambda end: end[0].layer)
    chain = [left]
    for layer in range(left.layer + 1, right.layer):
        passing = _Slot(layer, PASS)
        layers[layer].append(passing)
        chain.append(passing)
    chain.append(right)
    rows = [left_row, *[PASS / 2] * (len(chain) - 2), right_row]
    for index in range(len(chain) - 1):
        chain[index].right.append((chain[index + 1], rows[index], rows[index + 1]))
        chain[index + 1].left.append((chain[index], rows[index + 1], rows[index]))
    return chain


def _order(layers: list[list[_Slot]]) -> None:
    for layer in layers:
        for index, slot in enumerate(layer):
            slot.order = float(index)
    _stack(layers)
    for sweep in range(SWEEPS):
        forwards = sweep % 2 == 0
        for layer in layers if forwards else reversed(layers):
            for slot in layer:
                beside = slot.left if forwards else slot.right
                if beside:
                    slot.order = sum(other.y + row for other, _, row in beside) / len(beside) - slot.height / 2
                else:
                    slot.order = slot.y
            layer.sort(key=lambda slot: slot.order)
        _stack(layers)


def _stack(layers: list[list[_Slot]]) -> None:
    for layer in layers:
        total = sum(slot.height + _gap(slot) for slot in layer)
        y = -total / 2
        for slot in layer:
            slot.y = y
            y += slot.height + _gap(slot)


def _gap(slot: _Slot) -> float:
    return ROW_GAP if slot.box else 6.0


def _settle(layers: list[list[_Slot]]) -> None:
    """Moves the slots of each layer towards their neighbours, in order and without overlap."""
    for sweep in range(SWEEPS):
        for layer in layers if sweep % 2 else list(reversed(layers)):
            wishes: list[float] = []
            for slot in layer:
                beside = [*slot.left, *slot.right]
                wished = [other.y + row - own for other, own, row in beside]
                wishes.append(sum(wished) / len(wished) if wished else slot.y)
            for slot, y in zip(layer, _apart(layer, wishes), strict=True):
                slot.y = y


def _apart(layer: list[_Slot], wishes: list[float]) -> list[float]:
    """The places nearest to the wishes (least squares) that keep order and gaps: pooling of neighbours."""
    offsets: list[float] = []
    total = 0.0
    for slot in layer:
        offsets.append(total)
        total += slot.height + _gap(slot)
    pools: list[tuple[float, int]] = []
    for wish, offset in zip(wishes, offsets, strict=True):
        value, size = wish - offset, 1
        while pools and pools[-1][0] > value:
            mean, members = pools.pop()
            value = (value * size + mean * members) / (size + members)
            size += members
        pools.append((value, size))
    values = [value for value, size in pools for _ in range(size)]
    return [value + offset for value, offset in zip(values, offsets, strict=True)]


def _coordinates(layers: list[list[_Slot]], chains: list[list[_Slot]], edges: Sequence[Edge]) -> tuple[float, float]:
    if not layers:
        return 2 * MARGIN, 2 * MARGIN
    top = min(slot.y for layer in layers for slot in layer)
    for layer in layers:
        for slot in layer:
            slot.y += MARGIN - top
    gutters = [_Gutter() for _ in layers[1:]]
    lanes: list[list[tuple[_Gutter, int]]] = []
    for chain, edge in zip(chains, edges, strict=True):
        lanes.append(_lanes(chain, edge, gutters))
    x = MARGIN
    for index, layer in enumerate(layers):
        widest = max((slot.box.width for slot in layer if slot.box), default=0.0)
        for slot in layer:
            if slot.box:
                slot.box.x, slot.box.y = x + (widest - slot.box.width) / 2, slot.y
        x += widest
        if index < len(gutters):
            x = gutters[index].spread(x)
    for chain, edge, lane in zip(chains, edges, lanes, strict=True):
        _route(chain, edge, lane)
    bottom = max(slot.y + slot.height for layer in layers for slot in layer)
    return x + MARGIN + STUB, bottom + MARGIN


class _Gutter:
    """The gap between two layers; a vertical piece of line has its track to itself at its height."""

    def __init__(self) -> None:
        self.pieces: list[tuple[float, float]] = []
        self.x: list[float] = []

    def add(self, start: float, end: float) -> int:
        """Takes a vertical piece between two heights; its number comes back."""
        self.pieces.append((start, end))
        return len(self.pieces) - 1

    def spread(self, left: float) -> float:
        """Gives the pieces their places right of `left`; the right end of the gutter comes back."""
        tracks: list[list[tuple[float, float]]] = []
        track_of = [0] * len(self.pieces)
        falling = [i for i, (start, end) in enumerate(self.pieces) if end > start]
        rising = [i for i, (start, end) in enumerate(self.pieces) if end < start]
        ordered = sorted(falling, key=lambda i: -self.pieces[i][0]) + sorted(rising, key=lambda i: self.pieces[i][0])
        for index in ordered:
            low, high = min(self.pieces[index]) - 4, max(self.pieces[index]) + 4
            track = next(
                (n for n, taken in enumerate(tracks) if all(high < a or b < low for a, b in taken)), len(tracks)
            )
            if track == len(tracks):
                tracks.append([])
            tracks[track].append((low, high))
            track_of[index] = track
        self.x = [left + STUB + TRACK * track for track in track_of]
        return left + 2 * STUB + TRACK * max(len(tracks) - 1, 0)


def _lanes(chain: list[_Slot], edge: Edge, gutters: list[_Gutter]) -> list[tuple[_Gutter, int]]:
    heights = _heights(chain, edge)
    return [
        (gutters[chain[i].layer], gutters[chain[i].layer].add(heights[i], heights[i + 1]))
        for i in range(len(chain) - 1)
    ]


def _heights(chain: list[_Slot], edge: Edge) -> list[float]:
    left_is_start = chain[0].box is not None and chain[0].box.key == edge.start
    rows = (edge.start_row, edge.end_row) if left_is_start else (edge.end_row, edge.start_row)
    middle = [slot.y + PASS / 2 for slot in chain[1:-1]]
    return [chain[0].y + rows[0], *middle, chain[-1].y + rows[1]]


def _route(chain: list[_Slot], edge: Edge, lanes: list[tuple[_Gutter, int]]) -> None:
    heights = _heights(chain, edge)
    left, right = chain[0].box, chain[-1].box
    if left is None or right is None:
        return
    points = [(left.x + left.width, heights[0])]
    for index, (gutter, piece) in enumerate(lanes):
        points += [(gutter.x[piece], heights[index]), (gutter.x[piece], heights[index + 1])]
    points.append((right.x, heights[-1]))
    edge.points = points if left.key == edge.start else points[::-1]


def _loop(edge: Edge, box: Box) -> None:
    right = box.x + box.width
    start, end = box.y + edge.start_row, box.y + edge.end_row
    edge.points = [(right, start), (right + STUB, start), (right + STUB, end), (right, end)]


def _alone(boxes: Sequence[Box], width: float, height: float) -> tuple[float, float]:
    """Puts the boxes that nothing refers to in rows below the rest."""
    if not boxes:
        return width, height
    limit = max(width - MARGIN, 4 * (max(box.width for box in boxes) + ROW_GAP))
    x, y, row, right = MARGIN, max(height, MARGIN), 0.0, width
    for box in boxes:
        if x > MARGIN and x + box.width > limit:
            x, y, row = MARGIN, y + row + ROW_GAP, 0.0
        box.x, box.y = x, y
        x += box.width + STUB * 2
        row = max(row, box.height)
        right = max(right, x)
    return right, y + row + MARGIN
