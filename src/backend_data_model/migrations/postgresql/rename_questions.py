"""Renames that look likely and that nobody said: questions with their evidence, for what would lose data otherwise."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from backend_data_model.migrations.postgresql.catalog.objects import Column, Kind, Ref, Table
from backend_data_model.migrations.postgresql.emit.names import bare, schema_of, unquoted

if TYPE_CHECKING:
    from backend_data_model.migrations.postgresql.catalog.catalog import Catalog

# The share of columns (name and type) that two tables have in common when one may be the other.
_ALIKE = 0.6


def rename_questions(old: Catalog, new: Catalog) -> list[str]:
    """One question for each column or table that goes while one like it comes."""
    return [*_tables(old, new), *_columns(old, new)]


def _columns(old: Catalog, new: Catalog) -> list[str]:
    gone: dict[str, list[Column]] = {}
    come: dict[str, list[Column]] = {}
    for catalog, other, found in ((old, new, gone), (new, old, come)):
        for ref, item in catalog.objects.items():
            if ref in other.objects or not isinstance(item, Column) or not item.local:
                continue
            if Ref(Kind.TABLE, ref.of) in other.objects:
                found.setdefault(ref.of, []).append(item)
    questions = []
    for table, candidates in come.items():
        for column in candidates:
            likely = [item for item in gone.get(table, ()) if item.type == column.type]
            if likely:
                best = max(likely, key=lambda item: (_likeness(item, column), item.ref.name))
                questions.append(_question(table, best, column))
    return questions


def _likeness(before: Column, now: Column) -> float:
    names = SequenceMatcher(None, unquoted(before.ref.name), unquoted(now.ref.name)).ratio()
    return names + (before.not_null == now.not_null) + (before.position == now.position)


def _question(table: str, before: Column, now: Column) -> str:
    evidence = [f"both are {now.type}"]
    if before.not_null == now.not_null:
        evidence.append("both are required" if now.not_null else "both may be empty")
    if before.position == now.position:
        evidence.append(f"both are column {now.position}")
    return (
        f"Is {table}.{now.ref.name} the old {before.ref.name}? {'; '.join(evidence)}. If so, write "
        f"`-- bdm: renamed from {before.ref.name}` beside it in the new schema; as planned, the values of "
        f"{before.ref.name} are lost."
    )


def _tables(old: Catalog, new: Catalog) -> list[str]:
    questions = []
    gone = [ref for ref, item in old.objects.items() if isinstance(item, Table) and ref not in new.objects]
    for ref, item in new.objects.items():
        if not isinstance(item, Table) or ref in old.objects or item.partition_of:
            continue
        alike = [(_share(other.name, ref.name, old, new), other) for other in gone]
        share, best = max(alike, default=(0.0, ref))
        if share >= _ALIKE:
            moved = "" if schema_of(best.name) == schema_of(ref.name) else " and of the schema"
            questions.append(
                f"Is {ref.name} the old {best.name}? {share:.0%} of their columns have the same name and type{moved}. "
                f"If so, write `-- bdm: renamed from {bare(best.name)}` after its name in the new schema; as planned, "
                f"the rows of {best.name} are lost."
            )
    return questions


def _share(before: str, now: str, old: Catalog, new: Catalog) -> float:
    sets = [
        {(ref.name, item.type) for ref, item in catalog.objects.items() if ref.of == table and isinstance(item, Column)}
        for catalog, table in ((old, before), (new, now))
    ]
    everything = sets[0] | sets[1]
    return len(sets[0] & sets[1]) / len(everything) if everything else 0.0
