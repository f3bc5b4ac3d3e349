"""Shared tables with rows of single tenants: designed closed, and an open one is found by the battery."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from backend_data_model.designer import design_schema
from backend_data_model.engines.dispatch import render_ddl
from backend_data_model.engines.postgresql.session import postgres_session
from backend_data_model.model.document import Model
from backend_data_model.model.settings import DesignSettings
from backend_data_model.prover.leaks import Hints, find_leaks
from backend_data_model.prover.load import load_script

from .servers import postgres_or_skip

if TYPE_CHECKING:
    from backend_data_model.engines.postgresql.server import PostgresServer
    from backend_data_model.prover.leaks import LeakReport

LABEL = {"attributes": {"label": {"type": "text", "required": True}}}
SHARED = {"kind": "shared", "tenant": "clinic"}


def joined(**more: Any) -> dict[str, Any]:
    return {"is_a": "party", "inheritance": "table_per_type", **LABEL, **more}


CASES: dict[str, dict[str, Any]] = {
    "tenants below a more general kind": {
        "entities": {"party": LABEL, "clinic": joined(), "supplier": joined(), "patient": LABEL}
    },
    "tenants in a table of kinds, with a table below": {
        "entities": {
            "party": LABEL,
            "clinic": {"is_a": "party", "inheritance": "single_table"},
            "supplier": {"is_a": "party", "inheritance": "single_table"},
            "branch": {"is_a": "clinic", "inheritance": "table_per_type", **LABEL},
        }
    },
    "a kind of one tenant in a table for all": {
        "entities": {
            "clinic": LABEL,
            "document": {**LABEL, "scope": "global"},
            "record": {"is_a": "document", "inheritance": "single_table", "scope": "tenant"},
        }
    },
    "members of several tenants that need one of them": {
        "entities": {"clinic": LABEL, "doctor": LABEL, "visit": LABEL},
        "relationships": [
            {"entity": "doctor", "role": "works at", "target": "clinic", "each_has": "0..*", "each_is_had_by": "0..*"},
            {"entity": "doctor", "role": "home", "target": "clinic", "each_has": "1", "each_is_had_by": "0..*"},
            {"entity": "visit", "role": "doctor", "target": "doctor", "each_has": "1", "each_is_had_by": "0..*"},
        ],
    },
    "a CHECK that no row meets": {
        "entities": {
            "clinic": LABEL,
            "patient": {
                "attributes": {"age": {"type": "integer", "required": True}},
                "checks": [
                    {"rule": {"kind": "compare", "left": "age", "op": "<", "value": 0}},
                    {"rule": {"kind": "compare", "left": "age", "op": ">", "value": 9}},
                ],
            },
        }
    },
}


@pytest.fixture(scope="module")
def server() -> PostgresServer:
    return postgres_or_skip()


def attack(server: PostgresServer, case: dict[str, Any], without: str = "") -> LeakReport:
    chosen = DesignSettings("postgresql")
    schema = design_schema(Model.model_validate({"tenancy": SHARED, **case}), chosen)
    ddl = render_ddl(schema, chosen)
    with postgres_session(server=server, ddl=ddl) as session:
        load_script(ddl, session)
        if without:
            session.execute(f"ALTER TABLE {without} DISABLE ROW LEVEL SECURITY")
        return find_leaks(schema, session, Hints())


@pytest.mark.parametrize("name", CASES)
def test_nothing_leaks(server: PostgresServer, name: str) -> None:
    report = attack(server, CASES[name])
    assert [f"{c.way} {c.object}: {c.detail}" for c in report.leaks] == []
    assert report.counts["held"] > 40


def test_the_table_of_the_general_kind_was_tried(server: PostgresServer) -> None:
    report = attack(server, CASES["tenants below a more general kind"], without="parties")
    assert {"read", "read_unset", "row_security_off"} <= {c.way for c in report.leaks if c.object == "parties"}


def test_members_were_tried(server: PostgresServer) -> None:
    report = attack(server, CASES["members of several tenants that need one of them"], without="doctors")
    assert {"read", "read_unset"} <= {c.way for c in report.leaks if c.object == "doctors"}


def test_checks_set_aside_are_named(server: PostgresServer) -> None:
    report = attack(server, CASES["a CHECK that no row meets"])
    said = [c.detail for c in report.checks if c.way == "rows" and c.object == "patients"]
    assert ["DROP CONSTRAINT" in detail for detail in said] == [True]
