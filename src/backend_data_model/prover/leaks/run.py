"""The whole battery on a schema that is loaded already; everything happens in one transaction that is rolled back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.session import PARAMETER, RefusedError
from backend_data_model.prover.leaks import write_pgtap, write_sql
from backend_data_model.prover.leaks.acting import Acting, Outcome
from backend_data_model.prover.leaks.catalog import catalog_checks, check_catalog
from backend_data_model.prover.leaks.conditions import TableSql
from backend_data_model.prover.leaks.controls import Ability, abilities, own_trials
from backend_data_model.prover.leaks.differences import ask_all, relations
from backend_data_model.prover.leaks.functions import definer_functions
from backend_data_model.prover.leaks.identity import settings_of
from backend_data_model.prover.leaks.known import unknown_objects
from backend_data_model.prover.leaks.opened_rows import try_opened_rows
from backend_data_model.prover.leaks.ownership import UndecidedError, find_tenancy
from backend_data_model.prover.leaks.policies import read_policies
from backend_data_model.prover.leaks.population import populate
from backend_data_model.prover.leaks.report import LeakReport
from backend_data_model.prover.leaks.script_parts import Material, rows_as_inserts, trial_of
from backend_data_model.prover.leaks.side_effects import try_side_effects
from backend_data_model.prover.leaks.subject import Hints
from backend_data_model.prover.leaks.table_attempts import changeable, table_attempts
from backend_data_model.prover.leaks.view_writes import write_through_views

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backend_data_model.engines.postgresql.session import PostgresSession
    from backend_data_model.model.schema import Schema
    from backend_data_model.prover.leaks.attempt import Attempt, Control
    from backend_data_model.prover.leaks.policies import PolicyFacts
    from backend_data_model.prover.leaks.population import Population
    from backend_data_model.prover.leaks.subject import Tenancy
    from backend_data_model.prover.prove import Progress

_NO_RIGHT = "permission denied"


def find_leaks(
    schema: Schema,
    session: PostgresSession,
    hints: Hints | None = None,
    *,
    write: bool = False,
    on_progress: Progress | None = None,
) -> LeakReport:
    """Try every way from one tenant to another in the schema that `session` has loaded.

    With `write` the report holds the battery as scripts as well, by the name of the file.

    What cannot be decided is `not_checked` with the reason; a tenancy that cannot be told is one such entry.
    """
    report = LeakReport(session.label, "", None)
    session.begin()
    try:
        settings = _in_transaction(schema, session, hints or Hints(), report, write, on_progress)
    except UndecidedError as error:
        report.add("tenancy", "schema", "not_checked", str(error))
        settings = {}
    finally:
        session.rollback()
    for name in settings:
        _after_commit(name, session, report)
    return report


def _in_transaction(
    schema: Schema,
    session: PostgresSession,
    hints: Hints,
    report: LeakReport,
    write: bool,
    on_progress: Progress | None,
) -> Mapping[str, str]:
    session.execute("set local row_security = on")  # a dump switches it off
    facts = read_policies(session)
    tenancy = find_tenancy(schema, session, facts, hints)
    report.role = tenancy.role
    population = populate(tenancy, schema, session)
    settings = (
        settings_of(0, tenancy, facts, population, hints, session),
        settings_of(1, tenancy, facts, population, hints, session),
    )
    report.tenancy = _in_words(tenancy, list(settings[0]))
    _remarks(schema, tenancy, facts, settings[0], report)
    acting = Acting(session, tenancy.role, settings)
    check_catalog(tenancy, session, report)
    for name, statement in population.set_aside.items():
        report.add(
            "rows", name, "not_checked", f"no row was found that meets its CHECKs; tried after {statement.rstrip(';')}"
        )
    tables: list[TableSql] = []
    for owned in tenancy.owned:
        name = owned.table.qualified_name
        if name in population.present:
            tables.append(TableSql(owned, population, session, has_kinds=tenancy.shared_kinds is not None))
        if name in population.problems:
            report.add("rows", name, "not_checked", population.problems[name])
    material = Material(
        tenancy.role,
        settings[0],
        [*population.set_aside.values(), *rows_as_inserts(schema, session)] if write else [],
    )
    _try_tables(tables, schema, tenancy, population, facts, acting, report, material, on_progress)
    try_opened_rows(tables, schema, facts, acting, report, tenancy.shared_kinds)
    try_side_effects(tables, population, acting, report)
    write_through_views(tables, acting, report)
    ask_all(
        [*relations(acting), *definer_functions(tenancy, tables, population, acting, report)], tables, acting, report
    )
    report.add(
        "estimates", "EXPLAIN", "not_checked",
        "row estimates of the planner and the time of a query tell of other tenants' rows; no test shows how much",
    )  # fmt: skip
    if write:
        material.checks = [*catalog_checks(tenancy, session), *unknown_objects(tenancy, session)]
        role = session.quote(tenancy.role)
        report.scripts = {write_sql.NAME: write_sql.write_sql(material, role)}
        report.scripts[write_pgtap.NAME] = write_pgtap.write_pgtap(material, role)
    return settings[0]


def _in_words(tenancy: Tenancy, settings: list[str]) -> str:
    table = f" of {tenancy.tenant_table.qualified_name}" if tenancy.tenant_table is not None else ""
    said = f", a session says it by {', '.join(settings)}" if settings else ", no policy reads a setting of the session"
    return f"tenants are told apart by {tenancy.column}{table} in {len(tenancy.owned)} tables{said}"


def _remarks(
    schema: Schema, tenancy: Tenancy, facts: PolicyFacts, settings: Mapping[str, str], report: LeakReport
) -> None:
    if tenancy.stand_in:
        detail = "the script grants nothing to anybody: a role of ours with all four rights on every table stands in"
        report.add("role", tenancy.role, "not_checked", detail)
    for other in tenancy.other_roles:
        report.add("role", other, "not_checked", f"it has rights as well: try it with --app-role {other}")
    owned = {one.table.qualified_name for one in tenancy.owned}
    for table in schema.tables:
        protected = facts.of(table.schema, table.name)
        if protected and table.qualified_name not in owned and table.partition_of is None:
            report.add(
                "rows", table.qualified_name, "not_checked",
                "it has policies, but whose rows they are cannot be told: no tenant column and no reference to one",
            )  # fmt: skip
    if not settings and facts.policies:
        report.add("setting", "policies", "not_checked", "no setting was found in the policies (--tenant-setting)")


def _try_tables(
    tables: list[TableSql],
    schema: Schema,
    tenancy: Tenancy,
    population: Population,
    facts: PolicyFacts,
    acting: Acting,
    report: LeakReport,
    material: Material,
    on_progress: Progress | None,
) -> None:
    """First everything without a tenant, in all tables: a setting that was made once is never unset again."""
    attempts: dict[str, list[Attempt]] = {
        sql.table.qualified_name: list(table_attempts(sql, schema, tenancy, population, acting.session))
        for sql in tables
    }
    for state in ("unset", "empty"):
        for sql in tables:
            for attempt in attempts[sql.table.qualified_name]:
                if attempt.state == state:
                    _note(attempt, acting.attempt(attempt), None, report, material)
    for number, sql in enumerate(tables, start=1):
        name = sql.table.qualified_name
        policies = facts.of(sql.table.schema, sql.table.name)
        able = abilities(sql, population, acting, policies, changeable(sql.owned))
        _own_rows(sql, able, report)
        material.trials += own_trials(sql, population, able, changeable(sql.owned))
        for attempt in attempts[name]:
            if attempt.state == "own":
                _note(attempt, acting.attempt(attempt), able, report, material)
        if on_progress:
            on_progress(number, len(tables), name)


def _own_rows(sql: TableSql, able: Mapping[Control, Ability], report: LeakReport) -> None:
    for command, ability in able.items():
        if ability.kind in {"unclear", "unpermitted"} and not (sql.owned.is_tenants and command == "insert"):
            detail = f"{command.upper()} of an own row does not work: {ability.detail}"
            report.add("own_rows", sql.table.qualified_name, "warning", detail)


def _note(
    attempt: Attempt, outcome: Outcome, able: Mapping[Control, Ability] | None, report: LeakReport, material: Material
) -> None:
    """A refusal where the application could not do it with its own rows either shows nothing."""
    verdict, detail = outcome.verdict, outcome.detail
    if verdict == "held" and able is not None and attempt.control:
        controls: set[Control] = {attempt.control}
        if attempt.control in {"update", "delete"} and "blind" not in attempt.way:
            controls.add("select")
        unclear = [able[c].detail for c in sorted(controls) if able[c].kind == "unclear"]
        closed = [able[c].detail for c in sorted(controls) if able[c].kind in {"closed", "unpermitted"}]
        if closed:
            detail = closed[0]
        elif unclear and not (outcome.code == "42501" and _NO_RIGHT not in detail and attempt.control == "insert"):
            verdict, detail = "not_checked", f"it does not work with an own row either: {unclear[0]}"
    report.add(attempt.way, attempt.object, verdict, detail)
    trial = trial_of(attempt, outcome.code, leaks=verdict == "leak") if verdict in {"held", "leak"} else None
    if trial is not None:
        material.trials.append(trial)


def _after_commit(name: str, session: PostgresSession, report: LeakReport) -> None:
    """What `set_config(..., true)` leaves behind must be one of the two states without a tenant that were tried."""
    try:
        session.run("begin")
        session.execute(f"select set_config({PARAMETER}, '1', true)", (name,))
        session.run("commit")
        left = session.execute(f"select current_setting({PARAMETER}, true)", (name,))[0][0]
    except RefusedError as refusal:
        report.add("after_commit", name, "not_checked", refusal.message)
        return
    tried = left in (None, "")
    shown = "NULL" if left is None else f"'{left}'"
    report.add(
        "after_commit", name, "held" if tried else "leak",
        f"after COMMIT the setting is {shown}" + (", which was tried" if tried else ": it outlives its transaction"),
    )  # fmt: skip
