"""Functions, procedures, aggregates, event triggers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.migrations.postgresql.catalog.objects import Aggregate, EventTrigger, Kind, Ref, Routine
from backend_data_model.migrations.postgresql.catalog.reading.reading import USER_SCHEMA, own

if TYPE_CHECKING:
    from backend_data_model.migrations.postgresql.catalog.reading.reading import Reading


def read_routines(reading: Reading) -> None:
    """Functions, window functions and procedures as pg_get_functiondef prints them."""
    for oid, name, kind, text, result, arguments in reading.rows(
        f"""select p.oid::int8, p.oid::regprocedure::text, p.prokind::text, pg_get_functiondef(p.oid),
        coalesce(pg_get_function_result(p.oid), ''), pg_get_function_arguments(p.oid)
        from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where p.prokind <> 'a' and {USER_SCHEMA} and {own("pg_proc", "p.oid")}
        and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid
            and d.deptype = 'i') order by p.oid"""
    ):
        ref = Ref(Kind.PROCEDURE if kind == "p" else Kind.FUNCTION, name)
        reading.add(Routine(ref, text, result, arguments), "pg_proc", oid)


def read_aggregates(reading: Reading) -> None:
    """Plain aggregates; ordered-set and hypothetical ones are named as unmanaged."""
    for row in reading.rows(
        f"""select p.oid::int8, p.oid::regprocedure::text, a.aggkind::text, a.aggtransfn::text,
        format_type(a.aggtranstype, null), nullif(a.aggfinalfn::text, '-'), a.agginitval,
        nullif(a.aggcombinefn::text, '-'), nullif(a.aggserialfn::text, '-'), nullif(a.aggdeserialfn::text, '-'),
        p.proparallel::text, case when a.aggsortop <> 0 then a.aggsortop::regoperator::text end,
        nullif(a.aggmtransfn::text, '-')
        from pg_aggregate a join pg_proc p on p.oid = a.aggfnoid join pg_namespace n on n.oid = p.pronamespace
        where {USER_SCHEMA} and {own("pg_proc", "p.oid")} order by p.oid"""
    ):
        oid, name, kind, step, state, final, initial, combine, serial, deserial, parallel, sort, moving = row
        if kind != "n" or sort or moving:
            reading.catalog.unmanaged.append(f"aggregate {name}")
            continue
        parts = [f"SFUNC = {step}", f"STYPE = {state}"]
        parts += [f"FINALFUNC = {final}"] if final else []
        parts += [f"COMBINEFUNC = {combine}"] if combine else []
        parts += [f"SERIALFUNC = {serial}"] if serial else []
        parts += [f"DESERIALFUNC = {deserial}"] if deserial else []
        parts += [f"INITCOND = {_literal(initial)}"] if initial is not None else []
        parts += [f"PARALLEL = {_PARALLEL[parallel]}"] if parallel in _PARALLEL else []
        signature = name if not name.endswith("()") else name[:-2] + "(*)"
        text = f"CREATE AGGREGATE {signature} ({', '.join(parts)})"
        reading.add(Aggregate(Ref(Kind.AGGREGATE, signature), text), "pg_proc", oid)


_PARALLEL = {"s": "SAFE", "r": "RESTRICTED"}


def _literal(text: str) -> str:
    quoted = text.replace("'", "''")
    return f" E'{quoted}'".replace("\\", "\\\\") if "\\" in text else f"'{quoted}'"


def read_event_triggers(reading: Reading) -> None:
    """Event triggers of the database."""
    for oid, name, event, tags, function, enabled in reading.rows(
        f"""select t.oid::int8, quote_ident(t.evtname), t.evtevent::text, t.evttags, t.evtfoid::regproc::text,
        t.evtenabled::text from pg_event_trigger t where {own("pg_event_trigger", "t.oid")} order by t.oid"""
    ):
        ref = Ref(Kind.EVENT_TRIGGER, name)
        reading.add(EventTrigger(ref, event, tuple(tags or ()), function, enabled), "pg_event_trigger", oid)
