"""The user's glossary overrules the analyst."""

from __future__ import annotations

from backend_data_model.analyst import analyse
from backend_data_model.documents.glossary import Glossary


def test_without_words_nothing_changes() -> None:
    text = "Each trainer coaches members. A member has a name."
    assert analyse(text, glossary=Glossary()) == analyse(text)


def test_an_attribute_is_no_entity() -> None:
    text = "Each zorb has a flim. A flim has a colour. A zorb has a name."
    assert "flim" in analyse(text).entities
    model = analyse(text, glossary=Glossary(attribute=("flim",)))
    assert list(model.entities) == ["zorb"]
    assert "flim" in model.entities["zorb"].attributes


def test_an_entity_is_one_at_first_mention() -> None:
    text = "Each customer has a name and a status. "
    assert "status" not in analyse(text).entities
    model = analyse(text, glossary=Glossary(entity=("status",)))
    assert "status" not in model.entities["customer"].attributes
    assert [(r.entity, r.target) for r in model.relationships]


def test_what_is_ignored_is_neither_entity_nor_attribute() -> None:
    text = "Each zorb has a name and a gleam. Zorbs have flims. A flim has a colour."
    model = analyse(text, glossary=Glossary(ignore=("flim", "gleam")))
    assert list(model.entities) == ["zorb"]
    assert list(model.entities["zorb"].attributes) == ["name"]


def test_an_alias_is_the_same_thing() -> None:
    text = "Each client has a name. A customer has an email. An order belongs to a client and has a number."
    assert "client" in analyse(text).entities
    model = analyse(text, glossary=Glossary(aliases={"client": "customer"}))
    assert list(model.entities) == ["customer", "order"]
    assert {"name", "email"} <= set(model.entities["customer"].attributes)
    assert model.entities["customer"].aliases == ["client"]


def test_a_plural_is_read_and_names_the_table() -> None:
    text = "The aquarium keeps octopodes. Octopodes have a name. An octopus has a weight."
    model = analyse(text, glossary=Glossary(plurals={"octopus": "octopodes"}))
    assert "octopode" not in model.entities
    assert set(model.entities["octopus"].attributes) >= {"name"}
    assert model.entities["octopus"].plural == "octopodes"


def test_a_role_stands_for_its_entity() -> None:
    text = "Each person has a name. Each match has a referee. A referee has a licence number. A match has a date."
    model = analyse(text, glossary=Glossary(roles={"referee": "person"}))
    assert set(model.entities) == {"person", "match"}
    assert [(r.entity, r.role, r.target) for r in model.relationships] == [("match", "referee", "person")]


def test_a_word_that_the_text_does_not_use_makes_no_entity() -> None:
    model = analyse("Each zorb has a name.", glossary=Glossary(entity=("flim",)))
    assert list(model.entities) == ["zorb"]


def test_short_names_are_looked_for_among_the_users_entities() -> None:
    text = "Each film has a name and a review score. Every score has a date and a remark."
    assert "review_score" not in analyse(text).entities
    model = analyse(text, glossary=Glossary(entity=("review score",)))
    assert set(model.entities["review_score"].attributes) == {"date", "remark"}
    assert "score" not in model.entities


def test_other_names_that_the_text_tells_are_those_of_the_users_entities() -> None:
    text = "Each order has a date and order lines. A position, meaning an order line, has a quantity."
    model = analyse(text, glossary=Glossary(entity=("position",)))
    assert set(model.entities) == {"order", "position"}
    assert [(r.entity, r.target) for r in model.relationships] == [("position", "order")]
