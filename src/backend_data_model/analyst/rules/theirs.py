"""theirs: members of what was spoken of before - "theirs is a title and an abstract"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst.members import add_members

if TYPE_CHECKING:
    from backend_data_model.analyst.clause import Clause
    from backend_data_model.analyst.context import Context

RULE = "theirs"


def read(clause: Clause, context: Context) -> bool:
    """ "Theirs" is of the many that a sentence was last about, "its own" of the focus."""
    verb = clause.verb
    if verb is None or verb.lemma != "be" or verb.negated or not clause.objects or len(clause.subjects) != 1:
        return False
    word = " ".join(clause.subjects[0].words)
    if word not in {"theirs", "hers", "his"}:
        return False
    owner = context.plural_subject or context.nearest if word == "theirs" else context.focus
    owner = owner or context.focus
    if owner is None or any(context.entity(noun) is not None for noun in clause.objects):
        return False
    context.focus = owner
    return add_members(context, owner, clause.objects, RULE) > 0
