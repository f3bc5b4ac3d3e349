"""Which rows of the tenants' table are no tenants, where its policies open rows of other kinds to all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend_data_model.model.schema import Table
    from backend_data_model.prover.leaks.policies import PolicyFacts

_VALUE = r"'(?:[^']|'')*'(?:::[\w ]+)?"
_KINDS = re.compile(
    rf"\bOR \(\"?(?P<column>(?:[^\"()]|\"\")+?)\"? (?P<sign>=|<>) "
    rf"(?:(?:ANY|ALL) \(ARRAY\[(?P<many>{_VALUE}(?:, {_VALUE})*)\]\)|(?P<one>{_VALUE}))\)"
)
_TEXT = re.compile(r"'((?:[^']|'')*)'")


@dataclass(frozen=True, slots=True)
class SharedKinds:
    """`column` says of a row what it is; rows with one of `values` are shared, or where `others`, all but those."""

    column: str
    values: frozenset[str]
    others: bool

    def shares(self, value: object) -> bool:
        """Whether rows of that kind are for all."""
        return (str(value) in self.values) != self.others


def find_shared_kinds(tenants: Table | None, facts: PolicyFacts) -> SharedKinds | None:
    """Read `OR kind IN (...)` of the policies for SELECT, as the server writes it; None where there is none."""
    if tenants is None:
        return None
    for policy in facts.of(tenants.schema, tenants.name):
        if policy.permissive and policy.command in ("select", "all"):
            found = _KINDS.search(policy.using or "")
            if found and tenants.column(found["column"].replace('""', '"')):
                values = (value.replace("''", "'") for value in _TEXT.findall(found["many"] or found["one"]))
                column = found["column"].replace('""', '"')
                return SharedKinds(column, frozenset(values), others=found["sign"] == "<>")
    return None
