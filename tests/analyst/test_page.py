"""docs/how-the-analyst-reads.md lists the rules that there are."""

from __future__ import annotations

import ast
from pathlib import Path

from backend_data_model.analyst import rules

PAGE = Path(__file__).parents[2] / "docs" / "how-the-analyst-reads.md"


def rows() -> list[str]:
    """The table of the rules, from the docstrings of their files: id, what it reads, an example."""
    found = ["| rule | reads | as in |", "|---|---|---|"]
    for path in sorted(Path(rules.__file__).parent.glob("*.py")):
        if path.stem != "__init__":
            head = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
            name, _, rest = head.splitlines()[0].partition(": ")
            what, _, example = rest.removesuffix(".").partition(" - ")
            assert name.replace("-", "_") == path.stem or path.stem == "application", path.name
            assert what, path.name
            assert example.startswith('"'), path.name
            found.append(f"| {name} | {what} | {example} |")
    return found


def test_the_rules_of_the_page_are_fresh() -> None:
    before, _, rest = PAGE.read_text(encoding="utf-8").partition("<!-- rules -->\n")
    assert before
    assert rest.partition("<!-- /rules -->")[0] == "\n".join(["", *rows(), "", ""])
