"""Constraints that hold are proved on every engine, and a constraint that does not hold is found."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from backend_data_model.engines.dispatch import read_ddl
from backend_data_model.prover import Proof, prove

from .sessions import open_or_skip

CASES: list[dict[str, Any]] = YAML(typ="safe").load(Path(__file__).with_name("cases.yaml"))
RUNS = [(case, target) for case in CASES for target in case["engines"]]
MUTANTS = [(case, target, mutant) for case, target in RUNS for mutant in case.get("mutants", [])]


def _prove(case: dict[str, Any], target: str, loaded: str | None = None) -> Proof:
    engine = target.partition(" ")[0]
    ddl = case.get(engine, case["ddl"])
    schema = read_ddl(ddl, engine)  # type: ignore[arg-type]
    schema.application_role, schema.tenant_column = case.get("role"), case.get("tenant")
    with ExitStack() as stack:
        session = open_or_skip(stack, target)
        return prove(schema, loaded if loaded is not None else ddl, session)


@pytest.mark.parametrize(("case", "target"), RUNS, ids=[f"{c['name']} on {t}" for c, t in RUNS])
def test_what_holds_is_proved(case: dict[str, Any], target: str) -> None:
    proof = _prove(case, target)
    assert [s.detail for s in proof.statements if s.rung not in {"loaded", "proved"}] == []
    others = [f"{p.status} {p.kind} {p.object}: {p.detail}" for p in proof.proofs if p.status != "proved"]
    if "not_proved" in case:
        assert others
        assert all(other.startswith("not_checked") for other in others)
        assert all(p.detail for p in proof.proofs if p.status == "not_checked")
    else:
        assert others == []


@pytest.mark.parametrize(
    ("case", "target", "mutant"), MUTANTS, ids=[f"{c['name']} on {t}: {m['edit'][1] or 'none'}" for c, t, m in MUTANTS]
)
def test_what_does_not_hold_fails(case: dict[str, Any], target: str, mutant: dict[str, Any]) -> None:
    engine = target.partition(" ")[0]
    ddl = case.get(engine, case["ddl"])
    before, after = mutant["edit"]
    assert before in ddl
    proof = _prove(case, target, ddl.replace(before, after))
    assert {f"{p.kind} {p.object}" for p in proof.failures} == set(mutant["fails"])
