"""From advice by rules to advice that MySQL, MariaDB or SQLite has confirmed."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from backend_data_model.engines.identifiers import quote_identifier
from backend_data_model.indexing.advise import advise
from backend_data_model.indexing.facts import SchemaFacts
from backend_data_model.indexing.verification.portable.alternatives import alternatives_for
from backend_data_model.indexing.verification.portable.calls import calls_of
from backend_data_model.indexing.verification.trial import TrialError
from backend_data_model.indexing.verification.verify import Verifier
from backend_data_model.indexing.workload.weigh import weigh

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from backend_data_model.indexing.advice import IndexAdvice
    from backend_data_model.indexing.engines.dialect import IndexDialect
    from backend_data_model.indexing.statements.files import QueryStatement
    from backend_data_model.indexing.verification.portable.calls import Ask
    from backend_data_model.indexing.verification.trial import Trial
    from backend_data_model.model.schema import Schema

_STATEMENT_SECONDS = 10


def verify_with(
    schema: Schema,
    statements: Sequence[QueryStatement],
    dialect: IndexDialect,
    *,
    has_rows: bool,
    remarks: Sequence[str],
    ask: Ask,
    trial: Callable[[int], Trial],
    seconds: float,
    tell: Callable[[str], None],
) -> IndexAdvice:
    """The advice that `trial`, made with a limit in milliseconds for a statement, confirms in about `seconds`."""
    found = advise(schema, statements)
    assumed = list(dialect.assumed)
    if not has_rows:
        found.assumed += [*remarks, "nothing was verified: there are no rows to verify it on (give --url or --data)"]
        return found
    found.assumed = [*assumed, *remarks]
    reading = dialect.read(statements, schema)
    calls = calls_of(reading, schema.engine, ask)
    if calls.made_up:
        found.assumed.append(f"values were made up for parameters of {', '.join(calls.made_up)}")
    limit = min(_STATEMENT_SECONDS, max(1.0, seconds / 4))
    began = monotonic()
    made = trial(int(limit * 1000))
    to_try = alternatives_for(dialect)
    verifier = Verifier(found, reading.accesses, calls.calls, SchemaFacts(schema), made, dialect, to_try, seconds, tell)
    verifier.empty = _empty_tables(schema, ask)
    verifier.run()
    weigh(found)
    tell(f"Verified in {monotonic() - began:.0f} s")
    return found


def _empty_tables(schema: Schema, ask: Ask) -> frozenset[str]:
    found = set()
    for table in schema.tables:
        try:
            row = ask(f"select 1 from {quote_identifier(table.name, schema.engine)} limit 1")
        except TrialError:
            row = None
        if row is None:
            found.add(table.qualified_name)
    return frozenset(found)
