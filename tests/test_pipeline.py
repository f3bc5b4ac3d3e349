"""The library's verbs over the whole pipeline, with real engines."""

from __future__ import annotations

from pathlib import Path

import pytest

import backend_data_model
from backend_data_model import design, review, verify
from backend_data_model.documents import load_model
from backend_data_model.model.document import AccessPattern, Model
from backend_data_model.model.errors import InputError
from backend_data_model.pipeline import title_of, with_tenancy

TEXT = "Each order is placed by one customer. A customer has a unique email."
MODEL_FILE = Path(__file__).parent / "cli" / "lending.yaml"


@pytest.fixture
def model() -> Model:
    return load_model(MODEL_FILE.read_text(encoding="utf-8"), str(MODEL_FILE))


def test_the_example_of_the_readme() -> None:
    made = design(TEXT, engine="sqlite")
    assert "customers" in made.schema_sql("sqlite")
    assert made.review.score.total >= 95
    assert made.questions is made.model.questions
    proof = made.proofs["sqlite"]
    assert proof is not None
    assert not proof.failures


def test_several_engines_and_no_proof(model: Model) -> None:
    made = design(model, engine=["mysql", "sqlite"], version={"mysql": "8.0.36"}, verify=False)
    assert made.engines == ["mysql", "sqlite"]
    assert set(made.unproved) == {"mysql", "sqlite"}
    assert made.schema_sql() == made.ddl["mysql"] != made.ddl["sqlite"]
    with pytest.raises(KeyError):
        made.schema_sql("postgresql")


def test_what_is_designed_is_accepted_by_its_grammar(model: Model) -> None:
    made = design(model, engine=["postgresql", "mysql", "sqlite"], verify=False)
    for engine in made.engines:
        assert [verdict for verdict in made.grammar[engine] if verdict.accepted is False] == []


def test_review_and_verify_take_schema_model_and_text(model: Model) -> None:
    made = design(model, engine="sqlite", verify=False)
    schema, ddl = made.schemas["sqlite"], made.schema_sql()
    assert review(schema, model).score.total == made.review.score.total
    assert review(model, engine="sqlite").score.total == made.review.score.total
    assert review(ddl, engine="sqlite").unparsed == []
    for target in (schema, model, ddl):
        proof = verify(target, engine="sqlite")
        assert proof.engine_label.startswith("SQLite")
        assert not proof.failures
        assert proof.counts["proved"] > 10


def test_access_patterns_and_expected_rows(model: Model) -> None:
    pattern = AccessPattern(entity="loan", description="open loans", equality=["status"], sort=["lent_on"])
    made = design(model, engine="sqlite", verify=False, access_patterns=[pattern], expected_rows={"loan": 2_000_000})
    assert made.model.access_patterns == [pattern]
    assert model.access_patterns == []
    assert "2,000,000 rows" in made.notes["sqlite"]
    unknown = pattern.model_copy(update={"entity": "ghost"})
    with pytest.raises(InputError, match="ghost"):
        design(model, engine="sqlite", verify=False, access_patterns=[unknown])


def test_tenancy_of_a_model_can_be_overruled(model: Model) -> None:
    shared = with_tenancy(model, "shared", "reader")
    assert (shared.tenancy.kind, shared.tenancy.tenant) == ("shared", "reader")
    assert with_tenancy(shared, "none", None).tenancy.tenant is None
    assert with_tenancy(shared, "auto", None) is shared
    for kind, tenant in (("shared", None), ("shared", "ghost")):
        with pytest.raises(InputError):
            with_tenancy(model, kind, tenant)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "title"),
    [("# A shop \n\nText", "A shop"), ("\n## Shop\n", "Shop"), ("Text\n# Later", None), ("#\n", None), ("", None)],
)
def test_title(text: str, title: str | None) -> None:
    assert title_of(text) == title


def test_unknown_names_are_errors() -> None:
    with pytest.raises(AttributeError):
        backend_data_model.no_such_verb  # noqa: B018
    with pytest.raises(InputError, match="oracle"):
        design(TEXT, engine="oracle")  # type: ignore[arg-type]
