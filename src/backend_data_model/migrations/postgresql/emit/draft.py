"""A statement of a plan before its effect is predicted, and what an emitter knows of the two catalogs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from backend_data_model.migrations.postgresql.catalog.objects import Kind, Ref

if TYPE_CHECKING:
    from backend_data_model.migrations.postgresql.catalog.catalog import Catalog
    from backend_data_model.migrations.postgresql.catalog.objects import CatalogObject
    from backend_data_model.migrations.postgresql.key_swaps import KeySwap
    from backend_data_model.migrations.steps import Duration, Phase

_Object = TypeVar("_Object", bound="CatalogObject", contravariant=True)


@dataclass(slots=True)
class Draft:
    """One statement.  `transactional` is False for what refuses a transaction block.

    Neighbours with the same `together` run in one transaction.  Drafts with the same `plainly` do together, beside the
    running code, what that statement does at once.
    """

    sql: str
    note: str
    phase: Phase = "expand"
    undo: str | None = None
    transactional: bool = True
    loses_data: str | None = None
    backward_incompatible: str | None = None
    blocking: str | None = None
    duration: Duration = "instant"
    monitor: str | None = None
    together: str | None = None
    plainly: str | None = None


@dataclass(slots=True)
class Context:
    """What an emitter may ask: both catalogs, and what was decided about this plan.

    `using` are expressions that a person gave for columns that change their type.  `made` are the relations that it
    makes: nobody uses them yet, `made_anew` the columns that are dropped and made again.  `retyped` are enums whose
    values go over to a new type of the same name, `aside` those of them whose old type has stepped aside so far,
    `switched` the columns (per table) that change their type by a second column, `carried` what names those columns
    and goes over with them, `early_checks` the new checks that hold for them from the start.  `key_swaps`: new keys
    with those that make way for them, `released` the foreign keys that a switch has dropped so far.
    `unchecked_bodies`: functions are made before what their bodies name, because each needs the other.
    `with_heirs`: the tables with partitions or heirs in either catalog, None until somebody asks.
    """

    old: Catalog
    new: Catalog
    using: dict[Ref, str] = field(default_factory=dict)
    made: set[str] = field(default_factory=set)
    made_anew: set[Ref] = field(default_factory=set)
    retyped: set[str] = field(default_factory=set)
    aside: set[str] = field(default_factory=set)
    switched: dict[str, list[Ref]] = field(default_factory=dict)
    carried: dict[str, list[Ref]] = field(default_factory=dict)
    early_checks: dict[str, list[Ref]] = field(default_factory=dict)
    key_swaps: dict[Ref, KeySwap] = field(default_factory=dict)
    released: set[Ref] = field(default_factory=set)
    unchecked_bodies: bool = False
    with_heirs: set[str] | None = None

    @property
    def major(self) -> int:
        """The major version of the server on which the plan runs."""
        return self.new.major

    def in_use(self, relation: str) -> bool:
        """Whether a relation is there before the plan, so that others may be using it."""
        return relation not in self.made and Ref(Kind.TABLE, relation) in self.old.objects


class Emitter(Protocol, Generic[_Object]):
    """The statements for one kind of object; `alter` gives None where only a replacement helps."""

    def create(self, new: _Object, context: Context) -> list[Draft]:
        """The statements that make an object."""

    def drop(self, old: _Object, context: Context) -> list[Draft]:
        """The statements that remove an object."""

    def alter(self, old: _Object, new: _Object, context: Context) -> list[Draft] | None:
        """The statements that turn one into the other, or None."""
