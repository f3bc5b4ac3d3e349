"""Pass 1, unique names: "cabin names are unique per deck" speaks of cabins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst.word_set import word_set

if TYPE_CHECKING:
    from backend_data_model.analyst.clause import Clause

_NAMING = frozenset(
    {"name", "number", "code", "key", "handle", "title", "label", "id", "symbol", "designation", "slug"}
)
_NO_THINGS = word_set(
    """
    first last given family full middle pen nick user file brand trade serial phone telephone fax mobile tax vat order
    zip post postal bar account registration reference identification id index part lot batch bank credit
    """
)


def uniquely_named(clause: Clause) -> tuple[str, str, bool] | None:
    """The name that a clause calls unique, the thing that has it, and whether it is so inside something.

    "Cabin names are unique per deck": what has a unique name is a thing, if that is no usual kind of name.
    """
    verb = clause.verb
    nouns = clause.subjects or clause.objects
    told = [q for q in [*clause.qualifiers, *(q for n in nouns[:1] for q in n.qualifiers)] if q.kind == "unique"]
    if not told or len(nouns) != 1 or (verb is not None and verb.lemma not in {"be", "have"}):
        return None
    noun = nouns[0]
    words = noun.name.split("_")
    if not noun.plural or len(words) != 2 or words[1] not in _NAMING or words[0] in _NO_THINGS or noun.of is not None:
        return None
    return noun.name, words[0], any(q.scope for q in told)
