"""What a user may decide about a design besides the model itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from backend_data_model.model.schema import Engine

KeyPolicy = Literal["identity", "uuid7", "identity+uuid"]

DEFAULT_VERSIONS: dict[str, str] = {"postgresql": "18", "mysql": "8.4", "sqlite": "3.40"}


@dataclass(frozen=True, slots=True)
class DesignSettings:
    """Engine, its version (`18`, `8.0.16`, `3.37`), the key policy, and how the native form of things is chosen.

    `identity` gives bigint keys numbered by the engine, `uuid7` time-ordered UUID keys, `identity+uuid` bigint keys
    with a public UUID beside them.
    """

    engine: Engine
    version: str | None = None
    keys: KeyPolicy = "identity"
    timestamps: bool = True
    comments: bool = True
    row_security: bool = True
    application_role: str = "app_user"

    @property
    def version_tuple(self) -> tuple[int, ...]:
        """The version as numbers, for comparing."""
        return tuple(int(part) for part in (self.version or DEFAULT_VERSIONS[self.engine]).split("."))
