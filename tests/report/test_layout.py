"""The diagram: no table covers another, every line joins its tables at right angles and crosses none of them."""

from __future__ import annotations

from itertools import combinations, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from backend_data_model.report.layout import Box, Edge, place


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[Box], list[Edge]]:
    """Tables of any size with any references, circles and references to themselves among them."""
    sizes = draw(st.lists(st.tuples(st.integers(120, 320), st.integers(50, 340)), max_size=14))
    boxes = [Box(f"t{i}", width, height) for i, (width, height) in enumerate(sizes)]
    if not boxes:
        return boxes, []
    index = st.integers(0, len(boxes) - 1)
    pairs = draw(st.lists(st.tuples(index, index), max_size=24))
    return boxes, [Edge(f"t{a}", f"t{b}", 40.0, 39.5) for a, b in pairs]


@settings(deadline=None, max_examples=60)
@given(graphs())
def test_any_graph_is_placed_well(graph: tuple[list[Box], list[Edge]]) -> None:
    boxes, edges = graph
    width, height = place(boxes, edges)
    known = {box.key: box for box in boxes}
    for box in boxes:
        assert 0 <= box.x <= box.x + box.width <= width
        assert 0 <= box.y <= box.y + box.height <= height
    for one, other in combinations(boxes, 2):
        apart_x = one.x + one.width <= other.x or other.x + other.width <= one.x
        apart_y = one.y + one.height <= other.y or other.y + other.height <= one.y
        assert apart_x or apart_y
    for edge in edges:
        start, end = known[edge.start], known[edge.end]
        assert edge.points[0][0] in (start.x, start.x + start.width)
        assert edge.points[-1][0] in (end.x, end.x + end.width)
        assert abs(edge.points[0][1] - start.y - edge.start_row) < 1e-6
        assert abs(edge.points[-1][1] - end.y - edge.end_row) < 1e-6
        for (x1, y1), (x2, y2) in pairwise(edge.points):
            assert abs(x1 - x2) < 1e-6 or abs(y1 - y2) < 1e-6
            for box in boxes:
                inside_x = max(x1, x2) > box.x + 1e-6 and min(x1, x2) < box.x + box.width - 1e-6
                inside_y = max(y1, y2) > box.y + 1e-6 and min(y1, y2) < box.y + box.height - 1e-6
                assert not (inside_x and inside_y)
