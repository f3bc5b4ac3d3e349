"""Domains, composite types and sequences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.postgresql.read_text import strings
from backend_data_model.migrations.locks import LockMode

if TYPE_CHECKING:
    from postgast import pg_query_pb2 as pb

    from backend_data_model.migrations.postgresql.predict.outcome import Outcome


def alter_domain(statement: pb.AlterDomainStmt, out: Outcome) -> None:
    """A constraint of a domain is tested on every table that uses it, under SHARE (validateDomainCheckConstraint)."""
    known, catalog = out.known, out.known.catalog
    parts = strings(statement.type_name)
    key = catalog.find_key(catalog.domains, parts[-2] if len(parts) > 1 else "", parts[-1])
    definition = getattr(statement, "def").constraint
    tests = statement.subtype in {"O", "V"} or (statement.subtype == "C" and not definition.skip_validation)
    if key is None or not tests:
        return
    for table, _ in known.users_of_type(key):
        out.lock_table(table, LockMode.SHARE)
        out.because("the values of every table that uses the domain are tested")
        out.scan(known.of_table(table))


def alter_sequence(statement: pb.AlterSeqStmt, out: Outcome) -> None:
    """Writers of the sequence wait for a moment; OWNED BY locks its table."""
    known = out.known
    out.lock(known.named(statement.sequence, "sequence"), LockMode.SHARE_ROW_EXCLUSIVE)
    _owner(statement.options, out)


def create_sequence(statement: pb.CreateSeqStmt, out: Outcome) -> None:
    """A new sequence; OWNED BY looks at the table."""
    _owner(statement.options, out)


def _owner(options: object, out: Outcome) -> None:
    for option in options:  # type: ignore[attr-defined]
        if option.def_elem.defname == "owned_by":
            parts = strings(option.def_elem.arg.list.items)
            out.lock(out.known.named_parts(parts[:-1]), LockMode.ACCESS_SHARE)


HANDLERS = {
    "alter_domain_stmt": alter_domain,
    "alter_seq_stmt": alter_sequence,
    "create_seq_stmt": create_sequence,
}
