"""volume: how many rows are expected - "about 2 million orders a year", "we have some 300 branches"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, cast

from backend_data_model.analyst.claims import VolumeClaim

if TYPE_CHECKING:
    from backend_data_model.analyst.context import Context
    from backend_data_model.analyst.reading import Parsed

RULE = "volume"
Period = Literal["second", "minute", "hour", "day", "week", "month", "year"]
_COUNT = r"(?P<n>\d+(?:\.\d+)?)(?P<k> (?:hundred|thousand|million|billion))? (?P<x>(?:[a-z][\w-]* ){0,2}?[a-z][\w-]*)"
_A_PERIOD = re.compile(
    rf"{_COUNT} (?:(?:are|get|will be|is) \w+ )?(?:a|per|each|every|in a)"
    r" (?P<u>second|minute|hour|day|week|month|year)\b"
)
_IN_ALL = re.compile(
    r"\b(?:we|they|it|system|there|database) (?:currently |already |today )?"
    r"(?:expect|have|are|serve|serves|plan for|handle|handles|grow to|must handle|hold|holds|will have|should handle)"
    rf" (?:currently |already |to have |with )?(?:about|around|roughly|some|approximately|up to|nearly|almost|over|more"
    rf" than|at least|close to) {_COUNT}(?= ?[.,;)]| in | across | at | today| now| and |$)"
)
_THOUSANDS = {" hundred": 100, " thousand": 1000, " million": 1_000_000, " billion": 1_000_000_000}


def read(parsed: Parsed, context: Context) -> bool:
    """Expected numbers are kept for sizing; they bound nothing."""
    found = False
    for pattern in (_A_PERIOD, _IN_ALL):
        for match in pattern.finditer(parsed.normal):
            entity = context.lookup(match["x"])
            if entity is None:
                continue
            per = cast("Period", match["u"]) if pattern is _A_PERIOD else None
            rows = round(float(match["n"]) * _THOUSANDS.get(match["k"] or "", 1))
            evidence = context.evidence(RULE)
            context.emit(VolumeClaim(evidence=evidence, rule=RULE, entity=entity, rows=rows, said=match[0], per=per))
            found = True
    return found
