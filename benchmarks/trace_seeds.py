"""The faults that can be put into a schema which was designed from a text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from backend_data_model.model.expression import Length, OneOf, Range
from backend_data_model.model.schema import Check, Unique

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from backend_data_model.model.schema import Reason, Schema, Table

_HOUSE = {"id", "created_at", "updated_at", "deleted_at"}
_BY_TEXT = {"explicit", "implied", "user"}
_NUMBER = re.compile(r"(?<![\w.'])-?\d+(?:\.\d+)?(?![\w.'])")


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: how it is put into a copy of the schema, and the sentences that the constraint rests on."""

    kind: str
    text: str
    seed: Callable[[Schema], None]
    quotes: tuple[str, ...] = ()
    added: bool = False
    name: str = field(default="")


def faults_of(schema: Schema) -> Iterator[Fault]:
    """Every fault for the constraints of the schema that a sentence stands behind, and one added for each table."""
    for place, table in enumerate(schema.tables):
        yield from _uniques(schema, place, table)
        yield from _checks(place, table)
        yield from _columns(schema, place, table)
        yield from _keys(schema, place, table)
        yield from _added(place, table)
        if schema.tenant_column in {column.name for column in table.columns}:
            yield _tenant_lost(schema, place, table)


def _quotes(reasons: Sequence[Reason]) -> tuple[str, ...]:
    return tuple(reason.text for reason in reasons if reason.standing in _BY_TEXT)


def _uniques(schema: Schema, place: int, table: Table) -> Iterator[Fault]:
    tenant = schema.tenant_column
    references = {c for key in table.foreign_keys for c in key.columns} - {tenant}
    for number, unique in enumerate(table.uniques):
        quotes = _quotes(unique.reasons)
        if not quotes:
            continue
        what = f"{table.name} ({', '.join(unique.columns)})"

        def drop(s: Schema, n: int = number) -> None:
            s.tables[place].uniques.pop(n)

        yield Fault("unique dropped", what, drop, quotes)
        if tenant in unique.columns and len(unique.columns) > 1 and not references & set(unique.columns):
            rest = [c for c in unique.columns if c != tenant]

            def globally(s: Schema, n: int = number, rest: list[str] = rest) -> None:
                s.tables[place].uniques[n] = replace(s.tables[place].uniques[n], columns=rest)

            yield Fault("unique made global", what, globally, quotes)


def _checks(place: int, table: Table) -> Iterator[Fault]:
    for number, check in enumerate(table.checks):
        quotes = _quotes(check.reasons)
        if not quotes or check.rule is None or re.search(r"strftime|typeof|json_valid|IN \(0, 1\)", check.expression):
            continue
        what = f"{table.name}: {check.expression}"

        def drop(s: Schema, n: int = number) -> None:
            s.tables[place].checks.pop(n)

        yield Fault("check dropped", what, drop, quotes)
        for kind, text in _altered(check):

            def alter(s: Schema, n: int = number, text: str = text) -> None:
                s.tables[place].checks[n] = replace(s.tables[place].checks[n], expression=text)

            yield Fault(kind, f"{what} -> {text}", alter, quotes)


def _altered(check: Check) -> Iterator[tuple[str, str]]:
    if isinstance(check.rule, Range | Length):
        for step, kind in ((1, "bound raised"), (-1, "bound lowered")):
            text = _NUMBER.sub(lambda m, by=step: format(float(m.group()) + by, "g"), check.expression, count=1)  # type: ignore[misc]
            if text != check.expression:
                yield kind, text
    if isinstance(check.rule, OneOf) and len(check.rule.values) > 2 and check.expression.count("'") > 4:
        yield "value dropped", re.sub(r", '(?:[^']|'')*'\)", ")", check.expression)
        yield "value added", re.sub(r"'\)", "', 'unheard of')", check.expression)


def _columns(schema: Schema, place: int, table: Table) -> Iterator[Fault]:
    keys = set(table.primary_key.columns) if table.primary_key else set()
    for number, column in enumerate(table.columns):
        quotes = _quotes(column.reasons)
        if column.name in _HOUSE | keys or not quotes or column.generated:
            continue
        what = f"{table.name}.{column.name}"

        def flip(s: Schema, n: int = number) -> None:
            found = s.tables[place].columns[n]
            s.tables[place].columns[n] = replace(found, nullable=not found.nullable)

        if column.name == schema.tenant_column:
            yield Fault("tenant key nullable", what, flip)
            continue
        yield Fault("made NOT NULL" if column.nullable else "NOT NULL dropped", what, flip, quotes)


def _keys(schema: Schema, place: int, table: Table) -> Iterator[Fault]:
    nullable = {column.name for column in table.columns if column.nullable}
    for number, key in enumerate(table.foreign_keys):
        quotes = _quotes(key.reasons)
        if not quotes or _implied(schema, table, number, nullable):
            continue
        what = f"{table.name} ({', '.join(key.columns)}) -> {key.ref_table}"

        def drop(s: Schema, n: int = number) -> None:
            s.tables[place].foreign_keys.pop(n)

        yield Fault("foreign key dropped", what, drop, quotes)


def _implied(schema: Schema, table: Table, number: int, nullable: set[str]) -> bool:
    """Whether the key of the tenant follows from a required key that carries the tenant: dropping it loses nothing."""
    tenant = schema.tenant_column
    if table.foreign_keys[number].columns != [tenant]:
        return False
    return any(len(k.columns) > 1 and tenant in k.columns and not nullable & set(k.columns) for k in table.foreign_keys)


def _tenant_lost(schema: Schema, place: int, table: Table) -> Fault:
    tenant = schema.tenant_column

    def lose(s: Schema) -> None:
        found = s.tables[place]
        found.columns = [c for c in found.columns if c.name != tenant]
        found.foreign_keys = [k for k in found.foreign_keys if k.columns != [tenant]]
        found.indexes = [i for i in found.indexes if tenant not in i.columns]
        for unique in found.uniques:
            unique.columns = [c for c in unique.columns if c != tenant]
        for key in found.foreign_keys:
            key.columns = [c for c in key.columns if c != tenant]
        if found.primary_key:
            found.primary_key.columns = [c for c in found.primary_key.columns if c != tenant]
        s.policies = [p for p in s.policies if p.table != found.name]

    return Fault("tenant lost", table.name, lose)


def _added(place: int, table: Table) -> Iterator[Fault]:
    referring = {c for key in table.foreign_keys for c in key.columns}
    known = {tuple(u.columns) for u in table.uniques}
    whole = [c for c in table.columns if re.search(r"int", c.type, re.IGNORECASE) and c.name not in _HOUSE | referring]
    text = [c for c in table.columns if re.search(r"text|char", c.type, re.IGNORECASE) and c.name not in _HOUSE]
    checked = {c.name for c in table.columns if any(c.name in check.expression for check in table.checks)}
    for column in [c for c in whole if c.name not in checked][:1]:
        check = Check(f"{column.name} < 1000", f"added_check_{table.name}")

        def add_check(s: Schema, check: Check = check) -> None:
            s.tables[place].checks.append(check)

        yield Fault("check added", f"{table.name}.{column.name}", add_check, added=True, name=check.name or "")
    for column in [c for c in text if (c.name,) not in known and c.name not in checked][:1]:
        unique = Unique([column.name], f"added_unique_{table.name}")

        def add_unique(s: Schema, unique: Unique = unique) -> None:
            s.tables[place].uniques.append(unique)

        yield Fault("unique added", f"{table.name}.{column.name}", add_unique, added=True, name=unique.name or "")
