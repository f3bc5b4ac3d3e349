"""verb-moments: moments that verbs stand for, compared - "it has to end after it starts"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst.claims import QualifierClaim
from backend_data_model.analyst.qualifiers import Qualifier

if TYPE_CHECKING:
    from backend_data_model.analyst.clause import Clause
    from backend_data_model.analyst.context import Context
    from backend_data_model.analyst.reading import Parsed

RULE = "verb-moments"
# By the word between the clauses, and whether the first is denied.
_OPERATORS = {("after", False): ">", ("before", False): "<", ("after", True): "<=", ("before", True): ">="}
_SAME = {"begin": "start", "finish": "end", "stop": "end", "start": "begin", "end": "finish"}


def read(parsed: Parsed, context: Context) -> bool:
    """Two verbs of one thing with before or after between them compare the attributes that are named after them."""
    for clause, after in zip(parsed.clauses, parsed.clauses[1:], strict=False):
        if after.condition not in {"after", "before"} or clause.verb is None or after.verb is None:
            continue
        owner = context.subject_entity(clause)
        if owner is None or (after.subjects and context.subject_entity(after) != owner):
            continue
        left, right = _named_after(clause, owner, context), _named_after(after, owner, context)
        if left is None or right is None or left == right:
            continue
        operator = _OPERATORS[after.condition, clause.verb.negated]
        context.emit(
            QualifierClaim(
                evidence=context.evidence(RULE),
                rule=RULE,
                owner=owner,
                attribute=left,
                qualifier=Qualifier("compare", 0, 0, op=operator, other=right.replace("_", " ")),
                focus=owner,
            )
        )
        return True
    return False


def _named_after(clause: Clause, owner: str, context: Context) -> str | None:
    """The only attribute of the owner whose name begins with the verb."""
    assert clause.verb is not None
    lemma = clause.verb.lemma
    for stem in (lemma, _SAME.get(lemma, lemma)):
        stem = stem.rstrip("e")
        found = [n for n in context.named.get(owner, ()) if n.startswith(stem) and len(stem) >= 3]
        if len(found) == 1:
            return found[0]
    return None
