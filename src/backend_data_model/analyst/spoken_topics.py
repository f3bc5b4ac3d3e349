"""Layer 5: what the short statements of a conversation do - announce what is spoken of next, or list its fields."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.word_set import word_set

if TYPE_CHECKING:
    from backend_data_model.analyst.clause import Clause
    from backend_data_model.analyst.phrase import Noun
    from backend_data_model.analyst.reading import Parsed

_LONGEST = 9
_PLACES = ("against", "on", "of", "for", "in", "under", "to", "from")
_NEVER_FIELDS = word_set("thing stuff bit way lot matter question problem idea point")
_VALUE = re.compile(
    r"^(?:(?:oh|erm|um|well|ah|yes|right|also|and|or|plus|sorry) ?,? )*(?:and|or|plus|also) "
    r"(?:also |maybe |sometimes )?(?P<value>[a-z][a-z-]*(?: [a-z][a-z-]*)?)"
    r"(?: ?,? (?:then|too|as well|please|of course|sometimes|obviously))? ?[.,!]"
)


def announced(parsed: Parsed) -> Noun | None:
    """The thing that a statement only names: "Employees.", "Next, the ceremonies.", "Payments against an invoice."."""
    statement = parsed.statement
    if statement.kind != "prose" or statement.speaker is None or parsed.qualifiers:
        return None
    if parsed.header is not None:
        asked = parsed.normal.endswith("?") and len(parsed.tokens) <= _LONGEST
        return parsed.header if asked and not is_field(parsed.header) else None
    first = parsed.clauses[0] if parsed.clauses else None
    if first is not None and (noun := _broken_off(parsed, first)) is not None:
        return noun
    if first is None or first.verb is not None or len(first.objects) != 1 or first.subjects or first.pronoun:
        return None
    noun = first.objects[0]
    if noun.quantity is not None or noun.asides or noun.conditions or noun.of is not None or noun.relatives:
        return None
    if noun.possessor is not None or (is_field(noun) and not noun.plural) or len(noun.words) > 3:
        return None
    if noun.head in _NEVER_FIELDS | lex.BOUNDARY_NOUNS | lex.CALENDAR | lex.ADVERBS or not _only_words(noun):
        return None
    if first.preps:
        placed = [n for word, nouns in first.preps if word in _PLACES for n in nouns]
        return noun if noun.plural and len(placed) == 1 and len(parsed.tokens) <= _LONGEST + 2 else None
    if len(parsed.clauses) > 1 or first.complement or len(parsed.tokens) > _LONGEST:
        return None
    ends = parsed.normal.rstrip()[-1:]
    named = noun.plural or noun.determiner == "the" or ends == "?" or (ends == "!" and noun.determiner is None)
    return noun if named and noun.determiner in lex.ARTICLES | {None} else None


def _broken_off(parsed: Parsed, clause: Clause) -> Noun | None:
    """ "So the survey is...": a sentence broken off after its subject."""
    verb = clause.verb
    if verb is None or verb.lemma not in {"be", "have"} or len(parsed.clauses) > 1 or clause.objects or clause.preps:
        return None
    noun = clause.subjects[0] if len(clause.subjects) == 1 else None
    open_end = parsed.normal.endswith(("...", "…"))
    return noun if noun is not None and open_end and noun.determiner in lex.ARTICLES and not is_field(noun) else None


def _only_words(noun: Noun) -> bool:
    return all(word.replace("-", "").replace("'", "").isalpha() for word in noun.words)


def is_field(noun: Noun) -> bool:
    """Whether a noun of a fragment reads as a property by its own words."""
    last = noun.words[-1] if noun.words else ""
    if (noun.quantity is not None and noun.quantity.max != 1) or noun.words[:1] == ["say"]:
        return False
    if noun.head in lex.TYPE_HEADS or last in lex.TYPE_HEADS or noun.unit is not None:
        return True
    if any(q.kind in {"range", "length", "unique"} or (q.kind == "enum" and not noun.plural) for q in noun.qualifiers):
        return True
    if noun.head in {"time", "tick", "checkbox"} or last in {"count", "at", "on", "by"} or noun.words[:1] == ["is"]:
        return True
    return last in lex.VERB_FORMS and len(noun.words) > 1 and lex.VERB_FORMS[last][1] in {"participle", "past"}


def lists_fields(clause: Clause, others: list[Noun]) -> bool:
    """Whether the nouns of a fragment that name no thing (`others`) are the fields of what is spoken of."""
    fields = sum(is_field(noun) for noun in others)
    if clause.verb is not None or fields == 0:
        return False
    return fields * 2 >= len(others) or not any(noun.plural or noun.determiner in {"a", "an"} for noun in others)


def added_value(parsed: Parsed) -> str | None:
    """The value that a statement adds to a list just told ("Oh, and cheque.", "Or repatriation, then.")."""
    if parsed.statement.speaker is None or parsed.qualifiers:
        return None
    found = _VALUE.match(parsed.normal)
    return found.group("value") if found else None
