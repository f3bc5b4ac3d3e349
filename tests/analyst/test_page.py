"""docs/how-the-analyst-reads.md lists the rules that there are, each with what it reads and an example."""

from __future__ import annotations

from pathlib import Path

from backend_data_model.analyst import rules
from backend_data_model.analyst.catalogue import rules_table, with_rules

PAGE = Path(__file__).parents[2] / "docs" / "how-the-analyst-reads.md"


def test_the_rules_of_the_page_are_fresh() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert rules_table() in page
    assert with_rules(page) == page


def test_every_rule_says_what_it_reads_with_an_example() -> None:
    files = [path.stem for path in sorted(Path(rules.__file__).parent.glob("*.py")) if path.stem != "__init__"]
    rows = [row.strip("| ").split(" | ") for row in rules_table().strip().splitlines()[2:]]
    assert len(rows) == len(files)
    for stem, (name, what, example) in zip(files, rows, strict=True):
        assert name.replace("-", "_") == stem or stem == "application"
        assert what
        assert example.startswith('"')
