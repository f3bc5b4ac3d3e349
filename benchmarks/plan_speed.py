"""How long a plan between two DDL files of 1,000 tables takes, ours and migra's, in one run.

    python -m benchmarks.plan_speed [--tables N] [--rounds N] [--peers PYTHON] [OLD.sql NEW.sql]

Without files the schemas are made here: keys, checks, indexes, row security and foreign keys to earlier tables; every
tenth table differs in one of eight ways.  Ours is `bdm plan`, its trial of the plan and its predictions included.
migra (`benchmarks/diff_peers.py` says what it needs) compares databases, so a server is started for it and both files
are loaded, by our loader; its client alone stands apart.  The tools take turns.  Wall seconds, and CPU seconds of the
tool and of its server together; the median of the rounds.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.diff_peers import peers

from backend_data_model.engines.postgresql.server import scratch_postgres
from backend_data_model.migrations.postgresql.scratch import loaded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

TYPES = ("integer", "bigint", "text", "varchar(80)", "numeric(10,2)", "timestamptz", "boolean", "uuid", "date")
CHANGES = ("add", "drop", "widen", "required", "index", "check", "reference", "policy")


def schemas(tables: int, seed: int = 11) -> tuple[str, str]:
    """The old and the new DDL, the same for the same arguments."""
    source = random.Random(seed)
    texts: tuple[list[str], list[str]] = ([], [])
    for number in range(tables):
        kinds = [source.choice(TYPES) for _ in range(source.randint(6, 14))]
        parent = source.randrange(number) if number else None
        change = source.choice(CHANGES) if number % 10 == 5 else None
        for text, applied in zip(texts, (None, change), strict=True):
            text += _table(f"item_{number}", kinds, parent, applied, secured=number % 4 == 0)
    return "\n".join(texts[0]), "\n".join(texts[1])


def _table(name: str, kinds: list[str], parent: int | None, change: str | None, *, secured: bool) -> list[str]:
    columns = ["id bigint generated always as identity primary key", "owner_id bigint not null check (owner_id > 0)"]
    for place, kind in enumerate(kinds):
        if change == "drop" and place == 2:
            continue
        if change == "widen" and place == 3:
            kind = {"integer": "bigint", "varchar(80)": "varchar(200)"}.get(kind, "text")
        columns.append(f"c{place} {kind}" + (" not null" if place == 4 and change == "required" else ""))
    columns += ["added text"] if change == "add" else []
    if parent is not None:
        columns.append(f"parent_id bigint references item_{parent} (id)")
    if change == "reference":
        columns.append("other_id bigint references item_0 (id)")
    statements = [f"create table {name} ({', '.join(columns)}" + (", check (id > 0));" if change == "check" else ");")]
    statements.append(f"create index {name}_owner on {name} (owner_id, c0);")
    if change == "index":
        statements.append(f"create index {name}_more on {name} (c1);")
    if secured != (change == "policy"):
        statements.append(f"alter table {name} enable row level security;")
        statements.append(f"create policy own on {name} using (owner_id = current_setting('app.owner')::bigint);")
    return statements


@contextmanager
def _timed(runs: list[tuple[float, float]]) -> Iterator[None]:
    """Add wall and CPU seconds of what runs inside, with the processes that end there."""
    before, began = os.times(), time.perf_counter()
    yield
    after = os.times()
    runs.append((time.perf_counter() - began, sum(after[:4]) - sum(before[:4])))


def _ours(files: Sequence[Path], whole: list[tuple[float, float]]) -> None:
    command = [sys.executable, "-m", "backend_data_model", "plan", *map(str, files), "-e", "postgresql"]
    with _timed(whole):
        subprocess.run(
            [*command, "--allow-data-loss"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )


def _migra(
    python: str, files: Sequence[Path], whole: list[tuple[float, float]], alone: list[tuple[float, float]]
) -> None:
    with _timed(whole), peers(python) as ask, scratch_postgres() as server:
        old, new = (path.read_text() for path in files)
        with loaded(server, old) as before, loaded(server, new) as after:
            host = server.connection_info["host"]
            urls = [f"postgresql+psycopg2://postgres@/{one.info.dbname}?host={host}" for one in (before, after)]
            answer = ask("migra", *urls)
    if "error" in answer:
        sys.exit(f"migra: {answer['error']}")
    alone.append((answer["wall"], answer["cpu"]))


def main() -> None:
    """Print a row for each tool."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, metavar="OLD NEW")
    parser.add_argument("--tables", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peers", metavar="PYTHON")
    arguments = parser.parse_args()
    if len(arguments.files) not in {0, 2}:
        parser.error("give both files or none")
    texts = tuple(path.read_text() for path in arguments.files) or schemas(arguments.tables)
    ours: list[tuple[float, float]] = []
    theirs: list[tuple[float, float]] = []
    finding: list[tuple[float, float]] = []
    with tempfile.TemporaryDirectory() as place:
        files = [Path(place) / name for name in ("old.sql", "new.sql")]
        for path, text in zip(files, texts, strict=True):
            path.write_text(text)
        for _ in range(arguments.rounds):
            _ours(files, ours)
            if arguments.peers:
                _migra(arguments.peers, files, theirs, finding)
    for tool, runs in (("bdm plan", ours), ("migra", theirs), ("  its client, loaded databases", finding)):
        if runs:
            wall, cpu = (statistics.median(run[place] for run in runs) for place in (0, 1))
            print(f"{tool:30} wall {wall:6.1f} s   CPU {cpu:6.1f} s")


if __name__ == "__main__":
    main()
