"""CPU seconds of `bdm lint` over a long file, and of squawk's gcc reporter in the same run where it is installed.

    python benchmarks/lint_speed.py [--statements 50000] [--squawk PATH]

Prints one row for half the statements and one for all, so that it shows whether the time is linear.
"""

from __future__ import annotations

import argparse
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


def script(statements: int) -> str:
    """That many statements, one a line."""
    return "\n".join(FORMS[i % len(FORMS)].format(i=i, n=i % TABLES) for i in range(statements)) + "\n"


def cpu_seconds(command: list[str]) -> float:
    """User and system time of a command, start-up included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--statements", type=int, default=50_000)
    parser.add_argument("--squawk", default=shutil.which("squawk"))
    options = parser.parse_args()
    print(f"{'statements':>10} {'bdm lint':>9} {'squawk':>9} {'ratio':>6}")
    for count in (options.statements // 2, options.statements):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "long.sql"
            file.write_text(script(count), encoding="utf-8")
            own = cpu_seconds([sys.executable, "-m", "backend_data_model", "lint", str(file), "--format", "github"])
            peer = cpu_seconds([options.squawk, "--reporter", "gcc", str(file)]) if options.squawk else None
        shown = f"{peer:9.2f} {own / peer:6.2f}" if peer else f"{'-':>9} {'-':>6}"
        print(f"{count:>10} {own:9.2f} {shown}")


if __name__ == "__main__":
    main()
