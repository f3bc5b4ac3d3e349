"""The picture of a rehearsal: the statements of the migration above, the waits of readers and writers below."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from backend_data_model.migrations.locks import LockMode
from backend_data_model.report.markup import Markup, tag
from backend_data_model.report.rehearsal_text import seconds

if TYPE_CHECKING:
    from backend_data_model.migrations.rehearse.outcome import Rehearsal, StepRun
    from backend_data_model.migrations.rehearse.traffic import Role

_WIDTH, _LEFT, _RIGHT = 1160, 110, 20
_ROW, _TOP = 20, 14
_WAITS_HEIGHT = 110
_BUCKETS = 380
_LOWEST, _HIGHEST = 0.001, 100.0
_MOST_ROWS = 40
_LABEL = 400
_LONGEST_GAP = 4
_INK, _FAINT, _GRID = "#60646c", "#8b8d98", "#c9ccd3"
_COLOURS: dict[Role, str] = {"writer": "#b4531a", "reader": "#2c5bd4"}
# Colours by what a lock does to others: nobody, writers, everybody.
_FREE, _WRITES_WAIT, _ALL_WAIT, _FAILED = "#4c9a6d", "#d99a1c", "#c93c37", "#7a1010"


def render_timeline(found: Rehearsal) -> Markup:
    """An SVG without script or style; time runs to the right, waits are on a logarithmic scale."""
    steps = found.steps[:_MOST_ROWS]
    start, end = -0.5, max(found.seconds, 0.01) + 0.3
    waits_top = _TOP + _ROW * len(steps) + 26
    height = waits_top + _WAITS_HEIGHT + 34

    def x(moment: float) -> float:
        return _LEFT + (moment - start) / (end - start) * (_WIDTH - _LEFT - _RIGHT)

    bars = [_bar(step, number, x) for number, step in enumerate(steps)]
    legend = "green: nobody has to wait; yellow: writers wait; red: readers and writers wait"
    return tag(
        "svg",
        tag("title", "Timeline of the rehearsal"),
        tag("desc", f"Statements of the migration over {seconds(found.seconds)}, and waits below. {legend}."),
        _grid(start, end, waits_top, height, x),
        bars,
        [_waits(found, role, waits_top, start, end, x) for role in ("reader", "writer")],
        _limit(found.max_wait, waits_top),
        _text(_LEFT, height - 4, legend, _FAINT),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {_WIDTH} {height}",
        width=_WIDTH,
        height=height,
        role="img",
        font_family="system-ui, sans-serif",
        font_size="11",
    )


def _bar(step: StepRun, number: int, x: object) -> Markup:
    assert callable(x)
    left, right = x(step.began), x(step.ended)
    top = _TOP + _ROW * number
    strongest = max((lock.mode for lock in step.locks if lock.kind != "index"), default=None)
    shape = tag(
        "rect",
        x=f"{left:.1f}",
        y=top + 3,
        width=f"{max(right - left, 2):.1f}",
        height=_ROW - 6,
        rx=2,
        fill=_colour(step, strongest),
    )
    label = _label(step, left, right, top + 14)
    told = f"{step.title}: {seconds(step.seconds)}, {strongest or 'no lock seen'}"
    return tag("g", tag("title", told), _text(_LEFT - 12, top + 14, step.number, _FAINT, anchor="end"), shape, label)


def _label(step: StepRun, left: float, right: float, y: float) -> Markup:
    """The statement in its bar where that is long, else on the side where there is room."""
    text = _short(step.title)
    if right - left > _LABEL:
        return _text(left + 6, y, text, "#ffffff")
    if _WIDTH - _RIGHT - right > _LABEL:
        return _text(right + 6, y, text, _INK)
    return _text(left - 6, y, text, _INK, anchor="end")


def _colour(step: StepRun, strongest: LockMode | None) -> str:
    if step.error:
        return _FAILED
    if strongest is None or not strongest.blocks_writes:
        return _FREE
    return _ALL_WAIT if strongest is LockMode.ACCESS_EXCLUSIVE else _WRITES_WAIT


def _short(title: str) -> str:
    return title if len(title) <= 64 else f"{title[:61]}..."


def _waits(found: Rehearsal, role: Role, top: int, start: float, end: float, x: object) -> Markup:
    """The longest wait in each slice of time, as a line: high as long as one waits, broken where none works."""
    assert callable(x)
    longest = [0.0] * _BUCKETS

    def place(moment: float) -> int:
        return int((moment - found.began - start) / (end - start) * _BUCKETS)

    for use in found.uses:
        if use.role == role:
            for at in range(max(place(use.began), 0), min(place(use.ended) + 1, _BUCKETS)):
                longest[at] = max(longest[at], use.seconds)
    lines: list[list[str]] = []
    last = -_BUCKETS
    for at, value in enumerate(longest):
        if value > 0:
            if at - last > _LONGEST_GAP:
                lines.append([])
            last = at
            lines[-1].append(f"{x(start + (at + 0.5) * (end - start) / _BUCKETS):.1f},{_height(value, top):.1f}")
    drawn = [
        tag("polyline", points=" ".join(points), fill="none", stroke=_COLOURS[role], stroke_width="1.3")
        for points in lines
    ]
    offset = 14 if role == "writer" else 28
    return tag(
        "g", tag("title", f"Longest wait of a {role}"), drawn, _text(4, top + offset, f"{role}s", _COLOURS[role])
    )


def _height(value: float, top: int) -> float:
    """The place of a wait on the logarithmic scale."""
    share = (math.log10(max(value, _LOWEST)) - math.log10(_LOWEST)) / (math.log10(_HIGHEST) - math.log10(_LOWEST))
    return top + _WAITS_HEIGHT * (1 - min(share, 1.0))


def _limit(max_wait: float, top: int) -> Markup:
    y = f"{_height(max_wait, top):.1f}"
    line = tag("line", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=y, y2=y, stroke=_ALL_WAIT, stroke_dasharray="4 3")
    return tag("g", tag("title", f"No writer may wait longer than {max_wait:g} s"), line)


def _grid(start: float, end: float, top: int, height: int, x: object) -> Markup:
    assert callable(x)
    parts = []
    for power in range(-3, 3):
        y = _height(10.0**power, top)
        parts.append(
            tag("line", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=f"{y:.1f}", y2=f"{y:.1f}", stroke=_GRID, stroke_width="0.5")
        )
        parts.append(
            _text(_LEFT - 12, y + 4, seconds(10.0**power) if power < 0 else f"{10**power} s", _FAINT, anchor="end")
        )
    pace = _pace(end - start)
    moment = 0.0
    while moment <= end:
        at = f"{x(moment):.1f}"
        parts.append(tag("line", x1=at, x2=at, y1=_TOP, y2=height - 34, stroke=_GRID, stroke_width="0.5"))
        parts.append(_text(x(moment), height - 20, f"{moment:g} s", _FAINT, anchor="middle"))
        moment = round(moment + pace, 6)
    return tag("g", parts)


def _pace(span: float) -> float:
    """Between the lines of the time axis: 1, 2 or 5 of some power of ten, for at most ten of them."""
    power = 10.0 ** math.floor(math.log10(span / 10))
    return next(power * step for step in (1, 2, 5, 10) if power * step * 10 >= span)


def _text(x: float, y: float, content: object, colour: str, anchor: str | None = None) -> Markup:
    return tag("text", content, x=f"{x:.1f}", y=f"{y:.1f}", fill=colour, text_anchor=anchor)
