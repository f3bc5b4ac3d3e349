"""Claims of a language model over what the rules read of a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.model.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backend_data_model.claims import ClaimsReport, Loaded
    from backend_data_model.model.document import Model


def with_claims(
    model: Model,
    text: str,
    claims: Loaded,
    *,
    answers: Mapping[str, str] | None = None,
    source: str | None = None,
) -> tuple[Model, ClaimsReport]:
    """The reading of the rules with the claims that hold in it, and what became of each claim.

    A read-back holds its facts already and takes no claims: InputError.
    """
    from backend_data_model.claims import merge_claims
    from backend_data_model.readback import is_readback

    if is_readback(text):
        raise InputError(
            "claims can only be taken when requirements are read, and this is a read-back",
            help="correct its sentences, or design again from the requirements",
        )
    merged = merge_claims(model, text, claims, answers=answers, source=source)
    return merged.model, merged.report
