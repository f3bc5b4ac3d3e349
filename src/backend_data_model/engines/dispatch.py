"""One door to what every engine can do; the engine's module is imported when it is asked for."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast, get_args

from backend_data_model.model.errors import InputError
from backend_data_model.model.schema import Engine

if TYPE_CHECKING:
    from backend_data_model.engines.verdict import StatementVerdict
    from backend_data_model.model.schema import Schema
    from backend_data_model.model.settings import DesignSettings

__all__ = [
    "check_grammar",
    "guess_engine",
    "is_database",
    "read_ddl",
    "read_url",
    "render_ddl",
    "render_statements",
    "render_tenancy",
    "url_engine",
]

_SCHEMES: dict[str, Engine] = {
    "postgresql": "postgresql",
    "postgres": "postgresql",
    "mysql": "mysql",
    "mariadb": "mysql",
    "sqlite": "sqlite",
    "sqlite3": "sqlite",
}
_SQLITE_MAGIC = b"SQLite format 3\x00"


def _part(engine: str, part: str) -> Any:
    if engine not in get_args(Engine):
        raise InputError(f"unknown engine {engine!r}", help=f"use one of {', '.join(get_args(Engine))}")
    return import_module(f"backend_data_model.engines.{engine}.{part}")


def guess_engine(text: str) -> Engine:
    """The engine that a script was written for; InputError when nothing in it tells."""
    return cast("Engine", import_module("backend_data_model.engines.guess").guess_engine(text))


def read_ddl(text: str, engine: Engine, source: str | None = None) -> Schema:
    """The schema that a script of DDL leaves behind; what could not be taken in is in `unparsed`."""
    return cast("Schema", _part(engine, "read").read_ddl(text, source))


def read_url(url: str) -> Schema:
    """The schema of a live database: `postgresql://`, `mysql://`, `sqlite:///file`, or the path of an SQLite file.

    Raises InputError for a URL of another kind and EngineUnavailable when the database cannot be reached.
    """
    return cast("Schema", _part(url_engine(url), "live").read_url(url))


def url_engine(url: str) -> Engine:
    """The engine that a URL or path names, InputError when it names none."""
    scheme, separator, _ = url.partition("://")
    if separator:
        engine = _SCHEMES.get(scheme.partition("+")[0].lower())
        if engine:
            return engine
        raise InputError(
            f"cannot read a database at a {scheme!r} URL", help="use postgresql://, mysql:// or sqlite:///path"
        )
    path = Path(url)
    if path.is_file():
        with path.open("rb") as file:
            if file.read(len(_SQLITE_MAGIC)) == _SQLITE_MAGIC:
                return "sqlite"
    raise InputError(
        f"{url!r} is neither a database URL nor an SQLite file", help="use postgresql://, mysql:// or sqlite:///path"
    )


def is_database(url_or_path: str) -> bool:
    """Whether the argument names a live database rather than a file of text."""
    try:
        url_engine(url_or_path)
    except InputError:
        return False
    return True


def render_ddl(schema: Schema, settings: DesignSettings) -> str:
    """`schema.sql` for the engine of the schema."""
    return cast("str", _part(schema.engine, "ddl").render_ddl(schema, settings))


def render_statements(schema: Schema, settings: DesignSettings) -> str:
    """`statements.sql`: the upserts and inserts of each candidate key in the engine's own form."""
    return cast("str", _part(schema.engine, "statements").render_statements(schema, settings))


def render_tenancy(schema: Schema, settings: DesignSettings) -> dict[str, str]:
    """The files of `tenancy/` by their names: what keeps tenants apart, makes, migrates, exports and deletes them."""
    return cast("dict[str, str]", _part(schema.engine, "tenancy").render_tenancy(schema, settings))


def check_grammar(text: str, engine: Engine, version: str | None = None) -> list[StatementVerdict]:
    """What the engine's grammar, and our rules for what it lets through, say of each statement of `text`."""
    return cast("list[StatementVerdict]", _part(engine, "grammar").check_grammar(text, version))
