"""The score with its arithmetic, the findings, and the proof with what was not checked and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.report.markup import Markup, count, join, tag
from backend_data_model.report.sections.pieces import chip, details, row, section, table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backend_data_model.prover.leaks import LeakReport
    from backend_data_model.prover.proof import ConstraintProof, Proof
    from backend_data_model.report.protocol import DesignLike
    from backend_data_model.reviewer.review import Review

STATUSES = ("proved", "failed", "not_checked")
RUNGS = {
    "failed": "refused by the engine",
    "unparsed": "not understood by the grammar",
    "not_checked": "not checked",
    "parsed": "accepted by the grammar",
    "loaded": "loaded on the engine",
    "proved": "loaded, and its constraints proved",
}


def render_score(design: DesignLike) -> Markup:
    """The score of each engine's schema, and what the reviewer found."""
    return section("score", "Score", [_review(engine, review) for engine, review in design.reviews.items()])


def _review(engine: str, review: Review) -> Markup:
    score = review.score
    rows = [
        row(
            dimension.name,
            tag("td", f"{dimension.earned:g} / {dimension.weight}", class_="number")
            if dimension.applies
            else tag("td", "not applicable", class_="number muted"),
            tag("td", _bar(dimension.earned / dimension.weight) if dimension.applies else None),
            tag("td", "; ".join(tally.text for tally in dimension.tallies) or "nothing to check", class_="muted"),
        )
        for dimension in score.dimensions
    ]
    findings = [
        tag(
            "li",
            chip(finding.severity, f"f-{finding.severity}"),
            " ",
            tag("code", finding.code),
            " ",
            finding.message,
            tag("div", finding.help, class_="muted"),
        )
        for finding in review.findings
    ]
    lost = [
        tag("li", chip("unread", "f-error"), " ", tag("code", one.sql[:200]), tag("div", one.reason, class_="muted"))
        for one in review.unparsed
    ]
    silenced = (
        tag("p", count(review.suppressed, "finding"), " silenced by ignore comments.", class_="muted")
        if review.suppressed
        else None
    )
    return tag(
        "article",
        tag("h3", engine, tag("span", f"{score.total:g}", tag("small", " of 100"), class_="figure")),
        table(["Dimension", "Points", "", "Counted"], rows, class_="score"),
        tag("p", tag("code", score.arithmetic), class_="muted"),
        tag("ul", findings + lost, class_="findings") if findings or lost else tag("p", "No findings.", class_="muted"),
        silenced,
    )


def _bar(share: float) -> Markup:
    width = f"{100 * max(0.0, min(1.0, share)):.1f}"
    return tag(
        "svg",
        tag("rect", width=100, height=6, rx=3, class_="track"),
        tag("rect", width=width, height=6, rx=3, class_="fill"),
        viewBox="0 0 100 6",
        class_="bar",
        aria_hidden="true",
    )


def render_proof(design: DesignLike) -> Markup:
    """How far each statement got on a real engine, and what was shown of each constraint."""
    parts = [
        _proof(engine, proof) if proof else _unproved(engine, design.unproved.get(engine, "no reason was recorded"))
        for engine, proof in design.proofs.items()
    ]
    return section("proof", "Proof", parts)


def _unproved(engine: str, reason: str) -> Markup:
    return tag("article", tag("h3", engine, chip("not checked", "p-not_checked")), tag("p", reason))


def _proof(engine: str, proof: Proof) -> Markup:
    counts = proof.counts
    figures = [
        chip(f"{counts['proved']} proved", "p-proved"),
        chip(f"{counts['failed']} failed", "p-failed") if counts["failed"] else None,
        chip(f"{counts['not_checked']} not checked", "p-not_checked") if counts["not_checked"] else None,
    ]
    accepted, refused = sum(p.accepted for p in proof.proofs), sum(p.refused for p in proof.proofs)
    lead = (
        f"Asked of {proof.engine_label}: {count(accepted, 'row')} had to be accepted and were, "
        f"{count(refused, 'row')} had to be refused and were."
    )
    return tag(
        "article",
        tag("h3", engine, figures),
        tag("p", lead),
        _kinds(proof),
        _isolation(proof.leaks) if proof.leaks else None,
        _listing("Failed", (p for p in proof.proofs if p.status == "failed"), open_=True),
        _listing("Not checked", (p for p in proof.proofs if p.status == "not_checked"), open_=True),
        _statements(proof),
    )


def _isolation(leaks: LeakReport) -> Markup:
    """What the leak battery found, its leaks and warnings opened."""
    verdict = "p-failed" if not leaks.ok else "p-proved" if leaks.tried else "p-not_checked"
    said = "leaks" if not leaks.ok else "no leak found" if leaks.tried else "not checked"
    shown = [check for check in leaks.checks if check.verdict != "held"]
    rows = [
        row(
            check.verdict.replace("_", " "),
            tag("code", check.way),
            check.object,
            tag("td", check.detail, class_="muted"),
        )
        for check in sorted(shown, key=lambda check: ("leak", "warning", "not_checked").index(check.verdict))
    ]
    listing = table(["Verdict", "Way", "Object", "Detail"], rows)
    return tag(
        "div",
        tag("h4", "Does one tenant reach another?", chip(said, verdict)),
        tag("p", leaks.said),
        details(f"Not held: {len(shown)}", listing, open_=not leaks.ok) if shown else None,
    )


def _kinds(proof: Proof) -> Markup:
    """How many constraints of each kind; what was shown of each one stands beside it in the tables."""
    kinds: dict[str, list[ConstraintProof]] = {}
    for one in proof.proofs:
        kinds.setdefault(one.kind, []).append(one)
    rows = [
        row(
            kind.replace("_", " "),
            *(tag("td", sum(o.status == status for o in group), class_="number") for status in STATUSES),
            tag("td", sum(o.accepted for o in group), class_="number"),
            tag("td", sum(o.refused for o in group), class_="number"),
        )
        for kind, group in sorted(kinds.items())
    ]
    return table(
        ["Constraints", "Proved", "Failed", "Not checked", "Rows accepted", "Rows refused"], rows, class_="kinds"
    )


def _listing(title: str, proofs: Iterable[ConstraintProof], *, open_: bool = False) -> Markup | None:
    shown = list(proofs)
    if not shown:
        return None
    rows = [
        row(
            tag("code", p.object),
            p.kind.replace("_", " "),
            tag("td", p.accepted, class_="number"),
            tag("td", p.refused, class_="number"),
            tag("td", p.detail, class_="muted"),
        )
        for p in shown
    ]
    return details(
        f"{title}: {len(shown)}", table(["Constraint", "Kind", "Accepted", "Refused", "Detail"], rows), open_=open_
    )


def _statements(proof: Proof) -> Markup:
    present = [rung for rung in RUNGS if rung in proof.rungs]
    summary = ", ".join(f"{proof.rungs[rung]} {RUNGS[rung]}" for rung in present)
    rows = [
        row(
            tag("td", s.position.line, class_="number"),
            tag("code", " ".join(s.sql.split())[:110]),
            chip(s.rung.replace("_", " "), f"p-{s.rung}", RUNGS[s.rung]),
            tag("td", s.detail, class_="muted"),
        )
        for s in proof.statements
    ]
    return details(
        join([f"Statements: {len(proof.statements)} ", tag("span", f"({summary})", class_="muted")]),
        table(["Line", "Statement", "Rung", "Detail"], rows),
    )
