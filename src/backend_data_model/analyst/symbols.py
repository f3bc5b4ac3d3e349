"""Pass 1: which nouns of the document name entities.  Evidence is added up over the whole text before any fact is read."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.morphology import identifier, is_plural, singular
from backend_data_model.analyst.word_set import word_set

if TYPE_CHECKING:
    from backend_data_model.analyst.clause import Clause
    from backend_data_model.analyst.phrase import Noun
    from backend_data_model.analyst.reading import Parsed

_THRESHOLD = 2.0
_LIST_NOUNS = word_set(
    """
    list set collection group series kind sort pair couple catalogue catalog register piece
    """
)
_NEVER = word_set(
    """
    period one other each both it thing something nothing somebody user_interface people everyone everybody
    right question half rest lot way time world day week month year today end beginning moment number amount
    value first second third last next name fact use need default example list second_mark hand
    """
)


@dataclass(slots=True)
class Symbols:
    """The names of the document: entities, other names for them, roles that stand for an entity."""

    entities: dict[str, float] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)
    subtypes: dict[str, str] = field(default_factory=dict)
    plurals: dict[str, str] = field(default_factory=dict)

    def named(self, name: str) -> str | None:
        """The entity of that exact name, alias or role."""
        seen = 0
        while name not in self.entities and seen < 4:
            if name in self.aliases:
                name = self.aliases[name]
            elif name in self.roles:
                name = self.roles[name]
            else:
                return None
            seen += 1
        return name if name in self.entities else None

    def resolve(self, noun: Noun | str) -> str | None:
        """The entity that a noun phrase names, leading adjectives aside ("upcoming appointments")."""
        words = noun.split("_") if isinstance(noun, str) else identifier(noun.words).split("_")
        for start in range(len(words)):
            name = "_".join(words[start:])
            found = self.named(name)
            if found is not None:
                if start and not isinstance(noun, str) and words[start:][-1] in lex.WEAK_HEADS:
                    return None
                return found
        return None

    def role_of(self, noun: Noun) -> str | None:
        """The role word of a noun phrase ("second driver", "buyer") where it is not simply the entity's name."""
        name = noun.name
        entity = self.resolve(noun)
        return name if entity is not None and name != entity and self.aliases.get(name) != entity else None


def find_symbols(document: list[Parsed]) -> Symbols:
    """The entities of the document by the evidence of all its statements."""
    scores: dict[str, float] = defaultdict(float)
    attributes: dict[str, int] = defaultdict(int)
    symbols = Symbols()
    strong: set[str] = set()
    previous: Parsed | None = None
    for parsed in document:
        if parsed.statement.kind in {"code", "mail_header", "row"}:
            continue
        _lead_in_evidence(parsed, scores, strong)
        if (
            previous is not None
            and parsed.statement.header is not None
            and previous.statement.text == parsed.statement.header + "."
        ):
            scores[identifier(parsed.statement.header.lower().split())] += 2
        previous = parsed
        if parsed.header is not None and parsed.header.words:
            _header_evidence(parsed, scores, strong)
        for clause in parsed.clauses:
            _clause_evidence(clause, parsed, scores, attributes)
    for parsed in document:
        if parsed.statement.kind == "heading":
            for name in _heading_names(parsed):
                if name in scores:
                    scores[name] += 1
    chosen = {name: score for name, score in scores.items() if _accept(name, score, attributes, strong)}
    symbols.entities = dict(chosen)
    _told_aliases(document, symbols)
    _find_roles(document, symbols, scores)
    _find_aliases(document, symbols, scores)
    return symbols


def _accept(name: str, score: float, attributes: dict[str, int], strong: set[str]) -> bool:
    words = name.split("_")
    if name in _NEVER or not name or len(name) < 2 or words[0] in {"same", "such"}:
        return False
    if not _noun_like(words, score) or (len(words) > 1 and words[0] in {"phase", "status", "state"} and score < 3):
        return False
    if len(words) == 1 and words[0] in lex.SOFT_BOUNDARY and score < 5:
        return False
    if words[-1] in lex.BOUNDARY_NOUNS and (len(words) == 1 or score < 3):
        return False
    if words[-1] in lex.PRONOUNS | lex.ADVERBS or not words[-1].isidentifier():
        return False
    if len(words) == 1 and words[0] in lex.WEAK_HEADS:
        return name in strong and score >= 3
    if words[-1] in lex.WEAK_HEADS and score < 3:
        return False
    if attributes[name] and (words[-1] in lex.TYPE_HEADS and score < 3):
        return False
    return score >= _THRESHOLD


