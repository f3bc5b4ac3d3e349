"""The battery as plain SQL for the user's CI: it stops with an error at the first leak."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.prover.leaks.script_parts import (
    arguments,
    header,
    leak_function,
    rows_section,
    text,
)

if TYPE_CHECKING:
    from backend_data_model.prover.leaks.script_parts import Material

NAME = "leaks.sql"


def write_sql(material: Material, role: str) -> str:
    """The script; `role` is quoted."""
    parts = [
        header("Does one tenant reach another?  Stops with an error at the first leak.", "psql -f leaks.sql"),
        "\\set ON_ERROR_STOP on\n",
        "BEGIN;\n",
        rows_section(material),
        leak_function(material, role) + "\n",
        _trials(material),
        _checks(material),
        "ROLLBACK;\n",
        *(_after_commit(name) for name in material.settings),
    ]
    return "\n".join(parts)


def _trials(material: Material) -> str:
    lines = [
        f"    ({number}, {text(trial.what)}, {arguments(trial)})"
        for number, trial in enumerate(material.trials, start=1)
    ]
    values = ",\n".join(lines)
    return f"""\
CREATE TEMPORARY TABLE leak_trial (
    number integer, what text, state text, statement text, probe text, counts boolean, taken_leaks boolean,
    own boolean, codes text[]
) ON COMMIT DROP;
INSERT INTO leak_trial VALUES
{values};
DO $do$
DECLARE
    trial record;
    said text;
BEGIN
    FOR trial IN SELECT * FROM leak_trial ORDER BY number LOOP
        said := pg_temp.leak(
            trial.state, trial.statement, trial.probe, trial.counts, trial.taken_leaks, trial.own, trial.codes
        );
        IF said IS NOT NULL THEN
            RAISE EXCEPTION 'tenants leak: %: %', trial.what, said USING DETAIL = trial.statement;
        END IF;
    END LOOP;
END
$do$;
"""


def _checks(material: Material) -> str:
    values = ",\n".join(f"    ({text(c.way)}, {text(c.sql)}, {text(c.detail)})" for c in material.checks)
    return f"""\
CREATE TEMPORARY TABLE leak_check (what text, query text, detail text) ON COMMIT DROP;
INSERT INTO leak_check VALUES
{values};
DO $do$
DECLARE
    one record;
    found text;
BEGIN
    FOR one IN SELECT * FROM leak_check LOOP
        EXECUTE format('SELECT string_agg(name, '', '' ORDER BY name) FROM (%s) x (name)', one.query) INTO found;
        IF found IS NOT NULL THEN
            RAISE EXCEPTION 'tenants leak: %: %', one.what, found USING DETAIL = one.detail;
        END IF;
    END LOOP;
END
$do$;
"""


def _after_commit(name: str) -> str:
    return f"""\
BEGIN;
SELECT set_config({text(name)}, '1', true);
COMMIT;
DO $do$
BEGIN
    IF current_setting({text(name)}, true) <> '' THEN
        RAISE EXCEPTION 'tenants leak: the setting % outlives its transaction', {text(name)};
    END IF;
END
$do$;
"""
