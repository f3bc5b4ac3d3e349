"""What words mean that speak of something told before: an attribute already read, an entity, a list of values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.morphology import identifier, singular

if TYPE_CHECKING:
    from backend_data_model.analyst.context import Context

_LEFT_OUT = lex.DETERMINERS | lex.POSSESSIVES | frozenset({"field", "attribute", "column", "value", "values"})


def known_attribute(context: Context, phrase: str, owner: str | None = None) -> tuple[str, str] | None:
    """The owner and name of the attribute that the words mean; None where none or more than one could be meant."""
    words = phrase.replace("’", "'").replace('"', "").replace("_", " ").split()
    if "of" in words[1:]:
        cut = words.index("of", 1)
        owner = owner or context.lookup(" ".join(words[cut + 1 :]))
        words = words[:cut]
    else:
        for index, word in enumerate(words[:-1]):
            if word.endswith(("'s", "s'")):
                owner = owner or context.lookup(" ".join(words[: index + 1]))
                words = words[index + 1 :]
                break
    words = [word for word in words if word not in _LEFT_OUT]
    if not words:
        return None
    for cut in range(len(words)):
        prefix = context.symbols.named(identifier(words[:cut])) if cut else owner
        found = _among(context, prefix, identifier(words[cut:])) if cut == 0 or prefix is not None else None
        if found is not None:
            return found
    return None


def _among(context: Context, owner: str | None, name: str) -> tuple[str, str] | None:
    if not name:
        return None
    if owner is not None:
        return (owner, name) if name in context.named.get(owner, ()) else None
    if context.focus is not None and name in context.named.get(context.focus, ()):
        return context.focus, name
    owners = [one for one, names in context.named.items() if one and name in names]
    return (owners[0], name) if len(owners) == 1 else None


def known_thing(context: Context, phrase: str) -> str | None:
    """The entity that all of the words name."""
    words = [word for word in phrase.replace('"', "").split() if word not in _LEFT_OUT]
    return context.symbols.named(identifier(words)) if words else None


def valued_attribute(
    context: Context, text: str, topic: tuple[str, str] | None
) -> tuple[str | None, str, tuple[str, ...]] | None:
    """The attribute with a list of values that a statement speaks of: its label's, one it names, or the last one."""
    if topic is not None:
        values = context.value_lists.get(topic[0], {}).get(topic[1]) or context.value_lists.get(None, {}).get(topic[1])
        if values:
            return *topic, values
    words = {singular(word) for word in text.replace('"', " ").replace("'", " ").split()}
    named = [
        (owner, name, values)
        for owner, lists in context.value_lists.items()
        for name, values in lists.items()
        if set(name.split("_")) <= words
    ]
    owned = [one for one in named if one[0] is not None and set(one[0].split("_")) <= words]
    chosen = owned or named
    if len(chosen) == 1:
        return chosen[0]
    if chosen or context.last_attribute is None:
        return chosen[-1] if chosen else None
    owner, name = context.last_attribute
    values = context.value_lists.get(owner, {}).get(name)
    return (owner, name, values) if values else None
