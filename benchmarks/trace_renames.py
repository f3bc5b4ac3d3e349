"""A schema under other names: tables and columns renamed by synonyms and abbreviations, everywhere they are named."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backend_data_model.model.schema import Index, Schema, Table

WORDS = {
    "customer": "client", "email": "email_address", "phone": "telephone", "quantity": "qty", "number": "no",
    "description": "descr", "address": "addr", "amount": "amt", "price": "cost", "status": "state", "type": "kind",
    "starts": "begins", "ends": "finishes", "start": "begin", "end": "finish", "organization": "org",
    "employee": "emp", "department": "dept", "invoice": "bill", "product": "article", "picture": "image",
    "manager": "mgr", "date": "dt", "note": "comment", "percent": "pct", "count": "cnt", "message": "msg",
    "notes": "comments", "supplier": "vendor", "doctor": "physician", "vehicle": "car", "category": "kind",
}  # fmt: skip
"""Whole words of names and what they become; plurals follow."""
_NAME = re.compile(r"'(?:[^']|'')*'|[A-Za-z_][A-Za-z0-9_]*")


def other_name(name: str) -> str:
    """The name with every word that has another one replaced."""
    parts = []
    for word in name.split("_"):
        if word in WORDS:
            parts.append(WORDS[word])
        elif word.endswith("ies") and word[:-3] + "y" in WORDS:
            parts.append(WORDS[word[:-3] + "y"] + "s")
        elif word.endswith("s") and word[:-1] in WORDS:
            parts.append(WORDS[word[:-1]] + "s")
        else:
            parts.append(word)
    return "_".join(parts)


def renamed(schema: Schema) -> Schema:
    """A copy of the schema under other names; a name that would clash stays."""
    tables = _fresh([table.name for table in schema.tables])
    columns = {table.name: _fresh([column.name for column in table.columns]) for table in schema.tables}
    made = replace(schema, tables=[_table(table, tables, columns) for table in schema.tables])
    made.policies = [
        replace(
            policy,
            table=tables[policy.table],
            using=_text(policy.using, columns[policy.table]),
            check=_text(policy.check, columns[policy.table]),
        )
        for policy in schema.policies
    ]
    made.triggers = [
        replace(t, table=tables[t.table], definition=_text(t.definition, columns[t.table]) or "")
        for t in schema.triggers
    ]
    return made


def _fresh(names: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in names:
        wished = other_name(name)
        found[name] = name if wished in names or wished in found.values() else wished
    return found


def _text(text: str | None, names: Mapping[str, str]) -> str | None:
    if text is None:
        return None
    return _NAME.sub(lambda m: names.get(m.group(), m.group()), text)


def _table(table: Table, tables: Mapping[str, str], columns: Mapping[str, Mapping[str, str]]) -> Table:
    own = columns[table.name]
    key = table.primary_key
    return replace(
        table,
        name=tables[table.name],
        columns=[replace(c, name=own[c.name], generated=_text(c.generated, own)) for c in table.columns],
        primary_key=replace(key, columns=[own[c] for c in key.columns]) if key else None,
        uniques=[replace(u, columns=[own[c] for c in u.columns]) for u in table.uniques],
        checks=[replace(c, expression=_text(c.expression, own) or "") for c in table.checks],
        foreign_keys=[
            replace(
                f,
                columns=[own[c] for c in f.columns],
                ref_table=tables[f.ref_table],
                ref_columns=[columns[f.ref_table][c] for c in f.ref_columns],
            )
            for f in table.foreign_keys
        ],
        indexes=[_index(index, own) for index in table.indexes],
    )


def _index(index: Index, own: Mapping[str, str]) -> Index:
    keys = [
        replace(k, column=own[k.column] if k.column else None, expression=_text(k.expression, own)) for k in index.keys
    ]
    return replace(index, keys=keys, where=_text(index.where, own))
