"""Renames come first: those that a person said, and those of indexes and kin that only have another name."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from backend_data_model.migrations.postgresql.catalog.objects import (
    Column,
    Constraint,
    Enum,
    Index,
    Kind,
    Ref,
    Sequence,
    SequenceOwner,
)
from backend_data_model.migrations.postgresql.emit.draft import Draft
from backend_data_model.migrations.postgresql.emit.names import bare, literal, schema_of, sibling, unquoted
from backend_data_model.migrations.postgresql.online import column_rename, table_rename
from backend_data_model.migrations.postgresql.partitions import body

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from backend_data_model.migrations.postgresql.catalog.catalog import Catalog
    from backend_data_model.migrations.rename_hints import RenameHints


def said_table_renames(old: Catalog, new: Catalog, hints: RenameHints, *, online: bool = False) -> list[Draft]:
    """The renames of tables and views that the hints say and that the two catalogs bear out.

    `online`: a view under the old name lets the old code go on.
    """
    drafts: list[Draft] = []
    for name, before in hints.tables.items():
        for now, earlier in _pairs({Kind.TABLE, Kind.VIEW, Kind.MATERIALIZED_VIEW}, name, before, old, new):
            plain = _rename(f"ALTER {earlier.kind.upper()}", earlier.name, bare(now.name), breaks=True)
            if not online:
                drafts.append(plain)
            elif reason := table_rename.reason_against(earlier.name, old, new.major):
                drafts.append(_not_online(plain, reason))
            else:
                drafts += table_rename.online_table_rename(earlier.name, bare(now.name), old, new.major)
    return drafts


def said_renames(old: Catalog, new: Catalog, hints: RenameHints, *, online: bool = False) -> list[Draft]:
    """The renames that the hints say and that the two catalogs bear out; others say nothing about these schemas.

    Those of tables are done before.  `online`: columns have both names until the contract steps.
    """
    drafts: list[Draft] = []
    later: list[Draft] = []
    types: dict[str, str] = {}
    for name, before in hints.types.items():
        for now, earlier in _pairs({Kind.ENUM, Kind.DOMAIN, Kind.COMPOSITE}, name, before, old, new):
            types[now.name] = earlier.name
            drafts.append(_rename("ALTER TYPE", earlier.name, bare(now.name), breaks=True))
    for (name, label), before in hints.values.items():
        drafts += _labels(name, label, before, types, old, new)
    for (name, column), before in hints.columns.items():
        for ref in _columns(name, column, new):
            source = _spelled(before, (o.name for o in old.objects if o.kind is Kind.COLUMN and o.of == ref.of))
            if source and ref not in old.objects and Ref(Kind.COLUMN, source, ref.of) not in new.objects:
                expand, contract = _column(ref, source, old, online=online)
                drafts, later = drafts + expand, later + contract
    for (name, constraint), before in {**hints.constraints, **hints.keys}.items():
        for ref in [
            r for r in new.objects if r.kind is Kind.CONSTRAINT and _is(r.of, name) and _is(r.name, constraint)
        ]:
            refs = (o.name for o in old.objects if o.kind is Kind.CONSTRAINT and o.of == ref.of)
            source = _spelled(before, refs)
            if source and ref not in old.objects:
                drafts.append(_rename(f"ALTER TABLE {ref.of} RENAME CONSTRAINT", source, ref.name))
    for name, before in hints.indexes.items():
        for now, earlier in _pairs({Kind.INDEX}, name, before, old, new):
            drafts.append(_rename("ALTER INDEX", earlier.name, bare(now.name)))
    return drafts + later


def equal_renames(old: Catalog, new: Catalog) -> list[Draft]:
    """Constraints, indexes and sequences that are gone and come back under another name, otherwise the same."""
    gone: dict[Hashable, list[Ref]] = {}
    for ref in old.objects:
        if ref not in new.objects and (same := _identity(ref, old)):
            gone.setdefault(same, []).append(ref)
    drafts = []
    for ref in new.objects:
        if ref in old.objects or not (same := _identity(ref, new)) or not gone.get(same):
            continue
        earlier = gone[same].pop(0)
        if ref.kind is Kind.CONSTRAINT:
            drafts.append(_rename(f"ALTER TABLE {ref.of} RENAME CONSTRAINT", earlier.name, ref.name))
        elif schema_of(ref.name) == schema_of(earlier.name):
            drafts.append(_rename(f"ALTER {ref.kind.upper()}", earlier.name, bare(ref.name)))
    return drafts


def using_expressions(new: Catalog, hints: RenameHints | None) -> dict[Ref, str]:
    """The expressions that the hints give for columns whose type has no cast, or another than they want."""
    said = hints.using if hints else {}
    return {ref: text for (table, column), text in said.items() for ref in _columns(table, column, new)}


def _identity(ref: Ref, catalog: Catalog) -> Hashable | None:
    """What an object is apart from its name; None for what has to be looked at by a person."""
    item = catalog.objects[ref]
    match item:
        case Constraint() if item.inherited_from is None:
            return replace(item, ref=Ref(ref.kind, "", ref.of))
        case Index() if item.parent is None:
            return (ref.of, body(item), item.options, item.valid, item.partitioned)
        case Sequence():
            owner = catalog.get(Ref(Kind.SEQUENCE_OWNER, ref.name), SequenceOwner)
            return (replace(item, ref=Ref(ref.kind, "")), owner.column) if owner else None
    return None


def _labels(name: str, label: str, before: str, types: dict[str, str], old: Catalog, new: Catalog) -> list[Draft]:
    drafts = []
    for ref, now in new.objects.items():
        if not isinstance(now, Enum) or not _is(ref.name, name) or label not in now.labels:
            continue
        then = old.get(Ref(Kind.ENUM, types.get(ref.name, ref.name)), Enum)
        if then and before in then.labels and label not in then.labels:
            forms = [
                f"ALTER TYPE {ref.name} RENAME VALUE {literal(a)} TO {literal(b)}" for a, b in _ways(before, label)
            ]
            breaks = f"code that writes or compares {before} fails"
            drafts.append(Draft(forms[0], f"{before} becomes {label}.", undo=forms[1], backward_incompatible=breaks))
    return drafts


def _rename(start: str, before: str, now: str, *, breaks: bool = False) -> Draft:
    """`start before RENAME TO now`, or `start before TO now` where start has the verb."""
    inner = " RENAME " in start
    sql = f"{start} {before} TO {now}" if inner else f"{start} {before} RENAME TO {now}"
    back = sibling(before, now)
    undo = f"{start} {now} TO {before}" if inner else f"{start} {back} RENAME TO {bare(before)}"
    return Draft(
        sql,
        f"{before} becomes {now}: only the name changes, for a moment under a strong lock.",
        undo=undo,
        backward_incompatible=f"code that still says {before} fails" if breaks else None,
    )


def _column(ref: Ref, source: str, old: Catalog, *, online: bool) -> tuple[list[Draft], list[Draft]]:
    """What renames a column, and what of it belongs after all other renames."""
    plain = _rename(f"ALTER TABLE {ref.of} RENAME COLUMN", source, ref.name, breaks=True)
    if not online:
        return [plain], []
    if reason := column_rename.reason_against(ref.of, source, old):
        return [_not_online(plain, reason)], []
    rename = column_rename.OnlineRename(ref.of, source, ref.name, old)
    expand, contract = rename.expand(), rename.contract()
    for draft in (*expand, *contract):
        draft.plainly = plain.sql
    return expand, contract


def _not_online(plain: Draft, reason: str) -> Draft:
    plain.note = f"{plain.note} Both names at once are not possible: {reason}."
    return plain


def _ways(one: str, two: str) -> tuple[tuple[str, str], tuple[str, str]]:
    return (one, two), (two, one)


def _is(name: str, said: str) -> bool:
    return unquoted(bare(name)) in {said, said.lower()}


def _spelled(said: str, names: Iterable[str]) -> str | None:
    found = {unquoted(name): name for name in names}
    return found.get(said) or found.get(said.lower())


def _columns(table: str, column: str, catalog: Catalog) -> list[Ref]:
    return [
        ref
        for ref, item in catalog.objects.items()
        if isinstance(item, Column) and item.local and _is(ref.of, table) and _is(ref.name, column)
    ]


def _pairs(kinds: set[Kind], name: str, before: str, old: Catalog, new: Catalog) -> list[tuple[Ref, Ref]]:
    """New and old object of a rename within one schema."""
    return [
        (now, earlier)
        for now in new.objects
        if now.kind in kinds and _is(now.name, name) and now not in old.objects
        for earlier in old.objects
        if earlier.kind is now.kind
        and _is(earlier.name, before)
        and schema_of(earlier.name) == schema_of(now.name)
        and earlier not in new.objects
    ]
