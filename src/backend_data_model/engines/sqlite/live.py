"""The schema of an SQLite file, opened read-only."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from backend_data_model.engines.sqlite.read_catalog import read_connection
from backend_data_model.model.errors import EngineUnavailable, InputError

if TYPE_CHECKING:
    from backend_data_model.model.schema import Schema

_SCHEMES = ("sqlite3://", "sqlite://")


def read_url(url: str) -> Schema:
    """The schema of the file at `sqlite:///relative.db`, `sqlite:////absolute.db` or a plain path.

    Raises EngineUnavailable when there is no such file and InputError when it is not an SQLite database.
    """
    path = file_path(url)
    if not path.is_file():
        raise EngineUnavailable(f"there is no SQLite file {str(path)!r}", help="give the path of an existing database")
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode=ro", uri=True)) as connection:
            schema = read_connection(connection)
    except sqlite3.DatabaseError as error:
        raise InputError(f"{str(path)!r} cannot be read as an SQLite database: {error}") from error
    schema.source = str(path)
    return schema


def file_path(url: str) -> Path:
    """The file that an SQLite URL or path names."""
    for scheme in _SCHEMES:
        if url.startswith(scheme):
            return Path(unquote(url[len(scheme) :].removeprefix("/").partition("?")[0]))
    return Path(url)
