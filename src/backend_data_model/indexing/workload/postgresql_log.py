"""PostgreSQL's log in text form: `log_min_duration_statement`, `log_statement`, and `auto_explain`.

The prefix may be any; a statement goes on in lines that begin with a tab (PostgreSQL manual, 19.8 and F.4).
"""

from __future__ import annotations

import json
import re

from backend_data_model.indexing.workload.collected import Collected

_LOG = re.compile(r"\bLOG:\s+(?:duration: (?P<ms>[\d.]+) ms\s*)?(?P<rest>.*)", re.DOTALL)
_STATEMENT = re.compile(r"(?:statement|execute [^:]*|execute fetch from [^:]*): (?P<sql>.*)", re.DOTALL)
_PLAN = re.compile(r"plan:\s*(?P<plan>.*)", re.DOTALL)
_QUERY_TEXT = re.compile(r"Query Text:\s*(?P<sql>.*?)(?=\n[^\n]*\(cost=|\nQuery Parameters:|\Z)", re.DOTALL)
_ENTRY = re.compile(
    r"^(?!\t).*\b(?:LOG|DETAIL|HINT|STATEMENT|CONTEXT|ERROR|FATAL|PANIC|WARNING|NOTICE|INFO|DEBUG\d?):\s"
)


def is_log(text: str) -> bool:
    """Whether a line of it is of a statement that was logged."""
    return re.search(r"^(?!--).*\bLOG:\s+(?:duration:|statement:|execute )", text, re.MULTILINE) is not None


def read_log(text: str, source: str | None) -> Collected:
    """Statements with their durations.  Where both the statement and its plan were logged, it counts once."""
    found = Collected()
    entries: list[tuple[int, list[str]]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if _ENTRY.match(line):
            entries.append((number, [line]))
        elif entries and (line.startswith(("\t", " ")) or not line.strip()):
            entries[-1][1].append(line.removeprefix("\t"))
        elif line.strip():
            found.bad.append((number, "this is no entry of PostgreSQL's log"))
    planned: tuple[str, str] | None = None
    for number, lines in entries:
        match = _LOG.search("\n".join(lines))
        if match is None:
            continue
        mean = float(match["ms"]) if match["ms"] else None
        plan = _PLAN.match(match["rest"])
        sql = _planned(plan["plan"]) if plan else None
        if plan and sql is None:
            found.bad.append((number, "the plan holds no Query Text"))
        statement = _STATEMENT.match(match["rest"])
        if statement:
            sql = statement["sql"]
        if sql is None:
            continue
        key = (" ".join(sql.split()), "plan" if plan else "statement")
        if planned is not None and planned[0] == key[0] and planned[1] != key[1]:
            planned = None
            continue
        planned = key
        found.add(sql, number, source, mean_ms=mean)
    return found


def _planned(text: str) -> str | None:
    if text.lstrip().startswith("{"):
        try:
            return str(json.loads(text)["Query Text"])
        except (json.JSONDecodeError, KeyError, TypeError):
            return None
    match = _QUERY_TEXT.search(text)
    return match["sql"] if match else None
