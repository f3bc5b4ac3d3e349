"""Write the pages about rules from the docstrings of the rules; with --check, only say whether they are fresh."""

from __future__ import annotations

import sys
from pathlib import Path

from backend_data_model.analyst.catalogue import with_rules
from backend_data_model.migrations.lint.catalogue import rules_page as lint_rules_page
from backend_data_model.reviewer.catalogue import rules_page

DOCS = Path(__file__).resolve().parent.parent / "docs"
REVIEW = DOCS / "rules.md"
LINT = DOCS / "lint-rules.md"
READING = DOCS / "how-the-analyst-reads.md"


def write(check: bool) -> int:
    """Write the pages that are stale, or with `check` only name them; the exit code."""
    texts = {
        REVIEW: rules_page(),
        LINT: lint_rules_page(),
        READING: with_rules(READING.read_text(encoding="utf-8")),
    }
    stale = [page for page, text in texts.items() if not page.exists() or page.read_text(encoding="utf-8") != text]
    for page in stale:
        print(f"{'stale' if check else 'written'}: docs/{page.name}")
        if not check:
            page.write_text(texts[page], encoding="utf-8")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(write(check="--check" in sys.argv[1:]))
