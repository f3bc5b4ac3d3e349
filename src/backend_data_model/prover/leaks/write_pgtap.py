"""The battery as a pgTAP script (pgTAP 1.1 and later): one test for each attempt and each check of the catalog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.prover.leaks.script_parts import arguments, header, leak_function, rows_section, text

if TYPE_CHECKING:
    from backend_data_model.prover.leaks.script_parts import Material

NAME = "leaks.pgtap.sql"


def write_pgtap(material: Material, role: str) -> str:
    """The script; `role` is quoted.  It needs the extension pgtap in the database."""
    tests = [f"SELECT is(pg_temp.leak({arguments(trial)}), NULL, {text(trial.what)});" for trial in material.trials]
    tests += [
        f"SELECT is((SELECT string_agg(name, ', ' ORDER BY name) FROM ({check.sql}) x (name)), NULL, "
        f"{text(f'{check.way}: {check.held}')});"
        for check in material.checks
    ]
    parts = [
        header("Does one tenant reach another?  One test for each way.", "pg_prove leaks.pgtap.sql"),
        "BEGIN;\n",
        rows_section(material),
        leak_function(material, role) + "\n",
        f"SELECT plan({len(tests)});\n",
        "\n".join(tests) + "\n",
        "SELECT * FROM finish();\n",
        "ROLLBACK;\n",
    ]
    return "\n".join(parts)
