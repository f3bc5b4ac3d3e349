"""Tables that all tenants share although some of their rows are those of one tenant.

Such a table has no column for the tenant.  It is the table of a tenant's, or of a tenant's thing's, more general kind,
or its rows need a row that one tenant has.  A row can be read where the current tenant sees what it is or needs, by the
policies of those other tables; a row that none of them shows is closed to all tenants.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend_data_model.designer.draft import Draft, TableDraft


@dataclass(frozen=True, slots=True)
class PartlyShared:
    """A shared table with rows of single tenants: `readable` is the condition for rows, `why` says what it means.

    `has_tenants` says that the tenants' own rows are continued from it, `continues` that it continues those.
    """

    made: TableDraft
    readable: str
    why: str
    has_tenants: bool = False
    continues: bool = False


def partly_shared(draft: Draft, current: str) -> list[PartlyShared]:
    """The tables of that sort; `current` is what the key of a tenant is compared with.

    A condition names only tables that are protected already, so that no two policies ask each other.
    """
    tenant = draft.tenant
    assert tenant is not None
    protected = {id(each) for each in draft.tables if each.scope == "self" or each is tenant or each.tenant is not None}
    found: dict[int, PartlyShared] = {}
    size = -1
    while size != len(found):
        size = len(found)
        for made in draft.tables:
            if id(made) not in protected:
                one = (
                    _continued(draft, made, protected, current)
                    or _continuing(draft, made, found)
                    or _needing(draft, made, protected, current)
                )
                if one is not None:
                    found[id(made)] = one
                    protected.add(id(made))
    return list(found.values())


def _continued(draft: Draft, made: TableDraft, protected: set[int], current: str) -> PartlyShared | None:
    """The table of a more general kind, some of whose rows are continued in a table with rows of single tenants."""
    kinds = [each for each in draft.tables if each.parent is made]
    if not any(id(each) in protected for each in kinds):
        return None
    quote = draft.dialect.quote
    key = quote(made.key)
    has_tenants = made in _above(draft.tenant)
    conditions = [f"{key} = {current}"] if has_tenants else []
    conditions.extend(
        f"{key} IN (SELECT {quote(kind.key)} FROM {quote(kind.table.name)})"
        for kind in kinds
        if kind is not draft.tenant or kind.scope != "self"
    )
    return PartlyShared(
        made,
        " OR ".join(conditions),
        f"a row of {made.table.name} can be read by those who can read what continues it "
        f"({', '.join(kind.table.name for kind in kinds)}), and a row that nothing continues by no tenant",
        has_tenants,
    )


def _continuing(draft: Draft, made: TableDraft, found: dict[int, PartlyShared]) -> PartlyShared | None:
    """The table that continues rows of the tenants' table, where that holds other kinds of rows as well."""
    parent = made.parent
    if parent is None or not (parent is draft.tenant or (id(parent) in found and found[id(parent)].continues)):
        return None
    quote = draft.dialect.quote
    return PartlyShared(
        made,
        f"{quote(made.key)} IN (SELECT {quote(parent.key)} FROM {quote(parent.table.name)})",
        f"a row of {made.table.name} can be read by those who can read what it continues in {parent.table.name}",
        continues=True,
    )


def _needing(draft: Draft, made: TableDraft, protected: set[int], current: str) -> PartlyShared | None:
    """A table that nobody called global, each row of which needs a row that one tenant has."""
    if any(draft.model.entities[name].scope == "global" for name in made.entities):
        return None
    quote = draft.dialect.quote
    conditions, columns = [], []
    for reference in made.references:
        target = reference.target
        if reference.nullable or target is made or id(target) not in protected:
            continue
        columns.append(reference.column)
        if target.scope == "self":
            conditions.append(f"{quote(reference.column)} = {current}")
        else:
            conditions.append(
                f"{quote(reference.column)} IN (SELECT {quote(target.key)} FROM {quote(target.table.name)})"
            )
    if not conditions:
        return None
    return PartlyShared(
        made,
        " AND ".join(conditions),
        f"a row of {made.table.name} can be read by the tenant that it refers to ({', '.join(columns)}) and no other; "
        "say `scope: global` in the model where all may read it",
    )


def open_to_all(draft: Draft) -> list[str]:
    """What to say of tables that the model calls global and that need rows of one tenant."""
    notes = []
    for made in draft.tables:
        if made.scope != "global" or not any(draft.model.entities[name].scope == "global" for name in made.entities):
            continue
        named = [r.column for r in made.references if not r.nullable and r.target.scope in ("self", "tenant")]
        if named:
            notes.append(
                f"All tenants read every row of {made.table.name}, which the model calls global, although each names "
                f"one tenant's ({', '.join(named)})."
            )
    return notes


def _above(made: TableDraft | None) -> list[TableDraft]:
    found = []
    while made is not None and made.parent is not None:
        made = made.parent
        found.append(made)
    return found
