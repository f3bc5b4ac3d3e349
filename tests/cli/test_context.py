"""Context: flags win over the file, the file is checked key by key, nothing is asked without a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from backend_data_model.cli.context import Context, ContextFile, decide, read_context
from backend_data_model.model.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

NOTHING: dict[str, Any] = {
    "engine": None,
    "version": None,
    "keys": None,
    "tenancy": None,
    "tenant": None,
    "ask": False,
}


def decided(file: ContextFile | None = None, **flags: Any) -> Context:
    """The context from a file and flags."""
    return decide(file or ContextFile(), **{**NOTHING, **flags})


def test_defaults() -> None:
    context = decided()
    assert context.engines == ("postgresql",)
    assert (context.versions, context.keys, context.tenancy) == ({}, "identity", "auto")


def test_file_and_flags(tmp_path: Path) -> None:
    path = tmp_path / "context.yaml"
    path.write_text(
        "engine: [postgresql, mysql]\n"
        "engine_version: {postgresql: 17, mysql: 8.0.36}\n"
        "keys: uuid7\n"
        "tenancy: shared\n"
        "tenant: studio\n"
        "query_patterns:\n"
        "  - {entity: show, equality: [slug]}\n"
    )
    file = read_context(path)
    context = decided(file)
    assert context.engines == ("postgresql", "mysql")
    assert context.versions == {"postgresql": "17", "mysql": "8.0.36"}
    assert (context.keys, context.tenancy, context.tenant) == ("uuid7", "shared", "studio")
    assert [pattern.description for pattern in context.access_patterns] == ["look up show by slug"]
    flagged = decided(file, engine="sqlite", version="3.45", keys="identity", tenancy="none", tenant="shop")
    assert flagged.engines == ("sqlite",)
    assert flagged.versions == {"sqlite": "3.45"}
    assert (flagged.keys, flagged.tenancy, flagged.tenant) == ("identity", "none", "shop")


@pytest.mark.parametrize(
    ("count", "strict", "kind"),
    [(None, True, "auto"), (1, False, "none"), (20, False, "shared"), (20, True, "database"), (2000, True, "shared")],
)
def test_tenant_count(count: int | None, strict: bool, kind: str) -> None:
    assert decided(ContextFile(tenant_count=count, strict_isolation=strict)).tenancy == kind


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("engine: [\n", "2:1"),
        ("- a\n", "does not hold keys"),
        ("engin: postgresql\n", "engin"),
        ("keys: serial\n", "keys"),
        ("tenant_count: 0\n", "tenant_count"),
        ("engine_version: 8.10\n", "engine_version"),
        ("query_patterns: [{entity: a, sorted: [b]}]\n", "sorted"),
        ("a: !!python/object/apply:os.system [id]\n", "could not determine a constructor"),
    ],
)
def test_bad_files(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "context.yaml"
    path.write_text(text)
    with pytest.raises(InputError, match=said):
        read_context(path)


@pytest.mark.parametrize(
    "flags",
    [
        {"engine": "oracle"},
        {"engine": ""},
        {"engine": "postgresql,mysql", "version": "18"},
        {"version": "oracle=9"},
        {"version": "postgresql=18,17"},
    ],
)
def test_bad_flags(flags: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        decided(**flags)
