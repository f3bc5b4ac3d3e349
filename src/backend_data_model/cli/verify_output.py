"""A proof as text for a person, failures first, and as JSON for a program."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from backend_data_model.cli.leak_output import leak_document, leak_lines

if TYPE_CHECKING:
    from backend_data_model.model.position import Position
    from backend_data_model.prover import ConstraintProof, Proof, StatementCheck

_COLOURS = {
    "failed": "red",
    "unparsed": "red",
    "not_checked": "yellow",
    "proved": "green",
    "leak": "red",
    "warning": "yellow",
    "held": "green",
}
_ORDER = ("failed", "unparsed", "not_checked", "parsed", "loaded", "proved")
_WIDEST = 72


def render_json(proof: Proof, target: str) -> str:
    """One object: the engine asked, counts, every statement with its rung, every constraint with what was shown."""
    return json.dumps(
        {
            "target": target,
            "engine": proof.engine_label,
            "ok": proof.ok,
            "counts": {"statements": proof.rungs, "constraints": proof.counts},
            "statements": [
                {"sql": s.sql, "rung": s.rung, "detail": s.detail} | _place(s.position) for s in proof.statements
            ],
            "constraints": [
                {
                    "object": p.object,
                    "kind": p.kind,
                    "status": p.status,
                    "accepted": p.accepted,
                    "refused": p.refused,
                    "detail": p.detail,
                }
                | _place(p.position)
                for p in proof.proofs
            ],
            "leaks": leak_document(proof.leaks) if proof.leaks else None,
        },
        indent=2,
        ensure_ascii=False,
    )


def _place(position: Position | None) -> dict[str, str | int | None]:
    if position is None:
        return {"file": None, "line": None, "column": None}
    return {"file": position.file, "line": position.line, "column": position.column}


def render_human(proof: Proof, target: str, *, verbose: bool, colour: bool) -> str:
    """Failures first, then what was not checked, then the counts; with `verbose` also what was proved."""
    lines: list[str] = []
    shown = proof.statements if verbose else [s for s in proof.statements if s.rung in {"failed", "unparsed"}]
    skipped = [] if verbose else [s for s in proof.statements if s.rung == "not_checked"]
    for statement in sorted([*shown, *skipped], key=lambda s: _ORDER.index(s.rung)):
        lines += _statement(statement)
    constraints = proof.proofs if verbose else [p for p in proof.proofs if p.status != "proved"]
    if lines and constraints:
        lines.append("")
    for one in sorted(constraints, key=lambda p: _ORDER.index(p.status)):
        lines += _constraint(one)
    if lines:
        lines.append("")
    leaks = leak_lines(proof.leaks, verbose=verbose) if proof.leaks else []
    about = [line for line in leaks if line.startswith("  ") and not line.startswith("   ")]
    lines += [line for line in leaks if line not in about]
    lines += [*_summary(proof, target), *about]
    return "".join(f"{_painted(line) if colour else line}\n" for line in lines)


def _statement(statement: StatementCheck) -> list[str]:
    first = " ".join(statement.sql.split())
    short = first if len(first) <= _WIDEST else first[: _WIDEST - 3] + "..."
    lines = [f"{statement.rung:<11} {statement.position}  {short}"]
    return [*lines, f"            {statement.detail}"] if statement.detail else lines


def _constraint(one: ConstraintProof) -> list[str]:
    place = f"  ({one.position})" if one.position else ""
    rows = f"{one.accepted} accepted, {one.refused} refused"
    lines = [f"{one.status:<11} {one.kind:<12} {one.object}  {rows}{place}"]
    return [*lines, f"            {one.detail}"] if one.detail else lines


def _summary(proof: Proof, target: str) -> list[str]:
    counts = proof.counts
    rungs = ", ".join(f"{proof.rungs[rung]} {rung}" for rung in reversed(_ORDER) if rung in proof.rungs)
    rows = sum(p.accepted for p in proof.proofs), sum(p.refused for p in proof.proofs)
    constraints = f"{counts['proved']} proved, {counts['failed']} failed, {counts['not_checked']} not checked"
    return [
        f"{target} on {proof.engine_label}",
        f"  statements   {len(proof.statements)}: {rungs or 'none'}",
        f"  constraints  {len(proof.proofs)}: {constraints}",
        f"  rows         {rows[0]} rightly accepted, {rows[1]} rightly refused",
    ]


def _painted(line: str) -> str:
    word = line.split(" ", 1)[0]
    return click.style(word, fg=_COLOURS[word]) + line[len(word) :] if word in _COLOURS else line
