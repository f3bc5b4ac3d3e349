"""The table of the analyst's rules, from the docstrings of their files: the only source of their documentation."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

BEGIN, END = "<!-- rules -->\n", "<!-- /rules -->"


def rule_heads() -> Iterator[tuple[str, str, str]]:
    """Of each rule its id, what it reads and an example."""
    for path in sorted((Path(__file__).parent / "rules").glob("*.py")):
        if path.stem != "__init__":
            head = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
            name, _, rest = head.splitlines()[0].partition(": ")
            what, _, example = rest.removesuffix(".").partition(" - ")
            yield name, what, example


@cache
def rule_meanings() -> dict[str, str]:
    """What each rule reads, by its id."""
    return {name: what for name, what, _ in rule_heads()}


def rules_table() -> str:
    """A Markdown table of all rules: id, what it reads, an example."""
    rows = ["| rule | reads | as in |", "|---|---|---|"]
    rows += [f"| {name} | {what} | {example} |" for name, what, example in rule_heads()]
    return "\n".join(["", *rows, "", ""])


def with_rules(page: str) -> str:
    """The page with the table between its marks brought up to date."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    return before + begin + rules_table() + end + after
