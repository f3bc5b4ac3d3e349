"""pgroll: operations that it expands and contracts by itself, and plain SQL for what it has no operation for.

Sources: pgroll 0.14, "Operations reference" and the JSON schema of its migrations.  An operation `sql` must be the only
one of its migration (`Raw SQL`, "isolated"), so that each of them is a file of its own.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from backend_data_model.migrations.formats._pgroll_operations import operations
from backend_data_model.migrations.formats._stamp import moment, stamp
from backend_data_model.migrations.formats._text import slug
from backend_data_model.migrations.postgresql.emit.names import schema_of, unquoted
from backend_data_model.migrations.releases import releases
from backend_data_model.migrations.steps import Step
from backend_data_model.model.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from backend_data_model.migrations.formats._pgroll_operations import Operation
    from backend_data_model.migrations.steps import Plan

_PART = r'(?:"(?:[^"]|"")+"|[a-z_][\w$]*)'
_ABOUT = re.compile(rf"\b(?:ALTER TABLE|DROP TABLE|ON) (?P<table>{_PART}(?:\.{_PART})*)")


def render(
    plan: Plan, name: str = "migration", *, at: datetime | None = None, after: str | None = None
) -> dict[str, str]:
    """`<schema>/<time>_<name>.json` for `pgroll --schema <schema>`; what waits for the next release in `contract/`.

    Raises InputError for another engine than PostgreSQL.
    """
    if plan.engine != "postgresql":
        raise InputError("pgroll migrates PostgreSQL only", help=f"choose another format for {plan.engine}")
    begun, schema = moment(at), _schema(plan.steps)
    divided = releases(replace(plan, steps=_plain(plan.steps)))
    files: dict[str, str] = {}
    for root, steps in (("", divided.first), ("contract/", divided.later)):
        for together in _migrations(operations(steps, schema)):
            path = f"{root}{slug(unquoted(schema))}/{stamp(begun, len(files))}_{slug(name)}.json"
            files[path] = json.dumps({"operations": together}, indent=2, ensure_ascii=False) + "\n"
    return files


def _plain(steps: Sequence[Step]) -> list[Step]:
    """The steps, with one statement for those that keep two names for a time: pgroll does that by itself."""
    found: list[Step] = []
    done: set[str] = set()
    for step in steps:
        if step.plainly is None:
            found.append(step)
        elif step.plainly not in done:
            done.add(step.plainly)
            found.append(Step(step.plainly, "expand", step.note))
    return found


def _schema(steps: Sequence[Step]) -> str:
    """The schema that most steps are about, as it is quoted."""
    about = Counter(schema_of(match["table"]) for step in steps if (match := _ABOUT.search(step.sql)))
    return min(about, key=lambda schema: (-about[schema], schema)) if about else "public"


def _migrations(found: Sequence[Operation]) -> Iterator[list[Operation]]:
    gathered: list[Operation] = []
    for operation in found:
        if "sql" in operation:
            if gathered:
                yield gathered
                gathered = []
            yield [operation]
        else:
            gathered.append(operation)
    if gathered:
        yield gathered
