"""Entities of which nothing but the name is said: kept, and asked about, since a word may be all that is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backend_data_model.analyst.resolve.draft import Answer, article, words
from backend_data_model.model.document import Attribute, AttributeType

if TYPE_CHECKING:
    from backend_data_model.analyst.resolve.draft import Draft
    from backend_data_model.model.document import Model, Relationship

_OWN = "a list of its own"
_WORD = "only a word"


def ask_about_bare_entities(draft: Draft) -> None:
    """ "A stall sells one product" names products; nothing says whether more than the word is to be kept of each."""
    model = draft.model
    for name in [name for name in model.entities if _is_bare(model, name)]:
        links = [r for r in model.relationships if name in {r.entity, r.target}]
        if not links:
            _ask_whether_kept(draft, name)
        elif len(links) == 1 and (word := _word_of(model, name, links[0])) is not None:
            _ask_for_details(draft, name, links[0], word)


def _is_bare(model: Model, name: str) -> bool:
    entity = model.entities[name]
    if entity.attributes or entity.unique or entity.checks or entity.is_a or entity.events or entity.retention:
        return False
    told = [pattern.entity for pattern in model.access_patterns] + [volume.entity for volume in model.volumes]
    told += [str(other.is_a) for other in model.entities.values()] + [str(model.tenancy.tenant)]
    return name not in told


class _Word(NamedTuple):
    """The attribute that could stand for a bare entity."""

    owner: str
    attribute: str
    required: bool


def _word_of(model: Model, name: str, link: Relationship) -> _Word | None:
    """The attribute that could stand for a reference: of one at most, in no key's scope, its name still free."""
    if link.entity == link.target:
        return None
    if link.target == name:
        word, each = _Word(link.entity, link.role, link.each_has == "1"), link.each_has
    else:
        word, each = _Word(link.target, name, link.each_is_had_by == "1"), link.each_is_had_by
    owner = model.entities[word.owner]
    scopes = [role for unique in owner.unique for role in unique.within]
    fits = each in {"1", "0..1"} and word.attribute not in scopes and word.attribute not in owner.attributes
    return word if fits else None


def _ask_whether_kept(draft: Draft, name: str) -> None:
    entity = draft.model.entities[name]
    answer = draft.ask(
        "kept",
        name,
        f"Are records kept of each {words(name)}? Nothing else is said about it.",
        [("yes", "a list is kept (a table), without details so far"), ("no", "no list is kept")],
        "yes",
        "low",
        entity.evidence[:1],
        "a list is kept that nobody needs, or one is missing",
    )
    entity.standing = answer.standing(entity.standing)
    if answer.choice == "no":
        del draft.model.entities[name]
    else:
        entity.evidence = answer.evidence_with(entity.evidence)


def _ask_for_details(draft: Draft, name: str, link: Relationship, word: _Word) -> None:
    model, owner = draft.model, word.owner
    answer = draft.ask(
        "details",
        name,
        f"Is {article(name)} a thing with details of its own, or only a word noted for {article(owner)}?",
        [
            (_OWN, f"a list to choose {article(name)} from is kept (a table of its own)"),
            (_WORD, f"{article(owner)} has a text for it, and no list is kept"),
        ],
        _OWN,
        "low",
        [*link.evidence[:1], *(e for e in model.entities[name].evidence[:1] if e not in link.evidence[:1])],
        "a list is kept that holds nothing but names, or a list to choose from is missing",
    )
    if answer.choice == _WORD:
        _make_a_word(model, name, link, word, answer)
    else:
        link.standing, link.evidence = answer.standing(link.standing), answer.evidence_with(link.evidence)


def _make_a_word(model: Model, name: str, link: Relationship, word: _Word, answer: Answer) -> None:
    model.relationships.remove(link)
    del model.entities[name]
    model.entities[word.owner].attributes[word.attribute] = Attribute(
        type=AttributeType.TEXT,
        required=word.required,
        standing=answer.standing(link.standing),
        evidence=answer.evidence_with(link.evidence),
    )
