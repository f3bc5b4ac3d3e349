"""Layer 5, shared predicates: what is said of a list holds for each of its nouns ("name and code are required").

A phrase such as "are required" or "may stay empty" is one qualifier, which the grammar hangs on the noun before it.
Here it is given to the other nouns of the list, with the owner that one of them names; an elliptical "are not" turns
what was said before.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.phrase import Verb

if TYPE_CHECKING:
    from backend_data_model.analyst.clause import Clause
    from backend_data_model.analyst.phrase import Noun
    from backend_data_model.analyst.qualifier_patterns import QualifierKind
    from backend_data_model.analyst.qualifiers import Qualifier
    from backend_data_model.analyst.tokens import Token

_HAVING = frozenset({"have", "need", "require", "contain", "include"})
_SHARED = frozenset({"optional", "required", "range", "length", "nonzero"})
_PRESENCE: dict[str, QualifierKind] = {"optional": "required", "required": "optional"}
_PLURAL_OR_MODAL = (lex.MODALS | lex.BE | {"stay", "remain"}) - {"is", "was"}


def share_predicates(clauses: list[Clause], tokens: list[Token]) -> list[Clause]:
    """The clauses with every predicate on all nouns that it is said of."""
    clauses = _flagged(clauses, tokens)
    said: Qualifier | None = None
    owner: Noun | None = None
    subject: Noun | None = None
    for clause in clauses:
        _elliptical(clause, said, owner)
        if clause.verb is not None:
            subject = clause.subjects[0] if clause.subjects and clause.verb.lemma in _HAVING else subject
            continue
        group: list[Noun] = []
        for noun in clause.objects:
            group.append(noun)
            told = next((q for q in noun.qualifiers if q.kind in _SHARED and _opens_predicate(q, tokens)), None)
            if noun.qualifiers and told is None:
                group = []
            if told is None:
                continue
            owner = _share(group, told, clause, subject) or owner
            said = told if told.kind in _PRESENCE else said
            group = []
    return clauses


def _opens_predicate(qualifier: Qualifier, tokens: list[Token]) -> bool:
    return qualifier.first < len(tokens) and tokens[qualifier.first].lower in _PLURAL_OR_MODAL


def _share(group: list[Noun], told: Qualifier, clause: Clause, subject: Noun | None) -> Noun | None:
    """Gives all of a group what is told of the last; gives back the owner that the group names."""
    several = len(group) > 1
    whole = group[-1].of or next((n for w, ns in clause.preps if several and w == "for" for n in ns), None)
    possessor = group[0].possessor or (subject if several and whole is None and _bare(group) else None)
    for noun in group:
        if told not in noun.qualifiers:
            noun.qualifiers.append(told)
        if noun.of is None and noun.possessor is None:
            noun.possessor = possessor or (whole if whole is not None and whole.determiner is not None else None)
    return whole if whole is not None and whole.determiner is not None else possessor


def _bare(group: list[Noun]) -> bool:
    return all(n.determiner is None and n.of is None and n.possessor is None and not n.plural for n in group[:1])


def _elliptical(clause: Clause, said: Qualifier | None, owner: Noun | None) -> None:
    """ "... whereas stone and engraving are not": the negation of what was said of others."""
    verb = clause.verb
    if verb is None or not verb.negated or clause.objects or clause.qualifiers or clause.preps or not clause.subjects:
        return
    if (verb.lemma != "be" and not verb.modal) or clause.condition in {"if", "when", "unless", "until"}:
        return
    for noun in clause.subjects:
        said = next((q for q in noun.qualifiers if q.kind in _PRESENCE), said)
    if said is None:
        return
    opposite = replace(said, kind=_PRESENCE[said.kind])
    for noun in clause.subjects:
        if not noun.qualifiers:
            noun.qualifiers.append(opposite)
            if owner is not None and noun.of is None and noun.possessor is None:
                noun.possessor = owner
    clause.objects, clause.subjects, clause.verb, clause.condition = clause.subjects, [], None, None


def _flagged(clauses: list[Clause], tokens: list[Token]) -> list[Clause]:
    """ "Optional: colour, remark": the label says of each item of the list that it may be missing."""
    if len(clauses) < 2 or clauses[0].verb is not None or clauses[0].objects or clauses[0].subjects:
        return clauses
    flag = clauses[0].qualifiers[-1] if clauses[0].qualifiers else None
    listed = clauses[1]
    if flag is None or flag.kind not in _PRESENCE or listed.verb is not None or not listed.objects:
        return clauses
    if flag.last + 1 >= len(tokens) or tokens[flag.last + 1].lower != ":":
        return clauses
    for noun in listed.objects:
        noun.optional = flag.kind == "optional"
    listed.verb, listed.pronoun = Verb("have", flag.first, flag.last), "it"
    return clauses[1:]
