"""Which column tells the tenants apart, where the schema or the model does not say so itself."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from backend_data_model.reviewer.facts.names import name_words, singular

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend_data_model.model.document import Model
    from backend_data_model.model.schema import Policy, Schema, Table

_CLEAR_NAMES = frozenset({"tenant", "organization", "organisation", "workspace", "org"})
_LIKELY_NAMES = frozenset(
    {"account", "company", "team", "customer", "client", "agency", "clinic", "school", "merchant"}
)
_LEAST_TABLES = 3
_CLEAR_SHARE = 0.3
_LIKELY_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class TenantFact:
    """The tenant column, the table of tenants if known, and whether somebody said so (or it was inferred here)."""

    column: str
    table: str | None = None
    stated: bool = True


def find_tenancy(schema: Schema, model: Model | None, column: str | None) -> TenantFact | None:
    """The tenant column: as given, as the schema or model says, else as the schema shows.  None: no tenants.

    Inferred when a column `tenant_id` references a table or is in two tables; when at least three tables, and 30 % of
    all (or two and 60 %), carry a column that is named after another tenant-like thing (`organization_id`); when 60 %
    and at least three carry one that references a table which may be one (`account`, `company`); or when row-level
    policies compare it with a setting of the session in at least two tables, and in half of those with policies.
    """
    if column:
        return TenantFact(column, _referenced_by(schema, column))
    if schema.tenant_column:
        return TenantFact(schema.tenant_column, schema.tenant_table)
    if model is not None:
        if model.tenancy.kind != "shared":
            return None
        if model.tenancy.tenant:
            name = f"{model.tenancy.tenant}_id"
            return TenantFact(name, _referenced_by(schema, name))
    return _inferred(schema)


def carries(table: Table, fact: TenantFact | None) -> bool:
    """Whether the table's rows belong to tenants: it has the tenant column and is not the table of tenants."""
    return fact is not None and table.name != fact.table and table.column(fact.column) is not None


def _inferred(schema: Schema) -> TenantFact | None:
    tables = [table for table in schema.tables if table.partition_of is None]
    counts = Counter(column.name for table in tables for column in table.columns)
    by_policy = _policy_columns(schema.policies)
    protected = len({policy.table for policy in schema.policies})
    references = {key.columns[0] for table in tables for key in table.foreign_keys if len(key.columns) == 1}
    best: tuple[float, str] | None = None
    for name in sorted(counts):
        share = counts[name] / max(len(tables) - 1, 1)
        thing = _thing(name)
        referenced = name in references
        many = counts[name] >= _LEAST_TABLES
        certain = thing == "tenant" and (referenced or counts[name] > 1)
        clear = thing in _CLEAR_NAMES and (
            (many and share >= _CLEAR_SHARE) or (counts[name] > 1 and share >= _LIKELY_SHARE)
        )
        likely = thing in _LIKELY_NAMES and referenced and many and share >= _LIKELY_SHARE
        if certain:
            share += 1
        asked = by_policy[name] > 1 and 2 * by_policy[name] >= protected
        if (certain or clear or likely or asked) and (best is None or share > best[0]):
            best = (share, name)
    return TenantFact(best[1], _referenced_by(schema, best[1]), stated=False) if best else None


def _thing(column: str) -> str:
    words = name_words(column)
    if len(words) > 1 and words[-1] in ("id", "uuid", "key"):
        return singular(words[-2]) or words[-2]
    return ""


def _policy_columns(policies: Sequence[Policy]) -> Counter[str]:
    """How many tables have a policy `column = ... current_setting(...)`, by column."""
    pairs = {
        (policy.table, policy.using.split("=", 1)[0].strip(" (\"'`").lower())
        for policy in policies
        if policy.using and "=" in policy.using and "current_setting" in policy.using.lower()
    }
    return Counter(column for _, column in pairs)


def _referenced_by(schema: Schema, column: str) -> str | None:
    counts = Counter(key.ref_table for table in schema.tables for key in table.foreign_keys if key.columns == [column])
    return max(sorted(counts), key=lambda name: counts[name]) if counts else None
