"""CPU seconds of `bdm lint` over a long file, and of squawk's gcc reporter in the same run where it is installed.

    python benchmarks/lint_speed.py [--statements 50000] [--squawk PATH]

Prints one row for half the statements and one for all, so that it shows whether the time is linear; then one for 24
statements in each of 2,000 files.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

FORMS = (
    "ALTER TABLE t{n} ADD COLUMN c{i} integer;",
    "CREATE INDEX idx_{i} ON t{n} (c{i});",
    "ALTER TABLE t{n} ALTER COLUMN c{i} SET NOT NULL;",
    "CREATE INDEX CONCURRENTLY IF NOT EXISTS ix_{i} ON t{n} (a);",
    "ALTER TABLE t{n} DROP COLUMN c{i};",
    "UPDATE t{n} SET a = {i} WHERE id = {i};",
    "CREATE TABLE n{i} (id bigint PRIMARY KEY, name text NOT NULL);",
    "INSERT INTO t{n} (a, b) VALUES ({i}, 'x');",
    "ALTER TABLE t{n} ADD CONSTRAINT f{i} FOREIGN KEY (a) REFERENCES t1 (id);",
    "DROP TABLE IF EXISTS z{i};",
)
TABLES = 997
FILES, EACH = 2_000, 24


def script(statements: int) -> str:
    """That many statements, one a line."""
    return "\n".join(FORMS[i % len(FORMS)].format(i=i, n=i % TABLES) for i in range(statements)) + "\n"


def cpu_seconds(command: list[str]) -> float:
    """User and system time of a command, start-up included."""
    # As it is installed: with the byte code of its modules kept.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--statements", type=int, default=50_000)
    parser.add_argument("--squawk", default=shutil.which("squawk"))
    options = parser.parse_args()
    print(f"{'files':>6} {'statements':>10} {'bdm lint':>9} {'squawk':>9} {'ratio':>6}")
    for files, each in ((1, options.statements // 2), (1, options.statements), (FILES, EACH)):
        with tempfile.TemporaryDirectory() as folder:
            lines = script(files * each).splitlines(keepends=True)
            paths = [str(Path(folder) / f"{number:04}.sql") for number in range(files)]
            for number, path in enumerate(paths):
                Path(path).write_text("".join(lines[number * each : (number + 1) * each]), encoding="utf-8")
            own = cpu_seconds([sys.executable, "-m", "backend_data_model", "lint", *paths, "--format", "github"])
            peer = cpu_seconds([options.squawk, "--reporter", "gcc", *paths]) if options.squawk else None
        shown = f"{peer:9.2f} {own / peer:6.2f}" if peer else f"{'-':>9} {'-':>6}"
        print(f"{files:>6} {files * each:>10} {own:9.2f} {shown}", flush=True)


if __name__ == "__main__":
    main()
