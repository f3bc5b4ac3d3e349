"""Names inside qualified and quoted names, and names of our own that fit."""

from __future__ import annotations

import re

_PARTS = re.compile(r'"(?:[^"]|"")*"|[^.]+')
_BYTES = 63


def parts(qualified: str) -> list[str]:
    """The quoted parts of a dotted name."""
    return _PARTS.findall(qualified)


def bare(qualified: str) -> str:
    """The last part of a dotted name, as it is quoted."""
    return parts(qualified)[-1]


def schema_of(qualified: str) -> str:
    """The schema of a qualified name, as it is quoted; `public` where there is none."""
    found = parts(qualified)
    return found[-2] if len(found) > 1 else "public"


def sibling(qualified: str, name: str) -> str:
    """`name` (quoted) in the schema of `qualified`."""
    found = parts(qualified)
    return f"{found[-2]}.{name}" if len(found) > 1 else name


def unquoted(name: str) -> str:
    """A quoted part without its quotes."""
    return name[1:-1].replace('""', '"') if name.startswith('"') else name


def quoted(name: str) -> str:
    """A name in quotes."""
    escaped = name.replace('"', '""')
    return f'"{escaped}"'


def with_suffix(name: str, suffix: str) -> str:
    """A quoted name for `name` (one quoted part) with a suffix, shortened to the 63 bytes that PostgreSQL keeps."""
    plain = unquoted(name).encode()[: _BYTES - len(suffix)].decode(errors="ignore")
    return quoted(plain + suffix)


def literal(text: str) -> str:
    """A string constant, whatever it holds and whatever standard_conforming_strings says."""
    escaped = text.replace("'", "''")
    if "\\" in escaped:
        return "E'" + escaped.replace("\\", "\\\\") + "'"
    return f"'{escaped}'"
