"""A password column that seems to hold the password itself.

## What it does

Looks for text columns named password, passwd, pwd or passphrase, alone or after another word (`user_password`);
names that speak of a hash, digest, salt or encryption pass, and so do the fixed lengths of hashes (`char(60)` for
bcrypt, char(64), char(97)).

## Why is this bad

Whoever reads one backup has every account. Even if hashes are stored, the name does not say so, and the next
developer may store the other thing.

## Example

```sql
password varchar(255) NOT NULL
```

## Use instead

```sql
password_hash text NOT NULL   -- argon2id, bcrypt or scrypt, made by the application
```

## References

- sqlcheck, "Readable Passwords"
- OWASP, "Password Storage Cheat Sheet"
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.reviewer.facts.describe import place
from backend_data_model.reviewer.facts.names import name_words
from backend_data_model.reviewer.facts.types import is_padded, is_text, type_length
from backend_data_model.reviewer.rule import PASSED, Outcome, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.reviewer.context import Context


_PASSWORD = frozenset({"password", "passwd", "pwd", "passphrase", "pass"})
_DERIVED_TEXT = """
    hash hashed digest salt salted encrypted enc crypt bcrypt argon2 scrypt cipher key hint reset policy type
    question format algorithm algo iterations
"""
_DERIVED = frozenset(_DERIVED_TEXT.split())
_HASH_LENGTHS = frozenset({40, 60, 64, 97, 128})


def check(context: Context) -> Iterator[Outcome]:
    """Check each text column whose name speaks of a password."""
    for table in context.root_tables:
        for column in table.columns:
            parts = name_words(column.name)
            if _PASSWORD.isdisjoint(parts) or not is_text(column.type, context.engine):
                continue
            hashed = is_padded(column.type, context.engine) and type_length(column.type) in _HASH_LENGTHS
            named = not _DERIVED.isdisjoint(parts) or parts[-1] not in _PASSWORD or parts == ("pass",)
            if hashed or named:
                yield PASSED
                continue
            yield Violation(
                place(table, [column.name]),
                f"{place(table, [column.name])} seems to hold passwords as they were typed",
                "store a hash (argon2id, bcrypt or scrypt), and name the column password_hash",
                column.position or table.position,
            )


RULE = Rule(
    code="BDM605",
    name="plaintext-password",
    severity="warning",
    check=check,
    documentation=__doc__,
    counted="password columns hold hashes",
    dimensions=("operational readiness",),
)
