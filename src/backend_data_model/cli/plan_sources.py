"""What OLD and NEW of `bdm plan` are, and where in their files a message belongs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from backend_data_model.model.errors import InputError

if TYPE_CHECKING:
    from backend_data_model.cli.ddl_files import DdlText
    from backend_data_model.model.document import Model


@dataclass(frozen=True, slots=True)
class Given:
    """One of the two: DDL text, a URL or a model, with the files that the DDL is from."""

    name: str
    item: str | Model
    files: DdlText | None = None


def read_source(target: str, name: str) -> Given:
    """Read the argument `target`, called `name` in messages; InputError for what is missing or no text."""
    from backend_data_model.cli.ddl_files import DdlText, read_ddl_files
    from backend_data_model.cli.requirements import MODEL_SUFFIXES, read_text
    from backend_data_model.engines.dispatch import is_database

    path = Path(target)
    if "://" in target and not path.exists():
        return Given(name, target)
    if is_database(target):
        return Given(name, f"sqlite:///{path}")
    if path.suffix.lower() in MODEL_SUFFIXES:
        from backend_data_model.documents import load_model

        return Given(name, load_model(read_text(target), target))
    if path.is_file() and not path.read_bytes().strip():
        return Given(name, "", DdlText("", (target,), (1,)))
    files = read_ddl_files([target])
    return Given(name, files.text, files)


def placed(error: InputError, *given: Given) -> InputError:
    """The error with its position in the file that the user named."""
    for one in given:
        if error.position is not None and error.position.file == one.name and one.files is not None:
            return InputError(error.message, position=one.files.place(error.position), help=error.help)
    return error
