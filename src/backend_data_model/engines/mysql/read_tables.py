"""Definitions of the parser into the columns, keys and constraints of a `Table`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.read_charsets import (
    DEFAULT_CHARACTER_SET,
    bytes_per_character,
    character_set_of,
    default_collation,
)
from backend_data_model.engines.mysql.read_types import canonical_type, float_type, quoted_value, sized_text_type
from backend_data_model.engines.mysql.syntax import nodes
from backend_data_model.engines.mysql.syntax.types import CHARACTERS
from backend_data_model.model.schema import (
    Check,
    Column,
    ForeignKey,
    Identity,
    Index,
    IndexKey,
    PrimaryKey,
    Reason,
    Table,
    Unique,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from backend_data_model.model.position import Position
    from backend_data_model.model.schema import ReferentialAction

    Place = Callable[[int], Position]

_ENGINES_WITH_FOREIGN_KEYS = frozenset(("innodb", "ndb", "ndbcluster"))


class NotTakenError(Exception):
    """A statement that is well-formed but does not fit what the script has made so far."""


def table_character_set(table: Table) -> str:
    """The character set of columns that name none."""
    if "charset" in table.options:
        return table.options["charset"].lower()
    if "collate" in table.options:
        return character_set_of(table.options["collate"].lower())
    return DEFAULT_CHARACTER_SET


def has_foreign_keys(table: Table) -> bool:
    """Whether the storage engine keeps foreign keys (others parse and forget them)."""
    return table.options.get("engine", "InnoDB").lower() in _ENGINES_WITH_FOREIGN_KEYS


def add_column(table: Table, node: nodes.ColumnDef, place: Place, at: int | None = None) -> None:
    """Add a column and what is written at it; `at` is its index, None the end."""
    if find_column(table, node.name):
        raise NotTakenError(f"the table {table.name} has a column {node.name} already")
    table.columns.insert(len(table.columns) if at is None else at, column_of(table, node, place))
    add_column_constraints(table, node, place)


def column_of(table: Table, node: nodes.ColumnDef, place: Place) -> Column:
    """The column without its keys and checks."""
    character_set = node.type.character_set or (character_set_of(node.type.collation) if node.type.collation else None)
    character_set = character_set or table_character_set(table)
    if character_set == "binary" and node.type.name in CHARACTERS:
        node.type.character_set = character_set
    column = Column(node.name, canonical_type(node.type), position=place(node.offset))
    column.nullable = node.nullable is not False and node.key != "primary"
    width = bytes_per_character(character_set)
    column.type = sized_text_type(node.type, width) or float_type(node.type) or column.type
    if node.type.name in CHARACTERS and node.type.character_set != "binary":
        column.collation = node.type.collation
        if not column.collation and node.type.character_set:
            column.collation = default_collation(node.type.character_set)
    column.comment = node.comment
    if node.auto_increment:
        column.identity = Identity(always=False)
        column.nullable = False
    if node.default and node.default.literal != "null":
        column.default = default_text(node.default)
    if node.on_update:
        column.on_update = node.on_update.text
    if node.generated:
        column.generated, column.generated_stored = node.generated.text, node.stored
    if not node.visible:
        _note(table, "invisible_columns", node.name)
    return column


def default_text(default: nodes.Expression) -> str:
    """A default as MySQL keeps it: strings in single quotes, TRUE and FALSE as numbers."""
    if default.literal == "boolean":
        return "1" if default.text.upper() == "TRUE" else "0"
    if default.literal == "string" and default.text.startswith('"'):
        return quoted_value(default.text[1:-1].replace('""', '"').replace('\\"', '"'))
    return default.text


def add_column_constraints(table: Table, node: nodes.ColumnDef, place: Place) -> None:
    """The keys, checks and references written at a column."""
    if node.key == "primary":
        set_primary_key(table, PrimaryKey([node.name], position=place(node.offset)))
    elif node.key == "unique":
        name = free_key_name(table, node.name)
        table.uniques.append(Unique([node.name], name, position=place(node.offset)))
    for check in node.checks:
        table.checks.append(_check(check, place))
    if node.references:
        _note(table, "ignored_references", f"{node.name} -> {node.references.ref_table}")


def add_element(table: Table, node: nodes.KeyDef | nodes.ForeignKeyDef | nodes.CheckDef, place: Place) -> None:
    """Add a key, foreign key or check."""
    match node:
        case nodes.CheckDef():
            table.checks.append(_check(node, place))
        case nodes.ForeignKeyDef():
            add_foreign_key(table, node, place)
        case nodes.KeyDef():
            _add_key(table, node, place)


def add_foreign_key(table: Table, node: nodes.ForeignKeyDef, place: Place) -> None:
    """Add a foreign key; a storage engine without them only leaves a note."""
    columns = [own_name(table, name) for name in node.columns]
    if not has_foreign_keys(table):
        _note(table, "ignored_foreign_keys", f"{', '.join(columns)} -> {node.ref_table}")
        return
    key = ForeignKey(columns, node.ref_table, node.ref_columns, node.name, node.ref_schema)
    key.on_delete, key.on_update = _action(node.on_delete), _action(node.on_update)
    key.position = place(node.offset)
    table.foreign_keys.append(key)
    if node.index_name and not node.name:
        table.options[f"fk_index:{len(table.foreign_keys) - 1}"] = node.index_name


def _action(text: str | None) -> ReferentialAction | None:
    match text:
        case "no action" | "restrict" | "cascade" | "set null" | "set default":
            return text
        case _:
            return None


def _check(node: nodes.CheckDef, place: Place) -> Check:
    return Check(node.expression.text, node.name, enforced=node.enforced, position=place(node.offset))


def _add_key(table: Table, node: nodes.KeyDef, place: Place) -> None:
    position = place(node.offset)
    parts = [
        IndexKey(
            own_name(table, part.column) if part.column else None,
            part.expression.text if part.expression else None,
            part.descending,
            prefix_length=part.length,
        )
        for part in node.parts
    ]
    columns = [part.column for part in parts if part.column]
    if node.kind == "primary":
        set_primary_key(table, PrimaryKey(columns, position=position))
        return
    name = node.name or node.constraint or free_key_name(table, columns[0] if columns else "functional_index")
    if find_key(table, name):
        raise NotTakenError(f"the table {table.name} has a key {name} already")
    if not node.visible:
        _note(table, "invisible_indexes", name)
    plain = all(part.column and part.prefix_length is None for part in parts)
    if node.kind == "unique" and plain:
        table.uniques.append(Unique(columns, name, position=position))
        return
    method = node.kind if node.kind in {"fulltext", "spatial"} else node.method
    table.indexes.append(Index(parts, name, node.kind == "unique", method, position=position))


def set_primary_key(table: Table, key: PrimaryKey) -> None:
    """Give the table its primary key, whose columns become NOT NULL."""
    if table.primary_key:
        raise NotTakenError(f"the table {table.name} has a primary key already")
    table.primary_key = key
    for name in key.columns:
        column = find_column(table, name)
        if column:
            column.nullable = False


def find_column(table: Table, name: str) -> Column | None:
    """The column of that name; column names do not depend on case (11.2.3)."""
    folded = name.lower()
    return next((column for column in table.columns if column.name.lower() == folded), None)


def own_name(table: Table, name: str) -> str:
    """The name in the spelling of the column's definition."""
    column = find_column(table, name)
    if column is None:
        raise NotTakenError(f"the table {table.name} has no column {name}")
    return column.name


