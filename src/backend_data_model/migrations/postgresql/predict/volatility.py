"""Whether an expression must be evaluated for each row (pg_proc.provolatile, 14 to 18, and common extensions)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgast import pg_query_pb2 as pb

from backend_data_model.engines.postgresql.read_parse import messages
from backend_data_model.engines.postgresql.read_text import strings
from backend_data_model.migrations.locks import LockMode

if TYPE_CHECKING:
    from backend_data_model.migrations.postgresql.predict.known import Known
    from backend_data_model.migrations.postgresql.predict.outcome import Outcome

_VOLATILE = frozenset(
    """clock_timestamp currval dblink dblink_exec dearmor gen_random_bytes gen_random_uuid gen_salt lastval lo_create
    lo_creat lo_import nextval pg_advisory_lock pg_advisory_xact_lock pg_notify
    pg_sleep pg_sleep_for pg_sleep_until pg_try_advisory_lock pg_try_advisory_xact_lock pgp_pub_encrypt
    pgp_sym_encrypt query_to_xml random random_normal set_config setseed setval timeofday
    uuid_generate_v1 uuid_generate_v1mc uuid_generate_v4 uuid_generate_v7 uuidv4 uuidv7""".split()  # noqa: SIM905
)


def volatile_function(tree: pb.Node, known: Known) -> str | None:
    """The name of a volatile function in an expression; None when its value is the same for all rows."""
    for message in messages(tree):
        if isinstance(message, pb.FuncCall) and _is_volatile(message, known):
            return strings(message.funcname)[-1]
    return None


def _is_volatile(call: pb.FuncCall, known: Known) -> bool:
    parts = strings(call.funcname)
    schema = parts[-2] if len(parts) > 1 else ""
    if schema != "pg_catalog":
        overloads = known.catalog.find(known.catalog.routines, schema, parts[-1])
        if overloads:
            return any(routine.volatility == "volatile" for routine in overloads.values())
    if schema in {"", "pg_catalog", "extensions", "public"} or schema in known.catalog.schema.extensions:
        return parts[-1] in _VOLATILE
    # A function that is not known is volatile unless it was declared otherwise.
    return True


def depend_on_sequences(tree: pb.Node, out: Outcome) -> None:
    """The sequences that an expression names when it is kept as a default."""
    for name in sequences_in(tree) if out.known.locks_dependencies else ():
        out.lock(out.known.named_parts(name.replace('"', "").split("."), "sequence"), LockMode.ACCESS_SHARE)


def sequences_in(tree: pb.Node) -> list[str]:
    """The names given as text to functions that work on sequences."""
    names = []
    for message in messages(tree):
        if not isinstance(message, pb.FuncCall) or not message.args:
            continue
        if strings(message.funcname)[-1] in {"nextval", "setval", "currval"}:
            argument = message.args[0]
            if argument.HasField("type_cast"):
                argument = argument.type_cast.arg
            names.append(argument.a_const.sval.sval)
    return [name for name in names if name]
