"""Whose attribute a noun phrase names, as far as its own words tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex

if TYPE_CHECKING:
    from backend_data_model.analyst.context import Context
    from backend_data_model.analyst.phrase import Noun


def owner_and_name(context: Context, noun: Noun) -> tuple[str | None, str | None]:
    """The owner that the words name (None: open), and the attribute's name (None: the noun is an entity)."""
    if noun.possessor is not None and noun.possessor.words:
        return context.entity(noun.possessor), context.attribute_name(noun)
    if (
        noun.of is not None
        and (owner := context.entity(noun.of)) is not None
        and context.symbols.named(noun.name) is None
    ):
        return owner, context.attribute_name(noun)
    entity = context.entity(noun)
    if entity is not None:
        return entity, None
    words = noun.name.split("_")
    whole = [owner for owner, names in context.named.items() if owner and len(words) > 1 and noun.name in names]
    if len(whole) == 1 and noun.determiner in lex.ARTICLES - {"a", "an"}:
        return whole[0], noun.name
    for cut in range(len(words) - 1, 0, -1):
        prefix = context.symbols.named("_".join(words[:cut]))
        if prefix is not None:
            return prefix, "_".join(words[cut:])
    if noun.determiner in lex.POSSESSIVES | {"a", "an"} and context.focus is not None:
        return context.focus, context.attribute_name(noun)
    return None, context.attribute_name(noun)
