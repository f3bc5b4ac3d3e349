"""default-value: the value that a new row has - "new ones are drafts", "on by default"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.analyst.claims import AttributeClaim, DefaultClaim, QualifierClaim
from backend_data_model.analyst.morphology import singular

if TYPE_CHECKING:
    from backend_data_model.analyst.context import Context
    from backend_data_model.analyst.reading import Parsed

RULE = "default-value"
_CUE = re.compile(
    r"\b(?:by default|defaults? (?:to|is|value)|default :|initially|initial|starts? (?:out )?(?:as|with|in"
    r"|life as|life in)|starts? on|starting as|starting with|starting in|begins? (?:as|in|life as)|beginning as"
    r"|to begin with|unless (?:set|specified|stated|marked|told|changed|given|otherwise|somebody|someone)"
    r"|(?:what|where|how) (?:we|it|they|you) (?:starts?|begins?)(?: (?:from|with|out))?"
    r"|a new(?:ly)?|freshly|new (?:1|ones)|is created (?:as|in|with)|are created (?:as|in"
    r"|with)"
    r"|entered as"
    r"|if (?:you|one|nobody|we) (?:do not|does not|did not)? ?(?:choose|chooses|say|says|set|sets|pick|picks)"
    r"(?: anything| one)?|if nothing (?:else )?is (?:set|chosen|given)|normally it is not|default)\b"
)
_NUMBER = re.compile(
    r"\b(?:(?:defaults? (?:to|is|of|value of|value is|:)|starting (?:at|with)|by default(?: it is)?) (?P<v>-?\d+"
    r"(?:\.\d+)?)|(?P<w>-?\d+(?:\.\d+)?) (?:is what (?:you|one|we|they) gets?"
    r"|by default|unless|is the default|to begin with))"
)
_FALSE = re.compile(
    r"\bby default (?:they|it) (?:are|is|does|do) not\b|\b(?:off|no|false) by default\b|\bnormally (?:it is "
    r"|they are )?not\b|\bnot by default\b|\bdefaults? to (?:false|no|off)\b"
)
_TRUE = re.compile(
    r"\b(?:on|yes|true|enabled|active) by default\b|\bdefaults? to (?:true|yes|on)\b|\bby default (?:they"
    r"|it) (?:are|is)(?! not)\b"
)
_UNLESS_MARKED = re.compile(r"^(?P<a>[a-z]+) unless (?:marked|stated|set|told|specified)(?: otherwise)?\b")


def read(parsed: Parsed, context: Context) -> bool:
    """A default is a value of an attribute of the entity spoken of, named beside a cue."""
    text = parsed.normal
    cue = _CUE.search(text)
    if cue is None:
        return False
    if match := _UNLESS_MARKED.search(text):
        owner = context.topic or context.focus
        if owner is not None:
            name = f"is_{match.group('a')}"
            context.emit(
                AttributeClaim(evidence=context.evidence(RULE), rule=RULE, owner=owner, name=name, type="boolean")
            )
            _emit(context, owner, name, "true")
            return True
    for claim, values in _candidates(context):
        for value in values:
            if _mentions(text, value, cue):
                owner, attribute = claim
                _emit(context, owner, attribute, value)
                return True
    boolean = "false" if _FALSE.search(text) else "true" if _TRUE.search(text) else None
    if boolean is not None and context.last_attribute is not None:
        owner, attribute = context.last_attribute
        _emit(context, owner, attribute, boolean)
        return True
    if (match := _NUMBER.search(text)) and context.last_attribute is not None:
        owner, attribute = context.last_attribute
        _emit(context, owner, attribute, match.group("v") or match.group("w"))
        return True
    return False


def _emit(context: Context, owner: str, attribute: str, value: str) -> None:
    evidence = context.evidence(RULE)
    context.emit(
        DefaultClaim(evidence=evidence, rule=RULE, owner=owner, attribute=attribute, value=value, focus=context.focus)
    )


def _candidates(context: Context) -> list[tuple[tuple[str, str], tuple[str, ...]]]:
    """Value lists read so far: first those of this statement, then those of the entity spoken of, newest first."""
    here = []
    for claim in reversed(context.here()):
        if isinstance(claim, AttributeClaim):
            here += [((claim.owner, claim.name), q.values) for q in claim.qualifiers if q.kind == "enum"]
        elif isinstance(claim, QualifierClaim) and claim.qualifier.kind == "enum":
            here.append(((claim.owner or context.focus or "", claim.attribute), claim.qualifier.values))
    of_focus = [
        ((owner or context.focus or "", name), values)
        for owner in dict.fromkeys((context.focus, context.topic, None))
        for name, values in reversed(context.value_lists.get(owner, {}).items())
    ]
    return [*here, *of_focus]


def _mentions(text: str, value: str, cue: re.Match[str]) -> bool:
    """Whether the value stands near the cue, outside the value list itself."""
    window = text[max(0, cue.start() - 40) : cue.end() + 60]
    word = value.lower().replace("_", " ")
    before = text[max(0, cue.start() - 40) : cue.start()].rstrip()
    after = text[cue.end() : cue.end() + 60]
    follows = re.match(
        r"(?: [a-z']+){0,5}? (?:is |are |in the [a-z]+ |in |as |: |made 1 is |1 is |ones are )?"
        + re.escape(word)
        + r"s?\b",
        after,
    )
    if follows:
        return True
    if cue.group().startswith(("by default", "unless", "to begin", "what ", "where ", "how ", "if ", "default")):
        return bool(re.search(r"(?:^|[ ,(])" + re.escape(word) + r"(?: (?:being|which|is|it|that))?$", before)) or bool(
            re.search(re.escape(word) + r" (?:being )?$", before + " ")
        )
    return any(singular(w) == word for w in window.split()) and cue.group().startswith(("new", "a new", "freshly"))
