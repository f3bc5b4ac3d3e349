"""A policy that raises an error when its setting was never set (PostgreSQL).

## What it does

Looks in policies for `current_setting('...')` without `true` as its second argument, and for one whose result is
cast without `nullif(..., '')`.

## Why is this bad

Without `true` a session that never set it gets "unrecognized configuration parameter". After a transaction with SET
LOCAL the setting is not NULL but an empty text, which cannot be cast to a number or uuid: the next query on that
pooled connection fails. With both, no tenant means no rows.

## Example

```sql
USING (tenant_id = current_setting('app.current_tenant_id')::uuid)
```

## Use instead

```sql
USING (tenant_id = (SELECT nullif(current_setting('app.current_tenant_id', true), '')::uuid))
```

## References

- PostgreSQL manual, 9.28.1 "Configuration Settings Functions"
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.reviewer.facts.describe import place
from backend_data_model.reviewer.facts.expressions import words
from backend_data_model.reviewer.rule import PASSED, Outcome, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.reviewer.context import Context


def check(context: Context) -> Iterator[Outcome]:
    """Check each policy that reads a setting."""
    for policy in context.schema.policies:
        texts = [words(text) for text in (policy.using, policy.check) if text and "current_setting" in text.lower()]
        if not texts:
            continue
        problem = next((found for tokens in texts if (found := _problem(tokens))), None)
        if problem is None:
            yield PASSED
            continue
        table = context.policy_table(policy)
        yield Violation(
            f"{place(table) if table else policy.table}.{policy.name}",
            f"the policy {policy.name} of {policy.table} fails with an error {problem}",
            "write (SELECT nullif(current_setting('...', true), '')::type)",
            policy.position or (table.position if table else None),
        )


def _problem(tokens: tuple[str, ...]) -> str | None:
    for place_, token in enumerate(tokens):
        if token != "current_setting":
            continue
        end = tokens.index(")", place_) if ")" in tokens[place_:] else len(tokens)
        if "true" not in tokens[place_:end]:
            return "when the setting was never set"
        after = [word for word in tokens[end + 1 : end + 3] if word != ")"]
        if after[:1] == ["::"] and "nullif" not in tokens and "case" not in tokens and not _to_text(tokens[end + 1 :]):
            return "when the setting is empty, as it is after SET LOCAL"
    return None


def _to_text(tokens: tuple[str, ...]) -> bool:
    return next((word for word in tokens if word not in (")", "::")), "") in ("text", "varchar", "character")


RULE = Rule(
    code="BDM708",
    name="policy-setting-that-fails",
    severity="warning",
    check=check,
    documentation=__doc__,
    counted="policies fail closed without an error",
    dimensions=("operational readiness",),
    engines=("postgresql",),
)
