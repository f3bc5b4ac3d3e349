"""Names and types of attributes, from the noun phrases that mention them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.morphology import identifier, singular

if TYPE_CHECKING:
    from collections.abc import Callable

    from backend_data_model.analyst.phrase import Noun

_OPEN = frozenset({"opening", "office", "working", "business", "visiting"})
_MOMENTS = frozenset({"time", "date", "moment", "day", "timestamp", "instant", "hour"})
_ENDS_OF_PERIOD = frozenset({"beginning", "start", "end", "finish"})
_MOMENT_VERBS = frozenset({"start", "end", "finish", "stop", "arrive", "depart", "expire", "receive", "submit"})
_DONE = frozenset({"participle", "past"})
_IRREGULAR_PAST = {"take": "taken", "be": "been"}
_OF_PARTS = frozenset({"name", "number", "address", "code"})
_NOTHING_ELSE = frozenset({"thing", "item", "record", "entry", "one", "object", "user", "person", "owner"})
_IN_FORCE = frozenset({"valid", "effective", "active", "available", "open", "closed", "applicable"})
_SPELLING = {
    "e_mail": "email",
    "email_address": "email",
    "e_mail_address": "email",
    "phone_no": "phone_number",
    "serial_no": "serial_number",
    "dob": "date_of_birth",
    "mail_address": "email",
}


def attribute_name(noun: Noun, is_entity: Callable[[str], bool]) -> str:
    """The name of an attribute: `number of doors` is `door_count`, `the day we received it` is `received_on`."""
    moment = _moment_name(noun) or _moment_of_action(noun)
    if moment:
        return moment
    words = noun.words[:-1] if len(noun.words) > 1 and noun.words[-1] == "one" else noun.words
    if len(words) == 2 and words[0] in {"date", "day"} and lex.VERB_FORMS.get(words[1], ("", ""))[1] in _DONE:
        return f"{words[1]}_on"
    if noun.head in {"flag", "indicator", "switch"} and len(words) > 1:
        return "is_" + identifier(words[:-1])
    name = identifier(words, singular_last=not _plural_attribute(words))
    whose = noun.possessor
    if whose is not None and len(whose.words) == 1 and noun.head == "name" and not is_entity(whose.name):
        name = f"{whose.name}_{name}"
    of = noun.of
    if of is not None:
        of_name = identifier(of.words)
        if noun.head == "number" and of.plural and len(noun.words) == 1:
            return f"{of_name}_count"
        if (
            noun.head in {"number", "amount", "quantity"}
            and of.plural
            and len(noun.words) > 1
            and noun.words[0] in {"previous", "new", "minimum", "maximum", "total"}
        ):
            return f"{noun.words[0]}_{of_name}_count"
        if (
            noun.head in _MOMENTS
            and (of.determiner is not None or len(of.words) == 1)
            and of_name != "birth"
            and not is_entity(of_name)
            and of_name != "month"
        ):
            return f"{of_name}_{'time' if noun.head in {'moment', 'instant'} else noun.head}"
        if (
            noun.head in {"name", "number", "address", "code"}
            and len(words) == 1
            and _told_apart(of, of_name, is_entity)
        ):
            return f"{of_name}_{noun.head}"
        fixed = of.determiner is None or of_name in {"birth", "month", "measure", "week", "origin"}
        if fixed and not is_entity(of_name) and of.quantity is None:
            name = f"{name}_of_{identifier(of.words, singular_last=not of.plural)}"
    whole = noun.possessor
    if whole is not None and whole.words and name in _OF_PARTS:
        whole_name = identifier(whole.words)
        if _told_apart(whole, whole_name, is_entity):
            name = f"{whole_name}_{name}"
    return _SPELLING.get(name, name)


def _told_apart(whole: Noun, name: str, is_entity: Callable[[str], bool]) -> bool:
    """Whether "the name of the hall" is the name of something that is nothing but this name."""
    return (
        whole.determiner in {"the", "a", "an", "its", "their"}
        and not whole.plural
        and whole.of is None
        and name not in _NOTHING_ELSE
        and not is_entity(name)
        and not any(is_entity("_".join(name.split("_")[cut:])) for cut in range(1, name.count("_") + 1))
    )


def _plural_attribute(words: list[str]) -> bool:
    """Whether a plural stays ("minutes", "given names"), because one value holds them all."""
    last = words[-1]
    return (last in lex.TYPE_HEADS and singular(last) != last) or (
        last in {"names", "hours"} and words[0] in {"given", "first", "middle", "last", "opening", "working", "office"}
    )


def _moment_name(noun: Noun) -> str | None:
    """`the time it was signed` is `signed_at`, `the day we received it` is `received_on`."""
    if noun.head not in _MOMENTS or not noun.relatives or len(noun.words) > 1:
        return None
    verb = noun.relatives[0].verb
    if verb is not None and verb.lemma == "be" and noun.relatives[0].complement:
        said = noun.relatives[0].complement
        return "_".join(said) if len(said) > 1 else f"{said[0]}_{'on' if noun.head in {'day', 'date'} else 'at'}"
    if verb is None or verb.lemma in {"be", "have"}:
        return None
    if noun.plural:
        return f"{noun.words[0]}_{lex.participle(verb.lemma)}"
    form = next((f for f, (base, tag) in lex.VERB_FORMS.items() if base == verb.lemma and tag == "participle"), None)
    if form is None:
        known = next((f for f, (base, tag) in lex.VERB_FORMS.items() if base == verb.lemma and tag == "past"), None)
        form = known or (verb.lemma[:-1] + "ied" if verb.lemma.endswith("y") else verb.lemma.rstrip("e") + "ed")
    if verb.particle is not None:
        form = f"{form}_{verb.particle}"
    return f"{form}_{'on' if noun.head in {'day', 'date'} else 'at'}"


def _moment_of_action(noun: Noun) -> str | None:
    """`the time recording started` is `recording_started_at`."""
    first, last = noun.words[0], noun.words[-1]
    form = lex.VERB_FORMS.get(last)
    if len(noun.words) < 3 or first not in _MOMENTS or form is None or form[1] not in {"past", "participle"}:
        return None
    return f"{identifier(noun.words[1:], singular_last=False)}_{'on' if first in {'day', 'date'} else 'at'}"


def attribute_type(name: str, noun: Noun | None = None) -> str:
    """The engine-neutral type that a name suggests; `text` when nothing tells."""
    words = name.split("_")
    if "per" in words[1:-1]:
        words = words[: words.index("per", 1)]
    if len(words) > 1 and words[-1] in {"min", "max", "minimum", "maximum"}:
        words = words[:-1]
    head, last = singular(words[-1]), words[-1]
    if noun is not None and noun.unit is not None:
        return "integer" if noun.unit in lex.INTEGER_UNITS else "decimal"
    if (last == "at" and len(words) > 1) or (
        name.startswith("last_")
        and words[-1] in {"seen", "used", "login", "changed", "modified", "contacted", "activity"}
    ):
        return "timestamp"
    if (last == "on" and len(words) > 1) or (
        len(words) == 2 and words[0] in _IN_FORCE and last in {"from", "until", "till", "to", "since"}
    ):
        return "date"
    if words[0] in {"is", "has", "can"} and len(words) > 1:
        return "boolean"
    if last == "count" or words[:2] == ["number", "of"]:
        return "integer"
    if "date" in words or name in {"birthday", "dob"} or (last == "day" and "of" not in words):
        return "date"
    if words[:3] == ["day", "of", "month"] or last in {"year", "month", "day"}:
        return "integer" if last != "day" or "of" in words else "date"
    if (last == "time" and len(words) > 1 and words[-2] != "lead") or name == "time":
        return "timestamp"
    if words[0] == "hours" and len(words) > 1 and last not in lex.TYPE_HEADS:
        return "decimal"
    if words[-2:-1] and words[-2] in _OPEN and last == "hours":
        return "text"
    if last in {"second", "minute", "hour"}:
        return "integer"
    if name in _ENDS_OF_PERIOD or (last.endswith("ed") and lex.VERB_FORMS.get(name, ("",))[0] in _MOMENT_VERBS):
        return "timestamp"
    if last in {"zone", "number", "no", "code"}:
        return "text"
    return (
        lex.TYPE_HEADS.get(last)
        or lex.TYPE_HEADS.get(head)
        or ("money" if last == "value" and len(words) > 1 else "text")
    )
