"""Which hints about splits and merges two catalogs bear out, and whether PostgreSQL accepts what they compute."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.postgresql.catalog.objects import Column, Domain, Kind, Ref, Table
from backend_data_model.migrations.postgresql.emit.columns import column_definition
from backend_data_model.migrations.postgresql.emit.names import bare, unquoted
from backend_data_model.model.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

    import psycopg

    from backend_data_model.migrations.postgresql.catalog.catalog import Catalog
    from backend_data_model.migrations.rename_hints import RenameHints

_ABROAD = (
    "a column that moves to another table is not planned: plan the new table, let the code write both, copy the rows "
    "in batches, and drop the old column in a later plan"
)


@dataclass(slots=True)
class Group:
    """Columns of one table that depend on each other; names are quoted as in the catalog.

    `forth` computes new columns from `sources`, `back` old columns from the new ones.
    """

    table: str
    sources: list[str] = field(default_factory=list)
    forth: dict[str, str] = field(default_factory=dict)
    back: dict[str, str] = field(default_factory=dict)


def find_groups(hints: RenameHints, old: Catalog, new: Catalog) -> list[Group]:
    """The splits and merges between two schemas; hints for columns that are there already say nothing about them.

    Raises InputError for a hint that names what is not there.
    """
    found: list[Group] = []
    for (table, column), said in hints.derived.items():
        for ref, item in new.objects.items():
            named = isinstance(item, Column) and item.local and _is(ref.of, table) and _is(ref.name, column)
            if not named or ref in old.objects:
                continue
            what = f"{ref.of}.{ref.name} is said to come from {', '.join(said.sources)}"
            if Ref(Kind.TABLE, ref.of) not in old.objects:
                raise InputError(f"{what}, but OLD has no table {ref.of}", help=_ABROAD)
            _refuse_odd(ref, item, what, old, new)
            sources = [_column_of(old, ref.of, name, what) for name in said.sources]
            _join(found, Group(ref.of, sources, {ref.name: said.expression}))
    for (table, column), expression in hints.back.items():
        for group in found:
            for source in group.sources:
                if _is(group.table, table) and _is(source, column):
                    group.back[source] = expression
    return found


def _refuse_odd(ref: Ref, item: object, what: str, old: Catalog, new: Catalog) -> None:
    owner = old.get(Ref(Kind.TABLE, ref.of), Table)
    if owner and (owner.kind == "p" or owner.inherits or owner.partition_of):
        raise InputError(f"{what}, but {ref.of} is partitioned or inherits", help="this must be planned by hand")
    if isinstance(item, Column) and (item.generated is not None or item.identity):
        raise InputError(f"{what}, but PostgreSQL itself gives its values", help="leave the hint out")
    domain = new.get(Ref(Kind.DOMAIN, item.type), Domain) if isinstance(item, Column) else None
    if domain and domain.not_null:
        raise InputError(f"{what}, but its domain refuses NULL, which it holds until it is filled")


def _join(found: list[Group], one: Group) -> None:
    """Add a group, united with those that share a source with it."""
    for other in [group for group in found if group.table == one.table and {*group.sources} & {*one.sources}]:
        found.remove(other)
        one = Group(one.table, list(dict.fromkeys([*other.sources, *one.sources])), other.forth | one.forth)
    found.append(one)


def _column_of(catalog: Catalog, table: str, said: str, what: str) -> str:
    names = [ref.name for ref in catalog.on(table) if ref.kind is Kind.COLUMN]
    for spelled in (said, said.lower()):
        for name in names:
            if unquoted(name) == spelled:
                return name
    raise InputError(f"{what}, but OLD has no {said} in {table}", help=f"its columns: {', '.join(names)}")


def _is(name: str, said: str) -> bool:
    return unquoted(bare(name)) in {said, said.lower()}


def check_group(connection: psycopg.Connection[Any], group: Group, old: Catalog, new: Catalog) -> None:
    """Let PostgreSQL say whether the expressions compute what they shall, from the columns that they may name.

    Runs in a transaction of a scratch database that is rolled back.  Raises InputError with what PostgreSQL says.
    """
    connection.execute("begin")
    try:
        for name in group.forth:
            column = new.get(Ref(Kind.COLUMN, name, group.table), Column)
            assert column
            plain = Column(column.ref, column.type, not_null=False, collation=column.collation)
            connection.execute(f"alter table {group.table} add column {column_definition(plain, None)}".encode())
        for name, expression in group.forth.items():
            _check(connection, group.table, name, expression, group.sources)
        for name, expression in group.back.items():
            _check(connection, group.table, name, expression, group.forth)
    finally:
        connection.execute("rollback")


def _check(connection: psycopg.Connection[Any], table: str, name: str, expression: str, sources: Iterable[str]) -> None:
    import psycopg

    # The first finds columns that were not named and aggregates, the second a value that the column does not take.
    row = f"(select {', '.join(sources)} from {table}) as given"
    forms = [
        f"select from {row} where ({expression}\n) is not null",
        f"update {table} set {name} = coalesce({name}, {expression}\n)",
    ]
    try:
        for sql in forms:
            connection.execute(f"explain {sql}".encode(), prepare=True)
    except psycopg.Error as error:
        message = str(error).strip().partition("\n")[0]
        raise InputError(
            f"PostgreSQL refuses what {table}.{name} is computed by: {message} [{error.sqlstate}]: {expression}",
            help=f"it is SQL over {', '.join(sources)}",
        ) from error
