"""Where a statement blocks writers for as long as it works: pt-online-schema-change or gh-ost, and the call.

pt-online-schema-change copies with triggers and can carry foreign keys over (--alter-foreign-keys-method).  gh-ost
reads the binary log, can be paused, and takes neither foreign keys nor triggers (its own docs,
requirements-and-limitations).  Both copy with INSERT IGNORE, so that a new unique key drops duplicates.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend_data_model.migrations.mysql.catalog.objects import Catalog, Table

_NAME = r"(?:`(?:[^`]|``)+`|[^\s`]+)"
_CHANGE = re.compile(rf"\bCHANGE\s+(?:COLUMN\s+)?({_NAME})\s+({_NAME})\s", re.IGNORECASE)
_RENAME_COLUMN = re.compile(r"\bRENAME\s+COLUMN\b", re.IGNORECASE)
_RENAME_TABLE = re.compile(r"\bRENAME\s+(?:TO|AS)\b", re.IGNORECASE)
_ADD_FOREIGN_KEY = re.compile(r"\bFOREIGN\s+KEY\b(?=\s*[(`\w]*\s*\()|\bREFERENCES\b", re.IGNORECASE)
_DROP_FOREIGN_KEY = re.compile(r"\b(DROP\s+FOREIGN\s+KEY\s+`?)(__)?(?=\w)", re.IGNORECASE)
_ADD_UNIQUE = re.compile(r"\bADD\s+(?:CONSTRAINT\s+(?:`[^`]*`|\w+)\s+)?UNIQUE\b", re.IGNORECASE)
# The caller sets these; neither takes a password on the command line.
_HOST, _USER, _DATABASE = '"$DB_HOST"', '"$DB_USER"', '"$DB_NAME"'


@dataclass(frozen=True, slots=True)
class Copied:
    """What decides how a table can be copied: both tools need a unique key that the change keeps."""

    name: str
    has_unique_key: bool
    has_foreign_keys: bool
    is_referenced: bool
    has_triggers: bool


def tool_for(table: Table, clauses: str, catalog: Catalog) -> tuple[str | None, str]:
    """`tool_command` for a table of a catalog."""
    unique = [name for name, text in table.keys.items() if text.startswith("UNIQUE") and f"ADD {text}" not in clauses]
    primary = "PRIMARY" in table.keys and "DROP PRIMARY KEY" not in clauses
    copied = Copied(
        table.name,
        bool(unique) or primary,
        bool(table.foreign_keys),
        any(table.name in other.references() for other in catalog.tables.values()),
        any(item.kind == "TRIGGER" and item.table == table.name for item in catalog.programs.values()),
    )
    return tool_command(copied, clauses)


def tool_command(table: Copied, clauses: str) -> tuple[str | None, str]:
    """The command line (None where neither tool can do it) and the reason for the choice.

    `clauses` is what follows the name in ALTER TABLE, without ALGORITHM and LOCK.
    """
    if not table.has_unique_key:
        return None, "neither tool can copy a table without a unique key that stays: run it when writers can wait"
    if _RENAME_COLUMN.search(clauses):  # gh-ost only knows CHANGE, and would copy nothing into the new column
        return None, "neither tool copies through RENAME COLUMN for certain: rename in a statement of its own"
    if _RENAME_TABLE.search(clauses):
        return None, "neither tool renames a table: rename it in a statement of its own"
    renames = any(_bare(match[1]) != _bare(match[2]) for match in _CHANGE.finditer(clauses))
    unique = _ADD_UNIQUE.search(clauses) is not None
    keys = table.has_foreign_keys or table.is_referenced or _ADD_FOREIGN_KEY.search(clauses) is not None
    warning = "; look for duplicates first: the copy drops all but one of each" if unique else ""
    if not (keys or table.has_triggers):
        reason = "gh-ost: no foreign keys and no triggers, so the copy can be paused"
        return _gh_ost(table, clauses, renames=renames), reason + warning
    why = "foreign keys" if keys else "triggers"
    command = _pt_osc(table, clauses, renames=renames, unique=unique)
    return command, f"pt-online-schema-change: it has {why}{warning}"


def _bare(name: str) -> str:
    return name.strip("`").replace("``", "`").lower()


def _gh_ost(table: Copied, clauses: str, *, renames: bool) -> str:
    """Without --approve-renamed-columns gh-ost stops at a CHANGE that renames (its docs, command-line-flags)."""
    approve = " --approve-renamed-columns" if renames else ""
    return (
        f"gh-ost --host={_HOST} --user={_USER} --ask-pass --database={_DATABASE} --table={shlex.quote(table.name)}"
        f" --alter={shlex.quote(clauses)} --chunk-size=1000 --max-lag-millis=1500 --max-load=Threads_running=25"
        f" --critical-load=Threads_running=100 --cut-over=default{approve} --verbose --execute"
    )


def _pt_osc(table: Copied, clauses: str, *, renames: bool, unique: bool) -> str:
    """A foreign key of the copy has an underscore more before its name, or two less (its docs, --alter)."""
    options = " --alter-foreign-keys-method=auto" if table.is_referenced else ""
    options += " --preserve-triggers" if table.has_triggers else ""
    options += " --no-check-alter" if renames else ""
    options += " --no-check-unique-key-change" if unique else ""
    alter = _DROP_FOREIGN_KEY.sub(lambda found: found[1] + ("" if found[2] else "_"), clauses)
    name = shlex.quote(table.name.replace(",", "\\,"))
    return (
        f"pt-online-schema-change --alter={shlex.quote(alter)} h={_HOST},u={_USER},D={_DATABASE},t={name} --ask-pass"
        f" --chunk-time=0.5 --max-lag=1s --max-load=Threads_running=25 --critical-load=Threads_running=100{options}"
        " --execute"
    )
