"""A claims document from its JSON: one item that is no claim is dropped with the reason, the others are read."""

from __future__ import annotations

import json
from typing import Any

from pydantic import TypeAdapter, ValidationError

from backend_data_model.claims.document import Claim, ClaimsDocument, Stated, Verdict
from backend_data_model.claims.result import Dropped, Loaded, Why
from backend_data_model.model.errors import InputError
from backend_data_model.model.position import Position

MOST_CLAIMS = 100_000
_CLAIM: TypeAdapter[Stated] = TypeAdapter(Claim)
_KEYS = ("bdm_claims", "author", "claims", "verdicts")
_FORM = '`bdm claims schema` prints the form: {"bdm_claims": 1, "claims": [{"kind": ..., "quote": ..., ...}]}'


def load_claims(text: str, source: str | None = None) -> Loaded:
    """The claims that a JSON text holds.

    Raises InputError for a text that is no JSON or no claims document; claims that are not of the form are in
    `Loaded.dropped`.
    """
    try:
        data = json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        place = Position(error.lineno, error.colno, source)
        raise InputError(f"this is not JSON: {error.msg}", position=place, help=_FORM) from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"this is not JSON: {error}", help=_FORM) from None
    return read_claims(data, source)


def read_claims(data: Any, source: str | None = None) -> Loaded:
    """As `load_claims`, from data that was decoded already."""
    where = f"{source}: " if source else ""
    if not isinstance(data, dict):
        raise InputError(f"{where}a claims document is a JSON object", help=_FORM)
    unknown = [key for key in data if key not in _KEYS]
    if unknown:
        raise InputError(f"{where}unknown key {unknown[0]!r}", help=f"the keys are {', '.join(_KEYS)}")
    if data.get("bdm_claims", 1) != 1:
        raise InputError(f"{where}claims of the format {data['bdm_claims']!r} are not known", help=_FORM)
    items, verdicts = data.get("claims", []), data.get("verdicts", [])
    if not isinstance(items, list) or not isinstance(verdicts, list):
        raise InputError(f"{where}`claims` and `verdicts` are lists", help=_FORM)
    if len(items) > MOST_CLAIMS:
        raise InputError(f"{where}{len(items)} claims are more than the {MOST_CLAIMS} that are read")
    author = data.get("author")
    claims: list[tuple[int, Stated]] = []
    dropped: list[Dropped] = []
    for index, item in enumerate(items):
        try:
            claims.append((index, _CLAIM.validate_python(item)))
        except ValidationError as error:
            dropped.append(Dropped(index, Why.FORM, told(error)))
    answers = [answer for answer in map(_verdict, verdicts) if answer is not None]
    document = ClaimsDocument(
        author=author if isinstance(author, str) else None,
        claims=[claim for _, claim in claims],  # type: ignore[misc]
        verdicts=answers,
    )
    return Loaded(document, claims, dropped)


def claims_json_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a claims document; `docs/claims.schema.json` is this, published."""
    schema = ClaimsDocument.model_json_schema()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": "backend-data-model: claims document",
    }


def told(error: ValidationError) -> str:
    """What is wrong with one item, in a line."""
    first = error.errors(include_url=False)[0]
    place = ".".join(str(part) for part in first["loc"][1:]) or "the claim"
    return f"{place}: {first['msg']}"


def _verdict(item: Any) -> Verdict | None:
    try:
        return Verdict.model_validate(item)
    except ValidationError:
        return None


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON number")
