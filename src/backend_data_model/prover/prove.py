"""The whole proof of a schema: load its script, fill one scratch transaction, prove constraint after constraint."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Protocol

from backend_data_model.engines.session import RefusedError
from backend_data_model.prover import checks, columns, references, row_security, uniqueness
from backend_data_model.prover.load import load_script
from backend_data_model.prover.predicates import solve_groups
from backend_data_model.prover.proof import ConstraintProof, Proof
from backend_data_model.prover.rows import NoRowError, Rows
from backend_data_model.prover.samples import column_type
from backend_data_model.prover.statements import raise_rungs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from backend_data_model.engines.session import EngineSession
    from backend_data_model.model.position import Position
    from backend_data_model.model.schema import Schema, Table
    from backend_data_model.prover.attempts import Tally
    from backend_data_model.prover.predicates import Group
    from backend_data_model.prover.proof import Status


_BEFORE_INSERT = re.compile(r"\bbefore\s+(?:(?:update|delete)\b[^;]*?\bor\s+)*insert\b", re.IGNORECASE)


class Progress(Protocol):
    """Told after each constraint how many of how many are done, and which it was."""

    def __call__(self, done: int, total: int, label: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Task:
    """One constraint to prove: `run` is called inside a savepoint."""

    table: Table
    object: str
    kind: str
    position: Position | None
    run: Callable[[Rows], Tally]
    name: str | None = None

    def proof(self, status: Status, accepted: int = 0, refused: int = 0, detail: str | None = None) -> ConstraintProof:
        """The result of the task."""
        return ConstraintProof(
            self.object, self.kind, status, accepted, refused, detail, self.position, self.table.name, self.name
        )


def prove(
    schema: Schema,
    ddl: str,
    session: EngineSession,
    *,
    on_progress: Progress | None = None,
    source: str | None = None,
) -> Proof:
    """Load `ddl`, whose tables `schema` describes, into the session's scratch database and prove every constraint.

    Nothing is left behind: all rows are tried in one transaction that is rolled back.
    """
    proof = Proof(session.label, load_script(ddl, session, source))
    tasks = list(_tasks(schema))
    session.begin()
    try:
        rows, without_rows = first_rows(schema, session)
        for number, task in enumerate(tasks, start=1):
            absent = session.left_out.get(task.name or "")
            reason = without_rows.get(task.table.qualified_name)
            if absent or reason:
                blocked = absent or f"no valid row could be put into the table: {reason}"
                proof.proofs.append(task.proof("not_checked", detail=blocked))
            else:
                proof.proofs.append(_run(task, rows))
            if on_progress:
                on_progress(number, len(tasks), task.object)
    finally:
        session.rollback()
    raise_rungs(proof)
    _mark_unread(schema, proof)
    return proof


def _mark_unread(schema: Schema, proof: Proof) -> None:
    """A statement that the reader did not take in may hold constraints that nobody has proved."""
    reasons = {u.position.line: u.reason for u in schema.unparsed if u.position}
    for check in proof.statements:
        reason = reasons.get(check.position.line)
        if reason and check.rung == "loaded":
            check.detail = f"its constraints, if it has any, are not checked: {reason}"


def first_rows(schema: Schema, session: EngineSession) -> tuple[Rows, dict[str, str]]:
    """The row builder with two rows in every table that takes them, and for each table that took none the reason."""
    groups: dict[str, list[Group]] = {}
    problems: dict[str, str] = {}
    for table in schema.tables:
        try:
            with session.sandbox():
                session.execute(f"select * from {session.quote(table.name, table.schema)} where 1 = 0")
            groups[table.qualified_name] = solve_groups(table, schema, session)
        except RefusedError as refusal:
            problems[table.qualified_name] = refusal.message
    rows = Rows(schema, session, groups)
    for table in schema.tables:
        if table.qualified_name in problems:
            continue
        try:
            with rows.session_step():
                rows.ensure(table, 0)
        except (RefusedError, NoRowError) as error:
            problems[table.qualified_name] = str(error)
            continue
        with contextlib.suppress(RefusedError, NoRowError), rows.session_step():
            rows.ensure(table, 1)
    return rows, problems


def _run(task: Task, rows: Rows) -> ConstraintProof:
    first = _attempt(task, rows)
    if first.status == "failed" and _rewrites_rows(task.table, rows.schema):
        first.status = "not_checked"
        first.detail = f"a trigger of the table may have changed the row: {first.detail}"
    if first.status != "not_checked":
        return first
    with rows.sandbox():  # perhaps the table takes one row only, and that is there already
        if rows.forget(task.table):
            second = _attempt(task, rows)
            if second.status == "proved":
                return second
    return first


def _rewrites_rows(table: Table, schema: Schema) -> bool:
    return any(t.table == table.name and _BEFORE_INSERT.search(t.definition) for t in schema.triggers)


def _attempt(task: Task, rows: Rows) -> ConstraintProof:
    try:
        with rows.sandbox():
            tally = task.run(rows)
    except (RefusedError, NoRowError) as error:
        return task.proof("not_checked", detail=f"a row that it needs could not be built: {error}")
    return task.proof(tally.status, tally.accepted, tally.refused, tally.detail)


def _tasks(schema: Schema) -> Iterator[Task]:
    for table in schema.tables:
        yield from _column_tasks(schema, table)
        yield from _key_tasks(table)
        for number, check in enumerate(table.checks):
            run = partial(checks.prove_check, table=table, check=check, key=f"check:{number}")
            yield Task(
                table,
                f"{table.qualified_name}.{check.name or check.expression}",
                "check",
                check.position,
                run,
                check.name,
            )
        for key in table.foreign_keys:
            label = f"{table.qualified_name}.{key.name or '(' + ', '.join(key.columns) + ')'}"
            yield Task(
                table,
                label,
                "foreign_key",
                key.position,
                partial(references.prove_reference, table=table, key=key),
                key.name,
            )
            yield Task(
                table,
                label,
                "on_delete",
                key.position,
                partial(references.prove_on_delete, table=table, key=key),
                key.name,
            )
        if table.row_security:
            run = partial(row_security.prove_row_security, table=table)
            yield Task(table, table.qualified_name, "row_security", table.position, run)


def _column_tasks(schema: Schema, table: Table) -> Iterator[Task]:
    for column in table.columns:
        label = f"{table.qualified_name}.{column.name}"
        provers: list[tuple[str, Callable[..., Tally]]] = []
        if not column.nullable:
            provers.append(("not_null", columns.prove_not_null))
        if column.identity:
            provers.append(("identity", columns.prove_identity))
        elif column.generated:
            provers.append(("generated", columns.prove_generated))
        elif column.default is not None and column.default.strip().lower() != "null":
            provers.append(("default", columns.prove_default))
        if column_type(column.type, schema).family == "enum":
            provers.append(("enum", columns.prove_enum))
        for kind, prover in provers:
            yield Task(table, label, kind, column.position, partial(prover, table=table, column=column))
        for domain in schema.domains:
            if column.type.rpartition(".")[2].strip('"') == domain.name:
                for number, check in enumerate(domain.checks):
                    run = partial(checks.prove_check, table=table, check=check, key=f"domain:{column.name}:{number}")
                    yield Task(table, f"{label} ({domain.name})", "domain", check.position, run)


def _key_tasks(table: Table) -> Iterator[Task]:
    found: list[tuple[uniqueness.Key, str, Position | None]] = []
    if table.primary_key:
        primary = uniqueness.Key(tuple(table.primary_key.columns), table.primary_key.name, primary=True)
        found.append((primary, "primary_key", table.primary_key.position))
    for unique in table.uniques:
        key = uniqueness.Key(tuple(unique.columns), unique.name, nulls_repeat=not unique.nulls_not_distinct)
        found.append((key, "unique", unique.position))
    for number, index in enumerate(table.indexes):
        if index.unique:
            found.append((uniqueness.key_of_index(index, table, number), "unique", index.position))
    for key, kind, position in found:
        label = f"{table.qualified_name}.{key.name or '(' + ', '.join(key.columns) + ')'}"
        yield Task(table, label, kind, position, partial(uniqueness.prove_key, table=table, key=key), key.name)
