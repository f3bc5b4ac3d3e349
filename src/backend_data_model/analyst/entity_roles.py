"""Pass 1, roles and subtypes: "sellers and buyers are users", "a manager, who is also an employee"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex

if TYPE_CHECKING:
    from backend_data_model.analyst.clause import Clause
    from backend_data_model.analyst.phrase import Noun
    from backend_data_model.analyst.reading import Parsed
    from backend_data_model.analyst.symbols import Symbols


def find_roles(document: list[Parsed], symbols: Symbols) -> None:
    """ "Sellers and buyers are both just users", "a manager, who is also an employee", "assemblies are parts too"."""
    mentioned: set[str] = set()
    before: list[Clause] = []
    for parsed in document:
        mentioned.update(noun.name for clause in before for noun in clause.nouns())
        before = parsed.clauses
        for clause in parsed.clauses:
            clause.objects = _both(clause, parsed, symbols)
            for noun in clause.nouns():
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
            if _defines(clause, symbols, mentioned):
                _rename(clause.subjects[0].name, target.name, symbols)
                continue
            for subject in clause.subjects:
                _role(subject, target, clause, symbols)


def _defines(clause: Clause, symbols: Symbols, mentioned: set[str]) -> bool:
    """ "A storage location is a shelf in a room": a thing known by its first name is explained by another word."""
    if len(clause.subjects) != 1 or len(clause.objects) != 1 or clause.condition is not None:
        return False
    subject, target = clause.subjects[0], clause.objects[0]
    places = [n for n in clause.prep("in", "on", "at", "inside", "within") if symbols.resolve(n) is not None]
    return bool(
        places
        and subject.determiner in {"a", "an", "each", "every"}
        and target.determiner in {"a", "an"}
        and subject.name in mentioned
        and target.name not in mentioned
        and target.name in symbols.entities
        and not target.head.endswith(_PERSONS)
        and target.name not in {n.name for n in places}
    )


_PERSONS = ("er", "or", "ist", "ee", "ant", "man", "woman", "person")


def _rename(name: str, other: str, symbols: Symbols) -> None:
    symbols.entities[name] = symbols.entities.get(name, 0.0) + symbols.entities.pop(other)
    symbols.aliases[other] = name


def _both(clause: Clause, parsed: Parsed, symbols: Symbols) -> list[Noun]:
    """ "A captain and an engineer, both sailors": the last two of a list are what stands after "both"."""
    kept: list[Noun] = []
    for noun in clause.objects:
        told = _all_of_a_kind(noun, parsed)
        if told is not None and symbols.named(told.name) is not None:
            pair = [*kept, noun][-2:] if told is not noun else kept[-2:]
            if len(pair) == 2 and all(_part_of_a_thing(n) for n in pair):
                for part in pair:
                    _role(part, told, clause, symbols)
                if told is noun:
                    continue
        kept.append(noun)
    return kept


def _all_of_a_kind(noun: Noun, parsed: Parsed) -> Noun | None:
    """The plural after "both": the noun itself, or that of the relative clause on it ("who are both employees")."""
    if noun.plural and parsed.tokens[noun.first].lower == "both":
        return noun
    for relative in noun.relatives:
        if relative.verb is not None and relative.verb.lemma == "be" and not relative.verb.negated:
            target = relative.objects[-1] if relative.objects else None
            before = {parsed.tokens[target.first].lower, parsed.tokens[target.first - 1].lower} if target else set()
            if target is not None and target is not noun and target.plural and "both" in before:
                return target
    return None


def _part_of_a_thing(noun: Noun) -> bool:
    return not noun.plural and (noun.determiner in lex.ARTICLES or noun.quantity is not None)


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
    stands = any(r.verb is not None and r.verb.lemma != "be" for r in target.relatives)
    if has_facts or own >= 3 or stands:
        symbols.entities.setdefault(name, 2.0)
        symbols.subtypes[name] = parent
    else:
        symbols.roles[name] = parent
        symbols.entities.pop(name, None)
        short = name.split("_")[-1]
        if short != name and short not in {*lex.TYPE_HEADS, *lex.WEAK_HEADS} and symbols.named(short) is None:
            symbols.aliases.setdefault(short, name)
