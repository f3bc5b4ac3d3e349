"""Verifies index advice on PostgreSQL."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from backend_data_model.indexing.advise import advise
from backend_data_model.indexing.engines.postgresql import DIALECT
from backend_data_model.indexing.facts import SchemaFacts
from backend_data_model.indexing.statements.postgresql.read import read_workload
from backend_data_model.indexing.verification.alternatives import to_try
from backend_data_model.indexing.verification.postgresql.calls import calls_of
from backend_data_model.indexing.verification.postgresql.scratch import empty_tables, filled_database
from backend_data_model.indexing.verification.postgresql.trial import PostgresTrial
from backend_data_model.indexing.verification.postgresql.what_if import WhatIf, what_if_on
from backend_data_model.indexing.verification.verify import Verifier
from backend_data_model.indexing.workload.weigh import weigh

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from backend_data_model.indexing.advice import IndexAdvice
    from backend_data_model.indexing.statements.files import QueryStatement
    from backend_data_model.indexing.verification.source import Source
    from backend_data_model.model.schema import Schema

_STATEMENT_SECONDS = 10


def verify_on_postgresql(
    schema: Schema,
    statements: Sequence[QueryStatement],
    source: Source,
    seconds: float,
    tell: Callable[[str], None],
) -> IndexAdvice:
    """Advice that the server confirms; without rows to check it on, the advice by rules, and it says so.

    `seconds` is about how long building and timing may take; copying rows comes on top.
    """
    found = advise(schema, statements)
    reading = read_workload(statements, schema)
    facts = SchemaFacts(schema)
    with filled_database(source, schema, tell) as scratch:
        found.assumed += scratch.remarks
        if not scratch.has_rows:
            found.assumed.append("nothing was verified: there are no rows to verify it on (give --url or --data)")
            return found
        found.assumed = list(scratch.remarks)
        calls = calls_of(reading, scratch.connection)
        if calls.made_up:
            found.assumed.append(f"values were made up for parameters of {', '.join(calls.made_up)}")
        limit = min(_STATEMENT_SECONDS, max(1, seconds / 4))
        began = monotonic()
        trial = PostgresTrial(scratch.connection, scratch.label, int(limit * 1000))
        empty = empty_tables(scratch.connection, schema)
        what_if = what_if_on(scratch.connection)
        screen = what_if.worth_building if isinstance(what_if, WhatIf) else None
        verifier = Verifier(
            found, reading.accesses, calls.calls, facts, trial, DIALECT, to_try, seconds, tell, screen, empty
        )
        verifier.run()
        weigh(found)
        found.assumed.append(what_if.remark if isinstance(what_if, WhatIf) else what_if)
        tell(f"Verified in {monotonic() - began:.0f} s")
    return found
