"""by-means: the means of an action as a list of values - "an invoice is paid either by card or by bank transfer"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.claims import AttributeClaim
from backend_data_model.analyst.qualifiers import Qualifier

if TYPE_CHECKING:
    from backend_data_model.analyst.context import Context
    from backend_data_model.analyst.reading import Parsed

RULE = "by-means"
_V = r"(?!(?:a|an|the|one|1|each|its|their|our)\b)[a-z][\w-]*(?: (?!or\b|by\b|and\b)[a-z][\w-]*)?"
_MEANS = re.compile(
    r"\b(?P<v>pay|paid|pays|deliver|delivered|send|sent|ship|shipped|notify|notified|contact"
    rf"|contacted) (?:for )?(?:it )?(?:either )?(?:by|via|in) (?P<a>{_V})(?P<more>(?: , (?:by "
    rf"|via )?{_V})*) or (?:by |via |in )?(?P<b>{_V})(?= ?[.,;!)]|$)"
)
_NAMES = {
    "pay": "payment_method",
    "deliver": "delivery_method",
    "send": "sending_method",
    "ship": "shipping_method",
    "notify": "notification_method",
    "contact": "contact_method",
}


def read(parsed: Parsed, context: Context) -> bool:
    """The means of an action, out of a fixed list, is an attribute of what the action is done to."""
    match = _MEANS.search(parsed.normal)
    if match is None:
        return False
    values = [match.group("a"), *re.split(r" , (?:by |via )?", match.group("more") or "")[1:], match.group("b")]
    if any(context.lookup(value) for value in values):
        return False
    owner = (
        next((e for clause in parsed.clauses for n in clause.subjects if (e := context.entity(n)) is not None), None)
        or context.topic
        or context.focus
    )
    if owner is None:
        return False
    lemma = lex.VERB_FORMS.get(match.group("v"), (match.group("v"), ""))[0]
    name = _NAMES.get(lemma, f"{lemma}_method")
    qualifier = Qualifier("enum", 0, 0, values=tuple(values))
    context.emit(
        AttributeClaim(
            evidence=context.evidence(RULE), rule=RULE, owner=owner, name=name, type="text", qualifiers=[qualifier]
        )
    )
    context.last_attribute = (owner, name)
    return True