def find_key(table: Table, name: str) -> Unique | Index | None:
    """The unique constraint or index of that name."""
    folded = name.lower()
    keys: list[Unique | Index] = [*table.uniques, *table.indexes]
    return next((key for key in keys if key.name and key.name.lower() == folded), None)


def free_key_name(table: Table, base: str) -> str:
    """The name that MySQL gives a key without one: its first column's, with a number when taken."""
    if not find_key(table, base):
        return base
    number = 2
    while find_key(table, f"{base}_{number}"):
        number += 1
    return f"{base}_{number}"


def _note(table: Table, key: str, text: str) -> None:
    table.options[key] = f"{table.options[key]}, {text}" if key in table.options else text


def key_serves(table: Table, columns: list[str]) -> bool:
    """Whether some key has these columns first, in this order, in full: what InnoDB asks of a foreign key's index."""
    wanted = [name.lower() for name in columns]
    keys: list[list[str]] = [table.primary_key.columns] if table.primary_key else []
    keys.extend(unique.columns for unique in table.uniques)
    keys.extend(
        [k.column if k.column and k.prefix_length is None else "" for k in index.keys]
        for index in table.indexes
        if index.method not in {"fulltext", "spatial"}
    )
    return any([name.lower() for name in key[: len(wanted)]] == wanted for key in keys)


def add_foreign_key_index(table: Table, number: int) -> None:
    """The index that InnoDB makes for a foreign key when no key of the table serves it (15.1.20.5)."""
    key = table.foreign_keys[number]
    if key_serves(table, key.columns):
        return
    name = key.name or table.options.get(f"fk_index:{number}") or key.columns[0]
    reason = Reason(f"InnoDB makes this index for the foreign key to {key.ref_table}", standing="implied")
    index = Index([IndexKey(column) for column in key.columns], free_key_name(table, name), position=key.position)
    index.reasons.append(reason)
    table.indexes.append(index)
    _note(table, "implicit_fk_indexes", index.name or name)
