"""`-- bdm: ignore[CODE] reason` and `-- bdm: ignore-file[CODE] reason`: findings that one lives with.

A comment beside code silences that line; a comment on lines of its own silences the next line of code.  `#` and `/*`
begin such a comment as well.  Codes are whole (`BDM101`), prefixes (`BDM1`) or names (`orphan-table`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Protocol

from backend_data_model.model.position import Position

_SHORTEST_PREFIX = 3


class Selectable(Protocol):
    """A rule, of the reviewer or of another part: what a selector can mean."""

    @property
    def code(self) -> str:
        """The code, such as `BDM101`."""

    @property
    def name(self) -> str:
        """The name, such as `orphan-table`."""


_COMMENT = re.compile(r"(?:--|#|/\*)\s*bdm:\s*(?P<scope>ignore-file|ignore)\[(?P<codes>[^\]]*)\]")


@dataclass(slots=True)
class Ignore:
    """One code in one comment.  `first` and `last` are the lines that it silences."""

    selector: str
    position: Position
    first: int
    last: int
    used: bool = False


@dataclass(slots=True)
class Ignores:
    """All ignore comments of a text."""

    items: list[Ignore] = field(default_factory=list)

    def silences(self, rule: Selectable, position: Position | None) -> bool:
        """Whether a finding of `rule` at `position` is silenced; marks the comments that do so as used."""
        silenced = False
        for item in self.items:
            inside = item.first <= position.line <= item.last if position else item.first == 1
            if inside and selects(item.selector, rule):
                item.used = silenced = True
        return silenced

    def unused(self) -> list[Ignore]:
        """The comments that silenced nothing."""
        return [item for item in self.items if not item.used]


def selects(selector: str, rule: Selectable) -> bool:
    """Whether a selector (code, prefix of a code, name, or ALL) means the rule."""
    wanted = selector.strip().lower()
    if wanted == "all":
        return True
    return wanted == rule.name or (len(wanted) >= _SHORTEST_PREFIX and rule.code.lower().startswith(wanted))


def read_ignores(text: str, file_starts: tuple[int, ...] = (1,)) -> Ignores:
    """The ignore comments of a text.  `file_starts` are the first lines of the files it is joined from."""
    if "bdm:" not in text:
        return Ignores()
    lines = text.splitlines()
    found: list[Ignore] = []
    for number, line in enumerate(lines, 1):
        for match in _COMMENT.finditer(line):
            if match["scope"] == "ignore-file":
                first, last = _file_of(number, file_starts, len(lines))
            else:
                alone = not line[: match.start()].strip()
                first = last = _next_code_line(lines, number) if alone else number
            position = Position(number, match.start() + 1)
            found += [Ignore(selector.strip(), position, first, last) for selector in match["codes"].split(",")]
    return Ignores(found)


def _file_of(line: int, starts: tuple[int, ...], last: int) -> tuple[int, int]:
    first = max(start for start in starts if start <= line)
    after = min((start for start in starts if start > line), default=last + 1)
    return first, after - 1


def _next_code_line(lines: list[str], number: int) -> int:
    for following in range(number, len(lines)):
        text = lines[following].strip()
        if text and not text.startswith(("--", "#")):
            return following + 1
    return number
