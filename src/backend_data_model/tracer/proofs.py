"""What rows on the engine showed of the constraints that enforce the facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backend_data_model.tracer.result import Enforcer, Trace

_KINDS = {"type": ("enum", "domain"), "row_security": ("row_security",)}


def add_proofs(trace: Trace, engine_label: str, proofs: Iterable[tuple[str, str | None, str, str, str]]) -> None:
    """Note the proof of each enforcer; `proofs` are (table, constraint, kind, object, status) as the prover gives them.

    A fact whose enforcing constraint failed its proof is missing after all.
    """
    trace.proved_on = engine_label
    by_name: dict[tuple[str, str, str], str] = {}
    by_object: dict[tuple[str, str], str] = {}
    by_table: dict[tuple[str, str], str] = {}
    for table, name, kind, label, status in proofs:
        if name:
            by_name.setdefault((table, kind, name), status)
        by_object.setdefault((kind, label), status)
        by_table.setdefault((table, kind), status)
    for row in trace.facts:
        for enforcer in row.by:
            enforcer.proof = _status(enforcer, by_name, by_object, by_table)
        if row.status == "enforced" and row.by and all(enforcer.proof == "failed" for enforcer in row.by):
            row.status, row.detail = (
                "missing",
                "the constraint failed its proof: rows that it must refuse were accepted",
            )


def _status(
    enforcer: Enforcer,
    by_name: dict[tuple[str, str, str], str],
    by_object: dict[tuple[str, str], str],
    by_table: dict[tuple[str, str], str],
) -> str | None:
    table = enforcer.table.rpartition(".")[2]
    for kind in _KINDS.get(enforcer.kind, (enforcer.kind,)):
        named = by_name.get((table, kind, enforcer.name))
        if named:
            return named
        columns = ", ".join(enforcer.columns)
        for label in (enforcer.name, f"{table}.{columns}", f"{table}.({columns})", f"{enforcer.table}.({columns})"):
            if (kind, label) in by_object:
                return by_object[kind, label]
        if kind == "row_security" and (table, kind) in by_table:
            return by_table[table, kind]
    return None
