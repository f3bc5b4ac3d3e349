"""The page: whole, closed to the network, safe with any text, and true to the design."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from backend_data_model.designer import design_schema
from backend_data_model.documents import load_model
from backend_data_model.engines.dispatch import render_ddl
from backend_data_model.model.document import (
    ApplicationRule,
    Attribute,
    AttributeType,
    Choice,
    Entity,
    Evidence,
    Model,
    Outcome,
    Question,
    Relationship,
    Sentence,
)
from backend_data_model.model.position import Position
from backend_data_model.model.settings import DesignSettings
from backend_data_model.pipeline import Design
from backend_data_model.prover.proof import ConstraintProof, Proof, StatementCheck
from backend_data_model.report import render_questions, render_report
from backend_data_model.report.markup import VOID
from backend_data_model.reviewer.review import review_schema

STUDIO = Path(__file__).with_name("studio.yaml")
HOSTILE = "</script><script>alert(1)</script> \"'&<b> --> ]]> \u202e 🎉 \x07"
IMPLIED_END = {"meta", "input", "br"}


def designed(model: Model, engine: str = "postgresql") -> Design:
    """A design without a proof."""
    settings = DesignSettings("sqlite" if engine == "sqlite" else "postgresql")
    schema = design_schema(model, settings)
    made = Design(model, {settings.engine: schema}, {settings.engine: render_ddl(schema, settings)})
    made.reviews[settings.engine] = review_schema(schema, model)
    made.proofs[settings.engine], made.unproved[settings.engine] = None, "the tests do not prove"
    return made


@pytest.fixture(scope="module")
def studio() -> Design:
    """The design of the studio."""
    return designed(load_model(STUDIO.read_text(encoding="utf-8")))


def many(entities: int) -> Model:
    """A model of that many entities, each with eight attributes and a reference or two to earlier ones."""
    names = [f"thing_number_{i}x" for i in range(entities)]
    words = [f"A {name} has what a thing of its kind has, all eight of them." for name in names]
    attributes = [
        {
            f"attribute_{j}": Attribute(type=AttributeType.TEXT, evidence=[Evidence(quote=words[i], line=i + 1)])
            for j in range(8)
        }
        for i in range(entities)
    ]
    links = [
        Relationship(entity=names[i], role=f"parent_{k}", target=names[(i * 7 + k) % i])
        for i in range(1, entities)
        for k in range(1 + i % 2)
    ]
    return Model(
        entities={name: Entity(attributes=attributes[i]) for i, name in enumerate(names)},
        relationships=links,
        sentences=[Sentence(text=text, line=i + 1, outcome=Outcome.USED) for i, text in enumerate(words)],
    )


class Page(HTMLParser):
    """Collects ids, links and the nesting of elements."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.scripts = 0
        self.loads: list[str] = []
        self.text: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids += [given["id"] or ""] if "id" in given else []
        self.scripts += tag == "script"
        self.loads += [value or "" for key, value in attrs if key in ("src", "action", "style") or key.startswith("on")]
        if tag == "a":
            self.links.append(given.get("href") or "")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in VOID
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def test_the_page_is_well_formed_and_every_link_leads_somewhere(studio: Design) -> None:
    page = Page(render_report(studio))
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)
    assert all(link.startswith("#") for link in page.links)


def test_only_its_own_script_may_run_and_nothing_is_loaded(studio: Design) -> None:
    html = render_report(studio)
    page = Page(html)
    assert page.scripts == 1
    assert page.loads == []
    script = re.search(r"<script>(.*?)</script>", html, flags=re.S)
    style = re.search(r"<style>(.*?)</style>", html, flags=re.S)
    assert script is not None
    assert style is not None
    for content in (script.group(1), style.group(1)):
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"sha256-{digest}" in html
    assert "default-src &#x27;none&#x27;" in html
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", html)
    assert len(script.group(1)) < 12_000


def test_every_table_column_and_constraint_is_shown_beside_its_words(studio: Design) -> None:
    html = render_report(studio)
    schema = studio.schemas["postgresql"]
    for table in schema.tables:
        assert f'id="t-{table.name}"' in html
        for column in table.columns:
            assert f'id="c-{table.name}-{column.name}"' in html
        names = [c.name for c in table.uniques] + [c.name for c in table.checks] + [c.name for c in table.foreign_keys]
        for name in names + [index.name for index in table.indexes]:
            assert f"<code>{name}</code>" in html
    assert "<q>Room names do not repeat within a studio.</q>" in html
    assert "<q>Nobody can book the same class twice.</q>" in html


