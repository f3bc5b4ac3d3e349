"""One thing tried on the server and undone there, in a single round trip: a function of the session that does it all.

The battery tries hundreds of things; with savepoints from here each would cost some ten round trips.
"""

from __future__ import annotations

from dataclasses import dataclass

from backend_data_model.engines.session import PARAMETER

# A block with EXCEPTION is a subtransaction: what it did is undone when it is left by an error, its variables stay.
# A statement that runs too long is an error like others here (the transaction must go on).
FUNCTION = """
create function pg_temp.bdm_try(
    role text, names text[], contents text[], statement text, probe text, triggers boolean, answers boolean,
    out before text, out after text, out reached bigint, out answer text, out code text,
    out message text, out culprit text
) language plpgsql as $try$
begin
    if probe is not null then
        execute probe into before;
    end if;
    if not triggers then
        set local session_replication_role = replica;
    end if;
    for place in 1 .. pg_catalog.cardinality(names) loop
        perform pg_catalog.set_config(names[place], contents[place], true);
    end loop;
    execute pg_catalog.format('set local role %I', role);
    if answers then
        execute statement into answer;
    else
        execute statement;
        get diagnostics reached = row_count;
    end if;
    reset role;
    if not triggers then
        set local session_replication_role = origin;
    end if;
    if probe is not null then
        execute probe into after;
    end if;
    raise exception using errcode = 'BDM00';
exception
    when sqlstate 'BDM00' then
        null;
    when query_canceled or assert_failure or others then
        get stacked diagnostics code = returned_sqlstate, message = message_text, culprit = constraint_name;
end
$try$
"""
CALL = f"select * from pg_temp.bdm_try({', '.join([PARAMETER] * 7)})"


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of it: the probe's value before and after, the rows or the value given, and a refusal's
    diagnostics."""

    before: str | None
    after: str | None
    found: int
    answer: str | None = None
    code: str | None = None
    message: str = ""
    constraint: str | None = None

    @property
    def changed(self) -> bool:
        """Whether the probe's value is another one now; a refusal changes nothing."""
        return self.code is None and self.before != self.after

    @property
    def no_right(self) -> bool:
        """Whether the refusal is for want of a privilege, which that of a policy is not."""
        return self.code == "42501" and "row-level security" not in self.message
