"""Layer 1: sections that state no data - what is out of scope, why the project exists, who it is for, what it costs."""

from __future__ import annotations

import re

# Titles that may as well name a thing of some domain (pricing, budget, milestones, exclusions) are not among them.
_NO_DATA = re.compile(
    r"(?:(?:explicitly |deliberately )?(?:out of|not in|outside(?: the)?) scope|what (?:is|we are|we're) "
    r"(?:not|leaving out)|(?:non|anti)[- ]goals?|why|motivation|tl;? ?dr|executive summary"
    r"|success (?:measures?|metrics|criteria)|how we measure success|personas?|who (?:uses|will use) (?:it|this|the)"
    r"|roll[- ]?out(?: plan)?|go[- ]live|launch plan|road ?map|commercial terms|parked(?: ideas)?|ideas? for later"
    r"|future (?:ideas|work)|later phases)\b"
)
_LEADING = re.compile(r"^[\W\d_]+")


def states_no_data(title: str) -> bool:
    """Whether a section of that title holds no requirement on what is stored."""
    return _NO_DATA.match(_LEADING.sub("", title.lower())) is not None
