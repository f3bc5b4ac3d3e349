"""history: changes that are kept as rows of their own - "we keep every change of the price"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.claims import EntityClaim
from backend_data_model.analyst.linking import Bounds, emit_link
from backend_data_model.analyst.members import add_members
from backend_data_model.analyst.word_set import word_set

if TYPE_CHECKING:
    from backend_data_model.analyst.context import Context
    from backend_data_model.analyst.phrase import Noun
    from backend_data_model.analyst.reading import Parsed

RULE = "history"
_EVENTS = word_set(
    """
    change correction movement move transfer modification revision update transition adjustment
    """
)
_KEEPING = word_set("keep record store preserve track log save retain hold need want")


def read(parsed: Parsed, context: Context) -> bool:
    """Every change of a thing becomes a row of its own, with what is said about the change."""
    for clause in parsed.clauses:
        if clause.verb is None or clause.verb.lemma not in _KEEPING:
            continue
        for noun in [*clause.objects, *clause.subjects]:
            if (
                noun.head in _EVENTS
                and (noun.determiner in lex.UNIVERSAL | {"all"} or noun.plural)
                and noun.of is not None
            ):
                owner = context.entity(noun.of)
                if owner is None:
                    continue
                name = (
                    noun.name
                    if len(noun.words) > 1 and not context.symbols.named(noun.name)
                    else f"{owner}_{noun.head}"
                )
                if context.symbols.named(noun.head):
                    name = noun.head
                if len(noun.words) > 1 and context.symbols.named(noun.words[0]) and noun.words[0] != owner:
                    name = f"{owner}_{noun.name}"
                context.symbols.entities.setdefault(name, 2.0)
                context.emit(EntityClaim(evidence=context.evidence(RULE), rule=RULE, name=name, kind="history"))
                emit_link(context, RULE, name, owner, Bounds(1, 1, 3))
                rest = (
                    [n for n in clause.objects if n is not noun]
                    + [n for other in parsed.clauses if other is not clause for n in other.objects]
                    + clause.prep("with")
                )
                for item in rest:
                    _member(context, name, item)
                context.focus = name
                return True
    return False


def _member(context: Context, owner: str, noun: Noun) -> None:
    entity = context.entity(noun)
    if entity is None or entity == owner:
        add_members(context, owner, [noun], RULE)
        return
    optional = noun.optional or any(q.kind == "optional" for q in noun.qualifiers)
    role = noun.name if noun.name != entity else None
    emit_link(context, RULE, owner, entity, Bounds(0 if optional else 1, 1, 3), role=role)
