"""Layer 4, coordination: a noun told again to say more of it - "has a callsign, and callsigns are not reused"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst.morphology import identifier

if TYPE_CHECKING:
    from backend_data_model.analyst.clause import Clause


def join_repeated(clause: Clause) -> None:
    """Gives what is said of a bare plural to the singular of it in the same list, and drops the plural."""
    if len(clause.objects) < 2 or not any(noun.plural and noun.qualifiers for noun in clause.objects[1:]):
        return
    singulars = {identifier(noun.words): noun for noun in clause.objects if not noun.plural}
    kept = []
    for noun in clause.objects:
        first = singulars.get(identifier(noun.words)) if noun.plural and noun.determiner is None else None
        if first is None or not noun.qualifiers:
            kept.append(noun)
        else:
            first.qualifiers.extend(noun.qualifiers)
    clause.objects = kept
