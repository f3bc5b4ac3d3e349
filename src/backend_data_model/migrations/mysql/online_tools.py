"""Where a statement blocks writers for as long as it works: pt-online-schema-change or gh-ost, and the call.

pt-online-schema-change copies with triggers and can carry foreign keys over (--alter-foreign-keys-method).  gh-ost
reads the binary log, can be paused, and takes neither foreign keys nor triggers (its own docs,
requirements-and-limitations).
"""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend_data_model.migrations.mysql.catalog.objects import Catalog, Table


def tool_command(table: Table, clauses: str, catalog: Catalog) -> tuple[str | None, str]:
    """The command line (None where neither tool can do it) and the reason for the choice."""
    if not _keeps_unique_key(table, clauses):
        return None, "neither tool can copy a table without a unique key that stays: run it when writers can wait"
    referenced = any(table.name in other.references() for other in catalog.tables.values())
    triggers = any(item.kind == "TRIGGER" and item.table == table.name for item in catalog.programs.values())
    if not (table.foreign_keys or referenced or triggers):
        return _gh_ost(table, clauses), "gh-ost: no foreign keys and no triggers, so the copy can be paused"
    why = "foreign keys" if table.foreign_keys or referenced else "triggers"
    return _pt_osc(table, clauses, keys=referenced, triggers=triggers), f"pt-online-schema-change: it has {why}"


def _keeps_unique_key(table: Table, clauses: str) -> bool:
    unique = [name for name, text in table.keys.items() if text.startswith("UNIQUE") and f"ADD {text}" not in clauses]
    return bool(unique) or ("PRIMARY" in table.keys and "DROP PRIMARY KEY" not in clauses)


def _gh_ost(table: Table, clauses: str) -> str:
    return (
        f"gh-ost --host=HOST --database=DATABASE --table={shlex.quote(table.name)} --alter={shlex.quote(clauses)}"
        " --chunk-size=1000 --max-lag-millis=1500 --max-load=Threads_running=25 --critical-load=Threads_running=100"
        " --cut-over=default --initially-drop-ghost-table --verbose --execute"
    )


def _pt_osc(table: Table, clauses: str, *, keys: bool, triggers: bool) -> str:
    options = " --alter-foreign-keys-method=auto" if keys else ""
    options += " --preserve-triggers" if triggers else ""
    source = shlex.quote(f"h=HOST,D=DATABASE,t={table.name}")
    return (
        f"pt-online-schema-change --alter={shlex.quote(clauses)} {source} --chunk-time=0.5 --max-lag=1s"
        f" --max-load=Threads_running=25 --critical-load=Threads_running=100{options} --execute"
    )
