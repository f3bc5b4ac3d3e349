"""membership: people in several groups - "a user can be a member of several workspaces, with a role in each"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst.linking import Bounds, emit_link
from backend_data_model.analyst.members import add_members
from backend_data_model.analyst.word_set import word_set

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backend_data_model.analyst.clause import Clause
    from backend_data_model.analyst.context import Context
    from backend_data_model.analyst.phrase import Noun

RULE = "membership"
_MAY = frozenset({"can", "may", "might", "could"})
_PERSON_ENDINGS = ("er", "or", "ist", "ee", "ant", "ent", "man", "woman", "person", "people", "staff")
_PERSONS = word_set("person people user staff guest pupil coach nurse parent friend relative")
_BEING = word_set("member part employee customer guest volunteer admin administrator owner user")
_TIES = {"belong": ("to",), "work": ("for", "in", "at", "with"), "be": ("in",), "join": (), "sign": ("in", "to")}


def read(clause: Clause, context: Context) -> bool:
    """The tie of a person to several groups, and what a person has in each of them."""
    if clause.verb is None or clause.verb.negated:
        return False
    if _in_each(clause, context):
        return True
    person = context.subject_entity(clause)
    if person is None or not _is_person(person):
        return False
    group = next((e for e in map(context.entity, _groups(clause)) if e not in {None, person}), None)
    if group is None:
        return False
    pair = (person, group)
    for source, target in (pair, pair[::-1]):
        emit_link(context, RULE, source, target, Bounds(0, None, 3), verb="belong")
    context.pair = pair
    add_members(context, person, context.not_entities(clause.prep("with")), RULE, pair)
    return True


def _is_person(name: str) -> bool:
    last = name.rpartition("_")[2]
    return last in _PERSONS or last.endswith(_PERSON_ENDINGS)


def _groups(clause: Clause) -> Iterable[Noun]:
    """What somebody may be in several of."""
    verb = clause.verb
    assert verb is not None
    if verb.lemma == "be" and clause.objects and clause.objects[0].head in _BEING:
        found = [noun.of for noun in clause.objects[:1] if noun.of is not None]
    elif verb.lemma in _TIES:
        found = [*(clause.objects if verb.lemma == "join" else ()), *clause.prep(*_TIES[verb.lemma])]
    else:
        found = []
    return [n for n in found if n.plural and (verb.modal in _MAY or (n.quantity is not None and n.quantity.explicit))]


def _in_each(clause: Clause, context: Context) -> bool:
    """ "In each club they have a member number", "has one role in each" after the tie was told."""
    pair = context.pair
    if pair is None or clause.verb is None or clause.verb.lemma not in {"have", "hold", "get"} or not clause.objects:
        return False
    each = {context.entity(n) for n in clause.prep("in", "at", "for", "within") if n.determiner in {"each", "every"}}
    bare = list(clause.complement[-2:]) in (["in", "each"], ["at", "each"], ["for", "each"])
    subject = context.subject_entity(clause)
    if not (bare or each & {*pair}) or subject not in {None, *pair}:
        return False
    return add_members(context, pair[0], clause.objects, RULE, pair) > 0
