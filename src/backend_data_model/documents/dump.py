"""A model document to text: fresh, or as an edit of an earlier text that keeps a person's comments and order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.documents.data import full_data, to_data
from backend_data_model.documents.emit import entry
from backend_data_model.documents.load import parse_model
from backend_data_model.documents.nodes import parse_yaml
from backend_data_model.documents.splice import splice
from backend_data_model.model.errors import InputError

if TYPE_CHECKING:
    from backend_data_model.model.document import Model

HEADER = """\
# What the system must hold, independent of any database.  Edit it freely and run the design again: your changes,
# comments and order are kept.  A fact without `standing` is yours; explicit, implied and default facts were read from
# the requirements, and `evidence` quotes the words.  `answer:` on a question holds in the next run.
"""


def dump_model(model: Model, previous: str | None = None) -> str:
    """The text of `model.yaml`.

    With `previous`, the text is that one with only the changed facts changed; where `previous` cannot be read, or an
    edit of it would not state exactly this model, it is written anew.
    """
    if previous is not None:
        edited = edited_text(model, previous)
        if edited is not None:
            return edited
    return fresh_text(model)


def fresh_text(model: Model) -> str:
    """The document written anew: a header, one section for each kind of fact, and a blank line between entities."""
    sections = [HEADER.rstrip("\n")]
    for key, value in to_data(model).items():
        if key == "entities":
            sections.append("\n".join(["entities:", *_spaced(value)]))
        elif key in ("title", "tenancy"):
            sections[-1] += "\n" + "\n".join(entry(key, value, 0))
        else:
            sections.append("\n".join(entry(key, value, 0)))
    return "\n\n".join(sections) + "\n"


def _spaced(entities: dict[str, object]) -> list[str]:
    lines: list[str] = []
    for name, entity in entities.items():
        lines += [*([""] if lines else []), *entry(name, entity, 2)]
    return lines


def edited_text(model: Model, previous: str) -> str | None:
    """`previous` with the facts of `model` put in their places, or None where that cannot be done faithfully."""
    try:
        text = splice(previous, parse_yaml(previous), to_data(model), full_data(model))
        return text if text is not None and parse_model(text) == model else None
    except InputError:
        return None
