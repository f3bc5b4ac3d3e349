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
    for parsed in document:
        for clause in parsed.clauses:
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
    stands = any(r.verb is not None and r.verb.lemma != "be" for r in target.relatives)
    if has_facts or own >= 3 or stands:
        symbols.entities.setdefault(name, 2.0)
        symbols.subtypes[name] = parent
    else:
        symbols.roles[name] = parent
        symbols.entities.pop(name, None)
