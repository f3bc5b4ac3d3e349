"""From the targets of `bdm review` to reviews: what each target is, how it is read, and where its findings are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from backend_data_model.cli.ddl_files import DdlText, read_ddl_files
from backend_data_model.cli.requirements import MODEL_SUFFIXES, read_text
from backend_data_model.model.errors import InputError
from backend_data_model.reviewer.review import Review, review_schema

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend_data_model.model.schema import Engine, Schema


def review_targets(
    targets: Sequence[str],
    *,
    engine: Engine | None,
    version: str | None,
    select: Sequence[str],
    ignore: Sequence[str],
    tenant: str | None,
) -> list[Review]:
    """A review for each model and each database, and one for all DDL together, in the order they are first named."""
    from backend_data_model.engines.dispatch import is_database

    reviews: list[Review] = []
    scripts = [target for target in targets if not _is_model(target) and not _is_database(target, is_database(target))]
    for target in targets:
        if _is_model(target):
            reviews.append(_review_model(target, engine or "postgresql", version, select, ignore, tenant))
        elif target not in scripts:
            reviews.append(_review_database(target, select, ignore, tenant))
        elif target == scripts[0]:
            reviews.append(_review_scripts(scripts, engine, version, select, ignore, tenant))
    return reviews


def _is_model(target: str) -> bool:
    return Path(target).suffix.lower() in MODEL_SUFFIXES and "://" not in target


def _is_database(target: str, known: bool) -> bool:
    return known or ("://" in target and not Path(target).exists())


def _review_model(
    target: str, engine: Engine, version: str | None, select: Sequence[str], ignore: Sequence[str], tenant: str | None
) -> Review:
    from backend_data_model.designer import design_schema
    from backend_data_model.documents import load_model
    from backend_data_model.model.settings import DesignSettings

    model = load_model(read_text(target), target)
    schema = design_schema(model, DesignSettings(engine, version))
    if not schema.tables:
        raise InputError(f"{target} has no entities", help="a model needs entities before it can be reviewed")
    review = review_schema(schema, model, select=select, ignore=ignore, tenant=tenant)
    review.target = target
    return review


def _review_database(url: str, select: Sequence[str], ignore: Sequence[str], tenant: str | None) -> Review:
    from backend_data_model.engines.dispatch import read_url

    schema = read_url(url)
    if not schema.tables:
        raise InputError(f"there are no tables in {without_password(url)}")
    review = review_schema(schema, select=select, ignore=ignore, tenant=tenant)
    review.target = without_password(url)
    return review


def _review_scripts(
    targets: Sequence[str],
    engine: Engine | None,
    version: str | None,
    select: Sequence[str],
    ignore: Sequence[str],
    tenant: str | None,
) -> Review:
    from backend_data_model.engines.dispatch import guess_engine, read_ddl

    ddl = read_ddl_files(targets)
    schema = read_ddl(ddl.text, engine or guess_engine(ddl.text))
    _refuse_empty(schema, targets, ddl)
    schema.version = version or schema.version
    review = review_schema(schema, select=select, ignore=ignore, tenant=tenant, text=ddl.text, file_starts=ddl.starts)
    review.target = ", ".join(targets)
    review.findings = [replace(finding, position=ddl.place(finding.position)) for finding in review.findings]
    review.unparsed = [replace(item, position=ddl.place(item.position)) for item in review.unparsed]
    return review


def _refuse_empty(schema: Schema, targets: Sequence[str], ddl: DdlText) -> None:
    if schema.tables or schema.views or schema.routines or schema.enums:
        return
    message = f"no table was found in {', '.join(targets)}, read as {schema.engine}"
    if schema.unparsed:
        first = schema.unparsed[0]
        position = ddl.place(first.position)
        message += f": {len(schema.unparsed)} statements could not be read, the first at {position}: {first.reason}"
    raise InputError(message, help="name the dialect with --engine postgresql, mysql or sqlite")


def without_password(url: str) -> str:
    """The URL as it may be shown."""
    parts = urlsplit(url)
    if parts.password is None:
        return url
    name = f"{parts.username}@" if parts.username else ""
    return urlunsplit(parts._replace(netloc=name + parts.netloc.rpartition("@")[2]))
