"""The library verb `rehearse`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.migrations.rehearse.rehearsal import DEFAULT_MAX_WAIT, DEFAULT_PATIENCE, DEFAULT_ROWS
from backend_data_model.migrations.source import ddl_of, source_of
from backend_data_model.model.settings import DesignSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from backend_data_model.migrations.rehearse.actions import Action
    from backend_data_model.migrations.rehearse.outcome import Rehearsal
    from backend_data_model.model.document import Model
    from backend_data_model.model.schema import Schema


def rehearse(
    old: str | Model | Schema,
    new: str | Model | Schema | None = None,
    *,
    migration: str | Sequence[Action] | None = None,
    undo: str | Sequence[Action] | None = None,
    rows: int = DEFAULT_ROWS,
    version: str | int | None = None,
    max_wait: float = DEFAULT_MAX_WAIT,
    patience: float = DEFAULT_PATIENCE,
    allow_breaking: bool = False,
    online_renames: bool = False,
    progress: Callable[[str], None] | None = None,
) -> Rehearsal:
    """Run a migration on a throw-away PostgreSQL with rows in it, while readers and writers are at work.

    `old` and `new` are DDL text, a URL of a live database, a model or a schema.  Of a live database only the catalog is
    read, in a read-only transaction: no row of it is read and nothing is written there.  `migration` is the text of a
    psql script; without it our own plan from `old` to `new` is rehearsed.  With both, the script must lead to `new`.
    `undo` takes the migration back.  `rows` are those of the largest table, `version` is PostgreSQL's major version,
    which must be installed, `max_wait` is in seconds.  A statement that runs longer than `patience` seconds goes on
    without the writers, since a backfill may chase them for ever.  `allow_breaking`: no code for the old schema runs
    any more; `online_renames` is as for `plan`.

    The rehearsal's `ok` and `problems` say whether the migration can be run; `steps[i]` has `.sql`, `.locks`,
    `.seconds`, `.rewritten`, `.reader.seconds`, `.writer.seconds`, `.error` and `.breaks`.

    Raises InputError for what does not load and EngineUnavailable where PostgreSQL cannot be started or read.
    """
    from backend_data_model.migrations.rehearse.run import rehearse as run

    settings = DesignSettings("postgresql")
    return run(
        source_of(ddl_of(old, settings), "OLD"),
        None if new is None else source_of(ddl_of(new, settings), "NEW"),
        migration=migration,
        undo=undo,
        allow_breaking=allow_breaking,
        version=None if version is None else str(version),
        rows=rows,
        max_wait=max_wait,
        patience=patience,
        online_renames=online_renames,
        tell=progress or _stay_silent,
    )


def _stay_silent(message: str) -> None:
    """For a caller that wants no progress."""
