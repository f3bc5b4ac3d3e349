"""Whether an e-mail may come again in another tenant: asked where it is open, and the answer changes the design."""

from __future__ import annotations

import pytest

from backend_data_model import design
from backend_data_model.pipeline import analyse_text

TEXT = """# Desk

Many firms use our product and no firm may ever see the data of another firm. Each firm has a name.
Each user has an email and a name. {rule}
A ticket is written by exactly one user and has a title.
"""
OPEN = TEXT.format(rule="The email of a user is unique.")
ID = "sign-in:user.email"


@pytest.mark.parametrize(
    ("answer", "rule", "members"),
    [
        (None, "UNIQUE (firm_id, email)", False),
        ("yes, apart", "UNIQUE (firm_id, email)", False),
        ("yes, as one", "UNIQUE (email)", True),
        ("no", "UNIQUE (email)", False),
    ],
)
def test_the_answer_changes_the_design(answer: str | None, rule: str, members: bool) -> None:
    made = design(OPEN, answers={ID: answer} if answer else None, verify=False)
    users = made.schema_sql().partition("CREATE TABLE users")[2].partition(";")[0]
    assert rule in users
    assert ("CREATE TABLE firm_users" in made.schema_sql()) is members
    assert ("firm_id" in users) is not members
    assert [question.answer for question in made.questions if question.id == ID] == [answer]


@pytest.mark.parametrize(
    "rule",
    [
        "The email of a user is unique within its firm.",
        "The email of a user is globally unique.",
        "A user can belong to several firms. The email of a user is unique.",
        "",
    ],
)
def test_what_is_said_is_not_asked(rule: str) -> None:
    assert ID not in [question.id for question in analyse_text(TEXT.format(rule=rule)).questions]


def test_one_owner_is_not_asked() -> None:
    assert ID not in [question.id for question in analyse_text(OPEN, tenancy="none").questions]
