"""Write docs/rules.md from the docstrings of the rules; with --check, only say whether it is fresh."""

from __future__ import annotations

import sys
from pathlib import Path

from backend_data_model.reviewer.catalogue import rules_page

PAGE = Path(__file__).resolve().parent.parent / "docs" / "rules.md"


def write(check: bool) -> int:
    """Write the page if it is stale, or with `check` only name it; the exit code."""
    text = rules_page()
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == text:
        return 0
    print(f"{'stale' if check else 'written'}: docs/{PAGE.name}")
    if not check:
        PAGE.write_text(text, encoding="utf-8")
    return 1 if check else 0


if __name__ == "__main__":
    sys.exit(write(check="--check" in sys.argv[1:]))
