"""Split a JSON Lines file of requirement texts into one file per class of difficulty, for an outside scorer.

    python benchmarks/by_class.py CASES.jsonl OUT

Each line holds `class`; writes OUT/<class>.jsonl and prints the names of the files.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from pathlib import Path


def main() -> None:
    """Write the files."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("cases", type=Path)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    classes: dict[str, list[str]] = defaultdict(list)
    for line in arguments.cases.read_text(encoding="utf-8").splitlines():
        if line.strip():
            classes[json.loads(line)["class"]].append(line)
    arguments.out.mkdir(parents=True, exist_ok=True)
    for name, lines in sorted(classes.items()):
        path = arguments.out / f"{name}.jsonl"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(path)


if __name__ == "__main__":
    main()
