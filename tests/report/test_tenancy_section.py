"""The decision on tenancy on the page: what it rests on, what it costs, what would change it, and who holds it."""

from __future__ import annotations

from backend_data_model import design
from backend_data_model.report import render_report

TEXT = """# Clinics

No clinic may ever see the data of another clinic. We have about 300 clinics. Each clinic has a name.
A patient has a name. A medicine has a code. Medicines are shared by all clinics.
"""


def test_the_section_says_why_and_whose() -> None:
    page = render_report(design(TEXT, engine=["postgresql", "mysql", "sqlite"], verify=False))
    part = page.partition('id="tenancy"')[2].partition("</section>")[0]
    for words in (
        "All share the same tables",
        "because nothing asks for separate storage",
        "We have about 300 clinics.",
        "100,000 or more",
        "MySQL has no row-level security",
        "nothing in SQLite keeps tenants in one file apart",
    ):
        assert words in part, words
    assert part.index("of one tenant") < part.index("patients") < part.index("of all tenants") < part.index("medicines")


def test_a_form_that_a_person_chose_stands_beside_the_answer_of_the_tree() -> None:
    page = render_report(design(TEXT, tenancy="database", tenant="clinic", verify=False))
    assert "as was decided. By what is known the tree answers" in page.partition('id="tenancy"')[2]


def test_one_owner_has_no_section() -> None:
    assert 'id="tenancy"' not in render_report(design(TEXT, tenancy="none", verify=False))
