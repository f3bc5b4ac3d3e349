"""Which steps of a plan are one operation of pgroll, which does the expanding and contracting by itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.postgresql.emit.names import bare, schema_of, unquoted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from backend_data_model.migrations.steps import Step

Operation = dict[str, dict[str, Any]]
_PART = r'(?:"(?:[^"]|"")+"|[a-z_][\w$]*)'
_NAME = rf"{_PART}(?:\.{_PART})*"
_ALTER = rf"ALTER TABLE (?P<table>{_NAME}) "


def operations(steps: Sequence[Step], schema: str) -> list[Operation]:
    """The operations for steps in their order; what pgroll has none for is an operation `sql` with its undo.

    pgroll works in one schema, so that only its tables (`schema`, as it is quoted) get operations.
    """
    found: list[Operation] = []
    place = 0
    while place < len(steps):
        for reader in _READERS:
            read = reader(steps[place:], schema)
            if read:
                operation, taken = read
                break
        else:
            operation, taken = _raw(steps[place]), 1
        found.append(operation)
        place += taken
    return found


Read = tuple[Operation, int]


def _raw(step: Step) -> Operation:
    return {"sql": {"up": step.sql, **({"down": step.undo} if step.undo else {})}}


def _matched(pattern: re.Pattern[str], step: Step, schema: str) -> re.Match[str] | None:
    match = pattern.fullmatch(step.sql)
    return match if match and schema_of(match["table"]) == schema else None


def _plain(name: str) -> str:
    return unquoted(bare(name))


_ADD = re.compile(
    rf"{_ALTER}ADD COLUMN (?P<column>{_PART}) (?P<type>(?:(?! (?:DEFAULT|NOT NULL) ).)+?)"
    r"(?: DEFAULT (?P<default>.+?))?(?P<required> NOT NULL)?",
    re.DOTALL,
)


def _add_column(steps: Sequence[Step], schema: str) -> Read | None:
    match = _matched(_ADD, steps[0], schema)
    if not match or re.search(r" (?:COLLATE|GENERATED|STORAGE|COMPRESSION) ", steps[0].sql):
        return None
    column: dict[str, Any] = {"name": _plain(match["column"]), "type": match["type"], "nullable": not match["required"]}
    operation: dict[str, Any] = {"table": _plain(match["table"]), "column": column}
    if match["default"]:
        column["default"] = match["default"]
    table, name = re.escape(match["table"]), re.escape(match["column"])
    taken = 1
    set_default = re.compile(rf"ALTER TABLE {table} ALTER COLUMN {name} SET DEFAULT (?P<default>.+)", re.DOTALL)
    filled = re.compile(rf"DO .*? UPDATE {table} SET {name} = (?P<up>.+?) WHERE .*", re.DOTALL)
    if taken < len(steps) and (found := set_default.fullmatch(steps[taken].sql)):
        column["default"] = found["default"]
        taken += 1
    if taken < len(steps) and (found := filled.fullmatch(steps[taken].sql)):
        operation["up"] = found["up"]
        taken += 1
    required = _required(steps[taken:], match["table"], match["column"])
    if required:
        column["nullable"] = False
        operation.setdefault("up", column.get("default", match["column"]))
    return {"add_column": operation}, taken + required


def _required(steps: Sequence[Step], table: str, column: str) -> int:
    """How many steps from here on make a column NOT NULL beside the traffic; 0 where they do something else."""
    if len(steps) < 2:
        return 0
    start = rf"ALTER TABLE {re.escape(table)} "
    name = re.escape(column)
    added = re.fullmatch(
        rf"{start}ADD CONSTRAINT (?P<key>{_PART}) (?:NOT NULL {name}|CHECK \({name} IS NOT NULL\)) NOT VALID",
        steps[0].sql,
    )
    if not added or steps[1].sql != f"ALTER TABLE {table} VALIDATE CONSTRAINT {added['key']}":
        return 0
    if "NOT NULL " + column + " NOT VALID" in steps[0].sql:
        return 2
    ends = [f"ALTER COLUMN {column} SET NOT NULL", f"DROP CONSTRAINT {added['key']}"]
    return 4 if [step.sql for step in steps[2:4]] == [f"ALTER TABLE {table} {end}" for end in ends] else 0


_ADDS_NOT_NULL = re.compile(
    rf"{_ALTER}ADD CONSTRAINT {_PART} "
    rf"(?:NOT NULL (?P<column>{_PART})|CHECK \((?P<checked>{_PART}) IS NOT NULL\)) NOT VALID"
)


def _not_null(steps: Sequence[Step], schema: str) -> Read | None:
    match = _matched(_ADDS_NOT_NULL, steps[0], schema)
    if not match:
        return None
    column = match["column"] or match["checked"]
    taken = _required(steps, match["table"], column)
    if not taken:
        return None
    return _altered(match["table"], column, column, column, nullable=False), taken


def _altered(table: str, column: str, up: str, down: str, **change: Any) -> Operation:
    return {"alter_column": {"table": _plain(table), "column": _plain(column), **change, "up": up, "down": down}}


_TYPE = re.compile(
    rf"{_ALTER}ALTER COLUMN (?P<column>{_PART}) TYPE (?P<type>(?:(?! COLLATE ).)+?)(?: USING (?P<up>.+))?",
    re.DOTALL,
)


def _type(steps: Sequence[Step], schema: str) -> Read | None:
    match = _matched(_TYPE, steps[0], schema)
    before = _TYPE.fullmatch(steps[0].undo or "")
    if not match or not before or " COLLATE " in steps[0].sql:
        return None
    column = match["column"]
    up = match["up"] or f"{column}::{match['type']}"
    down = before["up"] or f"{column}::{before['type']}"
    return _altered(match["table"], column, up, down, type=match["type"]), 1


_RENAME_COLUMN = re.compile(rf"{_ALTER}RENAME COLUMN (?P<old>{_PART}) TO (?P<new>{_PART})")
_RENAME_TABLE = re.compile(rf"{_ALTER}RENAME TO (?P<new>{_PART})")
_DROP_COLUMN = re.compile(rf"{_ALTER}DROP COLUMN (?P<column>{_PART})")
_DROP_TABLE = re.compile(rf"DROP TABLE (?P<table>{_NAME})")
_DROP_INDEX = re.compile(rf"DROP INDEX CONCURRENTLY (?P<table>{_NAME})")


def _simple(steps: Sequence[Step], schema: str) -> Read | None:
    step = steps[0]
    if match := _matched(_RENAME_COLUMN, step, schema):
        named = {"table": _plain(match["table"]), "from": _plain(match["old"]), "to": _plain(match["new"])}
        return {"rename_column": named}, 1
    if match := _matched(_RENAME_TABLE, step, schema):
        return {"rename_table": {"from": _plain(match["table"]), "to": _plain(match["new"])}}, 1
    if match := _matched(_DROP_COLUMN, step, schema):
        return {"drop_column": {"table": _plain(match["table"]), "column": _plain(match["column"])}}, 1
    if match := _matched(_DROP_TABLE, step, schema):
        return {"drop_table": {"name": _plain(match["table"])}}, 1
    if match := _matched(_DROP_INDEX, step, schema):
        return {"drop_index": {"name": _plain(match["table"])}}, 1
    return None


_INDEX = re.compile(
    rf"CREATE (?P<unique>UNIQUE )?INDEX CONCURRENTLY (?P<name>{_PART}) ON (?P<table>{_NAME}) USING (?P<method>\w+) "
    rf"\((?P<columns>{_PART}(?: DESC)?(?:, {_PART}(?: DESC)?)*)\)(?: WHERE (?P<predicate>.+))?",
    re.DOTALL,
)
_COLUMN = re.compile(rf"({_PART})( DESC)?")
_METHODS = {"btree", "hash", "gist", "spgist", "gin", "brin"}


def _index(steps: Sequence[Step], schema: str) -> Read | None:
    match = _matched(_INDEX, steps[0], schema)
    if not match or match["method"] not in _METHODS:
        return None
    columns = _COLUMN.findall(match["columns"])
    becomes = f"ALTER TABLE {match['table']} ADD CONSTRAINT {match['name']} UNIQUE USING INDEX {match['name']}"
    if len(steps) > 1 and steps[1].sql == becomes:
        same = {_plain(name): name for name, _ in columns}
        return _constraint(match, "unique", same), 2
    operation: dict[str, Any] = {
        "name": _plain(match["name"]),
        "table": _plain(match["table"]),
        "columns": [{"column": _plain(name), **({"sort": "DESC"} if order else {})} for name, order in columns],
        "method": match["method"],
    }
    if match["unique"]:
        operation["unique"] = True
    if match["predicate"]:
        operation["predicate"] = match["predicate"]
    return {"create_index": operation}, 1


def _constraint(match: re.Match[str], kind: str, same: dict[str, str], **more: Any) -> Operation:
    named = {"name": _plain(match["name"]), "table": _plain(match["table"]), "type": kind}
    return {"create_constraint": {**named, "columns": list(same), **more, "up": same, "down": same}}


_FOREIGN_KEY = re.compile(
    rf"{_ALTER}ADD CONSTRAINT (?P<name>{_PART}) FOREIGN KEY \((?P<columns>{_PART}(?:, {_PART})*)\) REFERENCES "
    rf"(?P<target>{_NAME})\((?P<keys>{_PART}(?:, {_PART})*)\)"
    r"(?: ON UPDATE (?P<update>CASCADE|RESTRICT|SET NULL|SET DEFAULT))?"
    r"(?: ON DELETE (?P<delete>CASCADE|RESTRICT|SET NULL|SET DEFAULT))? NOT VALID"
)


def _foreign_key(steps: Sequence[Step], schema: str) -> Read | None:
    match = _matched(_FOREIGN_KEY, steps[0], schema)
    if not match or schema_of(match["target"]) != schema or len(steps) < 2:
        return None
    if steps[1].sql != f"ALTER TABLE {match['table']} VALIDATE CONSTRAINT {match['name']}":
        return None
    same = {_plain(name): name for name, _ in _COLUMN.findall(match["columns"])}
    references: dict[str, Any] = {
        "table": _plain(match["target"]),
        "columns": [_plain(name) for name, _ in _COLUMN.findall(match["keys"])],
    }
    references |= {f"on_{act}": match[act] for act in ("update", "delete") if match[act]}
    return _constraint(match, "foreign_key", same, references=references), 2


_READERS: tuple[Callable[[Sequence[Step], str], Read | None], ...] = (
    _add_column,
    _not_null,
    _type,
    _simple,
    _index,
    _foreign_key,
)
