"""The policies and functions of the loaded schema as the catalog has them, and what they compare with the session."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend_data_model.engines.session import EngineSession

_POLICIES = """
select n.nspname, c.relname, p.polname, p.polpermissive,
       case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update'
                     when 'd' then 'delete' else 'all' end,
       coalesce((select array_agg(r.rolname::text) from pg_catalog.pg_roles r where r.oid = any (p.polroles)), '{}'),
       pg_catalog.pg_get_expr(p.polqual, p.polrelid), pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid)
  from pg_catalog.pg_policy p
  join pg_catalog.pg_class c on c.oid = p.polrelid
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
 order by n.nspname, c.relname, p.polname
"""
_FUNCTIONS = """
select n.nspname, p.proname, coalesce(p.prosrc, '') || coalesce(pg_catalog.pg_get_function_sqlbody(p.oid), '')
  from pg_catalog.pg_proc p
  join pg_catalog.pg_namespace n on n.oid = p.pronamespace
 where n.nspname not in ('pg_catalog', 'information_schema') and p.prokind = 'f'
 order by n.nspname, p.proname, p.oid
"""
_SETTING = re.compile(r"current_setting\s*\(\s*'([^']+)'", re.IGNORECASE)
_CLAIM = re.compile(r"((?:->\s*'\w+'(?:::text)?\s*\)*\s*)*)->>\s*'(\w+)'")
_STEP = re.compile(r"->\s*'(\w+)'")
_JWT = "request.jwt"


@dataclass(frozen=True, slots=True)
class CatalogPolicy:
    """A policy; `roles` is empty where it holds for PUBLIC."""

    schema: str
    table: str
    name: str
    permissive: bool
    command: str
    roles: tuple[str, ...]
    using: str | None
    check: str | None

    @property
    def text(self) -> str:
        """Both expressions."""
        return f"{self.using or ''} {self.check or ''}"


@dataclass(frozen=True, slots=True)
class Actor:
    """Something of the session that policies compare with: a setting, or one claim (a path of keys) in a token."""

    setting: str
    claim: tuple[str, ...] = ()

    @property
    def in_token(self) -> bool:
        """Whether the setting holds a token's claims, as PostgREST and Supabase hand them on."""
        return self.setting.startswith(_JWT)


@dataclass(slots=True)
class PolicyFacts:
    """All policies; `compared` has for each actor the columns that it is compared with; `bodies` those functions that
    the policies reach, by name."""

    policies: list[CatalogPolicy]
    compared: dict[Actor, list[str]]
    bodies: dict[str, str]

    def of(self, schema: str | None, table: str) -> list[CatalogPolicy]:
        """The policies of a table."""
        return [p for p in self.policies if p.table == table and p.schema == (schema or "public")]


def read_policies(session: EngineSession) -> PolicyFacts:
    """Read pg_policy, and through pg_proc what the functions in policies read of the session."""
    policies = [
        CatalogPolicy(schema, table, name, permissive, command, tuple(roles), using, check)
        for schema, table, name, permissive, command, roles, using, check in session.execute(_POLICIES)
    ]
    functions: dict[str, str] = {}
    for _, name, body in session.execute(_FUNCTIONS):
        functions[name] = f"{functions.get(name, '')}\n{body}"
    texts = [policy.text for policy in policies]
    bodies: dict[str, str] = {}
    waiting = list(texts)
    while waiting:
        text = waiting.pop()
        for name, body in functions.items():
            if name not in bodies and re.search(rf"\b{re.escape(name)}\"?\s*\(", text):
                bodies[name] = body
                waiting.append(body)
    compared: dict[Actor, list[str]] = {}
    for text in [*texts, *bodies.values()]:
        for pattern, actors in _expressions(text, bodies):
            columns = _compared_columns(text, pattern)
            for actor in actors:
                compared.setdefault(actor, []).extend(columns)
    return PolicyFacts(policies, compared, bodies)


def _expressions(text: str, bodies: dict[str, str]) -> list[tuple[str, list[Actor]]]:
    """The places of a text that read the session: a pattern for each, with what is read there."""
    found: list[tuple[str, list[Actor]]] = []
    for setting in dict.fromkeys(_SETTING.findall(text)):
        pattern = rf"current_setting\s*\(\s*'{re.escape(setting)}'"
        found.append((pattern, _claims(text, setting) if setting == f"{_JWT}.claims" else [Actor(setting)]))
    for name, body in bodies.items():
        settings = list(dict.fromkeys(_SETTING.findall(body)))
        if settings and re.search(rf"\b{re.escape(name)}\"?\s*\(", text):
            claims = _claims(text, f"{_JWT}.claims") if name == "jwt" else []
            own = [a for s in settings for a in (_claims(body, s) if s == f"{_JWT}.claims" else [Actor(s)])]
            found.append((rf"\b{re.escape(name)}\"?\s*\(", claims or own))
    return found


def _claims(text: str, setting: str) -> list[Actor]:
    return [Actor(setting, (*_STEP.findall(steps), last)) for steps, last in dict.fromkeys(_CLAIM.findall(text))] or [
        Actor(setting)
    ]


def _compared_columns(text: str, pattern: str) -> list[str]:
    """The columns that stand across `=` or IN from the pattern, with no AND, OR or other comparison between."""
    between = r"(?:(?!\b(?:and|or)\b|[=<>;]).)*?"
    name = r"\"?([^\W\d]\w*)\"?"
    before = re.findall(rf"{name}\s*\)?\s*(?:=|\bin\b)\s*{between}(?:{pattern})", text, re.IGNORECASE | re.DOTALL)
    after = re.findall(
        rf"(?:{pattern})[^=<>;]*?=\s*\(?\s*(?:\w+\.)?{name}\s*(?:[)\s;]|$)", text, re.IGNORECASE | re.DOTALL
    )
    return [*before, *after]
