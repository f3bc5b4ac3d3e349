"""Pass 1, choice: which of the names with evidence are taken for entities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.word_set import word_set

if TYPE_CHECKING:
    from backend_data_model.analyst.tally import Tally

_THRESHOLD = 2.0
_NEVER = word_set(
    """
    whatever whoever whichever period one other each both it thing something nothing somebody user_interface people
    everyone everybody
    right half rest lot way time world day week month year today end beginning moment number amount
    value first second third last next name fact use need default example list hand
    """
)
_NOUN_INGS = word_set(
    """
    booking building meeting listing training rating reading setting painting drawing recording landing filing
    offering holding posting hearing opening crossing sibling wing ring string king spring thing clearing
    sighting warning briefing spraying planting
    """
)
_NOUN_LYS = word_set(
    "family reply supply assembly anomaly ally fly july monthly tally rally lily jelly bully belly butterfly firefly"
)
_GRAMMAR_WORDS = (lex.MODALS | lex.BE | lex.PRONOUNS | lex.PREPOSITIONS) - {"in", "out", "up", "off", "on", "over"}


def is_entity_name(name: str, tally: Tally) -> bool:
    """Whether the evidence for `name` is enough for what kind of word it is."""
    score = tally.scores[name]
    words = name.split("_")
    if name in _NEVER or not name or len(name) < 2 or words[0] in {"same", "such"}:
        return False
    if not _noun_like(words, score, one_of_many=name in tally.one_of_many) or (
        len(words) > 1 and words[0] in {"phase", "status", "state"} and score < 3
    ):
        return False
    if name in tally.scenery and name not in tally.one_of_many and name not in tally.propertied:
        return False
    if any(word in tally.proper for word in words) and name not in tally.counted:
        return False
    if is_body(name, tally):
        return False
    if len(words) == 1 and words[0] in lex.CALENDAR and score < 5:
        return False
    if len(words) == 1 and words[0] in lex.SOFT_BOUNDARY and score < (3 if name in tally.one_of_many else 5):
        return False
    if words[-1] in lex.BOUNDARY_NOUNS and (len(words) == 1 or score < 3):
        return False
    if words[-1] in lex.PRONOUNS | lex.ADVERBS or not words[-1].isidentifier():
        return False
    if len(words) == 1 and words[0] in lex.WEAK_HEADS:
        own = name in tally.parted and not tally.attributes[name]
        return (name in tally.strong or own) and score >= 3
    if words[-1] in lex.WEAK_HEADS and score < 3:
        return False
    if tally.attributes[name] and (words[-1] in lex.TYPE_HEADS and score < 3):
        return False
    return score >= _THRESHOLD


def is_body(name: str, tally: Tally) -> bool:
    """Whether a name is always "the" one and written with a capital: who orders the system ("the Council")."""
    words = name.split("_")
    return all(word in tally.proper for word in words) and name in tally.counted and name not in tally.one_of_many


def _noun_like(words: list[str], score: float, *, one_of_many: bool) -> bool:
    """Whether the words can be a name: no adverbs, no bare verbs, no gerunds that are not things."""
    last = words[-1]
    if any(w.endswith("ly") and len(w) > 4 and w not in _NOUN_LYS for w in words):
        return False
    if words[0] in {"what", "which", "that", "how"} or any(w in _GRAMMAR_WORDS for w in words):
        return False
    form = lex.VERB_FORMS.get(last)
    if last.endswith("ing") and last not in _NOUN_INGS and not one_of_many and (form is not None or score < 3):
        return False
    if any(w.endswith("ing") and w in lex.VERB_FORMS and w not in _NOUN_INGS for w in words[1:]):
        return False
    return not (
        form is not None
        and form[1] == "base"
        and last not in lex.NOUN_LIKE
        and last not in lex.NOMINALISATIONS.values()
        and score < (3 if one_of_many else 4)
    )
