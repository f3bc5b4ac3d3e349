"""measured: a verb of measure with its bounds - "a reel carries 100 to 3000 metres and weighs under 5 tonnes"."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.claims import AttributeClaim
from backend_data_model.analyst.naming import attribute_type
from backend_data_model.analyst.qualifiers import Qualifier
from backend_data_model.analyst.word_set import word_map, word_set

if TYPE_CHECKING:
    from backend_data_model.analyst.clause import Clause
    from backend_data_model.analyst.context import Context

RULE = "measured"
# What a verb measures whatever the unit; the others measure what their unit does.
_MEASURED = word_map("weigh=weight cost=price last=duration sleep=capacity seat=capacity accommodate=capacity")
_BY_UNIT = word_set(
    """
    hold carry contain take run go measure stretch span cover store fit transport use consume draw deliver provide
    need lift bear produce emit reach extend be have come
    """
)
_LISTED = frozenset({"in", "of", "at"})


def read(clause: Clause, context: Context) -> bool:
    """What the verb measures, with the bounds or the list of sizes that the clause tells."""
    verb = clause.verb
    if verb is None or verb.negated or clause.condition is not None:
        return False
    owner = context.subject_entity(clause)
    if owner is None:
        return False
    told = _figures(clause) or _places(clause)
    if told is None or (verb.passive and told.kind != "enum"):
        return False
    unit = lex.unit_of(told.unit.replace("° c", "°c")) if told.unit else None
    name = _MEASURED.get(verb.lemma)
    by_unit = verb.lemma in _BY_UNIT or told.kind == "enum"
    if name is None and unit is not None and by_unit and unit.dimension != "share":
        name = unit.dimension
    if name is None or (unit is not None and unit.dimension != name and name != "capacity"):
        return False
    counted = name in {"price", "capacity"}
    suffix = lex.unit_suffix(told.unit.split()) if told.unit is not None and not counted else None
    kind = "money" if name == "price" else "integer" if suffix in lex.INTEGER_UNITS else attribute_type(name)
    bounds = [told if told.kind == "enum" else replace(told, unit=None)]
    kind = "decimal" if kind == "integer" and not all(float(b).is_integer() for b in _numbers(told)) else kind
    context.emit(
        AttributeClaim(
            evidence=context.evidence(RULE),
            rule=RULE,
            owner=owner,
            name=_known(context, owner, name),
            type=kind if kind in {"integer", "money"} else "decimal",
            unit=suffix,
            qualifiers=bounds,
        )
    )
    context.last_attribute = (owner, name)
    return True


def _figures(clause: Clause) -> Qualifier | None:
    """The bounds or sizes of a clause that says nothing else."""
    found = [q for q in clause.qualifiers if _measures(q)]
    nouns = [n for word, ns in clause.preps if word in _LISTED for n in ns]
    sizes = [q for n in clause.objects if n.words == ["available"] for q in n.qualifiers if _measures(q)]
    if sizes and len(clause.objects) == 1:
        return sizes[0]
    if clause.objects or any(not n.qualifiers for n in nouns):
        return None
    found += [q for n in nouns for q in n.qualifiers if _measures(q)]
    return found[0] if len(found) == 1 else None


def _places(clause: Clause) -> Qualifier | None:
    """How many find room: "a table seats between 2 and 10 guests"."""
    if clause.verb is None or _MEASURED.get(clause.verb.lemma) != "capacity" or len(clause.objects) > 1:
        return None
    ranges = [q for q in (*clause.qualifiers, *(q for n in clause.objects for q in n.qualifiers)) if q.kind == "range"]
    if ranges:
        return ranges[0]
    quantity = clause.objects[0].quantity if clause.objects else None
    if quantity is None or not quantity.explicit or (quantity.max is None and not quantity.min):
        return None
    low = float(quantity.min) if quantity.min and quantity.min != quantity.max else None
    return Qualifier("range", 0, 0, min=low, max=None if quantity.max is None else float(quantity.max))


def _measures(qualifier: Qualifier) -> bool:
    return qualifier.kind == "range" or (qualifier.kind == "enum" and qualifier.unit is not None)


def _numbers(qualifier: Qualifier) -> list[float]:
    listed = [float(v) for v in qualifier.values]
    return listed or [b for b in (qualifier.min, qualifier.max) if b is not None]


def _known(context: Context, owner: str, name: str) -> str:
    """The attribute of that kind that the owner is already known to have, else a new one."""
    same = [known for known in context.named.get(owner, ()) if known.split("_")[-1] == name]
    return same[0] if len(same) == 1 else name
