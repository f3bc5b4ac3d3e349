"""Backfills: rows are written block by block in short transactions; a second run goes on where the first stopped."""

from __future__ import annotations

from backend_data_model.migrations.postgresql.catalog.objects import Kind
from backend_data_model.migrations.postgresql.emit.draft import Context, Draft
from backend_data_model.migrations.postgresql.emit.names import literal

# 8 kB each: some thousand rows a transaction.
_BLOCKS = 50
_PAUSE = 0.01
# A row that a writer updates before its turn goes to another block, perhaps one behind us or past the end.
_PASSES = 5
# While it is on, a role that may not switch triggers off (superusers and, from 15 on, GRANT SET ON PARAMETER) goes on
# with the triggers of the user firing; otherwise rows must not change beyond what is asked.
_FIRE = "bdm.fire_triggers"
_WITHOUT_TRIGGERS = (
    f"IF current_setting('{_FIRE}', true) IS DISTINCT FROM 'on' THEN "
    "BEGIN PERFORM set_config('session_replication_role', 'replica', true); "
    "EXCEPTION WHEN insufficient_privilege THEN "
    "RAISE EXCEPTION 'role % may not keep the triggers of this table from firing', current_user "
    "USING ERRCODE = 'insufficient_privilege', HINT = 'Run it as a superuser, or GRANT SET ON PARAMETER "
    f"session_replication_role (PostgreSQL 15), or let the triggers fire: SET {_FIRE} = on'; "
    "END; END IF; "
)
_RIGHT = (
    " The triggers of the table do not fire meanwhile, for which the role needs to be a superuser or the right SET on "
    f"session_replication_role (from 15); SET {_FIRE} = on lets them fire."
)


def backfill(table: str, assignments: dict[str, str], left: str, context: Context, *, first: str = "") -> Draft:
    """UPDATE of the rows where `left` holds; a TID range a transaction (a range scan from PostgreSQL 14 on).

    `first` is a statement of PL/pgSQL at the start of each transaction.

    Rows that are inserted or updated meanwhile must be filled by a default or a trigger that is there before.
    """
    names = ", ".join(assignments)
    sets = ", ".join(f"{name} = {expression}" for name, expression in assignments.items())
    has_triggers = any(ref.kind is Kind.TRIGGER for ref in context.old.on(table))
    text = literal(table)
    sql = (
        f"DO $bdm$ DECLARE block bigint; pages bigint; BEGIN FOR pass IN 1..{_PASSES} LOOP "
        f"block := 0; pages := greatest(pg_relation_size({text}), "
        f"(SELECT max(pg_relation_size(relid)) FROM pg_partition_tree({text})), "
        f"(SELECT max(pg_relation_size(inhrelid)) FROM pg_inherits WHERE inhparent = {text}::regclass)) "
        f"/ current_setting('block_size')::bigint; WHILE block <= pages LOOP "
        f"{_WITHOUT_TRIGGERS if has_triggers else ''}{first}"
        f"UPDATE {table} SET {sets} WHERE ctid >= format('(%s,0)', block)::tid "
        f"AND ctid < format('(%s,0)', block + {_BLOCKS})::tid AND ({left}); "
        f"COMMIT; PERFORM pg_sleep({_PAUSE}); block := block + {_BLOCKS}; END LOOP; "
        f"EXIT WHEN NOT EXISTS (SELECT FROM {table} WHERE {left}); END LOOP; END $bdm$"
    )
    return Draft(
        sql,
        f"Fill {names} of old rows, {_BLOCKS} blocks a transaction; it can be stopped and started again."
        f"{_RIGHT if has_triggers else ''}",
        phase="migrate",
        undo="",
        transactional=False,
        duration="as long as the backfill takes",
        monitor=f"SELECT count(*) AS left FROM {table} WHERE {left}",
    )
