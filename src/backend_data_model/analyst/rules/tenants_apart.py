"""tenants-apart: who must not see another's data - "the data of one gym is invisible to every other gym"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.analyst.claims import TenantClaim
from backend_data_model.analyst.context import name_of
from backend_data_model.analyst.rules.tenancy import NOT_TENANTS
from backend_data_model.analyst.tenant_names import tenant_named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.analyst.context import Context
    from backend_data_model.analyst.reading import Parsed

RULE = "tenants-apart"
_NEVER = re.compile(r"\b(?:never|not|no|nobody|none|neither|nor|without|forbidden|impossible)\b")
_REACH = re.compile(
    r"\b(?:sees?|views?|access(?:es)?|reads?|looks?|knows?|opens?|finds?|shares?|touch(?:es)?|change|reach"
    r"|get (?:at|to)"
    r"|learns?|mix(?:ed)?|visible|shown|leaks?)\b"
)
_APART = re.compile(r"\b(?:isolated|separated?|invisible|hidden|apart|inaccessible|walled off|shielded|siloed)\b")
_THE_OTHER = re.compile(
    r"\b(?:another|a different|(?:(?:every|any|all|the|all the|of) )?other|different)"
    r" (?P<t>[a-z][\w-]*(?: [a-z][\w-]*)?)"
)
_ONE_ANOTHER = re.compile(r"\b(?:each other|1 another|another 1|the others?|others|any other)\b")
_HEAD = re.compile(
    r"^(?:(?:the |all )?(?:data|records?|rows|information)(?: [a-z]+)? (?:of|from) )?"
    r"(?:no |the |all |our |each |every |1 |a |an )?(?P<t>[a-z][\w-]*(?: [a-z][\w-]*)?)\b"
)
_OUTSIDER = re.compile(
    r"\bof (?:a|an|the|any) (?P<t>[a-z][\w-]*(?: [a-z][\w-]*)?) (?:that|which|to which|of which|where) "
    r"(?:they|he|she|1)"
    r" (?:is|are|do|does) not (?:a |an )?(?:members?|belong|part|in|work)"
)


def read(parsed: Parsed, context: Context) -> bool:
    """The tenant is what is named twice: once as itself and once as the other, from which something is kept."""
    for part in re.split(r" ?[;.] ?", parsed.normal):
        if not ((_NEVER.search(part) and _REACH.search(part)) or _APART.search(part)):
            continue
        role = parsed.statement.role or ""
        for words in (*_named_twice(part, f"{part} {role}"), *_one_another(part), *_outsiders(part)):
            tenant = tenant_named(words, context) or (name_of(words) if " " not in words else None)
            if tenant is not None and tenant.split("_")[-1] not in NOT_TENANTS:
                context.emit(TenantClaim(evidence=context.evidence(RULE), rule=RULE, tenant=tenant))
                return False
    return False


def _named_twice(part: str, everywhere: str) -> Iterator[str]:
    for match in _THE_OTHER.finditer(part):
        for words in (match["t"], match["t"].split()[0]):
            name = name_of(words)
            others = everywhere.replace(match[0], " ", 1)
            if name and any(name_of(found[0]) == name for found in _phrases(others, len(words.split()))):
                yield words


def _phrases(text: str, size: int) -> Iterator[re.Match[str]]:
    """Every run of so many words, overlapping ones too."""
    for match in re.finditer(r"\b(?=([a-z][\w-]*(?: [a-z][\w-]*)*))", text):
        found = re.compile(rf"[a-z][\w-]*(?: [a-z][\w-]*){{{size - 1}}}").match(text, match.start())
        if found is not None:
            yield found


def _one_another(part: str) -> Iterator[str]:
    if _ONE_ANOTHER.search(part) and (head := _HEAD.match(part)) is not None:
        yield from (head["t"], head["t"].split()[0])


def _outsiders(part: str) -> Iterator[str]:
    for match in _OUTSIDER.finditer(part):
        yield match["t"]
