"""One thing that a session of one tenant tries, and what its outcome means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from backend_data_model.prover.leaks.subject import State

Control = Literal["select", "insert", "update", "delete"]
REFUSED_RIGHT = "42501"  # insufficient_privilege, which a policy's refusal is as well


@dataclass(frozen=True, slots=True)
class Attempt:
    """`sql` is run by the application as tenant one (`own`), or with no tenant (`unset`, `empty`).

    A row that it gives back is a leak where `counts`; a change of what `probe` gives, which is asked with all rights,
    is one always; being taken at all is one where `taken_leaks`.  A refusal with a code of `held_by` holds.  A refusal
    with 23505 or 23P01 by the index `oracle` tells of another tenant's row; where `stated`, the
    requirements want that key over all tenants.  `control` is what the application must be able
    to do with its own rows, or else nothing was shown.
    """

    way: str
    object: str
    table: str
    sql: str
    state: State = "own"
    counts: bool = False
    probe: str | None = None
    taken_leaks: bool = False
    held_by: frozenset[str] = frozenset({REFUSED_RIGHT})
    oracle: str | None = None
    stated: bool = False
    control: Control | None = None
    without_triggers: bool = False
