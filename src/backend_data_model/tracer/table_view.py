"""A table as its constraints act on rows: guards that refuse a row by itself, and keys that refuse it beside others."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from backend_data_model.model.expression import Length, OneOf, Range
from backend_data_model.tracer.condition import Condition, condition_of
from backend_data_model.tracer.result import Enforcer
from backend_data_model.tracer.sql_condition import columns_of, conjuncts, parse, sql_condition

if TYPE_CHECKING:
    from sqlglot import exp

    from backend_data_model.model.expression import Expression
    from backend_data_model.model.schema import Check, Column, ForeignKey, Index, Schema, Table

_LENGTH = re.compile(r"(?i)^(?:character varying|varchar|character|char|nvarchar|nchar|bpchar)\s*\((\d+)")
_ENUM = re.compile(r"(?is)^enum\s*\((.*)\)")
_STRINGS = re.compile(r"'((?:[^']|'')*)'")
_OF_TYPE = re.compile(
    r"(?i)\b(strftime|typeof|json_valid|json_type|julianday|unixepoch|datetime|date|time|octet_length)\s*\("
)
_UUID = re.compile(r"(?i)^\(?\s*length\(.*\)\s*=\s*(?:36|16)\s*\)?$")
_NOT_BLANK = re.compile(
    r"""(?ix)^\(*\s*(?:(?:char_|character_)?length\s*\(\s*(?:b?trim\s*\()?[^()]*\)*\s*(?:>\s*0|>=\s*1|<>\s*0)
    |b?trim\s*\([^()]*\)\s*(?:<>|!=)\s*''(?:::text)?|["`\w]+\s*(?:<>|!=)\s*''(?:::text)?)\s*\)*$"""
)


@dataclass(slots=True)
class Guard:
    """What refuses a row by itself; `condition` is None where it cannot be evaluated here.

    `house` marks what style or a type brings along and no sentence has to ask for.
    """

    enforcer: Enforcer
    columns: tuple[str, ...]
    condition: Condition | None
    house: bool = False


@dataclass(slots=True)
class Key:
    """What refuses a second row with the same values: its columns, and the rows for which it holds."""

    enforcer: Enforcer
    columns: frozenset[str]
    where: Condition | None = None
    partial: bool = False
    readable: bool = True


@dataclass(slots=True)
class TableView:
    """A table with its columns by lower-case name, guards and keys."""

    table: Table
    columns: dict[str, Column]
    guards: list[Guard] = field(default_factory=list)
    keys: list[Key] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The table's name, qualified where it has a schema."""
        return self.table.qualified_name

    @property
    def key_columns(self) -> tuple[str, ...]:
        """The columns of the primary key, in lower case."""
        return tuple(c.lower() for c in self.table.primary_key.columns) if self.table.primary_key else ()

    def nullable(self, column: str) -> bool:
        """Whether NULL may stand there: neither NOT NULL nor (outside of SQLite's old ways) part of the key."""
        return self.columns[column].nullable and column not in self.key_columns

    def not_null(self, column: str) -> Enforcer:
        """The NOT NULL of a column."""
        return Enforcer("not_null", self.name, f"{self.name}.{column}", "NOT NULL", (column,))

    def references(self) -> list[ForeignKey]:
        """The foreign keys."""
        return self.table.foreign_keys


def view_table(table: Table, schema: Schema) -> TableView:
    """The guards and keys of a table."""
    view = TableView(table, {column.name.lower(): column for column in table.columns})
    for column in table.columns:
        if not view.nullable(column.name.lower()):
            name = column.name.lower()
            present = Condition("IS NOT NULL", (name,), (), (), lambda row, name=name: row[name] is not None)  # type: ignore[misc]
            view.guards.append(Guard(view.not_null(name), (name,), present, house=True))
        _type_guards(view, column, schema)
    for check in table.checks:
        if check.enforced:
            _check_guards(view, check, schema)
    _trigger_guards(view, schema)
    _keys(view, schema)
    return view


def _type_guards(view: TableView, column: Column, schema: Schema) -> None:
    name = column.name.lower()
    rules: list[Expression] = []
    type_ = column.type
    domain = next((d for d in schema.domains if d.name.lower() == _bare(type_)), None)
    if domain is not None:
        for check in domain.checks:
            text = re.sub(r"(?i)\bvalue\b", lambda _: '"' + name.replace('"', '""') + '"', check.expression)
            _add_parts(view, text, Enforcer("domain", view.name, domain.name, check.expression, (name,)), schema)
        type_ = domain.type
    enum = next((e for e in schema.enums if e.name.lower() == _bare(type_)), None)
    listed = _ENUM.match(type_)
    if enum is not None:
        rules.append(OneOf(attribute=name, values=tuple(enum.values)))
    elif listed:
        values = tuple(v.replace("''", "'") for v in _STRINGS.findall(listed[1]))
        rules.append(OneOf(attribute=name, values=values))
    length = _LENGTH.match(type_)
    if length and schema.engine != "sqlite":
        rules.append(Length(attribute=name, max=int(length[1])))
    if "unsigned" in type_.lower():
        rules.append(Range(attribute=name, min=0))
    for rule in rules:
        what = Enforcer("type", view.name, f"{view.name}.{name}", column.type, (name,), column.position)
        condition = condition_of(rule, {name: name}, column.type, {})
        view.guards.append(Guard(what, (name,), condition, house=not isinstance(rule, OneOf)))


def _bare(type_: str) -> str:
    return type_.rpartition(".")[2].strip('"').lower()


def _check_guards(view: TableView, check: Check, schema: Schema) -> None:
    what = Enforcer("check", view.name, check.name or f"on {view.name}", check.expression, (), check.position)
    _add_parts(view, check.expression, what, schema)


def _add_parts(view: TableView, text: str, what: Enforcer, schema: Schema) -> None:
    node = parse(text, schema.engine)
    if node is None:
        words = {word.lower() for word in re.findall(r"\w+", text)}
        named = tuple(name for name in view.columns if name in words)
        view.guards.append(Guard(what, named, None, house=bool(_OF_TYPE.search(text))))
        return
    parts = conjuncts(node)
    what.columns = columns_of(node)
    for part in parts:
        shown = text if len(parts) == 1 else part.sql("postgres" if schema.engine == "postgresql" else schema.engine)
        condition = sql_condition(part, shown)
        if condition is not None and not set(condition.columns) <= set(view.columns):
            condition = None
        house = bool(_NOT_BLANK.match(shown)) or (condition is None and bool(_OF_TYPE.search(shown)))
        columns = columns_of(part)
        house = house or (len(columns) == 1 and _is_boolean_list(condition)) or bool(_UUID.match(shown))
        view.guards.append(Guard(what, tuple(c for c in columns if c in view.columns), condition, house))


def _is_boolean_list(condition: Condition | None) -> bool:
    return (
        condition is not None
        and set(condition.constants) == {Decimal(0), Decimal(1)}
        and " in " in condition.text.lower()
    )


def _trigger_guards(view: TableView, schema: Schema) -> None:
    """Triggers that may refuse rows: they are not evaluated, but what they name is not said to be missing."""
    for trigger in schema.triggers:
        if trigger.table.rpartition(".")[2].lower() != view.table.name.lower():
            continue
        if not re.search(r"(?i)\bsignal\b|\braise\b", trigger.definition):
            continue
        words = {word.lower() for word in re.findall(r"\w+", trigger.definition)}
        named = tuple(name for name in view.columns if name in words)
        what = Enforcer("trigger", view.name, trigger.name, trigger.definition, named, trigger.position)
        view.guards.append(Guard(what, named, None, house=True))


def _keys(view: TableView, schema: Schema) -> None:
    table = view.table
    if table.primary_key:
        columns = tuple(c.lower() for c in table.primary_key.columns)
        name = table.primary_key.name or f"of {view.name}"
        view.keys.append(Key(Enforcer("primary_key", view.name, name, "PRIMARY KEY", columns), frozenset(columns)))
    for unique in table.uniques:
        columns = tuple(c.lower() for c in unique.columns)
        name = unique.name or f"on {view.name} ({', '.join(columns)})"
        text = f"UNIQUE ({', '.join(columns)})"
        view.keys.append(Key(Enforcer("unique", view.name, name, text, columns, unique.position), frozenset(columns)))
    for index in table.indexes:
        if index.unique or (index.exclusion and all(operator == "=" for operator in index.exclusion)):
            view.keys.append(_index_key(view, index, schema))


def _index_key(view: TableView, index: Index, schema: Schema) -> Key:
    from sqlglot import exp

    columns: list[str] = []
    wheres: list[exp.Expr] = []
    readable = True
    where = parse(index.where, schema.engine) if index.where else None
    readable = where is not None or not index.where
    if where is not None:
        wheres.append(where)
    for part in index.keys:
        if part.column is not None:
            columns.append(part.column.lower())
            continue
        node = parse(part.expression or "", schema.engine)
        node = node.unnest() if node is not None else None
        if isinstance(node, exp.Case) and node.args.get("default") is None and len(node.args["ifs"]) == 1:
            wheres.append(node.args["ifs"][0].this)
            node = node.args["ifs"][0].args["true"]
            if not columns_of(node):
                continue
        named = columns_of(node) if node is not None else ()
        readable = readable and len(named) == 1
        columns += named
    key = tuple(dict.fromkeys(columns))
    shown = ", ".join(part.column or part.expression or "" for part in index.keys)
    text = f"UNIQUE ({shown})" + (f" WHERE {index.where}" if index.where else "")
    name = index.name or f"on {view.name} ({shown})"
    what = Enforcer("unique", view.name, name, text, key, index.position)
    made = Key(what, frozenset(key), readable=readable)
    kept = [part for node in wheres for part in conjuncts(node) if not _only_present(part, made.columns)]
    if kept:
        joined = exp.and_(*[part.copy() for part in kept])
        made.partial, made.where = True, sql_condition(joined, index.where or shown)
    return made


def _only_present(node: exp.Expr, columns: frozenset[str]) -> bool:
    """`x IS NOT NULL` over a column of the key: NULLs never clash, so it changes nothing."""
    from sqlglot import exp

    said, negated = (node.this, True) if isinstance(node, exp.Not) else (node, bool(node.args.get("negate")))
    return (
        negated
        and isinstance(said, exp.Is)
        and isinstance(said.expression, exp.Null)
        and isinstance(said.this, exp.Column)
        and said.this.name.lower() in columns
    )