_NOUN_INGS = word_set(
    """
    booking building meeting listing training rating reading setting painting drawing recording landing filing
    offering holding posting hearing opening crossing sibling wing ring string king spring thing clearing
    sighting warning briefing spraying planting
    """
)


def _noun_like(words: list[str], score: float) -> bool:
    """Whether the words can be a name: no adverbs, no bare verbs, no gerunds that are not things."""
    last = words[-1]
    if any(
        w.endswith("ly")
        and len(w) > 4
        and w not in {"family", "reply", "supply", "assembly", "anomaly", "ally", "fly", "july", "monthly"}
        for w in words
    ):
        return False
    if any(
        w in lex.MODALS | lex.BE | lex.PRONOUNS | lex.PREPOSITIONS and w not in {"in", "out", "up", "off", "on", "over"}
        for w in words
    ) or words[0] in {"what", "which", "that", "how"}:
        return False
    form = lex.VERB_FORMS.get(last)
    if last.endswith("ing") and last not in _NOUN_INGS and (form is not None or score < 3):
        return False
    if any(w.endswith("ing") and w in lex.VERB_FORMS and w not in _NOUN_INGS for w in words[1:]):
        return False
    return not (
        form is not None
        and form[1] == "base"
        and last not in lex.NOUN_LIKE
        and last not in lex.NOMINALISATIONS.values()
        and score < 4
    )


def _lead_in_evidence(parsed: Parsed, scores: dict[str, float], strong: set[str]) -> None:
    """Items under a lead-in that read as attributes make the lead-in an entity."""
    lead = parsed.statement.header
    if (
        not lead
        or len(lead.split()) > 4
        or not parsed.clauses
        or (parsed.header is not None and parsed.header.head not in lex.TYPE_HEADS)
    ):
        return
    name = identifier(lead.lower().split())
    first = parsed.clauses[0]
    subjectless = first.verb is not None and not first.subjects and first.pronoun is None
    if (
        (first.verb is None and any(_attribute_like(noun) for noun in first.objects))
        or subjectless
        or parsed.header is not None
        or first.pronoun in {"it", "they"}
    ):
        scores[name] += 1.5
        if is_plural(lead.lower().split()[-1]):
            strong.add(name)


def _header_evidence(parsed: Parsed, scores: dict[str, float], strong: set[str]) -> None:
    header = parsed.header
    assert header is not None
    if header.head in lex.ENUM_HEADS | lex.WEAK_HEADS and not header.plural:
        return
    first = parsed.clauses[0] if parsed.clauses else None
    if first is None:
        return
    items = [noun for noun in first.objects if noun.head in lex.TYPE_HEADS or noun.qualifiers]
    if first.verb is None and items:
        scores[header.name] += 3
        if header.plural:
            strong.add(header.name)
        if header.possessor is not None:
            scores[header.possessor.name] += 1
    elif first.verb is None and header.plural and any(n.quantity is not None for n in first.objects):
        scores[header.name] += 2
    elif first.verb is not None:
        back = any(
            c.pronoun in {"each", "they", "it"} or any(n.name == header.name for n in c.subjects)
            for c in parsed.clauses
        )
        scores[header.name] += 2 if header.plural and back and header.head not in lex.BOUNDARY_NOUNS else 1


def _heading_names(parsed: Parsed) -> list[str]:
    names = [identifier([w for w in noun.words]) for noun in parsed.nouns()]
    return names


