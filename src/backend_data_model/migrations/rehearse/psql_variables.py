"""psql's variables in a statement: `:name`, `:'name'`, `:"name"` and `:{?name}`, outside strings and comments.

Source: PostgreSQL 18, psql, "SQL Interpolation".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.migrations.postgresql.emit.names import literal

if TYPE_CHECKING:
    from collections.abc import Mapping

_PARTS = re.compile(
    r"""(?P<kept>[eE]'(?:[^'\\]|''|\\.)*'|'(?:[^']|'')*'|"(?:[^"]|"")*"
        |(?P<tag>\$(?:[^\W\d]\w*)?\$).*?(?P=tag)|--[^\n]*|/\*.*?\*/|::|:=)
      |:\{\?(?P<asked>\w+)\}|:'(?P<text>\w+)'|:"(?P<name>\w+)"|:(?P<plain>[^\W\d]\w*)""",
    re.DOTALL | re.VERBOSE,
)


def interpolated(sql: str, variables: Mapping[str, str]) -> str:
    """The statement with the values of the variables that are set; others stay as they are, as in psql."""

    def value(found: re.Match[str]) -> str:
        if found["kept"] is not None:
            return found[0]
        if found["asked"] is not None:
            return "TRUE" if found["asked"] in variables else "FALSE"
        given = variables.get(found["text"] or found["name"] or found["plain"])
        if given is None:
            return found[0]
        if found["text"] is not None:
            return literal(given)
        return '"' + given.replace('"', '""') + '"' if found["name"] is not None else given

    return _PARTS.sub(value, sql) if ":" in sql else sql
