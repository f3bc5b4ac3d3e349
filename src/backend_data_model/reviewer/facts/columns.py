"""What a column is for, where several rules must tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.reviewer.facts.names import name_words

if TYPE_CHECKING:
    from backend_data_model.model.schema import Column, Table


def is_numbered(column: Column) -> bool:
    """Whether the engine numbers the column: identity, AUTO_INCREMENT, or a sequence as its default."""
    return column.identity is not None or bool(
        column.default and column.default.lower().lstrip("( ").startswith("nextval(")
    )


_SECRETS = frozenset({"token", "secret", "digest", "fingerprint", "nonce"})


def is_secret(column: Column) -> bool:
    """Whether its values are long random texts, by its name: they are unique everywhere as well."""
    return not _SECRETS.isdisjoint(name_words(column.name))


def is_generated_uuid(column: Column, table: Table) -> bool:
    """Whether its values are UUIDs made for this table's rows, which are unique everywhere by construction."""
    if any(column.name in key.columns for key in table.foreign_keys):
        return False
    default = (column.default or "").lower()
    return "uuid" in column.type.lower() or "uuid" in default or "randomblob" in default
