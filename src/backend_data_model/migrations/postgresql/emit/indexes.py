"""Indexes, built beside the traffic; a changed one replaces the old without a moment in which neither is there."""

from __future__ import annotations

import re

from backend_data_model.migrations.postgresql.catalog.objects import Index, Kind, Ref, Statistics, Table
from backend_data_model.migrations.postgresql.emit.draft import Context, Draft
from backend_data_model.migrations.postgresql.emit.names import bare, sibling, with_suffix
from backend_data_model.migrations.postgresql.partitions import is_attached, is_moved, keys_of_new_partitions

BUILDING = "SELECT phase, blocks_done, blocks_total, tuples_done, tuples_total FROM pg_stat_progress_create_index"
_HEAD = re.compile(r"^CREATE (UNIQUE )?INDEX (?P<name>.+?) ON (?P<only>ONLY )?", re.DOTALL)


def concurrently(sql: str, note: str, index: str) -> Draft:
    """A CONCURRENTLY build; a failed one leaves an invalid index, which has to be dropped before the next try."""
    return Draft(
        sql,
        note + f" If it fails, drop the invalid index ({index}) and try again.",
        undo=f"DROP INDEX CONCURRENTLY IF EXISTS {index}",
        transactional=False,
        duration="grows with the rows",
        monitor=BUILDING,
    )


def _spelled(index: Index, name: str, *, only: bool = False, beside: bool = False) -> str:
    found = _HEAD.match(index.definition)
    assert found
    unique = found[1] or ""
    words = f"CREATE {unique}INDEX {'CONCURRENTLY ' if beside else ''}{name} ON {'ONLY ' if only else ''}"
    return words + index.definition[found.end() :]


def create(new: Index, context: Context, name: str | None = None) -> list[Draft]:
    """CREATE INDEX, CONCURRENTLY where the table is in use; below a partitioned index it is built, then attached."""
    table = new.ref.of
    given = name or bare(new.ref.name)
    full = sibling(new.ref.name, given)
    undo = f"DROP INDEX {full}"
    if new.partitioned:
        return [
            Draft(
                _spelled(new, given, only=True),
                f"Index {given} of the partitioned table; its partitions' follow.",
                undo=undo,
            ),
            *(
                attach_index(new.ref.name, sibling(key.ref.of, key.ref.name))
                for key in keys_of_new_partitions(new, context)
            ),
        ]
    in_use = context.in_use(table) or _is_materialized(table, context)
    if in_use:
        drafts = [concurrently(_spelled(new, given, beside=True), f"Index {given}.", full)]
    else:
        drafts = [Draft(_spelled(new, given), f"Index {given}: the table is new.", undo=undo)]
    if new.parent and not is_attached(table, context):
        drafts.append(attach_index(new.parent, full))
        if not any(ref.kind is Kind.INDEX and ref.name == new.parent for ref in context.old.objects):
            # The undo of the partitioned index takes those below it along, and they cannot be dropped before it.
            drafts[0].undo = ""
    return drafts


def attach_index(parent: str, index: str) -> Draft:
    """ALTER INDEX ... ATTACH PARTITION; the undo is to drop the index of the partitioned table."""
    return Draft(f"ALTER INDEX {parent} ATTACH PARTITION {index}", f"{index} becomes part of {parent}.", undo="")


def _is_materialized(table: str, context: Context) -> bool:
    ref = Ref(Kind.MATERIALIZED_VIEW, table)
    return ref in context.old.objects and table not in context.made


def drop(old: Index, context: Context, name: str | None = None) -> list[Draft]:
    """DROP INDEX CONCURRENTLY."""
    given = name or old.ref.name
    undo = _spelled(old, bare(old.ref.name), beside=not old.partitioned, only=old.partitioned)
    note = f"Drop index {given}: queries that used it become slower."
    partitioned = old.partitioned or _table_is_partitioned(old, context)
    if partitioned:
        return [Draft(f"DROP INDEX {given}", note, phase="contract", undo=undo)]
    return [Draft(f"DROP INDEX CONCURRENTLY {given}", note, phase="contract", undo=undo, transactional=False)]


def _table_is_partitioned(old: Index, context: Context) -> bool:
    found = context.old.get(Ref(Kind.TABLE, old.ref.of), Table)
    return found is not None and found.kind == "p"


def alter(old: Index, new: Index, context: Context) -> list[Draft] | None:
    """Settings and the place below a partitioned index change in place; a valid index of another form replaces it."""
    same = _HEAD.sub("", _plain(old)) == _HEAD.sub("", _plain(new)) and old.unique == new.unique
    if same and old.partitioned == new.partitioned and old.valid == new.valid:
        drafts = _options(old, new)
        if old.parent == new.parent or is_moved(new.ref.of, context):
            return drafts
        if old.parent or not new.parent:
            return None
        drafts.append(attach_index(new.parent, new.ref.name))
        return drafts
    if old.partitioned or new.partitioned or old.parent or new.parent:
        return None
    temporary = with_suffix(bare(new.ref.name), "_bdm_new")
    given = bare(new.ref.name)
    return [
        *create(new, context, temporary),
        *drop(old, context),
        Draft(
            f"ALTER INDEX {sibling(new.ref.name, temporary)} RENAME TO {given}",
            "The new index takes the name over.",
            undo=f"ALTER INDEX {new.ref.name} RENAME TO {temporary}",
        ),
    ]


def _plain(index: Index) -> str:
    return re.sub(r" WITH \([^)]*\)", "", index.definition)


def _options(old: Index, new: Index) -> list[Draft]:
    name, drafts = new.ref.name, []
    added = [option for option in new.options if option not in old.options]
    kept = {option.partition("=")[0] for option in new.options}
    gone = [option.partition("=")[0] for option in old.options if option.partition("=")[0] not in kept]
    if added:
        keys = ", ".join(option.partition("=")[0] for option in added)
        drafts.append(
            Draft(
                f"ALTER INDEX {name} SET ({', '.join(added)})",
                f"Settings of {name}.",
                undo=f"ALTER INDEX {name} RESET ({keys})",
            )
        )
    if gone:
        drafts.append(Draft(f"ALTER INDEX {name} RESET ({', '.join(gone)})", f"Settings of {name}.", undo=""))
    return drafts


def create_statistics(new: Statistics, context: Context) -> list[Draft]:
    """CREATE STATISTICS."""
    return [Draft(new.definition, f"Statistics {new.ref.name}.", undo=f"DROP STATISTICS {new.ref.name}")]


def drop_statistics(old: Statistics, context: Context) -> list[Draft]:
    """DROP STATISTICS."""
    return [Draft(f"DROP STATISTICS {old.ref.name}", "The planner estimates without them.", undo=old.definition)]


def alter_statistics(old: Statistics, new: Statistics, context: Context) -> list[Draft] | None:
    """Nothing about them changes in place."""
    return None
