"""Which steps a migration tool runs in one transaction: each unit becomes one file, done as a whole or not at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from backend_data_model.migrations.releases import transactions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend_data_model.migrations.steps import Phase, Step
    from backend_data_model.model.schema import Engine

# Statements that no user of an existing table waits for (PostgreSQL 18, manual 13.3.1 and the pages of the commands).
_UNFELT = re.compile(
    r"CREATE (?:SCHEMA|TYPE|DOMAIN|SEQUENCE|EXTENSION|COLLATION|(?:OR REPLACE )?(?:FUNCTION|PROCEDURE|VIEW)"
    r"|TABLE (?!.*\bREFERENCES\b|.*\bPARTITION OF\b))|COMMENT ON |GRANT ",
    re.IGNORECASE | re.DOTALL,
)
# What PostgreSQL 18 refuses in a transaction block, and DO blocks that commit by themselves.
_OWN_TRANSACTION = re.compile(
    r"(?:CREATE (?:UNIQUE )?INDEX|DROP INDEX) CONCURRENTLY\b|REINDEX\b.*\bCONCURRENTLY\b|VACUUM\b|CLUSTER;?$"
    r"|(?:CREATE|DROP) (?:DATABASE|TABLESPACE)\b|ALTER SYSTEM\b|ALTER DATABASE\b.*\bTABLESPACE\b"
    r"|ALTER TABLE\b.*\bDETACH PARTITION\b.*\bCONCURRENTLY\b"
    r"|(?:CREATE|DROP|ALTER) SUBSCRIPTION\b|(?:DO|CALL)\b.*\bCOMMIT;",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Unit:
    """Steps that belong into one transaction, or one step that runs without any."""

    steps: tuple[Step, ...]
    transactional: bool

    @property
    def phase(self) -> Phase:
        """The phase of its steps."""
        return self.steps[0].phase

    @property
    def undone_in_transaction(self) -> bool:
        """Whether what takes the steps back may run in one transaction."""
        return not any(_undo_refuses_transaction(step) for step in self.steps)


def _undo_refuses_transaction(step: Step) -> bool:
    return bool(step.undo) and (refuses_transaction(step.undo or "") or _is_setting(step))


def _is_setting(step: Step) -> bool:
    """Whether a step is a setting of SQLite that has no effect in a transaction."""
    return not step.transactional and step.sql.startswith("PRAGMA ")


def refuses_transaction(sql: str) -> bool:
    """Whether PostgreSQL refuses to run a statement in a transaction block."""
    return _OWN_TRANSACTION.match(sql.lstrip()) is not None


def units(steps: Sequence[Step], engine: Engine) -> list[Unit]:
    """The steps in their order, divided so that no lock that others feel is held while a further step works.

    Steps with the same `transaction` number stay together.  Steps that nobody feels are gathered, and one step that
    takes a lock for a moment may close such a unit: it is held until the commit that follows.  MySQL commits each DDL
    statement by itself, so that there every step is a unit.  The steps of SQLite are one unit, because settings of the
    connection (`PRAGMA foreign_keys`) enclose their transaction.
    """
    if engine == "sqlite":
        return [Unit(tuple(steps), all(step.transactional for step in steps))] if steps else []
    found: list[Unit] = []
    gathered: list[Step] = []

    def close() -> None:
        if gathered:
            found.append(Unit(tuple(gathered), transactional=True))
            gathered.clear()

    for together in transactions(steps):
        step = together[0]
        if len(together) > 1:
            close()
            found.append(Unit(tuple(together), transactional=True))
        elif engine == "mysql" or not step.transactional:
            close()
            found.append(Unit((step,), transactional=engine != "mysql" and step.transactional))
        elif not _is_short(step):
            close()
            found.append(Unit((step,), transactional=True))
        else:
            if gathered and gathered[0].phase != step.phase:
                close()
            gathered.append(step)
            if not _is_unfelt(step):
                close()
    close()
    return found


def _is_short(step: Step) -> bool:
    works = step.effect is not None and step.effect.works
    return step.duration == "instant" and not step.blocking and not works


def _is_unfelt(step: Step) -> bool:
    if step.effect is None or step.effect.unknown:
        return _UNFELT.match(step.sql) is not None
    return step.effect.hazard == "none"
