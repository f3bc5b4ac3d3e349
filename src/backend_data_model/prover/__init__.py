"""Loads a schema on a real engine and proves its constraints with rows that must be accepted and rows that must not."""

from __future__ import annotations

from backend_data_model.prover.load import load_script
from backend_data_model.prover.proof import ConstraintProof, Proof, Rung, StatementCheck, Status
from backend_data_model.prover.prove import prove

__all__ = ["ConstraintProof", "Proof", "Rung", "StatementCheck", "Status", "load_script", "prove"]