def _clause_evidence(clause: Clause, parsed: Parsed, scores: dict[str, float], attributes: dict[str, int]) -> None:
    verb = clause.verb
    for noun in clause.prep("as"):
        if (
            noun.plural
            and verb is not None
            and verb.lemma in {"save", "mark", "add", "bookmark", "keep", "store"}
            and parsed.statement.role is not None
        ):
            scores[noun.name] += 2
    listed = [n for n in clause.prep("with") if _attribute_like(n)]
    told = clause.objects and (
        clause.objects[-1].plural
        or clause.objects[-1].determiner in lex.ARTICLES
        or clause.objects[-1].quantity is not None
    )
    if listed and told and verb is not None and not verb.negated and not _attribute_like(clause.objects[-1]):
        scores[_entity_noun(clause.objects[-1])] += 3
    for noun in [*clause.subjects, *clause.objects, *(n for _, ns in clause.preps for n in ns)]:
        _noun_evidence(noun, parsed, scores, attributes)
    if verb is None or (clause.pronoun in lex.FIRST_PERSON and verb.lemma not in lex.VERB_FRAMES):
        return
    if verb.lemma in lex.ACCESS_VERBS and not (verb.lemma == "list" and not clause.prep("by")):
        return
    frame = lex.VERB_FRAMES.get(verb.lemma, "other")
    subjects = [
        noun
        for noun in clause.subjects
        if not _attribute_like(noun) or (noun.plural and noun.quantity is None and noun.determiner is None)
    ]
    if (
        verb.lemma
        in {
            "have",
            "carry",
            "contain",
            "include",
            "hold",
            "record",
            "store",
            "get",
            "bear",
            "consist",
            "comprise",
            "possess",
        }
        and not verb.passive
    ):
        for noun in clause.subjects:
            if clause.objects or verb.lemma == "consist":
                scores[_entity_noun(noun)] += 3 if noun.head not in lex.WEAK_HEADS or len(noun.words) > 1 else 0
        for noun in clause.objects:
            if noun.plural and not _attribute_like(noun) and not verb.negated:
                scores[_entity_noun(noun)] += 2
            elif not noun.plural:
                attributes[noun.name] += 1
    elif verb.passive and verb.lemma in {"identify"}:
        for noun in clause.subjects:
            scores[_entity_noun(noun)] += 3
    elif frame in {"own", "contain", "belong", "create", "assign", "use"} and not verb.negated:
        weight = 2.0 if frame != "use" else 1.5
        targets = [n for n in clause.objects if not _attribute_like(n)] + [
            n
            for w, ns in clause.preps
            for n in ns
            if w in {"to", "by", "in", "on", "for", "at", "from", "of", "with", "under", "against", "into"}
            and not _attribute_like(n)
        ]
        if subjects and targets:
            for noun in subjects:
                scores[_entity_noun(noun)] += weight
            for noun in targets[:3]:
                if noun.determiner is not None or noun.quantity is not None or noun.plural:
                    scores[_entity_noun(noun)] += weight if noun.determiner != "the" or frame != "belong" else 1
        elif targets and (parsed.statement.role is not None or clause.pronoun in {"it", "they", "we", "i"}):
            for noun in targets[:2]:
                told = noun.determiner in lex.ARTICLES or noun.plural or noun.quantity is not None
                scores[_entity_noun(noun)] += (
                    2 if (frame in {"create", "contain", "assign"} and told) or (verb.passive and told) else 1
                )
    elif frame == "record" and verb.passive and subjects:
        each = any(n.determiner in {"each", "every"} for n in clause.prep("for", "per"))
        for noun in subjects:
            scores[_entity_noun(noun)] += 3 if each and noun.determiner in lex.ARTICLES else 1
    elif frame == "record" and clause.pronoun in {"we"}:
        for noun in clause.objects:
            if noun.plural and not _attribute_like(noun):
                scores[_entity_noun(noun)] += 1.5
    elif verb.lemma == "be":
        for word, nouns in clause.preps:
            if word in {"on", "in", "of", "at", "for", "under"} and subjects:
                for noun in nouns:
                    if noun.quantity is not None and noun.quantity.max == 1 and not _attribute_like(noun):
                        scores[_entity_noun(noun)] += 2
                        scores[_entity_noun(subjects[0])] += 1


_DOCUMENTS = word_set(
    """
    note comment message photo picture image document file review rating remark report reading answer reply
    instruction statement
    """
)


