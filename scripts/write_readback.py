"""Write the table of sentence patterns into docs/readback.md."""

from __future__ import annotations

from pathlib import Path

from backend_data_model.readback.conditions import CONDITIONS
from backend_data_model.readback.patterns import PATTERNS

PAGE = Path(__file__).resolve().parent.parent / "docs" / "readback.md"
START = "<!-- patterns -->\n"


def page_with_table(page: str) -> str:
    """The page with the table as the program has it now."""
    rows = ["| below | states | pattern |", "|---|---|---|"]
    for below, group in PATTERNS.items():
        rows += [f"| {below} | {pattern.about} | {pattern.shown} |" for pattern in group]
    rows += [f"| CONDITION | {one.about} | {one.shown} |" for one in CONDITIONS]
    return page.partition(START)[0] + START + "\n" + "\n".join(rows) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page_with_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
