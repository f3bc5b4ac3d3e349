"""A file of queries in any of the forms, told by its content."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.indexing.statements.files import read_queries
from backend_data_model.indexing.workload.collected import Collected
from backend_data_model.indexing.workload.mysql_slow_log import is_slow_log, read_slow_log
from backend_data_model.indexing.workload.postgresql_log import is_log, read_log
from backend_data_model.indexing.workload.records import is_csv, read_csv, read_json

if TYPE_CHECKING:
    from backend_data_model.model.schema import Engine


def read_workload_file(text: str, engine: Engine, source: str | None = None) -> Collected:
    """The statements of a file: SQL with `-- name` comments, CSV or JSON of statistics, or a log.

    What cannot be used is listed in `bad`; InputError only where the file as a whole cannot be read.
    """
    if re.match(r"\ufeff?\s*[\[{]", text):
        return read_json(text.lstrip("\ufeff"), source)
    if is_csv(text):
        return read_csv(text, source)
    if is_slow_log(text):
        return read_slow_log(text, source)
    if is_log(text):
        return read_log(text, source)
    return Collected(read_queries(text, engine, source))
