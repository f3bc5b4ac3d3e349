"""Carries the proofs over to the statements that declare the constraints."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend_data_model.prover.proof import ConstraintProof, Proof, StatementCheck

_PART = r"(?:\"(?:[^\"]|\"\")++\"|`[^`]++`|\[[^\]]++\]|[^\s(\"`\[.;,]++)"
_NAME = rf"({_PART}(?:\s*\.\s*{_PART})*+)"
_TABLE = re.compile(
    rf"\s*(?:create\s+(?:\w+\s+){{0,3}}table\s+(?:if\s+not\s+exists\s+)?|alter\s+table\s+(?:if\s+exists\s+)?(?:only\s+)?){_NAME}",
    re.IGNORECASE,
)
_INDEX = re.compile(
    rf"\s*create\s+unique\s+index\s+(?:concurrently\s+)?(?:if\s+not\s+exists\s+)?{_NAME}(?=\s+on\b)", re.IGNORECASE
)
_CREATE = re.compile(r"\s*create\b", re.IGNORECASE)


def raise_rungs(proof: Proof) -> None:
    """A loaded statement whose constraints are all proved is `proved`; one with a constraint that fails has failed."""
    declared: dict[str, list[StatementCheck]] = {}
    for check in proof.statements:
        match = _TABLE.match(check.sql) or _INDEX.match(check.sql)
        if match and check.rung == "loaded":
            declared.setdefault(_last_part(match[1]), []).append(check)
    owned: dict[int, list[ConstraintProof]] = {}
    for one in proof.proofs:
        statement = _statement_of(one, declared)
        if statement is not None:
            owned.setdefault(id(statement), []).append(one)
    for check in proof.statements:
        _raise(check, owned.get(id(check), []))


def _last_part(name: str) -> str:
    return name.strip().rpartition(".")[2].strip().strip('"`[]').replace('""', '"').lower()


def _statement_of(one: ConstraintProof, declared: dict[str, list[StatementCheck]]) -> StatementCheck | None:
    table, name = one.table.lower(), (one.name or "").lower()
    index = declared.get(name)
    if one.kind == "unique" and index and _INDEX.match(index[0].sql):
        return index[0]
    statements = declared.get(table, [])
    for check in statements:
        if name and not _CREATE.match(check.sql) and name in check.sql.lower():
            return check
    return next((check for check in statements if _CREATE.match(check.sql)), None)


def _raise(check: StatementCheck, proofs: list[ConstraintProof]) -> None:
    failed = [p for p in proofs if p.status == "failed"]
    open_ones = [p for p in proofs if p.status == "not_checked"]
    if failed:
        check.rung = "failed"
        check.detail = "; ".join(f"{p.object} ({p.kind}): {p.detail}" for p in failed)
    elif open_ones:
        check.detail = f"{len(open_ones)} of {len(proofs)} constraints not checked"
    elif proofs:
        check.rung = "proved"