def _noun_evidence(noun: Noun, parsed: Parsed, scores: dict[str, float], attributes: dict[str, int]) -> None:
    if noun.determiner in {"each", "every"} and not _attribute_like(noun):
        scores[_entity_noun(noun)] += 1
    if noun.possessor is not None and noun.possessor.words:
        scores[noun.possessor.name] += 0.5
    if noun.of is not None:
        if noun.head in _LIST_NOUNS:
            scores[noun.of.name] += 1.5
        elif noun.of.determiner in {"a", "an", "the", "each", "every"} and _attribute_like(noun):
            scores[noun.of.name] += 0.75
    for relative in noun.relatives:
        for inner in relative.objects:
            if inner is not noun and not _attribute_like(inner) and relative.verb is not None and relative.verb.passive:
                scores[_entity_noun(inner)] += 0.5
        if (
            relative.verb is not None
            and relative.verb.lemma == "have"
            and relative.subjects
            and relative.subjects[0] is noun
        ):
            scores[_entity_noun(noun)] += 2


def _entity_noun(noun: Noun) -> str:
    if noun.head in _LIST_NOUNS and noun.of is not None:
        return noun.of.name
    return noun.name


def _attribute_like(noun: Noun) -> bool:
    """Whether a noun reads as a property: a known attribute head, or one with a bound or a unit."""
    if noun.head in _LIST_NOUNS and noun.of is not None:
        return False
    if noun.unit is not None or (
        any(q.kind in {"range", "length", "enum", "compare"} for q in noun.qualifiers) and not noun.plural
    ):
        return True
    last = noun.words[-1] if noun.words else ""
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
    return noun.head in lex.TYPE_HEADS or last in lex.TYPE_HEADS


def _told_aliases(document: list[Parsed], symbols: Symbols) -> None:
    """ "Tenants, meaning the people who rent": another name for the same thing."""
    for parsed in document:
        for match in _MEANING.finditer(parsed.normal):
            known, other = singular_name(match.group("a")), singular_name(match.group("b"))
            if known in symbols.entities and other and other != known:
                symbols.aliases[other] = known
                symbols.entities.pop(other, None)


_MEANING = re.compile(
    r"(?P<a>[a-z][\w-]*(?: [a-z][\w-]*)?) ,? ?\(? ?(?:meaning|i\.e\.?|that is|also called|also known as|aka|also written|also named|by which we mean|otherwise called|called) ,? ?(?:the |a |an )?(?P<b>[a-z][\w-]*)"
)


def _find_roles(document: list[Parsed], symbols: Symbols, scores: dict[str, float]) -> None:
    """ "Sellers and buyers are both just users", "a manager, who is also an employee", "assemblies are parts too"."""
    for parsed in document:
        for clause in parsed.clauses:
            for noun in [*clause.subjects, *clause.objects, *(n for _, ns in clause.preps for n in ns)]:
                for relative in noun.relatives:
                    named = (
                        relative.objects
                        and relative.objects[-1].determiner in lex.ARTICLES
                        and bool(relative.subjects)
                        and relative.subjects[0] is noun
                    )
                    if (
                        relative.verb is not None
                        and relative.verb.lemma == "be"
                        and not relative.verb.negated
                        and named
                    ):
                        _role(noun, relative.objects[-1], relative, symbols)
            verb = clause.verb
            if (
                verb is None
                or verb.lemma != "be"
                or verb.negated
                or not clause.subjects
                or not clause.objects
                or clause.qualifiers
            ):
                continue
            if parsed.normal.startswith(("not ", "if ", "when ")):
                continue
            target = clause.objects[0]
            for subject in clause.subjects:
                _role(subject, target, clause, symbols)


def _role(subject: Noun, target: Noun, clause: Clause, symbols: Symbols) -> None:
    parent, name = symbols.named(target.name), subject.name
    if parent is None or name == parent or subject.head in lex.TYPE_HEADS or target.qualifiers or not name:
        return
    if (
        subject.determiner not in lex.ARTICLES | {None, "each", "every"}
        or subject.possessor is not None
        or subject.head in lex.BOUNDARY_NOUNS
    ):
        return
    if symbols.subtypes.get(parent) == name or target.determiner == "no":
        return
    has_facts = (
        bool(clause.prep("with"))
        or any(r.verb is not None and r.verb.lemma == "have" for r in target.relatives)
        or any(w == "with" for r in target.relatives for w, _ in r.preps)
    )
    own = symbols.entities.get(name, 0.0)
    stands = any(r.verb is not None and r.verb.lemma not in {"be"} for r in target.relatives)
    if has_facts or own >= 3 or stands:
        symbols.entities.setdefault(name, 2.0)
        symbols.subtypes[name] = parent
    else:
        symbols.roles[name] = parent
        symbols.entities.pop(name, None)


