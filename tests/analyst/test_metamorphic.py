"""Texts that say the same give the same model: order, names, voice, form and company do not matter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend_data_model.analyst import analyse
from tests.analyst.facts import facts
from tests.analyst.worlds import (
    DISTRACTORS,
    Link,
    World,
    active,
    belonging,
    bullets,
    consisting,
    coordinated,
    existential,
    labelled,
    passive,
    plural_prose,
    prose,
    recorded,
    stored,
    worlds,
    written,
)

if TYPE_CHECKING:
    from collections.abc import Callable

FORMS = [bullets, labelled, plural_prose, recorded, stored, consisting, existential]
VOICES = [active, belonging, coordinated]
LAW = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


def told(statements: list[str]) -> set[str]:
    """The facts of the statements, one a line."""
    return facts(analyse("\n".join(statements)))


@LAW
@given(worlds())
def test_every_attribute_and_link_is_found(world: World) -> None:
    found = told(written(world, prose, passive))
    things = {name.replace(" ", "_"): phrases for name, phrases in world.things.items()}
    assert {line.removeprefix("entity ") for line in found if line.startswith("entity ")} == set(things)
    columns = [line for line in found if line.endswith((" required", " optional")) and "." in line.split()[0]]
    assert len(columns) == sum(len(phrases) for phrases in things.values()), sorted(found)
    for link in world.links:
        many, one = link.many.replace(" ", "_"), link.one.replace(" ", "_")
        assert any(line.startswith(f"{many} -> {one}") and line.endswith(" 1") for line in found), sorted(found)


@LAW
@given(worlds(), st.data())
def test_order_does_not_matter(world: World, data: st.DataObject) -> None:
    statements = written(world, prose, passive)
    assert told(data.draw(st.permutations(statements))) == told(statements)


@pytest.mark.parametrize("form", FORMS)
@LAW
@given(world=worlds())
def test_form_does_not_matter(form: Callable[[str, list[str]], str], world: World) -> None:
    assert told(written(world, form, passive)) == told(written(world, prose, passive))


@pytest.mark.parametrize("voice", VOICES)
@LAW
@given(world=worlds())
def test_voice_does_not_matter(voice: Callable[[Link], str], world: World) -> None:
    assert told(written(world, prose, voice)) == told(written(world, prose, passive))


@LAW
@given(worlds(), st.sampled_from(DISTRACTORS), st.integers(0, 8))
def test_company_does_not_matter(world: World, distractor: str, place: int) -> None:
    statements = written(world, prose, passive)
    assert told([*statements[:place], distractor, *statements[place:]]) == told(statements)


@LAW
@given(worlds(), st.data())
def test_names_do_not_matter(world: World, data: st.DataObject) -> None:
    old = data.draw(st.sampled_from(sorted(world.things)))
    text = "\n".join(written(world, prose, passive))
    new = text.replace(old, "snarvit").replace(old.capitalize(), "Snarvit").replace("an snarvit", "a snarvit")
    renamed = {line.replace(old.replace(" ", "_"), "snarvit") for line in facts(analyse(text))}
    assert facts(analyse(new)) == renamed
