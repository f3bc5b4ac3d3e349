"""A SECURITY DEFINER function that does not fix its search_path (PostgreSQL).

## What it does

Looks for functions and procedures with SECURITY DEFINER and without `SET search_path`.

## Why is this bad

The function runs with the rights of its owner but looks names up along the caller's search_path: whoever can create a
table or an operator in a schema of that path can have it run in the owner's name.

## Example

```sql
CREATE FUNCTION is_member(team bigint) RETURNS boolean LANGUAGE sql SECURITY DEFINER
    AS $$ SELECT EXISTS (SELECT FROM members WHERE team_id = team) $$;
```

## Use instead

```sql
CREATE FUNCTION is_member(team bigint) RETURNS boolean LANGUAGE sql SECURITY DEFINER SET search_path = ''
    AS $$ SELECT EXISTS (SELECT FROM public.members WHERE team_id = team) $$;
```

## References

- PostgreSQL manual, "CREATE FUNCTION", Writing SECURITY DEFINER Functions Safely
- Supabase splinter, lint 0011 function_search_path_mutable
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.reviewer.rule import PASSED, Outcome, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.reviewer.context import Context


def check(context: Context) -> Iterator[Outcome]:
    """Check each SECURITY DEFINER routine once."""
    for routine in context.schema.routines:
        if not routine.security_definer:
            continue
        if routine.search_path is not None:
            yield PASSED
            continue
        name = f"{routine.schema}.{routine.name}" if routine.schema else routine.name
        yield Violation(
            name,
            f"{name} runs with its owner's rights along its caller's search_path",
            "add SET search_path = '' and qualify the names in its body",
            routine.position,
        )


RULE = Rule(
    code="BDM608",
    name="definer-function-without-search-path",
    severity="warning",
    check=check,
    documentation=__doc__,
    counted="SECURITY DEFINER functions fix their search_path",
    dimensions=("operational readiness",),
    engines=("postgresql",),
)
