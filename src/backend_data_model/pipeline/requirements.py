"""Requirements, or a model of them, with the choices that a user makes."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Literal

from backend_data_model.model.document import Standing, Tenancy
from backend_data_model.model.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from backend_data_model.documents.glossary import Glossary
    from backend_data_model.model.document import AccessPattern, Model, TenancyKind


def analyse_text(
    text: str,
    *,
    tenancy: TenancyKind | Literal["auto"] = "auto",
    tenant: str | None = None,
    source: str | None = None,
    answers: Mapping[str, str] | None = None,
    glossary: Glossary | None = None,
) -> Model:
    """Read requirements in plain English, or a read-back, into a model.

    `tenancy` other than `auto` overrules the text; `answers` are the choices made, by the id of the question;
    `glossary` says what words mean.  A read-back holds its facts and takes neither: InputError.
    """
    from backend_data_model.analyst import analyse
    from backend_data_model.readback import is_readback, read_readback

    if is_readback(text):
        given = "answers" if answers else "a glossary"
        if answers or glossary is not None:
            raise InputError(
                f"{given} can only be taken when requirements are read, and this is a read-back",
                help="correct its sentences, or design again from the requirements",
            )
        return with_tenancy(read_readback(text, source), tenancy, tenant)
    model = analyse(text, tenancy=tenancy, tenant=tenant, source=source, answers=answers, glossary=glossary)
    return model if model.title else model.model_copy(update={"title": title_of(text)})


def answered_model(model: Model, answers: Mapping[str, str]) -> Model:
    """The model with answers that confirm its facts; InputError for others, and for those to no question of it."""
    from backend_data_model.documents.answers import with_answers

    check_asked(model, answers)
    return with_answers(model, answers)


def check_asked(model: Model, answers: Mapping[str, str]) -> None:
    """InputError for an answer to a question that the requirements do not raise, with the nearest that they do."""
    asked = [question.id for question in model.questions]
    for name in answers:
        if name not in asked:
            near = get_close_matches(name, asked, n=1)
            known = f"did you mean {near[0]!r}?" if near else "questions.md lists the questions with their ids"
            raise InputError(f"no question has the id {name!r}", help=known)


def title_of(text: str) -> str | None:
    """The Markdown heading with which the text begins, where it does."""
    first = text.lstrip().partition("\n")[0]
    return first.lstrip("#").strip()[:200] or None if first.startswith("#") else None


def with_tenancy(model: Model, tenancy: TenancyKind | Literal["auto"], tenant: str | None) -> Model:
    """The model with the tenancy that the user asked for; `auto` keeps what the model says."""
    if tenancy == "auto" and tenant is None:
        return model
    kind = model.tenancy.kind if tenancy == "auto" else tenancy
    named = tenant or model.tenancy.tenant
    if kind != "none" and named not in model.entities:
        raise InputError(
            f"the tenant {named!r} is not an entity of the model" if named else "the tenant is not named",
            help=f"name one of the entities with --tenant: {', '.join(model.entities) or 'there are none'}",
        )
    chosen = Tenancy(kind=kind, tenant=None if kind == "none" else named, standing=Standing.USER)
    return model.model_copy(update={"tenancy": chosen})


def with_access_patterns(model: Model, patterns: Sequence[AccessPattern]) -> Model:
    """The model with the user's own access patterns after those of the text."""
    if not patterns:
        return model
    for pattern in patterns:
        if pattern.entity not in model.entities:
            raise InputError(
                f"the query pattern {pattern.description!r} speaks of {pattern.entity!r}, which is not an entity",
                help=f"the entities are {', '.join(model.entities) or 'none'}",
            )
    return model.model_copy(update={"access_patterns": [*model.access_patterns, *patterns]})
