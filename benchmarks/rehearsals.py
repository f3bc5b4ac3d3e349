"""Rehearse ten changes of a schema, each as our plan and as the plain DDL that one would write for it.

    python benchmarks/rehearsals.py [NAME ...] [--rows 1000000] [--only plan|naive] [--record FILE]

The cases are rehearsals/*.sql: `-- naive` is the plain DDL; `-- old` is rehearsals_schema.sql where a case does not say
otherwise, and `-- new` what the plain DDL makes of it.  Prints for each the longest wait of
a writer and of a reader, how long the migration ran, and whether the result, the rows and the undo were right.  With
--record a line of JSON for each run is added to a file.  Exit code 1 where a plan lets a writer wait a second or more,
or a plan's rehearsal has any other problem.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from backend_data_model.migrations.rehearse.run import rehearse
from backend_data_model.migrations.source import Source

if TYPE_CHECKING:
    from backend_data_model.migrations.rehearse.outcome import Rehearsal

CASES = Path(__file__).with_name("rehearsals")
SCHEMA = Path(__file__).with_name("rehearsals_schema.sql")
_PARTS = re.compile(r"^-- (old|new|naive)\n", re.MULTILINE)
_WAYS = ("plan", "naive")


def parts_of(text: str) -> dict[str, str]:
    """The parts of a case by name."""
    _, *found = _PARTS.split(text)
    return dict(zip(found[::2], found[1::2], strict=True))


def run(name: str, way: str, rows: int) -> Rehearsal:
    """Rehearse one case in one way."""
    parts = parts_of((CASES / f"{name}.sql").read_text(encoding="utf-8"))
    old = parts.get("old") or SCHEMA.read_text(encoding="utf-8")
    migration = parts["naive"] if way == "naive" else None
    return rehearse(
        Source("OLD", ddl=old),
        Source("NEW", ddl=parts.get("new") or f"{old}\n{parts['naive']}"),
        migration=migration,
        rows=rows,
        tell=lambda message: None,
    )


def main() -> int:
    """Run the cases that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--only", choices=_WAYS)
    parser.add_argument("--record", type=Path)
    arguments = parser.parse_args()
    bad = 0
    print(f"{'case':<18} {'way':<6} {'writer waited':>13} {'reader waited':>13} {'migration':>10}  problems")
    for name in arguments.names or sorted(path.stem for path in CASES.glob("*.sql")):
        for way in [arguments.only] if arguments.only else _WAYS:
            began = time.monotonic()
            found = run(name, way, arguments.rows)
            waits = found.longest("writer"), found.longest("reader")
            print(
                f"{name:<18} {way:<6} {waits[0]:>11.3f} s {waits[1]:>11.3f} s {found.seconds:>8.1f} s  "
                f"{'; '.join(found.problems) or '-'}",
                flush=True,
            )
            bad += way == "plan" and bool(found.problems)
            if arguments.record:
                line = {"case": name, "way": way, "rows": arguments.rows, "writer": round(waits[0], 4)}
                line |= {"reader": round(waits[1], 4), "migration": round(found.seconds, 2), "ok": found.ok}
                line |= {"whole": round(time.monotonic() - began, 1), "problems": found.problems}
                with arguments.record.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(line) + "\n")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
