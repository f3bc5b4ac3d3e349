"""A whole catalog: its objects by identity, and what each needs."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backend_data_model.migrations.postgresql.catalog.objects import CatalogObject, Kind, Ref

_T = TypeVar("_T")


@dataclass(slots=True)
class Catalog:
    """`needs` maps an object to those that must exist before it; `unmanaged` names what is there and not read.

    `mentions` are names in the bodies of functions, a weaker form of need.  `version` is the server's number (180006).
    """

    version: int
    objects: dict[Ref, CatalogObject] = field(default_factory=dict)
    needs: dict[Ref, set[Ref]] = field(default_factory=lambda: defaultdict(set))
    mentions: dict[Ref, set[Ref]] = field(default_factory=dict)
    unmanaged: list[str] = field(default_factory=list)
    _needed_by: dict[Ref, set[Ref]] | None = field(default=None, repr=False, compare=False)
    _on: dict[str, list[Ref]] | None = field(default=None, repr=False, compare=False)
    _places: dict[Ref, int] | None = field(default=None, repr=False, compare=False)

    @property
    def major(self) -> int:
        """The major version of the server (18)."""
        return self.version // 10000

    def get(self, ref: Ref, of_type: type[_T]) -> _T | None:
        """The object, if it is there and of that type."""
        found = self.objects.get(ref)
        return found if isinstance(found, of_type) else None

    def of_kind(self, kind: Kind) -> list[CatalogObject]:
        """The objects of one kind, in the order in which they were read."""
        return [item for ref, item in self.objects.items() if ref.kind is kind]

    def needed_by(self) -> dict[Ref, set[Ref]]:
        """The objects that need each object: `needs` the other way round.  Only for a catalog that is read in full."""
        if self._needed_by is None:
            self._needed_by = defaultdict(set)
            for ref, needed in self.needs.items():
                for other in needed:
                    self._needed_by[other].add(ref)
        return self._needed_by

    def on(self, relation: str) -> list[Ref]:
        """What hangs on a relation, in the order in which it was read.  Only for a catalog that is read in full."""
        if self._on is None:
            self._on = defaultdict(list)
            for ref in self.objects:
                if ref.of:
                    self._on[ref.of].append(ref)
        return self._on.get(relation, [])

    def in_order(self, refs: Iterable[Ref]) -> list[Ref]:
        """Those of the refs that are here, in the order in which they were read.  Only for a catalog read in full."""
        if self._places is None:
            self._places = {ref: place for place, ref in enumerate(self.objects)}
        places = self._places
        return sorted((ref for ref in refs if ref in self.objects), key=lambda ref: places.get(ref, len(places)))
