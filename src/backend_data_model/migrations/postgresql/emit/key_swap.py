"""A key in place of another: its index is built beside the traffic, then one short transaction exchanges them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.migrations.postgresql.catalog.objects import Comment, Constraint, Index, Kind, Ref
from backend_data_model.migrations.postgresql.emit import columns, indexes, privileges
from backend_data_model.migrations.postgresql.emit.draft import Draft
from backend_data_model.migrations.postgresql.emit.names import bare, sibling, with_suffix

if TYPE_CHECKING:
    from backend_data_model.migrations.postgresql.emit.draft import Context


def swap(new: Constraint, context: Context) -> list[Draft]:
    """Build the indexes, exchange the keys with the foreign keys that need them, then validate those."""
    pair = context.key_swaps[new.ref]
    keys = [item for ref in (new.ref, *pair.kept) if (item := context.new.get(ref, Constraint))]
    drafts = []
    for key in keys:
        ref = Ref(Kind.INDEX, sibling(key.ref.of, _built(key, context)), key.ref.of)
        index = Index(ref, key.index or "", unique=True, valid=True)
        drafts += indexes.create(index, context, bare(ref.name))
    exchanged = [_drop_foreign_key(old) for ref in pair.foreign_keys if (old := context.old.get(ref, Constraint))]
    exchanged.append(_exchange(keys, context))
    validations = []
    for ref in pair.foreign_keys:
        if foreign_key := context.new.get(ref, Constraint):
            exchanged.append(_add_foreign_key(foreign_key))
            if foreign_key.validated and foreign_key.enforced:
                validations.append(columns.validate(ref.of, ref.name))
    if len(exchanged) > 1:
        for draft in exchanged:
            draft.together = f"key {new.ref.of} {new.ref.name}"
    return [*drafts, *exchanged, *validations]


def _built(key: Constraint, context: Context) -> str:
    """The name of the index until the constraint takes it over."""
    taken = any(ref.name == key.ref.name for ref in context.old.on(key.ref.of) if ref.kind is Kind.CONSTRAINT)
    return with_suffix(key.ref.name, "_bdm_new") if taken else key.ref.name


def _exchange(keys: list[Constraint], context: Context) -> Draft:
    table, name = keys[0].ref.of, keys[0].ref.name
    olds = [item for ref in context.key_swaps[keys[0].ref].olds if (item := context.old.get(ref, Constraint))]
    adds = [_using_index(key, _built(key, context)) for key in keys]
    drops = [f"DROP CONSTRAINT {old.ref.name}" for old in olds]
    back = [f"DROP CONSTRAINT {key.ref.name}" for key in keys]
    back += [f"ADD CONSTRAINT {old.ref.name} {old.definition}" for old in olds]
    comments = [
        privileges.create_comment(item, context)[0].sql
        for item in context.old.of_kind(Kind.COMMENT)
        if isinstance(item, Comment) and context.old.needs.get(item.ref, set()) & {old.ref for old in olds}
    ]
    lost = [old for old in olds if not _is_still_unique(old, context)]
    return Draft(
        f"ALTER TABLE {table} {', '.join(drops + adds)}",
        f"Key {name} takes the place of {', '.join(old.ref.name for old in olds)} at once. "
        "The undo builds the index of the old key under its lock.",
        undo="; ".join([f"ALTER TABLE {table} {', '.join(back)}", *comments]),
        backward_incompatible="; ".join(
            f"code that relies on ({', '.join(old.columns)}) of {table} being unique (ON CONFLICT) fails"
            for old in lost
        )
        or None,
    )


def _using_index(key: Constraint, built: str) -> str:
    kind = "PRIMARY KEY" if key.type == "p" else "UNIQUE"
    deferral = "".join(f" {word}" for word in ("DEFERRABLE", "INITIALLY DEFERRED") if word in key.definition)
    return f"ADD CONSTRAINT {key.ref.name} {kind} USING INDEX {built}{deferral}"


def _is_still_unique(old: Constraint, context: Context) -> bool:
    """Whether a key of the new schema has the same columns."""
    return any(
        isinstance(item, Constraint)
        and item.ref.of == old.ref.of
        and item.type in "pu"
        and set(item.columns) == set(old.columns)
        for item in context.new.of_kind(Kind.CONSTRAINT)
    )


def _drop_foreign_key(old: Constraint) -> Draft:
    table, name = old.ref.of, old.ref.name
    undo = f"ALTER TABLE {table} ADD CONSTRAINT {name} {old.definition}"
    if old.validated and old.enforced:
        undo += f" NOT VALID; ALTER TABLE {table} VALIDATE CONSTRAINT {name}"
    note = f"{name} is made again in this transaction."
    return Draft(f"ALTER TABLE {table} DROP CONSTRAINT {name}", note, undo=undo)


def _add_foreign_key(key: Constraint) -> Draft:
    table, name = key.ref.of, key.ref.name
    state = " NOT VALID" if key.validated and key.enforced else ""
    return Draft(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} {key.definition}{state}",
        f"Foreign key {name} holds for new rows again; old ones are read later.",
        undo=f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )
