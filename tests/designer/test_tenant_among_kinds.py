"""The tenants are one kind among others in a table: their rows are closed to other tenants, the rest is for all."""

from __future__ import annotations

from backend_data_model.designer import design_schema
from backend_data_model.model.document import Model
from backend_data_model.model.settings import DesignSettings

MODEL = Model.model_validate(
    {
        "tenancy": {"kind": "shared", "tenant": "clinic"},
        "entities": {
            "party": {"attributes": {"label": {"type": "text"}}},
            "clinic": {"is_a": "party", "inheritance": "single_table"},
            "branch": {"is_a": "clinic", "inheritance": "single_table"},
            "supplier": {"is_a": "party", "inheritance": "single_table"},
            "patient": {"attributes": {"label": {"type": "text"}}},
        },
    }
)


def test_rows_of_tenants_are_closed_and_the_others_are_read_by_all() -> None:
    schema = design_schema(MODEL, DesignSettings("postgresql"))
    table = next(table for table in schema.tables if table.entity == "party")
    policies = {policy.command: policy for policy in schema.policies if policy.table == table.name}
    assert table.row_security
    assert set(policies) == {"select", "update"}
    assert str(policies["select"].using).endswith(" OR type IN ('party', 'supplier')")
    assert " IN (" not in f"{policies['update'].using}{policies['update'].check}"
