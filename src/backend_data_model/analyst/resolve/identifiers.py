"""Identifying attributes that the text does not call unique: asked about, never assumed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst.resolve.draft import words
from backend_data_model.model.document import Standing, Unique

if TYPE_CHECKING:
    from backend_data_model.analyst.resolve.draft import Draft

_IDENTIFYING = frozenset({"email", "username", "login", "slug", "sku", "iban", "isbn", "ssn", "vin", "handle"})


def ask_about_identifiers(draft: Draft) -> None:
    """ "Each user has an email" may mean that no two users share one: a question, since a wrong key refuses rows."""
    for name, entity in draft.model.entities.items():
        for key, attribute in entity.attributes.items():
            if key not in _IDENTIFYING or any(key in unique.members for unique in entity.unique):
                continue
            answer = draft.ask(
                "repeats",
                f"{name}.{key}",
                f"May two {words(name)} records have the same {words(key)}?",
                [
                    ("yes", f"the same {words(key)} can be entered more than once"),
                    ("no", f"a second {words(name)} with the same {words(key)} is refused"),
                ],
                "yes",
                "medium",
                attribute.evidence[:1],
                "duplicates get in, or entries are refused that should be accepted",
            )
            if answer.choice == "no":
                entity.unique.append(
                    Unique(
                        members=[key],
                        standing=answer.standing(Standing.IMPLIED),
                        evidence=answer.evidence_with(attribute.evidence[:1]),
                    )
                )
