"""Exports with one record for each kind of statement: CSV with a header, or JSON.

pg_stat_statements: `query`, `calls`, `mean_exec_time` (`mean_time` before 13), `total_exec_time` in milliseconds,
`queryid` (PostgreSQL manual, F.32).  performance_schema.events_statements_summary_by_digest: `DIGEST_TEXT`,
`COUNT_STAR`, `AVG_TIMER_WAIT` and `SUM_TIMER_WAIT` in picoseconds (MySQL 8.0 manual, 29.12.20.3).
"""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING, Any

from backend_data_model.indexing.workload.collected import Collected
from backend_data_model.model.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_TEXTS = ("query", "digest_text", "query_text", "sql", "statement", "query_sample_text")
_CALLS = ("calls", "count_star", "count", "exec_count")
_MEANS = (("mean_exec_time", 1.0), ("mean_time", 1.0), ("avg_timer_wait", 1e-9), ("mean_ms", 1.0))
_TOTALS = (("total_exec_time", 1.0), ("total_time", 1.0), ("sum_timer_wait", 1e-9))
_NAMES = ("name", "queryid", "digest")
_LONGEST_ID = 16


def is_csv(text: str) -> bool:
    """Whether the first line is a header that names a column of statements."""
    first = text.lstrip("\ufeff").split("\n", 1)[0]
    names = {name.strip().strip('"').lower() for name in re.split(r"[,;\t]", first)}
    return len(names) > 1 and bool(names & set(_TEXTS))


def read_csv(text: str, source: str | None) -> Collected:
    """Statements of a CSV file with a header, separated by comma, semicolon or tab."""
    text = text.lstrip("\ufeff")
    header = text.split("\n", 1)[0]
    separator = max(",;\t", key=header.count)
    csv.field_size_limit(2**31 - 1)
    rows = csv.reader(io.StringIO(text), delimiter=separator)
    names = [name.strip().lower() for name in next(rows)]
    found = Collected()
    line = 1
    while True:
        line = rows.line_num + 1
        try:
            row = next(rows)
        except StopIteration:
            return found
        except csv.Error as error:
            found.bad.append((line, str(error)))
            continue
        if not row:
            continue
        if len(row) != len(names):
            found.bad.append((line, f"the row has {len(row)} values, the header {len(names)}"))
            continue
        _add(found, dict(zip(names, row, strict=True)), line, source)


def read_json(text: str, source: str | None) -> Collected:
    """Statements of a JSON array, of an object that holds one, or of one object a line."""
    found = Collected()
    for line, record in _records(text, source, found):
        if isinstance(record, dict):
            _add(found, {str(key).lower(): value for key, value in record.items()}, line, source)
        else:
            found.bad.append((line, "this is no object with a statement"))
    return found


def _records(text: str, source: str | None, found: Collected) -> Iterable[tuple[int, Any]]:
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
        if not lines[0][1].lstrip().startswith("{") or (error.lineno == 1 and error.msg != "Extra data"):
            raise InputError(f"{source or 'the queries'}, line {error.lineno}: {error.msg}") from None
        return _by_line(lines, found)
    if isinstance(document, dict) and not any(str(key).lower() in _TEXTS for key in document):
        document = next((value for value in document.values() if isinstance(value, list)), document)
    return [(number, item) for number, item in enumerate(document if isinstance(document, list) else [document], 1)]


def _by_line(lines: Iterable[tuple[int, str]], found: Collected) -> Iterable[tuple[int, Any]]:
    for number, line in lines:
        try:
            yield number, json.loads(line)
        except json.JSONDecodeError as error:
            found.bad.append((number, error.msg))


def _add(found: Collected, record: Mapping[str, Any], line: int, source: str | None) -> None:
    sql = next((str(record[name]) for name in _TEXTS if record.get(name)), "")
    if not sql:
        found.bad.append((line, "there is no statement in it"))
        return
    if sql == "<insufficient privilege>":
        found.bad.append((line, "the statement was hidden: export it as a member of pg_read_all_stats"))
        return
    try:
        calls = _number(record, _CALLS)
        mean = next((_number(record, (n,)) * unit for n, unit in _MEANS if record.get(n) not in (None, "")), None)
        total = next((_number(record, (n,)) * unit for n, unit in _TOTALS if record.get(n) not in (None, "")), None)
    except ValueError as error:
        found.bad.append((line, str(error)))
        return
    if mean is None and total is not None:
        mean = total / (calls or 1)
    known = next((str(record[name]) for name in _NAMES if record.get(name)), None)
    name = None if known is None else known if "name" in record else f"query {known[:_LONGEST_ID]}"
    found.add(sql, line, source, name=name, calls=calls or 1, mean_ms=mean)


def _number(record: Mapping[str, Any], names: Iterable[str]) -> float:
    for name in names:
        value = record.get(name)
        if value not in (None, ""):
            try:
                return float(str(value))
            except ValueError:
                raise ValueError(f"{name} is {value!r}, which is no number") from None
    return 0.0
