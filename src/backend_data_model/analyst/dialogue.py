"""Pass 2, conversations: a question names what the answers after it are about."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst import members
from backend_data_model.analyst.claims import UniqueClaim
from backend_data_model.analyst.enumerations import bare_values
from backend_data_model.analyst.morphology import singular
from backend_data_model.analyst.qualifiers import Qualifier

if TYPE_CHECKING:
    from backend_data_model.analyst.context import Context
    from backend_data_model.analyst.reading import Parsed

_RULE = "answer"
_TELLING_APART = re.compile(
    r"\b(?:apart|identif\w+|distinguish\w*|recogni[sz]e\w*|which is which|which one is which|one from (?:the|an)"
    r" ?other|unambiguous)\b"
)
_ONLY_IF = re.compile(
    r"(?:but |and |only |though |well )*(?:if|when|where|not always)\b(?: [\w'-]+){1,7}(?: ,? though)?"
    r" ?[.!]$"
)


def read_turn(parsed: Parsed, context: Context) -> bool:
    """Whether the statement is said all: a question, or an answer that only makes sense after it."""
    text = parsed.normal
    question = text.endswith("?") and not text.endswith(("right ?", "correct ?", "yes ?"))
    if context.asked and not question and _answers(parsed, context):
        return True
    if not question:
        return _only_if(parsed, context)
    found = [e for e in (context.entity(n) for n in parsed.nouns()) if e is not None]
    if not found:
        words = [singular(token.lower) for token in parsed.tokens if token.kind == "word"]
        found = [e for e in map(context.symbols.named, words) if e is not None]
    if found:
        context.focus = found[0]
    context.asked = True
    context.asked_key = found[0] if found and _TELLING_APART.search(text) else None
    short = len(parsed.tokens) <= 8 and any(c.verb is not None and c.verb.lemma == "have" for c in parsed.clauses)
    return not short


def _answers(parsed: Parsed, context: Context) -> bool:
    """Values of the attribute just named ("Single, double or suite."), or what tells things apart ("By name.")."""
    told, context.asked_key = context.asked_key, None
    if told is not None and _names_key(parsed, context, told):
        return True
    if only_quotes(parsed):
        return True
    values = bare_values(parsed.tokens)
    if values is None or context.last_attribute is None:
        return False
    owner, name = context.last_attribute
    members.qualify(context, owner, name, [Qualifier("enum", 0, 0, values=values)], _RULE)
    return True


def only_quotes(parsed: Parsed) -> bool:
    """Examples: nothing but names in quotation marks."""
    told = [token for token in parsed.tokens if token.kind != "punct" and token.lower not in {"and", "or", "like"}]
    return bool(told) and all(token.kind == "quote" for token in told)


def _names_key(parsed: Parsed, context: Context, owner: str) -> bool:
    """ "How do you tell them apart?" - "By name." """
    if len(parsed.clauses) != 1 or parsed.clauses[0].verb is not None:
        return False
    clause = parsed.clauses[0]
    nouns = [n for n in [*clause.prep("by", "with", "through", "from"), *clause.objects] if n.head in lex.TYPE_HEADS]
    keys = [context.attribute_name(noun) for noun in nouns if members.add_member(context, owner, noun, _RULE)]
    if not keys:
        return False
    evidence = context.evidence(_RULE)
    context.emit(
        UniqueClaim(evidence=evidence, rule="told-apart", owner=owner, members=keys, identifies=True, focus=owner)
    )
    return True


def _only_if(parsed: Parsed, context: Context) -> bool:
    """A sentence that is nothing but a condition ("If I know it.") makes the attribute named before it optional."""
    if context.last_attribute is None or not _ONLY_IF.match(parsed.normal) or len(parsed.clauses) > 1:
        return False
    owner, name = context.last_attribute
    members.qualify(context, owner, name, [Qualifier("optional", 0, 0)], _RULE)
    return True
