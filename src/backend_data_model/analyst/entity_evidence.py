"""Pass 1, evidence: what each statement says for and against a noun being the name of an entity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.change_labels import speaks_of_attribute
from backend_data_model.analyst.clause import named_by
from backend_data_model.analyst.lookahead import DATE_TAILS
from backend_data_model.analyst.morphology import identifier, is_plural
from backend_data_model.analyst.occasions import booked_thing, occasion_thing
from backend_data_model.analyst.ordinals import in_order
from backend_data_model.analyst.own_facts import tells_of_self
from backend_data_model.analyst.proper_names import proper_words
from backend_data_model.analyst.spoken_topics import announced, lists_fields
from backend_data_model.analyst.tally import Tally
from backend_data_model.analyst.unique_names import uniquely_named
from backend_data_model.analyst.word_set import word_set

if TYPE_CHECKING:
    from backend_data_model.analyst.clause import Clause
    from backend_data_model.analyst.phrase import Noun, Verb
    from backend_data_model.analyst.reading import Parsed

_LIST_NOUNS = word_set("list set collection group series kind sort pair couple catalogue catalog register piece")
_HAVING = word_set("have carry contain include hold record store get bear consist comprise possess")
_ONE = frozenset({"a", "an", "each", "every"})
_NEEDING = frozenset({"need", "require"})
_SAVING = word_set("save mark add bookmark keep store")
_LINKING = ("to", "by", "in", "on", "for", "at", "from", "of", "with", "under", "against", "into")
_TOLD_BY_NAME = frozenset({"name", "title", "price", "number", "label"})
_ONLY = frozenset({"just", "simply", "only", "merely"})
# Heads that are attributes when they stand alone ("a note") and things when they are told apart ("delivery notes").
_DOCUMENTS = word_set(
    """
    note comment message photo picture image document file review rating remark report reading answer reply
    instruction statement
    """
)


def weigh(document: list[Parsed]) -> Tally:
    """The evidence of all statements, added up."""
    tally = Tally()
    tally.proper = proper_words(document)
    _spoken_evidence(document, tally)
    previous: Parsed | None = None
    last_subject: Noun | None = None
    last_plural: Noun | None = None
    for parsed in document:
        if parsed.statement.row is not None:
            tally.scores[identifier(lead_words(parsed.statement.header or ""))] += 3
            if parsed.statement.row.target:
                target = identifier(lead_words(parsed.statement.row.target))
                tally.scores[target] += 3
                tally.strong.add(target)
            continue
        if parsed.statement.kind in {"code", "mail_header", "row"} or parsed.statement.aside is not None:
            continue
        header = parsed.statement.header
        if not speaks_of_attribute(parsed, lead_words(header or ""), tally):
            _lead_in_evidence(parsed, tally)
        if previous is not None and header is not None and previous.statement.text == header + ".":
            tally.scores[identifier(header.lower().split())] += 2
        previous = parsed
        if (
            parsed.header is not None
            and parsed.header.words
            and not speaks_of_attribute(parsed, parsed.header.words, tally)
        ):
            _header_evidence(parsed, tally)
        for place, clause in enumerate(parsed.clauses):
            _pointed_at(clause, last_subject, last_plural, tally)
            _clause_evidence(clause, parsed, tally)
            plurals = [noun for noun in clause.nouns() if noun.plural and not attribute_like(noun)]
            last_plural = plurals[-1] if plurals else last_plural
            last_subject = next((noun for noun in clause.subjects if noun in plurals), last_subject)
            named = named_by(clause, first=place == 0)
            if named is not None and (clause.verb is None or clause.verb.lemma != "be" or clause.prep("with")):
                tally.scores[entity_noun(named)] += 2
        _occasion_evidence(parsed, tally)
    for whole, (thing, scoped) in tally.unique_names.items():
        if not tally.attributes[whole] and (scoped or thing in tally.counted):
            tally.scores[thing] += 2
    for parsed in document:
        if parsed.statement.kind == "heading":
            for noun in parsed.nouns():
                if noun.name in tally.scores:
                    tally.scores[noun.name] += 1
    return tally


_WITHIN = 6


def _spoken_evidence(document: list[Parsed], tally: Tally) -> None:
    """What a conversation announces ("Employees.") and then lists the fields of is a thing."""
    noun: Noun | None = None
    since = 0
    for parsed in document:
        if (told := announced(parsed)) is not None:
            noun, since = told, 0
            continue
        since += 1
        if noun is None or since > _WITHIN or not parsed.clauses:
            continue
        first = parsed.clauses[0]
        having = first.pronoun in {"it", "they"} and first.verb is not None and first.verb.lemma in {"have", "get"}
        if having or lists_fields(first, first.objects):
            tally.scores[noun.name] += 3
            tally.strong.add(noun.name)
            noun = None


_LEADING = (
    lex.DETERMINERS
    | lex.HAVE
    | word_set("needs need contains must should shall consists with of stores holds includes")
)


def lead_words(lead: str) -> list[str]:
    """The words of a lead-in that name a thing ("A shooting day needs" names the shooting day)."""
    return [word for word in lead.lower().split() if word not in _LEADING] or lead.lower().split()


def _lead_in_evidence(parsed: Parsed, tally: Tally) -> None:
    """Items under a lead-in that read as attributes make the lead-in an entity."""
    lead = parsed.statement.header
    if (
        not lead
        or len(lead.split()) > 4
        or not parsed.clauses
        or (parsed.header is not None and parsed.header.head not in lex.TYPE_HEADS)
    ):
        return
    name = identifier(lead_words(lead))
    first = parsed.clauses[0]
    subjectless = first.verb is not None and not first.subjects and first.pronoun is None
    if (
        (first.verb is None and any(attribute_like(noun) for noun in first.objects))
        or subjectless
        or parsed.header is not None
        or first.pronoun in {"it", "they"}
    ):
        tally.scores[name] += 1.5
        if is_plural(lead.lower().split()[-1]):
            tally.strong.add(name)


def _header_evidence(parsed: Parsed, tally: Tally) -> None:
    header = parsed.header
    assert header is not None
    if header.head in lex.ENUM_HEADS | lex.WEAK_HEADS and not header.plural:
        return
    first = parsed.clauses[0] if parsed.clauses else None
    if first is None:
        return
    items = [noun for noun in first.objects if noun.head in lex.TYPE_HEADS or noun.qualifiers]
    if first.verb is None and items:
        tally.scores[header.name] += 3
        if header.plural:
            tally.strong.add(header.name)
        if header.possessor is not None:
            tally.scores[header.possessor.name] += 1
    elif first.verb is None and header.plural and any(n.quantity is not None for n in first.objects):
        tally.scores[header.name] += 2
    elif first.verb is not None:
        back = any(
            c.pronoun in {"each", "they", "it"} or any(n.name == header.name for n in c.subjects)
            for c in parsed.clauses
        )
        tally.scores[header.name] += 2 if header.plural and back and header.head not in lex.BOUNDARY_NOUNS else 1


def _occasion_evidence(parsed: Parsed, tally: Tally) -> None:
    """What comes up before something is recorded of it is a thing."""
    thing = occasion_thing(parsed)
    rest = [noun for clause in parsed.clauses[1:] for noun in [*clause.subjects, *clause.objects]]
    if thing is None and (thing := booked_thing(parsed)) is not None:
        rest = [noun for clause in parsed.clauses if clause.labels for noun in clause.objects]
    if (
        thing is not None
        and not attribute_like(thing)
        and any(attribute_like(noun) or _asked_for(noun) for noun in rest)
    ):
        tally.scores[entity_noun(thing)] += 3


def _clause_evidence(clause: Clause, parsed: Parsed, tally: Tally) -> None:
    verb = clause.verb
    if parsed.statement.actor is not None and tells_of_self(clause):
        tally.scores[identifier(parsed.statement.actor.lower().split())] += 3
    for noun in clause.prep("as"):
        if noun.plural and verb is not None and verb.lemma in _SAVING and parsed.statement.role is not None:
            tally.scores[noun.name] += 2
    _with_list_evidence(clause, tally)
    _label_evidence(clause, tally)
    if (unique := uniquely_named(clause)) is not None:
        tally.unique_names[unique[0]] = unique[1:]
    if nothing_but_properties(clause):
        tally.scores[entity_noun(clause.subjects[0])] += 3
    placed = [noun for noun in clause.prep("in") if in_order(noun)]
    for noun in clause.nouns():
        if noun not in placed:
            _noun_evidence(noun, tally)
    if verb is not None and verb.lemma == "be" and not clause.subjects and clause.pronoun is None:
        _existential_evidence(clause, tally)
    if verb is None or (clause.pronoun in lex.FIRST_PERSON and verb.lemma not in lex.VERB_FRAMES):
        return
    if verb.lemma in lex.ACCESS_VERBS and not (verb.lemma == "list" and not clause.prep("by")):
        return
    if verb.lemma == "go" and clause.prep("by", "under"):
        return
    frame = lex.VERB_FRAMES.get(verb.lemma, "other")
    subjects = [
        noun
        for noun in clause.subjects
        if not attribute_like(noun) or (noun.plural and noun.quantity is None and noun.determiner is None)
    ]
    if frame == "record" and not verb.passive:
        _recording_evidence(clause, tally)
    given = verb.lemma == "give" and any(word in lex.FIRST_PERSON for word in clause.complement)
    needed = verb.lemma in _NEEDING and any(attribute_like(n) or n.asides for n in clause.objects)
    if (verb.lemma in _HAVING or given or needed) and not verb.passive:
        _having_evidence(clause, verb, tally)
    elif verb.passive and (verb.lemma == "identify" or (verb.lemma in _TOLD_BY_NAME and not clause.objects)):
        for noun in clause.subjects:
            tally.scores[entity_noun(noun)] += 3
    elif frame in {"own", "contain", "belong", "create", "assign", "use"} and not verb.negated:
        _relation_evidence(clause, verb, subjects, parsed, tally)
    elif frame == "record" and verb.passive and subjects:
        each = bool(clause.prep("per")) or any(n.determiner in {"each", "every"} for n in clause.prep("for"))
        for noun in subjects:
            tally.scores[entity_noun(noun)] += 3 if each and noun.determiner in lex.ARTICLES else 1
    elif frame == "record" and clause.pronoun == "we":
        for noun in clause.objects:
            if noun.plural and not attribute_like(noun):
                tally.scores[entity_noun(noun)] += 1.5
    elif frame == "other" and verb.lemma not in {"be", *lex.ACCESS_VERBS} and not verb.negated:
        _other_relation_evidence(clause, subjects, tally)
    elif verb.lemma == "be" and subjects:
        told = subjects[0].determiner in lex.ARTICLES | lex.UNIVERSAL or subjects[0].plural
        if told and any(attribute_like(noun) for noun in clause.prep("with")):
            tally.scores[entity_noun(subjects[0])] += 3
        for noun in clause.prep("on", "in", "of", "at", "for", "under"):
            if noun.quantity is not None and noun.quantity.max == 1 and not attribute_like(noun):
                tally.scores[entity_noun(noun)] += 2
                tally.scores[entity_noun(subjects[0])] += 1


def _pointed_at(clause: Clause, last_subject: Noun | None, last_plural: Noun | None, tally: Tally) -> None:
    """ "Those have a title", "theirs is a name": what was named before is a thing."""
    verb = clause.verb
    if verb is None or verb.negated or not any(attribute_like(noun) for noun in clause.objects):
        return
    if clause.pronoun == "those" and verb.lemma in _HAVING and last_plural is not None:
        tally.scores[entity_noun(last_plural)] += 2
    elif verb.lemma == "be" and last_subject is not None and [n.words for n in clause.subjects] == [["theirs"]]:
        tally.scores[entity_noun(last_subject)] += 2


def _with_list_evidence(clause: Clause, tally: Tally) -> None:
    """ "A basket with a colour and a size": what has attributes is a thing."""
    verb, last = clause.verb, clause.objects[-1] if clause.objects else None
    if (
        verb is None
        and last is not None
        and "each" in clause.complement
        and any(map(attribute_like, clause.prep("with")))
    ):
        listed = last.of if last.head in _LIST_NOUNS and last.of is not None else last
        if listed.plural and not attribute_like(listed):
            tally.scores[listed.name] += 3
    first = clause.objects[0] if clause.objects else None
    if verb is None and first is not None and first.determiner in lex.UNIVERSAL and not attribute_like(first):
        tally.scores[entity_noun(first)] += 3 if any(attribute_like(n) for n in clause.prep("with")) else 0
    if last is None or verb is None or verb.negated or not any(attribute_like(n) for n in clause.prep("with")):
        return
    told = last.plural or last.determiner in lex.ARTICLES or last.quantity is not None
    items = {"_".join(last.words[:-1]), *last.words[:-1]} if last.head in _LIST_NOUNS else set()
    if any(n.possessor is not None and n.possessor.name in items for n in clause.prep("with")):
        return  # "a gift list, with each gift's price": the gifts are the thing
    if told and not attribute_like(last):
        tally.scores[entity_noun(last)] += 3


def _label_evidence(clause: Clause, tally: Tally) -> None:
    """ "Photos are taken during a visit: the file and a caption": what a list of properties follows is a thing."""
    if clause.verb is not None or not any(attribute_like(noun) for noun in clause.objects):
        return
    told = [n for n in clause.labels if n.plural or n.determiner in lex.ARTICLES | lex.UNIVERSAL or n.quantity]
    thing = next((noun for noun in told if noun.plural or not attribute_like(noun)), None)
    thing = thing or next((noun for noun in told if noun.determiner in {"a", "an"} and len(noun.words) > 1), None)
    if thing is not None:
        tally.scores[entity_noun(thing)] += 3


def _other_relation_evidence(clause: Clause, subjects: list[Noun], tally: Tally) -> None:
    """ "Each mill grinds several grains": a verb without a frame ties things where it is told how many."""
    targets = [noun for noun in [*clause.objects, *clause.prep(*_LINKING)] if not attribute_like(noun)]
    many = [noun for noun in targets if noun.quantity is not None and noun.quantity.explicit]
    if not subjects or not many:
        return
    for noun in [*subjects[:1], *many]:
        if noun.plural or noun.determiner in {"a", "an", "each", "every"} or noun.quantity is not None:
            tally.scores[entity_noun(noun)] += 2
        else:
            tally.scores[entity_noun(noun)] += 1


def _existential_evidence(clause: Clause, tally: Tally) -> None:
    """ "There are halls, each with a number of seats", "on each farm there are fields": these are things."""
    for place in clause.prep("in", "on", "at", "for", "per", "inside", "within"):
        if place.determiner in lex.UNIVERSAL and not attribute_like(place):
            for noun in clause.objects:
                if noun.plural and not attribute_like(noun):
                    tally.scores[entity_noun(noun)] += 2
    if not any(attribute_like(noun) for noun in clause.prep("with")):
        return
    for noun in clause.objects:
        if not attribute_like(noun) and (noun.plural or noun.determiner in lex.ARTICLES or noun.quantity is not None):
            tally.scores[entity_noun(noun)] += 3


def _recording_evidence(clause: Clause, tally: Tally) -> None:
    """ "For every hall we note the name": what properties are recorded of is a thing."""
    if not any(attribute_like(noun) or _asked_for(noun) for noun in clause.objects):
        return
    for noun in clause.prep("for", "of", "per", "about", "on", "with"):
        told = noun.determiner in lex.ARTICLES | lex.UNIVERSAL or noun.plural
        if told and not attribute_like(noun):
            tally.scores[entity_noun(noun)] += 3


def _having_evidence(clause: Clause, verb: Verb, tally: Tally) -> None:
    """What has something is a thing, and so are the many that it has."""
    listed = sum(attribute_like(n) or (n.head == "time" and bool(n.relatives)) for n in clause.objects) >= 2
    for noun in clause.subjects:
        things = clause.objects and all(n.plural and not attribute_like(n) for n in clause.objects)
        if things and not noun.plural and noun.determiner in {"our", "the"}:
            tally.scenery.add(noun.name)
        elif not things:
            tally.propertied.add(noun.name)
    for noun in clause.subjects[:1]:
        if listed and (noun.plural or noun.determiner in lex.ARTICLES | lex.UNIVERSAL):
            tally.scores[entity_noun(noun)] += 2
        if listed and noun.determiner in _ONE and noun.head in lex.WEAK_HEADS:
            tally.scores[entity_noun(noun)] += 1
            tally.parted.add(entity_noun(noun))
    for noun in clause.subjects if not verb.negated else ():
        if clause.objects or verb.lemma == "consist":
            tally.scores[entity_noun(noun)] += 3 if noun.head not in lex.WEAK_HEADS or len(noun.words) > 1 else 0
    for noun, after in zip(clause.objects, clause.objects[1:], strict=False):
        if after.first == noun.last + 1 and after.determiner in lex.ARTICLES:
            tally.scores[entity_noun(noun)] += 3
    for noun in clause.objects:
        if noun.plural and not attribute_like(noun) and not verb.negated:
            tally.scores[entity_noun(noun)] += 2
        elif not noun.plural:
            tally.attributes[noun.name] += 1


def _relation_evidence(clause: Clause, verb: Verb, subjects: list[Noun], parsed: Parsed, tally: Tally) -> None:
    """Both ends of a relation are things."""
    frame = lex.VERB_FRAMES.get(verb.lemma, "other")
    weight = 2.0 if frame != "use" else 1.5
    listed = clause.prep("with") if any(map(attribute_like, clause.prep("with"))) else []
    placed = [noun for noun in clause.prep("in") if in_order(noun)]
    targets = [
        n
        for n in [*clause.objects, *clause.prep(*_LINKING)]
        if not attribute_like(n)
        and n not in placed
        and not (n in listed and n.determiner in {"a", "an", None} and not n.plural)
    ]
    if subjects and targets:
        for noun in subjects:
            tally.scores[entity_noun(noun)] += weight + (noun.determiner in _ONE and noun.head in lex.VERB_FORMS)
        for noun in targets[:3]:
            if noun.determiner is not None or noun.quantity is not None or noun.plural:
                tally.scores[entity_noun(noun)] += weight if noun.determiner != "the" or frame != "belong" else 1
    elif clause.pronoun == "i" and frame == "belong" and clause.objects and targets:
        told = clause.objects[0].determiner in {"a", "an"} and clause.objects[0] is targets[0]
        tally.scores[entity_noun(targets[0])] += 2 if told else 1
    elif targets and (parsed.statement.role is not None or clause.pronoun in {"it", "they", "we", "i"}):
        for noun in targets[:2]:
            told = noun.determiner in lex.ARTICLES or noun.plural or noun.quantity is not None
            tally.scores[entity_noun(noun)] += (
                2
                if told
                and (frame in {"create", "contain", "assign"} or verb.passive or (noun.plural and noun.quantity))
                else 1
            )


def _noun_evidence(noun: Noun, tally: Tally) -> None:
    if noun.possessor is not None and any(q.kind in {"optional", "required"} for q in noun.qualifiers):
        tally.scores[noun.possessor.name] += 1.5
    if noun.plural or noun.quantity is not None or noun.determiner in lex.ARTICLES | lex.UNIVERSAL:
        tally.counted.add(noun.name)
        if noun.plural or noun.determiner not in {"the", "our"}:
            tally.one_of_many.add(noun.name)
    if noun.determiner in {"each", "every"} and not attribute_like(noun):
        tally.scores[entity_noun(noun)] += 1
    bracketed = [part for aside in noun.asides if aside.verb is None for part in aside.objects]
    if noun.plural and not attribute_like(noun) and sum(map(attribute_like, bracketed)) > 1:
        tally.scores[entity_noun(noun)] += 3
    if noun.possessor is not None and noun.possessor.words:
        tally.scores[noun.possessor.name] += 2 if noun.possessor.determiner in {"each", "every"} else 0.5
    if noun.of is not None:
        if noun.head in _LIST_NOUNS:
            tally.scores[noun.of.name] += 1.5
        elif noun.of.determiner in lex.ARTICLES | {"each", "every"} and attribute_like(noun):
            tally.scores[noun.of.name] += 0.75
    for relative in noun.relatives:
        for inner in relative.objects:
            if inner is not noun and not attribute_like(inner) and relative.verb is not None and relative.verb.passive:
                parts = inner.plural and relative.verb.lemma in {"make", "compose", "form"}
                tally.scores[entity_noun(inner)] += 1.5 if parts else 0.5
        if (
            relative.verb is not None
            and (
                relative.verb.lemma == "have"
                or (relative.verb.lemma in _HAVING | {"give"} and any(attribute_like(n) for n in relative.objects))
            )
            and relative.subjects
            and relative.subjects[0] is noun
        ):
            tally.scores[entity_noun(noun)] += 2


def _asked_for(noun: Noun) -> bool:
    """Whether a noun stands for an indirect question ("when it was weighed", "whether it is fragile")."""
    return len(noun.words) > 1 and (noun.words[0] == "is" or noun.words[-1] in {"at", "count"})


def nothing_but_properties(clause: Clause) -> bool:
    """ "A service partner is just a name": what the subject is are its properties."""
    verb = clause.verb
    if verb is None or verb.lemma != "be" or verb.negated or verb.modal or clause.condition is not None:
        return False
    if len(clause.subjects) != 1 or clause.subjects[0].determiner not in {"a", "an", "each", "every"}:
        return False
    subject = clause.subjects[0]
    if not clause.objects or subject.of is not None or attribute_like(subject):
        return False
    plain = attribute_like(clause.objects[0]) and all(n.determiner in {"a", "an"} for n in clause.objects)
    only = not _ONLY.isdisjoint([*verb.adverbs, *clause.complement])
    return plain and (only or len(clause.objects) > 1)


def entity_noun(noun: Noun) -> str:
    if noun.head in _LIST_NOUNS and noun.of is not None:
        return noun.of.name
    return noun.name


def attribute_like(noun: Noun) -> bool:
    """Whether a noun reads as a property: a known attribute head, or one with a bound or a unit."""
    if noun.head in _LIST_NOUNS and noun.of is not None:
        return False
    if noun.unit is not None or (
        any(q.kind in {"range", "length", "enum", "compare"} for q in noun.qualifiers) and not noun.plural
    ):
        return True
    last = noun.words[-1] if noun.words else ""
    if last in DATE_TAILS and len(noun.words) > 1:
        return True
    if (
        noun.plural
        and len(noun.words) > 1
        and noun.head in {"type", "code", "key", "class", "category", "kind", "level", "line"}
        and not noun.qualifiers
    ):
        return False
    if noun.head in _DOCUMENTS and (len(noun.words) > 1 or noun.plural):
        return False
    if is_plural(last) and last not in lex.TYPE_HEADS and noun.head not in lex.WEAK_HEADS:
        return False
    if noun.head == "time" and len(noun.words) > 1:
        return True
    return noun.head in lex.TYPE_HEADS or last in lex.TYPE_HEADS
