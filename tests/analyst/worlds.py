"""Small made-up worlds, each fact of which can be written in several ways that mean the same.

A world is a list of things with attributes, and links between them.  Functions from `prose` to `active` write it; what
a reader makes of what they write must be one and the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable

THINGS = [
    *("glacier", "kiln", "parish", "buoy", "tapestry", "ferry", "orchard", "lantern", "quarry", "violin", "wompet"),
    *("florb", "grontle", "beehive", "climbing route", "sound booth", "seed packet", "stage prop", "tram line"),
]
# Attribute phrases with a determiner; the bound, where there is one, follows in the same words in every form.
ATTRIBUTES = [
    *("a name", "a title", "a start date", "an end date", "a description", "a colour", "a note", "a serial number"),
    *(
        "a height in metres",
        "a weight in grams",
        "a capacity above zero",
        "a rating from 1 to 5",
        "a price of at least 0",
    ),
    *("a code (unique)", "a label of at most 40 characters", "a status (open, closed or archived)"),
    *("an optional remark", "a nickname (optional)"),
]
# Verbs whose active subject is the one side: "a potter owns many kilns", "each kiln is owned by exactly one potter".
VERBS = [("owns", "owned"), ("manages", "managed"), ("supplies", "supplied"), ("maintains", "maintained")]
DISTRACTORS = [
    "The dashboard must load within two seconds.",
    "We hope to launch before the summer.",
    "The buttons should be blue.",
    "Backups run every night.",
    "Our investors are very excited about this.",
]


@dataclass(frozen=True)
class Link:
    """Each `many` has exactly one `one`, said by a verb that the one does to the many."""

    one: str
    many: str
    active: str
    participle: str


@dataclass(frozen=True)
class World:
    """Things with their attribute phrases, and links."""

    things: dict[str, list[str]]
    links: list[Link]


def a(thing: str) -> str:
    """The thing with its article."""
    return f"{'an' if thing[0] in 'aeiou' else 'a'} {thing}"


def plural(thing: str) -> str:
    """The plural of one of THINGS."""
    if thing.endswith("y"):
        return f"{thing[:-1]}ies"
    return f"{thing}es" if thing.endswith("sh") else f"{thing}s"


def listed(phrases: list[str]) -> str:
    """A list in running text."""
    return phrases[0] if len(phrases) == 1 else f"{', '.join(phrases[:-1])} and {phrases[-1]}"


def prose(thing: str, attributes: list[str]) -> str:
    """One sentence for a thing."""
    return f"Each {thing} has {listed(attributes)}."


def plural_prose(thing: str, attributes: list[str]) -> str:
    """The same of all of them."""
    return f"{plural(thing).capitalize()} have {listed(attributes)}."


def recorded(thing: str, attributes: list[str]) -> str:
    """The same as what people write down."""
    return f"For every {thing} we record {listed(attributes)}."


def stored(thing: str, attributes: list[str]) -> str:
    """The same as what the system holds."""
    return f"The system stores {plural(thing)} with {listed(attributes)}."


def consisting(thing: str, attributes: list[str]) -> str:
    """The same in other words of having."""
    return f"{a(thing).capitalize()} consists of {listed(attributes)}."


def existential(thing: str, attributes: list[str]) -> str:
    """The same after "there are"."""
    return f"There are {plural(thing)}, each with {listed(attributes)}."


def bullets(thing: str, attributes: list[str]) -> str:
    """The same as a list under a lead-in."""
    return "\n".join([f"Each {thing} has:", *(f"- {phrase}" for phrase in attributes), ""])


def labelled(thing: str, attributes: list[str]) -> str:
    """The same in one line after a label."""
    return f"{thing.capitalize()}: {', '.join(phrase.partition(' ')[2] for phrase in attributes)}."


def passive(link: Link) -> str:
    """The many side as subject."""
    return f"Each {link.many} is {link.participle} by exactly one {link.one}."


def belonging(link: Link) -> str:
    """The many side belongs."""
    return f"Every {link.many} belongs to one {link.one}."


def coordinated(link: Link) -> str:
    """Both directions, the one side first."""
    return (
        f"{a(link.one).capitalize()} can have many {plural(link.many)}, but {a(link.many)} always has exactly one "
        f"{link.one}."
    )


def active(link: Link) -> str:
    """The one side as subject, and the bound of the other direction."""
    return (
        f"{a(link.one).capitalize()} {link.active} any number of {plural(link.many)}, and each {link.many} has exactly "
        f"one {link.one}."
    )


def written(world: World, thing: Callable[[str, list[str]], str], link: Callable[[Link], str]) -> list[str]:
    """The statements of a world."""
    return [*(thing(name, phrases) for name, phrases in world.things.items()), *(link(each) for each in world.links)]


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Two to four things with one to five attributes each, linked in a line."""
    names = draw(st.lists(st.sampled_from(THINGS), min_size=2, max_size=4, unique=True))
    things = {name: draw(st.lists(st.sampled_from(ATTRIBUTES), min_size=1, max_size=5, unique=True)) for name in names}
    links = [Link(one, many, *draw(st.sampled_from(VERBS))) for one, many in pairwise(names) if draw(st.booleans())]
    return World(things, links)
