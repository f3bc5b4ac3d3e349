"""The user's glossary in the analyst: it overrides what the text itself seems to say of its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst.claims import AttributeClaim, QualifierClaim
from backend_data_model.analyst.morphology import identifier

if TYPE_CHECKING:
    from backend_data_model.analyst.claims import Claim
    from backend_data_model.analyst.symbols import Symbols
    from backend_data_model.documents.glossary import Glossary
    from backend_data_model.model.document import Model

_CERTAIN = 10.0


def name_of_phrase(phrase: str) -> str:
    """The identifier that the analyst gives to the words of a phrase."""
    return identifier(phrase.replace("_", " ").split())


def overrule_symbols(symbols: Symbols, glossary: Glossary) -> None:
    """Put the user's entities, other names and roles into the table of symbols, and take out what is none."""
    for phrase in (*glossary.attribute, *glossary.ignore):
        _forget(symbols, name_of_phrase(phrase))
    for phrase in (*glossary.entity, *glossary.plurals, *glossary.aliases.values(), *glossary.roles.values()):
        name = name_of_phrase(phrase)
        _forget(symbols, name)
        symbols.entities[name] = _CERTAIN
    for entity, plural in glossary.plurals.items():
        _point(symbols, symbols.aliases, name_of_phrase(plural), name_of_phrase(entity))
    for other, entity in glossary.aliases.items():
        _point(symbols, symbols.aliases, name_of_phrase(other), name_of_phrase(entity))
    for role, entity in glossary.roles.items():
        _point(symbols, symbols.roles, name_of_phrase(role), name_of_phrase(entity))


def without_ignored(claims: list[Claim], glossary: Glossary) -> list[Claim]:
    """The claims without those about an attribute that the user ignores."""
    ignored = {name_of_phrase(phrase) for phrase in glossary.ignore}
    return [
        claim
        for claim in claims
        if not (isinstance(claim, AttributeClaim) and claim.name in ignored)
        and not (isinstance(claim, QualifierClaim) and claim.attribute in ignored)
    ]


def name_in_model(model: Model, glossary: Glossary) -> None:
    """Record the user's plurals and other names on the entities that the text speaks of."""
    for phrase, plural in glossary.plurals.items():
        if (entity := model.entities.get(name_of_phrase(phrase))) is not None:
            entity.plural = "_".join(plural.lower().replace("_", " ").split())
    for other, phrase in glossary.aliases.items():
        entity = model.entities.get(name_of_phrase(phrase))
        if entity is not None and name_of_phrase(other) not in entity.aliases:
            entity.aliases.append(name_of_phrase(other))


def _forget(symbols: Symbols, name: str) -> None:
    symbols.entities.pop(name, None)
    symbols.aliases.pop(name, None)
    symbols.roles.pop(name, None)
    symbols.subtypes.pop(name, None)


def _point(symbols: Symbols, table: dict[str, str], name: str, entity: str) -> None:
    if name != entity:
        _forget(symbols, name)
        table[name] = entity
