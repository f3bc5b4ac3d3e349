"""What the written batteries have in common: rows, a function that tries one thing, and the list of things to try."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from backend_data_model.engines.session import EngineSession
    from backend_data_model.model.schema import Schema
    from backend_data_model.prover.leaks.attempt import Attempt
    from backend_data_model.prover.leaks.catalog_check import CatalogCheck
    from backend_data_model.prover.leaks.subject import State

_UNWRITABLE = ("COPY ",)  # no function can run it


@dataclass(frozen=True, slots=True)
class Trial:
    """One attempt for the scripts; `own` says that it must succeed, for it is about the tenant's own rows."""

    what: str
    sql: str
    state: State
    probe: str | None = None
    counts: bool = False
    taken_leaks: bool = False
    own: bool = False
    triggers: bool = True
    codes: tuple[str, ...] = ()


@dataclass(slots=True)
class Material:
    """Everything that the scripts are written from; `rows` are INSERT statements."""

    role: str
    settings: Mapping[str, str]
    rows: list[str] = field(default_factory=list)
    trials: list[Trial] = field(default_factory=list)
    checks: list[CatalogCheck] = field(default_factory=list)


def trial_of(attempt: Attempt, code: str | None, *, leaks: bool) -> Trial | None:
    """The attempt as a trial; None where a function cannot run it.  The code of a refusal that held is expected."""
    if attempt.sql.startswith(_UNWRITABLE):
        return None
    codes = attempt.held_by | ({code} if code and not leaks else set())
    if attempt.way in {"unique", "exclusion"} and code is None:
        codes -= {"23505", "23P01"}  # the own row was taken, and must be
    return Trial(
        f"{attempt.way} {attempt.object}",
        attempt.sql,
        attempt.state,
        attempt.probe,
        attempt.counts,
        attempt.taken_leaks,
        codes=tuple(sorted(codes)),
    )


def rows_as_inserts(schema: Schema, session: EngineSession) -> list[str]:
    """INSERT statements for all rows that the transaction sees, in the order in which they were put in."""
    found = []
    for table in schema.tables:
        if table.partition_of is not None or table.temporary:
            continue
        columns = [session.quote(c.name) for c in table.columns if not c.generated]
        if not columns:
            continue
        name = session.quote(table.name, table.schema or "public")
        parts = ", ".join(f"pg_catalog.quote_nullable({c}::text)" for c in columns)
        rows = session.execute(f"SELECT {parts} FROM {name} ORDER BY tableoid, ctid")
        if rows:
            values = ",\n".join(f"    ({', '.join(map(str, row))})" for row in rows)
            found.append(f"INSERT INTO {name} ({', '.join(columns)}) OVERRIDING SYSTEM VALUE VALUES\n{values};")
    return found


def text(value: str | None) -> str:
    """An SQL literal."""
    if value is None:
        return "NULL"
    if "\\" in value:
        return "E'" + value.replace("\\", "\\\\").replace("'", "''") + "'"
    return "'" + value.replace("'", "''") + "'"


def truth(value: bool) -> str:
    """An SQL boolean."""
    return "true" if value else "false"


def array(values: Sequence[str]) -> str:
    """An SQL array of texts."""
    return f"ARRAY[{', '.join(map(text, values))}]::text[]"


def arguments(trial: Trial) -> str:
    """The arguments of the function `leak`."""
    return (
        f"{text(trial.state)}, {text(trial.sql)}, {text(trial.probe)}, {truth(trial.counts)}, "
        f"{truth(trial.taken_leaks)}, {truth(trial.own)}, {array(trial.codes)}"
    )


def leak_function(material: Material, role: str) -> str:
    """CREATE FUNCTION pg_temp.leak: runs a statement as the application, undoes it, and gives NULL where it held."""
    own = "\n".join(
        f"            PERFORM set_config({text(n)}, {text(v)}, true);" for n, v in material.settings.items()
    )
    empty = "\n".join(f"            PERFORM set_config({text(n)}, '', true);" for n in material.settings)
    nothing = "            NULL;"
    return f"""\
CREATE FUNCTION pg_temp.leak(
    state text, statement text, probe text, counts boolean, taken_leaks boolean, own boolean, codes text[]
) RETURNS text LANGUAGE plpgsql AS $leak$
DECLARE
    state_before text;
    state_after text;
    found_rows bigint := 0;
    refusal text;
    message text;
BEGIN
    BEGIN
        IF probe IS NOT NULL THEN
            EXECUTE probe INTO state_before;
        END IF;
        IF state = 'own' THEN
{own or nothing}
        ELSIF state = 'empty' THEN
{empty or nothing}
        END IF;
        SET LOCAL ROLE {role};
        EXECUTE statement;
        GET DIAGNOSTICS found_rows = ROW_COUNT;
        RESET ROLE;
        IF probe IS NOT NULL THEN
            EXECUTE probe INTO state_after;
        END IF;
        RAISE EXCEPTION USING ERRCODE = 'BDM00';
    EXCEPTION
        WHEN SQLSTATE 'BDM00' THEN
            NULL;
        WHEN OTHERS THEN
            refusal := SQLSTATE;
            message := SQLERRM;
    END;
    IF own THEN
        RETURN CASE
            WHEN refusal IS NOT NULL THEN 'an own row is refused: ' || message
            WHEN found_rows = 0 THEN 'no own row is reached'
        END;
    END IF;
    RETURN CASE
        WHEN refusal = ANY (codes) THEN NULL
        WHEN refusal IS NOT NULL THEN refusal || ' ' || message
        WHEN taken_leaks THEN 'it was taken'
        WHEN counts AND found_rows > 0 THEN found_rows || ' rows are given'
        WHEN state_before IS DISTINCT FROM state_after THEN 'it changed what must not change'
    END;
END
$leak$;"""


def header(title: str, how: str) -> str:
    """The comment at the top of a script."""
    return (
        f"-- {title}\n"
        "-- Written by bdm design; write it anew when the schema changes.\n"
        f"-- {how}\n"
        "-- Run it as a superuser, in a database with the schema and without rows; all of it is rolled back.\n"
    )


def rows_section(material: Material) -> str:
    """The two tenants' rows; triggers and foreign keys are off while they go in, for the rows refer to each other."""
    rows = "\n".join(material.rows)
    return f"SET LOCAL session_replication_role = replica;\n{rows}\nSET LOCAL session_replication_role = origin;\n"
