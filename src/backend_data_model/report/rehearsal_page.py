"""report.html of a rehearsal: one file without script, which opens from disk with no network."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files
from typing import TYPE_CHECKING

from backend_data_model.report.markup import Markup, join, tag
from backend_data_model.report.rehearsal_text import facts, locks_told, notes_of, seconds, verdict
from backend_data_model.report.rehearsal_timeline import render_timeline
from backend_data_model.report.sections.pieces import section

if TYPE_CHECKING:
    from backend_data_model.migrations.rehearse.outcome import Rehearsal, StepRun


def render_page(found: Rehearsal) -> str:
    """The whole page."""
    style = files("backend_data_model.report").joinpath("static", "report.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    head = [
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="generator", content="backend-data-model"),
        tag("title", "Rehearsal"),
        tag("style", Markup(style)),
    ]
    main = [
        section("problems", "Problems", tag("ul", [tag("li", text) for text in found.problems], class_="findings"))
        if found.problems
        else None,
        section("timeline", "Timeline", tag("article", tag("div", render_timeline(found), class_="scroll"))),
        section("steps", "Statements", _steps(found.steps)),
        section("facts", "What was compared", _facts(found)),
        section("undo", "Undo", _steps(found.undo)) if found.undo else None,
    ]
    top = tag("header", tag("h1", "Rehearsal"), tag("p", verdict(found), class_="muted"), class_="top")
    body = tag("body", top, tag("main", [part for part in main if part], id="content"))
    return f"<!DOCTYPE html>\n{tag('html', tag('head', head), body, lang='en')}\n"


def _steps(steps: list[StepRun]) -> Markup:
    names = ("#", "Statement", "Took", "Writer waited", "Reader waited", "Locks seen", "Notes")
    rows = [
        tag(
            "tr",
            tag("td", step.number, class_="number"),
            tag("td", tag("code", step.sql), tag("small", step.note) if step.note else None),
            tag("td", seconds(step.seconds), class_="number"),
            tag("td", seconds(step.writer.seconds), class_="number"),
            tag("td", seconds(step.reader.seconds), class_="number"),
            tag("td", locks_told(step.locks), tag("small", "polled") if step.locks and not step.exact else None),
            tag("td", join(notes_of(step), Markup("<br/>"))),
        )
        for step in steps
    ]
    table = tag("table", tag("thead", tag("tr", [tag("th", name) for name in names])), tag("tbody", rows))
    return tag("article", tag("div", table, class_="scroll statements"))


def _facts(found: Rehearsal) -> Markup:
    rows = [tag("tr", tag("td", label), tag("td", text)) for label, text in facts(found)]
    return tag("article", tag("div", tag("table", tag("tbody", rows)), class_="scroll"))