def test_sentences_lead_to_what_came_of_them(studio: Design) -> None:
    html = render_report(studio)
    sentence = re.search(r'<li id="s-11".*?</li>', html, flags=re.S)
    assert sentence is not None
    assert "Room names do not repeat within a studio." in sentence.group()
    assert re.search(r'href="#k-rooms-unique-\d"', sentence.group())
    unparsed = html.index('id="unparsed"')
    assert unparsed < html.index('id="diagram"') < html.index('id="tables"')


def test_what_was_not_proved_says_why(studio: Design) -> None:
    assert "the tests do not prove" in render_report(studio)


def test_proofs_stand_beside_their_constraints(studio: Design) -> None:
    check = next(
        check for table in studio.schemas["postgresql"].tables if table.name == "rooms" for check in table.checks
    )
    proof = Proof(
        "PostgreSQL 18.6",
        [StatementCheck("create table rooms ()", Position(1), "loaded")],
        [
            ConstraintProof(
                f"rooms.{check.name}", "check", "failed", 1, 0, "a row with 0 was taken", None, "rooms", check.name
            ),
            ConstraintProof(
                "rooms.name", "not_null", "not_checked", 0, 0, "no row could be made", None, "rooms", "name"
            ),
        ],
    )
    made = Design(studio.model, studio.schemas, studio.ddl, reviews=studio.reviews, proofs={"postgresql": proof})
    html = render_report(made)
    row = re.search(rf"<code>{check.name}</code>.*?</tr>", html, flags=re.S)
    assert row is not None
    assert "p-failed" in row.group()
    assert "a row with 0 was taken" in row.group()
    column = re.search(r'id="c-rooms-name".*?</tr>', html, flags=re.S)
    assert column is not None
    assert "not checked" in column.group()
    assert "no row could be made" in column.group()


def test_hostile_text_is_only_text() -> None:
    evidence = [Evidence(quote=HOSTILE, line=1)]
    model = Model(
        title=HOSTILE,
        entities={
            HOSTILE: Entity(
                description=HOSTILE,
                evidence=evidence,
                attributes={HOSTILE: Attribute(type=AttributeType.TEXT, values=[HOSTILE], evidence=evidence)},
            ),
            "x" * 200: Entity(),
        },
        relationships=[Relationship(entity="x" * 200, role=HOSTILE + "2", target=HOSTILE, evidence=evidence)],
        application_rules=[ApplicationRule(text=HOSTILE, reason=HOSTILE, evidence=evidence)],
        questions=[
            Question(
                id=HOSTILE,
                about=HOSTILE,
                text=HOSTILE,
                choices=[Choice(answer=HOSTILE, effect=HOSTILE)],
                default=HOSTILE,
                wrong_answer=HOSTILE,
                evidence=evidence,
            )
        ],
        sentences=[Sentence(text=HOSTILE, line=1, outcome=Outcome.UNPARSED, reason=HOSTILE)],
    )
    html = render_report(designed(model))
    page = Page(html)
    assert page.open == []
    assert page.scripts == 1
    assert page.loads == []
    assert "<b> --" not in html
    assert "\u202e" not in html
    assert "\x07" not in html
    outside = re.sub(r"`[^`\n]*`", "", render_questions(model))
    assert not re.search(r"(?<!\\)<", outside)


def test_thirty_tables_stay_small_and_fast() -> None:
    made = designed(many(30))
    html = render_report(made)
    assert len(html.encode()) < 400_000
    assert html == render_report(made)


def test_an_empty_design_has_a_page() -> None:
    assert Page(render_report(Design(Model()))).open == []


def test_a_second_engine_is_shown_too() -> None:
    model = load_model(STUDIO.read_text(encoding="utf-8"))
    one, two = designed(model), designed(model, "sqlite")
    both = Design(model, {**one.schemas, **two.schemas}, {**one.ddl, **two.ddl})
    html = render_report(both)
    assert "DDL for postgresql" in html
    assert "DDL for sqlite" in html
