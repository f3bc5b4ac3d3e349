"""The glossary's format: what it holds, and every way in which it is wrong."""

from __future__ import annotations

import pytest

from backend_data_model.documents.glossary import Glossary, read_glossary
from backend_data_model.model.errors import InputError


def test_all_keys_are_read() -> None:
    text = """
entity: [visit]
attribute: [badge]
ignore: [dashboard]
aliases: {client: customer}
plurals: {octopus: octopodes}
roles: {referee: person}
same: [[locker, box]]
tables: {customer: clients, note: null}
columns: {customer.email: mail}
"""
    found = read_glossary(text)
    assert found == Glossary(
        entity=("visit",),
        attribute=("badge",),
        ignore=("dashboard",),
        aliases={"client": "customer"},
        plurals={"octopus": "octopodes"},
        roles={"referee": "person"},
        same=(("locker", "box"),),
        tables={"customer": "clients", "note": None},
        columns={"customer.email": "mail"},
    )
    assert list(found.groups()) == [("locker", "box"), ("client", "customer")]


@pytest.mark.parametrize("text", ["", "# nothing\n", "null"])
def test_an_empty_glossary_says_nothing(text: str) -> None:
    assert read_glossary(text) == Glossary()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- a", "g.yaml:1:1: the glossary does not map names"),
        ("entity: visit", "g.yaml:1:9: entity is not a list"),
        ("ignore:\n- [a]", "g.yaml:2:3: ignore holds something that is no text"),
        ("aliases: {a: null}", "g.yaml:1:14: `aliases` holds something that is no text"),
        ("aliases: {a: b, a: c}", "'a' stands twice in `aliases`"),
        ("same: [a]", "a list in `same` is not a list"),
        ("entity: [a]\nignore: [A]", "g.yaml: 'A' is under 'entity' and under 'ignore'"),
        ("a: b: c", "g.yaml:1:5: the glossary is not YAML"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(text: str, message: str) -> None:
    with pytest.raises(InputError) as refused:
        read_glossary(text, "g.yaml")
    assert message in str(refused.value)


def test_a_misspelt_key_is_answered_with_the_nearest() -> None:
    with pytest.raises(InputError) as refused:
        read_glossary("alias: {}")
    assert refused.value.help == "did you mean 'aliases'?"
