"""What the designer has to know besides the requirements: from a context file, from flags, or asked on a terminal.

Flags win over the file; only what neither gives is asked, and only where a person sits at a terminal.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import click
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from backend_data_model.model.document import AccessPattern, Name, TenancyKind
from backend_data_model.model.errors import InputError
from backend_data_model.model.position import Position
from backend_data_model.model.settings import KeyPolicy
from backend_data_model.pipeline import ENGINES, engines_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from backend_data_model.model.schema import Engine

TENANCY_CHOICES: tuple[TenancyKind | Literal["auto"], ...] = ("auto", "none", "shared", "schema", "database")
FEW_TENANTS = 50
"""Below this many tenants, and only where they must be strictly apart, a database for each is worth its price."""


class QueryPattern(BaseModel):
    """One way in which rows are looked up, as the context file writes it."""

    model_config = ConfigDict(extra="forbid")

    entity: Name
    description: str = ""
    equality: list[Name] = []
    sort: list[Name] = []
    range: list[Name] = []

    def access_pattern(self) -> AccessPattern:
        """The same as a fact of the model."""
        described = self.description or f"look up {self.entity} by {', '.join([*self.equality, *self.range])}"
        return AccessPattern(
            entity=self.entity, description=described, equality=self.equality, sort=self.sort, range=self.range
        )


class ContextFile(BaseModel):
    """The keys of a context file; unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", strict=True)

    engine: str | list[str] | None = None
    engine_version: str | int | dict[str, str | int] | None = None
    keys: KeyPolicy | None = None
    tenancy: Literal["auto", "none", "shared", "schema", "database"] | None = None
    tenant: Name | None = None
    tenant_count: int | None = Field(default=None, ge=1)
    strict_isolation: bool = False
    expected_rows: dict[Name, int] = {}
    query_patterns: list[QueryPattern] = []


@dataclass(frozen=True, slots=True)
class Context:
    """Everything that was decided, ready for the pipeline."""

    engines: tuple[Engine, ...]
    versions: Mapping[Engine, str]
    keys: KeyPolicy
    tenancy: TenancyKind | Literal["auto"]
    tenant: str | None
    access_patterns: tuple[AccessPattern, ...]
    expected_rows: Mapping[str, int]


def read_context(path: Path) -> ContextFile:
    """Read a context file (YAML); InputError names the line or the key that is wrong."""
    import yaml

    from backend_data_model.cli.requirements import read_text

    text = read_text(str(path))
    try:
        content = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = Position(mark.line + 1, mark.column + 1, str(path)) if mark else None
        raise InputError(error.problem or "this is not YAML", position=place) from None
    except yaml.YAMLError as error:
        raise InputError(f"{path} is not YAML: {error}") from None
    known = f"the keys are {', '.join(ContextFile.model_fields)}"
    if not isinstance(content, dict):
        raise InputError(f"{path} does not hold keys and values", help=known)
    try:
        return ContextFile.model_validate(content)
    except ValidationError as error:
        problems = [f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
        raise InputError(f"{path}: {'; '.join(problems)}", help=known) from None


def decide(
    file: ContextFile,
    *,
    engine: str | None,
    version: str | None,
    keys: KeyPolicy | None,
    tenancy: TenancyKind | Literal["auto"] | None,
    tenant: str | None,
    ask: bool,
) -> Context:
    """Put flags, file and answers together.  `ask` says whether a person may be asked."""
    named = engine if engine is not None else file.engine
    if named is None:
        named = ask_engine() if ask else "postgresql"
    engines = tuple(engines_of([part.strip() for part in names_in(named)]))  # type: ignore[misc]
    return Context(
        engines=engines,
        versions=versions_in(version if version is not None else file.engine_version, engines),
        keys=keys or file.keys or "identity",
        tenancy=tenancy or file.tenancy or tenancy_for(file) or (ask_tenancy() if ask else "auto"),
        tenant=tenant or file.tenant,
        access_patterns=tuple(pattern.access_pattern() for pattern in file.query_patterns),
        expected_rows=file.expected_rows,
    )


def names_in(engines: str | list[str]) -> list[str]:
    """The engine names in `a,b` or in a list."""
    return engines.split(",") if isinstance(engines, str) else engines


def versions_in(given: str | int | Mapping[str, str | int] | None, engines: tuple[Engine, ...]) -> dict[Engine, str]:
    """Versions by engine from `18`, from `postgresql=18,mysql=8.0.36`, or from a mapping."""
    if given is None:
        return {}
    if isinstance(given, str) and "=" in given:
        pairs = [part.strip().partition("=") for part in given.split(",")]
        given = {name: number for name, _, number in pairs}
    if isinstance(given, (str, int)):
        if len(engines) > 1:
            raise InputError(
                "one version was given for several engines", help="say which: postgresql=18,mysql=8.0.36, for example"
            )
        return {engines[0]: str(given)}
    return {name: str(number) for name, number in zip(engines_of(list(given)), given.values(), strict=True)}  # type: ignore[arg-type]


def tenancy_for(file: ContextFile) -> TenancyKind | None:
    """The kind of tenancy that a number of tenants calls for; None where the file does not say how many there are.

    One tenant needs none.  Fewer than 50 that must be strictly apart get a database each; all others share tables,
    kept apart by the tenant key and row-level security.
    """
    if file.tenant_count is None:
        return None
    if file.tenant_count == 1:
        return "none"
    return "database" if file.strict_isolation and file.tenant_count < FEW_TENANTS else "shared"


def at_terminal() -> bool:
    """Whether a person can be asked: both standard input and standard error are terminals."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask_engine() -> str:
    """Ask for the engine."""
    return str(click.prompt("Engine", type=click.Choice(ENGINES), default="postgresql", err=True))


def ask_tenancy() -> TenancyKind | Literal["auto"]:
    """Ask how the data of several customers is kept apart."""
    answer: TenancyKind | Literal["auto"] = click.prompt(
        "Several customers in one system? (auto: as the text says)",
        type=click.Choice(TENANCY_CHOICES),
        default="auto",
        err=True,
    )
    return answer
