"""Where one of the two schemas of a plan comes from: DDL text, or a live database that is only read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from backend_data_model.model.document import Model

if TYPE_CHECKING:
    from backend_data_model.model.schema import Schema
    from backend_data_model.model.settings import DesignSettings

_URL = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*://\S*")


@dataclass(frozen=True, slots=True)
class Source:
    """DDL text, or the URL of a database where `ddl` is None; `name` is what messages and positions call it."""

    name: str
    ddl: str | None = None
    url: str | None = None


def source_of(text: str, name: str) -> Source:
    """The source that a text is: a URL where it is nothing but one, DDL otherwise (empty text: an empty schema)."""
    stripped = text.strip()
    return Source(name, url=stripped) if _URL.fullmatch(stripped) else Source(name, ddl=text)


def ddl_of(item: str | Model | Schema, settings: DesignSettings) -> str:
    """DDL (or a URL) as it is, and the DDL of a model or a schema."""
    if isinstance(item, str):
        return item
    from backend_data_model.engines.dispatch import render_ddl

    if isinstance(item, Model):
        from backend_data_model.designer import design_schema

        item = design_schema(item, settings)
    return render_ddl(item, settings)
