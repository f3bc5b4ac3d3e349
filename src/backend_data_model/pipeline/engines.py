"""The engines that are asked for, and schemas in their dialects."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from backend_data_model.model.errors import InputError
from backend_data_model.model.schema import Engine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend_data_model.model.schema import Schema

ENGINES: tuple[Engine, ...] = get_args(Engine)


def engines_of(asked: Engine | Sequence[Engine]) -> list[Engine]:
    """The engines asked for, each once and in order; InputError for one that we do not know."""
    names = [asked] if isinstance(asked, str) else list(dict.fromkeys(asked))
    unknown = [name for name in names if name not in ENGINES]
    if unknown or not names:
        raise InputError(
            f"unknown engine {unknown[0]!r}" if unknown else "no engine is named",
            help=f"the engines are {', '.join(ENGINES)}",
        )
    return names


def read_schema(ddl: str, engine: Engine | None) -> Schema:
    """The schema that DDL text states; its dialect is guessed where `engine` is None."""
    from backend_data_model.engines.dispatch import guess_engine, read_ddl

    return read_ddl(ddl, engine or guess_engine(ddl))
