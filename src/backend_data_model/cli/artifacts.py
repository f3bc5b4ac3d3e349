"""The files of a design, by their name in the output directory."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from backend_data_model import __version__

if TYPE_CHECKING:
    from backend_data_model.claims import ClaimsReport
    from backend_data_model.model.schema import Engine
    from backend_data_model.pipeline import Design
    from backend_data_model.prover import Proof

MODEL_FILE = "model.yaml"
READBACK_FILE = "readback.md"
CLAIMS_FILE = "claims.json"


def artifact_names(engines: tuple[Engine, ...]) -> list[str]:
    """The names of all files that every design for `engines` leads to; those of `E/tenancy/` come with its form."""
    common = [MODEL_FILE, READBACK_FILE, "questions.md", "review.json", "report.html"]
    per_engine = ["schema.sql", "statements.sql", "migration-notes.md"]
    return common + [f"{engine}/{name}" for engine in engines for name in per_engine]


def artifacts(design: Design, previous_model: str | None = None) -> dict[str, str]:
    """The text of every file.  Comments and order of `previous_model` survive in model.yaml."""
    from backend_data_model.documents import dump_model
    from backend_data_model.readback import render_readback
    from backend_data_model.report import render_questions, render_report

    files = {
        MODEL_FILE: dump_model(design.model, previous_model),
        READBACK_FILE: render_readback(design.model),
        "questions.md": render_questions(design.model),
        "review.json": json.dumps(review_document(design), indent=2, ensure_ascii=False) + "\n",
        "report.html": render_report(design),
    }
    if design.claims is not None:
        files[CLAIMS_FILE] = json.dumps(claims_document(design.claims), indent=2, ensure_ascii=False) + "\n"
    for engine in design.engines:
        files[f"{engine}/schema.sql"] = design.ddl[engine]
        files[f"{engine}/statements.sql"] = design.statements[engine]
        files[f"{engine}/migration-notes.md"] = design.notes[engine]
        proof = design.proofs[engine]
        scripts = proof.leaks.scripts if proof and proof.leaks else {}
        files |= {f"{engine}/tenancy/{name}": text for name, text in scripts.items()}
        files |= {f"{engine}/tenancy/{name}": text for name, text in design.tenancy[engine].items()}
    return files


def review_document(design: Design) -> dict[str, Any]:
    """review.json: for each engine the review as `bdm review --format json` gives it, and the proof."""
    from backend_data_model.reviewer.render import render

    engines: dict[str, Any] = {}
    for engine in design.engines:
        proof = design.proofs[engine]
        engines[engine] = {
            "review": json.loads(render(design.reviews[engine], "json")),
            "grammar": {
                "accepted": sum(verdict.accepted is True for verdict in design.grammar[engine]),
                "refused": [
                    {"line": verdict.position.line, "message": verdict.message}
                    for verdict in design.grammar[engine]
                    if verdict.accepted is False
                ],
                "not_checked": sum(verdict.accepted is None for verdict in design.grammar[engine]),
            },
            "proof": proof_document(proof) if proof else None,
            "not_proved_because": design.unproved.get(engine),
        }
    return {"bdm": __version__, "engines": engines}


def claims_document(report: ClaimsReport) -> dict[str, Any]:
    """claims.json: the indexes (0-based) of the claims by what became of them, with the reason for each dropped one."""
    return asdict(report) | {"asked": {str(index): name for index, name in report.asked.items()}}


def proof_document(proof: Proof) -> dict[str, Any]:
    """The proof; the leak battery as `bdm verify --format json` gives it, its scripts being files of their own."""
    from backend_data_model.cli.leak_output import leak_document

    found = asdict(replace(proof, leaks=None))
    return found | {"leaks": leak_document(proof.leaks) if proof.leaks else None}
