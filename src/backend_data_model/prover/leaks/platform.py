"""Stands in for what a platform brings before the user's own script: Supabase's schema `auth`."""

from __future__ import annotations

import re
from importlib import resources

_NEEDED = re.compile(r"\bauth\s*\.\s*(?:uid|jwt|role|email|users)\b", re.IGNORECASE)
_BROUGHT = re.compile(
    r"\bcreate\s+(?:or\s+replace\s+)?(?:function|table)\s+(?:if\s+not\s+exists\s+)?auth\s*\.", re.IGNORECASE
)
_ROLES = "".join(
    f"CREATE ROLE {role} NOLOGIN{rights};\n"
    for role, rights in (("anon", ""), ("authenticated", ""), ("service_role", " BYPASSRLS"))
)


def platform_prelude(ddl: str) -> str:
    """The statements to run before `ddl`: empty unless it uses Supabase's `auth` without making it."""
    if not _NEEDED.search(ddl) or _BROUGHT.search(ddl):
        return ""
    text = resources.files("backend_data_model.prover.leaks").joinpath("supabase.sql").read_text(encoding="utf-8")
    return _ROLES + text
