"""Writing: what is read back is the same, and an edit changes nothing but what changed."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.strategies import models

from backend_data_model.documents import dump_model, load_model
from backend_data_model.documents.data import to_data
from backend_data_model.documents.dump import edited_text, fresh_text
from backend_data_model.documents.emit import inline, scalar
from backend_data_model.documents.load import parse_model
from backend_data_model.documents.nodes import parse_yaml, plain
from backend_data_model.model.document import Attribute, AttributeType, Evidence, Model, Relationship

STUDIO = Path(__file__).parent.parent / "report" / "studio.yaml"
SLOW = settings(deadline=None, max_examples=12, suppress_health_check=list(HealthCheck))
TEXT = st.text(alphabet=st.characters(codec="utf-8"), max_size=40)


@SLOW
@given(models())
def test_reading_gives_back_what_was_written(model: Model) -> None:
    text = dump_model(model)
    back = parse_model(text)
    assert back == model
    assert to_data(back) == to_data(model)
    assert dump_model(back) == text
    assert dump_model(back, text) == text


@SLOW
@given(models(), models())
def test_any_document_can_become_any_other(before: Model, after: Model) -> None:
    assert parse_model(dump_model(after, fresh_text(before))) == after


@given(st.one_of(TEXT, st.integers(), st.booleans(), st.floats(allow_nan=False, allow_infinity=False)))
def test_every_scalar_reads_back_with_its_type(value: str | int | float | bool) -> None:
    back = plain(parse_yaml(scalar(value)))
    assert back == value
    assert type(back) is type(value)


@given(st.recursive(TEXT | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner), max_leaves=12))
def test_everything_fits_on_one_line(value: object) -> None:
    written = inline(value)
    assert "\n" not in written
    assert plain(parse_yaml(written)) == value


EDITED = """\
# Our studio, as agreed in March
bdm: 1
entities:
  member:   # people who train
    # how we reach them
    attributes:
      email: {type: text}   # checked by mail
      phone:
        type: text
        required: false
        standing: user

      level: {type: text, values: [low, high]}
    unique:
      - members: [email]    # the login
  # bought in advance
  pass:
    attributes: {credits: {type: integer}}

relationships:
  # a pass is personal
  - {entity: pass, role: member, target: member}
  - entity: pass
    role: seller
    target: member
    each_has: "0..1"
# the end
"""


def edited(change: str) -> Model:
    """The model of EDITED after one named change."""
    model = copy.deepcopy(load_model(EDITED))
    member = model.entities["member"]
    match change:
        case "nothing":
            pass
        case "scalar":
            member.attributes["email"].personal = True
        case "add attribute":
            member.attributes["name"] = Attribute(
                type=AttributeType.TEXT, evidence=[Evidence(quote='a "name"', line=2)]
            )
        case "delete attribute":
            del member.attributes["phone"]
        case "relationship":
            model.relationships[1].each_has = "1"
            model.relationships.append(Relationship(entity="pass", role="giver", target="member", each_has="0..1"))
        case "delete relationship":
            del model.relationships[0]
        case "title":
            model.title = "Studio"
        case "values":
            member.attributes["level"].values = ["low", "middle", "high"]
    return model


@pytest.mark.parametrize(
    ("change", "gone", "new"),
    [
        ("nothing", [], []),
        (
            "scalar",
            ["      email: {type: text}   # checked by mail"],
            ["      email: {type: text, personal: true}   # checked by mail"],
        ),
        ("add attribute", [], ['      name: {type: text, evidence: [{quote: "a \\"name\\"", line: 2}]}']),
        (
            "delete attribute",
            ["      phone:", "        type: text", "        required: false", "        standing: user"],
            [],
        ),
        (
            "relationship",
            ['    each_has: "0..1"'],
            ['  - {entity: pass, role: giver, target: member, each_has: "0..1"}'],
        ),
        ("delete relationship", ["  - {entity: pass, role: member, target: member}"], []),
        ("title", [], ["title: Studio"]),
        (
            "values",
            ["      level: {type: text, values: [low, high]}"],
            ["      level: {type: text, values: [low, middle, high]}"],
        ),
    ],
)
def test_an_edit_changes_only_the_lines_it_must(change: str, gone: list[str], new: list[str]) -> None:
    model = edited(change)
    text = edited_text(model, EDITED)
    assert text is not None
    assert load_model(text) == model
    before, after = EDITED.splitlines(), text.splitlines()
    assert [line for line in before if line not in after] == gone
    assert [line for line in after if line not in before] == new
    assert [line for line in after if line in before] == [line for line in before if line not in gone]


@SLOW
@given(models(), st.data())
def test_small_edits_of_a_written_document_are_spliced(model: Model, data: st.DataObject) -> None:
    text = "# mine\n" + fresh_text(model) + "# end\n"
    changed = copy.deepcopy(model)
    changed.title = data.draw(st.none() | TEXT)
    for entity in list(changed.entities.values())[:2]:
        entity.description = data.draw(st.none() | TEXT)
        entity.attributes = {**entity.attributes, "added_by_hand": Attribute(type=AttributeType.TEXT, required=False)}
    spliced = edited_text(changed, text)
    assert spliced is not None
    assert spliced.startswith("# mine\n")
    assert spliced.endswith("# end\n")


def test_a_hand_made_document_stays_as_it_is() -> None:
    text = STUDIO.read_text(encoding="utf-8")
    assert dump_model(load_model(text), text) == text


def test_a_previous_text_that_cannot_be_read_is_replaced() -> None:
    model = edited("title")
    assert dump_model(model, "entities: [") == dump_model(model)
