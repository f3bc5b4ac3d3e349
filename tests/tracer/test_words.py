"""Names that mean the same, and names that do not."""

from __future__ import annotations

import pytest

from backend_data_model.tracer.words import Vocabulary, words_of

WORDS = Vocabulary()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("customer", "clients"),
        ("email", "e_mail_address"),
        ("quantity", "qty"),
        ("tracking_number", "tracking_no"),
        ("date_of_birth", "dob"),
        ("date_of_birth", "birth_date"),
        ("starts_at", "begins_at"),
        ("number_of_doors", "door_count"),
        ("order_line", "OrderItems"),
        ("phone_number", "telephone"),
        ("created_on", "creation_date"),
        ("organization", "org"),
    ],
)
def test_alike(one: str, other: str) -> None:
    assert WORDS.alike(one, other) > 0.7
    assert WORDS.alike(one, other) == WORDS.alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"), [("name", "price"), ("starts_at", "ends_at"), ("width", "height"), ("invoice", "customer")]
)
def test_not_alike(one: str, other: str) -> None:
    assert WORDS.alike(one, other) < 0.5


def test_words_are_singular_and_lower_case() -> None:
    assert words_of("OrderLines") == words_of("order_lines") == ("order", "line")
    assert words_of("addresses") == ("address",)
    assert words_of("companies") == ("company",)
    assert words_of("statuses") == ("status",)


def test_the_lists_are_all_text() -> None:
    from backend_data_model.tracer.words import _lists

    lists = _lists()
    assert all(isinstance(key, str) and isinstance(text, str) for key, text in lists["abbreviations"].items())
    assert all(isinstance(phrase, str) for group in (*lists["same"], *lists["near"]) for phrase in group)
