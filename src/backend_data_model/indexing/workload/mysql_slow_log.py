"""The slow log of MySQL and MariaDB in file form (MySQL 8.0 manual, 7.4.5)."""

from __future__ import annotations

import re

from backend_data_model.indexing.workload.collected import Collected

_TIME = re.compile(r"^# Query_time:\s*(?P<seconds>[\d.]+)", re.MULTILINE)
_PREAMBLE = re.compile(r"\A\s*(?:(?:use\s+[^;]+|SET\s+(?:timestamp|last_insert_id|insert_id)\s*=\s*[^;]+);\s*)+", re.I)
_START = re.compile(r"^(?:\S*mysqld\b.*started with:|Tcp port:|Time\s+Id\s+Command)")


def is_slow_log(text: str) -> bool:
    """Whether it has the line that is above every statement."""
    return _TIME.search(text) is not None


def read_slow_log(text: str, source: str | None) -> Collected:
    """Statements with their times."""
    found = Collected()
    mean: float | None = None
    body: list[str] = []
    began = 0

    def close() -> None:
        nonlocal body
        sql = _PREAMBLE.sub("", "\n".join(body)).strip()
        if mean is not None and sql:
            found.add(sql, began, source, mean_ms=mean)
        elif sql:
            found.bad.append((began, "there is no Query_time above this statement"))
        body = []

    for number, line in enumerate(text.splitlines(), 1):
        if _START.match(line):
            continue
        if line.startswith("# "):
            if body:
                close()
                mean = None
            match = _TIME.match(line)
            if match:
                mean = float(match["seconds"]) * 1000
        elif line.strip():
            if not body:
                began = number
            body.append(line)
    close()
    return found
