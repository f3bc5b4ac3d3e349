"""What a user may decide about a design besides the model itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from backend_data_model.model.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from backend_data_model.model.schema import Engine

KeyPolicy = Literal["identity", "uuid7", "identity+uuid"]
RowSecurityForm = Literal["setting", "supabase"]
PartitionForm = Literal["list", "hash"]

DEFAULT_VERSIONS: dict[str, str] = {"postgresql": "18", "mysql": "8.4", "sqlite": "3.40"}


@dataclass(frozen=True, slots=True)
class DesignSettings:
    """Engine, its version (`18`, `8.0.16`, `3.37`), the key policy, and how the native form of things is chosen.

    `identity` gives bigint keys numbered by the engine, `uuid7` time-ordered UUID keys, `identity+uuid` bigint keys
    with a public UUID beside them.  Where tenants share tables on PostgreSQL, `row_security_form` says how a session
    tells its tenant (a setting, or the memberships of the user that Supabase has signed in), `citus` prepares the keys
    for a cluster, and `partition_by_tenant` partitions the tables of which `expected_rows` (by entity) make it pay.
    """

    engine: Engine
    version: str | None = None
    keys: KeyPolicy = "identity"
    timestamps: bool = True
    comments: bool = True
    row_security: bool = True
    application_role: str = "app_user"
    row_security_form: RowSecurityForm = "setting"
    citus: bool = False
    partition_by_tenant: PartitionForm | None = None
    expected_rows: tuple[tuple[str, int], ...] = ()

    @property
    def version_tuple(self) -> tuple[int, ...]:
        """The version as numbers, for comparing."""
        return tuple(int(part) for part in (self.version or DEFAULT_VERSIONS[self.engine]).split("."))


def settings_for(
    engines: Sequence[Engine],
    version: str | Mapping[Engine, str] | None,
    keys: KeyPolicy,
    *,
    row_security: RowSecurityForm = "setting",
    citus: bool = False,
    partition_by_tenant: PartitionForm | None = None,
) -> list[DesignSettings]:
    """The settings for each engine; InputError for a version that is no version, or one for several engines.

    The last three are of PostgreSQL alone: InputError where it is not among the engines.
    """
    if "postgresql" not in engines and (citus or partition_by_tenant or row_security != "setting"):
        raise InputError(
            "Citus, partitions by tenant and the form of row-level security are PostgreSQL's",
            help="add --engine postgresql, or leave the option out",
        )
    if isinstance(version, str):
        if len(engines) > 1:
            raise InputError(
                "one version was given for several engines", help="say which: postgresql=18,mysql=8.0.36, for example"
            )
        versions = {engines[0]: version}
    else:
        versions = dict(version or {})
    for name, number in versions.items():
        if name not in engines:
            raise InputError(f"a version is given for {name!r}, which is not among the engines asked for")
        if not all(part.isdigit() for part in number.split(".")):
            raise InputError(f"{number!r} is not a version", help="expected numbers with dots, such as 18 or 8.0.36")
    return [
        DesignSettings(
            name,
            version=versions.get(name),
            keys=keys,
            row_security_form=row_security if name == "postgresql" else "setting",
            citus=citus and name == "postgresql",
            partition_by_tenant=partition_by_tenant if name == "postgresql" else None,
        )
        for name in engines
    ]
