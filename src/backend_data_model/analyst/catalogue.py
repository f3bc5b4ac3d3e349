"""The table of the analyst's rules, from the docstrings of their files: the only source of their documentation."""

from __future__ import annotations

import ast
from pathlib import Path

BEGIN, END = "<!-- rules -->\n", "<!-- /rules -->"


def rules_table() -> str:
    """A Markdown table of all rules: id, what it reads, an example."""
    rows = ["| rule | reads | as in |", "|---|---|---|"]
    for path in sorted((Path(__file__).parent / "rules").glob("*.py")):
        if path.stem != "__init__":
            head = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
            name, _, rest = head.splitlines()[0].partition(": ")
            what, _, example = rest.removesuffix(".").partition(" - ")
            rows.append(f"| {name} | {what} | {example} |")
    return "\n".join(["", *rows, "", ""])


def with_rules(page: str) -> str:
    """The page with the table between its marks brought up to date."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    return before + begin + rules_table() + end + after
