"""application-rule: what no constraint of a row can keep - "shifts must not overlap", "only admins may delete"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.claims import ApplicationClaim
from backend_data_model.analyst.field_tables import is_rule
from backend_data_model.analyst.lexicon.units import unit_pattern

if TYPE_CHECKING:
    from backend_data_model.analyst.context import Context
    from backend_data_model.analyst.reading import Parsed

RULE = "application-rule"
COUNTS_ROWS = "counts rows"
_TIMED = "depends on the time at which it is checked"
_RULES: list[tuple[re.Pattern[str], str]] = [
    (
        re.compile(
            r"\b(?:overlap|overlapping|double-book|double-booked|twice (?:for|in|over) the same period|clash)\b"
            r"|\b(?:not|never|nobody)\b.* (?:at once|at the same time|simultaneously)\b"
        ),
        "compares periods of several rows",
    ),
    (re.compile(r"\b(?:add up to|sum of|together they|in total|total of all|sum up)\b"), "adds up several rows"),
    (
        re.compile(
            r"\b(?:no more than|at most|not more than|more than|up to|maximum of|fewer than) (?:[2-9]"
            rf"|\d\d+)\b(?! ?(?:characters?|chars?|letters?|digits?|{unit_pattern()})(?![\w-])|\.\d)"
        ),
        COUNTS_ROWS,
    ),
    (
        re.compile(
            r"\bwithin \d+ (?:seconds?|minutes?|hours?|days?|weeks?|months?)\b|\b\d+ (?:minutes|hours|days"
            r"|weeks) (?:before|after)\b|\byears old on\b|\bheld for\b"
        ),
        _TIMED,
    ),
    (
        re.compile(
            r"\b(?:cannot|can not|must not|may not|shall not|should not|never) be (?:changed|modified|edited|reopened"
            r"|updated|altered|touched|cancelled)\b"
        ),
        "restricts changes to existing rows",
    ),
    (
        re.compile(r"\b(?:not|never) (?:go|move|change|switch|return|be set|be moved|be put|step) back\b"),
        "depends on the earlier state of the row",
    ),
    (re.compile(r"^(?:do not|never) let\b"), "is behaviour of the application"),
    (re.compile(r"\b(?:days?|hours?|weeks?|minutes?|months?) (?:ahead|in advance|beforehand)\b"), _TIMED),
    (
        re.compile(
            r"\b(?:not|never)\b.* more than 1 (?:active|open|current|running|pending|valid|primary|default|ongoing)\b"
        ),
        "counts rows in one state",
    ),
    (
        re.compile(r"\b(?:is|are) (?:allowed|permitted|possible) (?:only )?(?:until|before|after|while|as long as)\b"),
        "depends on the state at the time of the action",
    ),
    (
        re.compile(
            r"\bonly (?:the |an? )?(?:admins?|administrators?|owners?|managers?|users?|staff|[a-z]+) (?:can|may"
            r"|are allowed|is allowed)\b"
        ),
        "is a permission",
    ),
    (
        re.compile(
            r"\b(?:valid|well-formed|correct) (?:email|e-mail|url|phone|address|iban|format)\b|\bformat of\b|\bregex\b"
            r"|\bstrong password\b"
        ),
        "is a format, checked where it is entered",
    ),
    (
        re.compile(
            r"\b(?:must|may|can|shall) not (?:rent|borrow|order|book|be put|be assigned|buy|sell|vote|enter|join"
            r"|refer)\b"
        ),
        "depends on other rows",
    ),
    (
        re.compile(
            r"\b(?:should|must|shall) (?:warn|notify|remind|check|be able to)\b|\b(?:would|should) like to be"
            r" (?:warned|notified|reminded|told)\b|\b(?:check|checked) (?:that|this|it)? ?(?:in|by) the"
            r" (?:software|application|app)\b"
        ),
        "is behaviour of the application",
    ),
    (re.compile(r"\bcomputed|calculated|derived from\b"), "is computed, not stored"),
]
_TALK = re.compile(
    r"^(?:hi|hello|hey|dear|thanks|thank you|best|regards|cheers|kind regards|right|great|okay|ok|yes|no|sure"
    r"|got it|sorry|please|so|and|well|oh|one last thing)\b.{0,60}$|\?$"
)
_OPINION = re.compile(
    r"^(?:we|i) (?:all |do not |really |still |do )*"
    r"(?:love|like|hate|hope|think|believe|feel|enjoy|wish|dream|worry|care)\b"
)
_INTERFACE = re.compile(
    r"\b(?:screens?|buttons?|pages?|dashboards?|browser|dark mode|logo|theme|website|ui|ux|app|tablet|mobile"
    r"|offline|languages?|translations?|seconds?|uptime|availability|backups?|performance|penetration|exported?"
    r"|exportable|excel|pdf"
    r"|printed|printable|search box|log(?:ged)? (?:me|in|out)|sign in|calendar|colours?|colors?|marketing"
    r"|roadmap|phase 2|budget|design|workshop|meeting|spreadsheet|intuitive|faster|prettier"
    r"|support|not covered|out of scope|not part of|no need)\b"
)
_ONE = re.compile(r"\bno two\b|\b(?:nobody|no one|none) else\b")


def read(parsed: Parsed, context: Context) -> bool:
    """Rules that a row-level constraint cannot keep, with the reason."""
    for pattern, reason in _RULES:
        if pattern.search(parsed.normal):
            if reason == "is behaviour of the application" and _makes_something(parsed, context):
                continue
            if reason == _TIMED and not any(context.entity(noun) is not None for noun in parsed.nouns()):
                continue
            context.emit(
                ApplicationClaim(
                    evidence=context.evidence(RULE),
                    rule=RULE,
                    text=parsed.statement.quote,
                    reason=reason,
                )
            )
            return True
    return False


_CLOSING = frozenset(
    {
        "compares periods of several rows",
        "adds up several rows",
        "restricts changes to existing rows",
        "is behaviour of the application",
        "is a permission",
        "depends on the earlier state of the row",
    }
)


def closes(parsed: Parsed, context: Context) -> bool:
    """Rules for the application that say nothing else."""
    for pattern, reason in _RULES:
        if reason in _CLOSING and pattern.search(parsed.normal) and not _makes_something(parsed, context):
            return read(parsed, context)
    return False


def _makes_something(parsed: Parsed, context: Context) -> bool:
    """Whether what somebody "shall be able to" do is to make a thing that is stored."""
    if "able to" not in parsed.normal:
        return False
    for clause in parsed.clauses:
        frame = lex.VERB_FRAMES.get(clause.verb.lemma) if clause.verb is not None else None
        if frame in {"create", "record", "assign"} and any(context.entity(n) is not None for n in clause.objects):
            return True
    return False


# Nouns of the text itself, the people who write it and the time: all others may name something that is to be stored.
_OF_THE_PROJECT = lex.BOUNDARY_NOUNS | lex.SOFT_BOUNDARY | lex.CALENDAR | lex.FIRST_PERSON


def not_schema(parsed: Parsed, context: Context) -> str | None:
    """Why a statement without facts says nothing about the data, or None when it may."""
    statement = parsed.statement
    if statement.kind in {"code", "mail_header"}:
        return "not prose"
    if statement.aside is not None:
        return f"stands under {statement.aside!r}, which states no data"
    if statement.term is not None:
        return "explains a term"
    if statement.kind == "heading":
        return "heading"
    if statement.kind == "row" and is_rule(statement.text):
        return "line of a table"
    bounded = any(q.kind not in {"optional", "required"} for q in parsed.qualifiers) or bool(_ONE.search(parsed.normal))
    if not (bounded and not parsed.normal.endswith("?")) and (
        _TALK.search(parsed.normal) or (statement.kind == "prose" and len(parsed.normal.split()) <= 2)
    ):
        return "conversation"
    if not bounded and _INTERFACE.search(parsed.normal):
        return "speaks of the interface, operation or the project, not of data"
    if _OPINION.search(parsed.normal) and not any(context.entity(noun) is not None for noun in parsed.nouns()):
        return "an opinion"
    if not parsed.qualifiers and all(noun.head in _OF_THE_PROJECT for noun in parsed.nouns()):
        return "names nothing that is stored"
    return None
