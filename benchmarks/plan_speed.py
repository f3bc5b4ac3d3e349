"""How long a plan between two schemas of 1,000 tables takes, ours and migra's, in one run.

    python -m benchmarks.plan_speed [--tables N] [--rounds N] [--peers PYTHON] [OLD.sql NEW.sql]

Without files the schemas are made here: keys, checks, indexes, row security and foreign keys to earlier tables; every
tenth table differs in one of eight ways.  Ours is `bdm plan`, its own server and its trial of the plan included; migra
(`benchmarks/diff_peers.py` says what it needs) is given two databases that are loaded already, and its time is that of
finding the statements.  Wall and CPU seconds, of the client and, for ours, of it and its server together; the median.
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
from pathlib import Path

from benchmarks.diff_peers import peers

from backend_data_model.engines.postgresql.server import scratch_postgres
from backend_data_model.migrations.postgresql.scratch import loaded

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


def _ours(old: Path, new: Path) -> tuple[float, float]:
    """Wall and CPU seconds of `bdm plan`, with its server."""
    command = [sys.executable, "-m", "backend_data_model", "plan", str(old), str(new), "-e", "postgresql"]
    before, began = os.times(), time.perf_counter()
    subprocess.run([*command, "--allow-data-loss"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wall, after = time.perf_counter() - began, os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return wall, used


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
    ours, theirs = [], []
    with tempfile.TemporaryDirectory() as place, scratch_postgres() as server:
        old, new = (Path(place) / name for name in ("old.sql", "new.sql"))
        old.write_text(texts[0])
        new.write_text(texts[1])
        with loaded(server, texts[0]) as before, loaded(server, texts[1]) as after:
            host = server.connection_info["host"]
            urls = [f"postgresql+psycopg2://postgres@/{one.info.dbname}?host={host}" for one in (before, after)]
            for _ in range(arguments.rounds):
                ours.append(_ours(old, new))
                if arguments.peers:
                    with peers(arguments.peers) as ask:
                        answer = ask("migra", urls[0], urls[1])
                    if "error" in answer:
                        parser.exit(1, f"migra: {answer['error']}\n")
                    theirs.append((answer["wall"], answer["cpu"]))
    for tool, runs in (("bdm plan", ours), ("migra", theirs)):
        if runs:
            wall, cpu = (statistics.median(run[place] for run in runs) for place in (0, 1))
            print(f"{tool:10} wall {wall:6.1f} s   CPU {cpu:6.1f} s")


if __name__ == "__main__":
    main()
