"""Layer 1, mails and conversations: who speaks, and the greetings and farewells around what is said."""

from __future__ import annotations

import re
from dataclasses import dataclass

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.morphology import singular

_NAME = r"[A-Z][\w'’-]{0,15}\.?"
_SPEAKER = re.compile(r"(?P<name>[A-Z][A-Za-z.]{0,15}(?: [A-Z][a-z]{0,15})?):[ \t]+(?=\S)")
_INSIDE = re.compile(r"(?<=[.?!…] )(?P<name>[A-Z][A-Za-z]{0,15}(?: [A-Z][a-z]{0,15})?):[ \t]+(?=\S)")
_GREETING = re.compile(
    r"(?:hi|hello|hey|dear|hiya|good (?:morning|afternoon|evening|day)|greetings)\b"
    rf"(?: (?:all|there|team|everyone|everybody|folks|again|both|colleagues|{_NAME}|and)){{0,4}}(?: ?[,!:.–-]|$)\s*",
    re.IGNORECASE,
)
_FAREWELL = (
    r"(?:(?:kind|best|warm|many|with kind|with best) (?:regards|wishes|thanks)|best|regards|cheers|thanks|thank you"
    r"|thanks (?:a lot|again|in advance)|bye|bye bye|yours(?: sincerely| truly| faithfully)?|sincerely|ciao|talk soon"
    r"|see you(?: soon)?|all the best|take care|greetings|love)"
)
_SIGN_OFF = re.compile(
    rf"(?:^|(?<=[.!?;] )|(?<=[.!?;]))(?i:{_FAREWELL})(?:[,.!]? {_NAME}(?: {_NAME})?[.!]?|[,!])$"
    rf"|^(?i:{_FAREWELL})[,.!]?$"
)
_BARE_NAME = re.compile(rf"[-–—]? ?{_NAME}(?: {_NAME})?[.!]?$")


@dataclass(slots=True)
class Turn:
    """A piece of a line: `formula` for a greeting or a farewell, otherwise what `speaker` says."""

    text: str
    start: int
    speaker: str | None = None
    formula: bool = False


def find_speakers(lines: list[str]) -> frozenset[str]:
    """Names that stand before what is said: twice or more, or in a text where nearly every line opens with one."""
    counts: dict[str, int] = {}
    opening = asked = spoken = 0
    for line in lines:
        stripped = line.strip()
        if not stripped:
            continue
        spoken += 1
        first = _SPEAKER.match(stripped)
        opening += first is not None
        names = [first.group("name")] if first else []
        names += [match.group("name") for match in _INSIDE.finditer(stripped)]
        for name in names:
            counts[name] = counts.get(name, 0) + 1
        asked += bool(names) and "?" in stripped
    repeated = {name for name, count in counts.items() if count >= 2}
    if len(repeated) >= 2 or (repeated and asked):
        alternating = asked and opening * 3 >= spoken * 2
        return frozenset(name for name in counts if name in repeated or (alternating and _personal(name)))
    talks = asked and len(counts) >= 2 and opening * 3 >= spoken * 2
    return frozenset(name for name in counts if _personal(name)) if talks else frozenset()


def _personal(name: str) -> bool:
    """Whether a label can be the name of a speaker, as "Status" and "Orders" cannot."""
    word = singular(name.lower().split()[-1])
    return word not in lex.TYPE_HEADS and word not in lex.ENUM_HEADS and word not in lex.BOUNDARY_NOUNS


def turns(line: str, speakers: frozenset[str]) -> list[Turn]:
    """The pieces of a line, in order; a line without speaker, greeting and farewell is one piece."""
    cuts: list[tuple[int, int, str | None]] = [(0, 0, None)]
    first = _SPEAKER.match(line)
    if first and first.group("name") in speakers:
        cuts = [(0, first.end(), first.group("name"))]
    if speakers:
        cuts += [(m.start(), m.end(), m.group("name")) for m in _INSIDE.finditer(line) if m.group("name") in speakers]
    found: list[Turn] = []
    for (_, start, speaker), following in zip(cuts, [*(c[0] for c in cuts[1:]), len(line)], strict=True):
        found.extend(_formulas(line[start:following].rstrip(), start, speaker))
    return [turn for turn in found if turn.text]


def _formulas(text: str, start: int, speaker: str | None) -> list[Turn]:
    greeting = _GREETING.match(text)
    opened = greeting.end() if greeting else 0
    signed = _SIGN_OFF.search(text, opened)
    closed = signed.start() if signed else len(text)
    found = [Turn(text[:opened].rstrip(), start, speaker, formula=True)] if opened else []
    body = text[opened:closed].rstrip()
    if body:
        found.append(Turn(body, start + opened, speaker))
    if signed:
        found.append(Turn(text[closed:], start + closed, speaker, formula=True))
    return found


def is_signature(line: str) -> bool:
    """Whether a line holds nothing but a name, as the one after "Best," does."""
    return _BARE_NAME.match(line.strip()) is not None
