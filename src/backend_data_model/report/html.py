"""report.html: one file that opens from disk with no network; everything about a design on one page."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files
from typing import TYPE_CHECKING

from backend_data_model.model.document import Outcome
from backend_data_model.report.diagram import find_references, render_diagram
from backend_data_model.report.markup import Markup, count, join, tag
from backend_data_model.report.provenance import trace
from backend_data_model.report.sections.open_questions import render_open, render_unparsed
from backend_data_model.report.sections.overridden import render_overridden
from backend_data_model.report.sections.pieces import section
from backend_data_model.report.sections.quality import render_proof, render_score
from backend_data_model.report.sections.source import render_ddl, render_sentences
from backend_data_model.report.sections.tables import render_tables
from backend_data_model.report.sections.tenancy import render_tenancy

if TYPE_CHECKING:
    from backend_data_model.model.document import Model
    from backend_data_model.model.schema import Engine, Schema
    from backend_data_model.prover.proof import Proof
    from backend_data_model.report.protocol import DesignLike
    from backend_data_model.report.provenance import Provenance
    from backend_data_model.reviewer.review import Review

NAMES = {
    "diagram": "Diagram",
    "questions": "Questions",
    "overridden": "Overridden",
    "tenancy": "Tenancy",
    "tables": "Tables",
    "score": "Score",
    "proof": "Proof",
    "ddl": "DDL",
    "requirements": "Requirements",
}


def render_report(design: DesignLike) -> str:
    """The whole page.  It forbids itself the network: only its own style and script, by their hashes, may run."""
    engine = next(iter(design.schemas), None)
    schema = design.schemas[engine] if engine else None
    provenance = trace(design.model, schema)
    parts: dict[str, Markup | None] = {
        "unparsed": render_unparsed(design.model),
        "diagram": _diagram(schema, design.model) if schema else None,
        "questions": render_open(design.model, provenance),
        "overridden": render_overridden(design.model, provenance),
        "tenancy": render_tenancy(design.model, design.schemas),
        "tables": render_tables([*design.schemas.values()], design.proofs.get(engine), provenance) if engine else None,
        "score": render_score(design) if design.reviews else None,
        "proof": render_proof(design) if design.proofs else None,
        "ddl": render_ddl(design.ddl) if design.ddl else None,
        "requirements": render_sentences(design.model, provenance),
    }
    title = design.model.title or "Data model"
    links = [tag("a", NAMES[key], href=f"#{key}") for key, part in parts.items() if part and key in NAMES]
    search = tag(
        "input",
        type="search",
        id="find",
        placeholder="Find a table  /",
        aria_label="Find a table or column",
        autocomplete="off",
    )
    body = [
        tag("a", "Skip to the content", href="#content", class_="skip"),
        tag("header", tag("h1", title), _summary(design, provenance), class_="top"),
        tag("nav", tag("div", links, class_="links"), search, aria_label="Sections"),
        tag("main", [part for part in parts.values() if part], id="content"),
    ]
    return _page(title, join(body, "\n"))


def _page(title: str, body: Markup) -> str:
    style, script = _static("report.css"), _static("report.js")
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    head = [
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="generator", content="backend-data-model"),
        tag("title", title),
        tag("style", Markup(style)),
    ]
    page = tag("html", tag("head", head), tag("body", body, tag("script", Markup(script))), lang="en")
    return f"<!DOCTYPE html>\n{page}\n"


def _static(name: str) -> str:
    return files("backend_data_model.report").joinpath("static", name).read_text(encoding="utf-8")


def _hash(content: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


def _diagram(schema: Schema, model: Model) -> Markup | None:
    if not schema.tables:
        return None
    tenant = sum(reference.to_tenant for reference in find_references(schema, model))
    hint = f"; {count(tenant, 'reference')} to the tenant {schema.tenant_table} not drawn" if tenant else ""
    note = f"drag to move, Ctrl and wheel or + and − to zoom, click for details{hint}"
    buttons = [
        tag("button", label, type="button", data_zoom=way, aria_label=name, title=name)
        for label, way, name in (
            ("+", "in", "Zoom in"),
            ("−", "out", "Zoom out"),
            ("Fit", "fit", "Fit the whole diagram"),
        )
    ]
    legend = tag(
        "p",
        "PK primary key · FK foreign key · U part of a uniqueness · ? may be empty · "
        "crow's foot: many, bar: one, circle: may be none",
        class_="legend",
    )
    frame = tag(
        "div",
        render_diagram(schema, model),
        tag("div", buttons, class_="zoom"),
        class_="er",
        tabindex="0",
        aria_label="Diagram; arrow keys move, plus and minus zoom",
    )
    return section("diagram", "Diagram", frame, legend, note=note)


def _summary(design: DesignLike, provenance: Provenance) -> Markup:
    model = design.model
    open_ = [question for question in model.questions if question.answer is None]
    high = sum(question.impact == "high" for question in open_)
    unparsed = provenance.count(Outcome.UNPARSED)
    cells = [_cell(str(len(model.entities)), "entities", count(_tables(design), "table"), "#tables")]
    if model.sentences:
        rest = f"{provenance.count(Outcome.NOT_SCHEMA)} not schema, {unparsed} not understood"
        used = f"{provenance.count(Outcome.USED)}/{len(model.sentences)}"
        cells.append(_cell(used, "sentences used", rest, "#requirements", "warn" if unparsed else None))
    cells.append(
        _cell(
            str(len(open_)),
            "open questions" if len(open_) != 1 else "open question",
            f"{high} of high impact",
            "#questions",
            "warn" if high else None,
        )
    )
    if design.reviews:
        cells.append(_score_cell(list(design.reviews.items())))
    if design.proofs:
        cells.append(_proof_cell(list(design.proofs.items())))
    return tag("ul", cells, class_="summary")


def _score_cell(reviews: list[tuple[Engine, Review]]) -> Markup:
    engine, first = reviews[0]
    rest = [count(len(first.findings), "finding") if first.findings else "no findings"]
    rest += [f"{other} {review.score.total:g}" for other, review in reviews[1:]]
    return _cell(f"{first.score.total:g}", f"score of 100, {engine}", " · ".join(rest), "#score")


def _proof_cell(proofs: list[tuple[Engine, Proof | None]]) -> Markup:
    first = proofs[0][1]
    failed = any(proof is not None and proof.counts["failed"] for _, proof in proofs)
    kind = "bad" if failed else ("warn" if first is None else None)
    return _cell(
        str(first.counts["proved"]) if first else "none",
        "constraints proved",
        " · ".join(_proof_words(engine, proof) for engine, proof in proofs),
        "#proof",
        kind,
    )


def _proof_words(engine: Engine, proof: Proof | None) -> str:
    if proof is None:
        return f"{engine}: not checked"
    counts = proof.counts
    return f"{proof.engine_label}: {counts['failed']} failed, {counts['not_checked']} not checked"


def _cell(figure: str, label: str, rest: str, target: str, kind: str | None = None) -> Markup:
    inside = [tag("b", figure), tag("span", label), tag("small", rest)]
    return tag("li", tag("a", inside, href=target), class_=kind)


def _tables(design: DesignLike) -> int:
    return max((len(schema.tables) for schema in design.schemas.values()), default=0)