def _find_aliases(document: list[Parsed], symbols: Symbols, scores: dict[str, float]) -> None:
    """Short names: "line" is the "order line" that was introduced before it, or the only entity that ends in it."""
    first: dict[str, int] = {}
    count: dict[str, int] = defaultdict(int)
    order = 0
    for parsed in document:
        for noun in _all_nouns(parsed):
            first.setdefault(noun.name, order)
            count[noun.name] += 1
            order += 1
    by_head: dict[str, set[str]] = defaultdict(set)
    for name in first:
        words = name.split("_")
        for start in range(1, len(words)):
            by_head["_".join(words[start:])].add(name)
    for short, longer in by_head.items():
        candidates = [n for n in longer if n in symbols.entities and n not in symbols.subtypes]
        if short in symbols.entities and short not in symbols.subtypes.values():
            introduced = [
                n
                for n in longer
                if first[n] < first.get(short, order)
                and (scores.get(n, 0) >= 1 or n in symbols.entities)
                and n not in symbols.subtypes
            ]
            if (
                len(introduced) == 1
                and not any(n != introduced[0] for n in candidates)
                and _noun_compound(introduced[0], short)
            ):
                symbols.entities[introduced[0]] = symbols.entities.pop(short) + symbols.entities.get(introduced[0], 0)
                symbols.aliases[short] = introduced[0]
        elif (
            short not in symbols.entities
            and len(candidates) == 1
            and short not in symbols.roles
            and short not in lex.WEAK_HEADS
            and short not in lex.TYPE_HEADS
        ):
            symbols.aliases.setdefault(short, candidates[0])
    for name in list(symbols.entities):
        words = name.split("_")
        short = "_".join(words[1:])
        if (
            short
            and short not in symbols.entities
            and short not in symbols.aliases
            and short not in lex.WEAK_HEADS | lex.BOUNDARY_NOUNS
            and short not in lex.TYPE_HEADS
        ):
            if count[short] >= 2 and count[name] == 1 and first[short] < first[name]:
                symbols.entities[short] = symbols.entities.pop(name)
                symbols.aliases[name] = short
                continue
        for start in range(1, len(words)):
            short = "_".join(words[start:])
            adjective_like = count[short] >= 2 * count[name] and first.get(short, order) < first.get(name, order)
            if (
                short in symbols.entities
                and name not in symbols.subtypes
                and (adjective_like or words[0] in _ADJECTIVES)
            ):
                symbols.entities[short] += symbols.entities.pop(name)
                symbols.aliases[name] = short
                break


_ADJECTIVES = word_set(
    """
    new old other different main second first last next previous current upcoming active closed open locked
    draft single individual given particular specific freshly private public external internal physical digital
    personal commercial independent completed paid large larger smaller existing own
    """
)


def _noun_compound(name: str, short: str) -> bool:
    modifier = name[: -len(short) - 1].split("_")[-1]
    return (
        modifier not in _ADJECTIVES
        and not re.search(r"(?:ive|ous|ful|less|able|ible|ish)$", modifier)
        and modifier not in lex.VERB_FORMS
    ) or modifier in lex.NOUN_LIKE


def _all_nouns(parsed: Parsed) -> list[Noun]:
    found: list[Noun] = [parsed.header] if parsed.header is not None and parsed.header.words else []
    for noun in parsed.nouns():
        found.append(noun)
        if noun.of is not None:
            found.append(noun.of)
        for relative in noun.relatives:
            found.extend(n for n in relative.objects if n is not noun)
            found.extend(n for _, ns in relative.preps for n in ns)
    return [noun for noun in found if noun.words]


def singular_name(text: str) -> str:
    """A captured phrase as an identifier, determiners and quantifiers dropped."""
    words = [
        w for w in text.replace("'s", "").split() if w not in lex.DETERMINERS and w not in lex.MANY and not w.isdigit()
    ]
    return "_".join([*words[:-1], singular(words[-1])]) if words else ""
