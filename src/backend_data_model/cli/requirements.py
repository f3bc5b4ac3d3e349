"""Reading what the user hands in: requirement texts (one or several, or standard input) or one model document."""

from __future__ import annotations

import codecs
import sys
from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from backend_data_model.model.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend_data_model.model.document import Evidence, Model

MAX_BYTES = 2_000_000
"""About 300,000 words, or the text of three thick novels: more is a mistake or belongs into several runs."""

MODEL_SUFFIXES = {".yaml", ".yml"}

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Requirements:
    """What was handed in: `texts` by source name, or, where `model_text` is set, the text of one model document.

    `text_path` is the file of the only text, None for several and for standard input.
    """

    texts: tuple[tuple[str, str], ...] = ()
    text_path: Path | None = None
    model_text: str | None = None
    model_path: Path | None = None

    @property
    def joined(self) -> str:
        """All texts as one, with a blank line between them."""
        return "\n\n".join(text.rstrip("\n") for _, text in self.texts) + "\n"

    def place(self, model: Model) -> None:
        """Turn the lines of `joined`, which the analyst has seen, into lines of the file they stand in."""
        starts, line = [], 1
        for _, text in self.texts:
            starts.append(line)
            line += text.rstrip("\n").count("\n") + 2

        def move(item: Evidence) -> None:
            if item.line is not None:
                index = bisect_right(starts, item.line) - 1
                item.source, item.line = self.texts[index][0], item.line - starts[index] + 1

        moved: set[int] = set()
        for evidence in evidence_in(model):
            if id(evidence) not in moved:
                moved.add(id(evidence))
                move(evidence)
        for sentence in model.sentences:
            index = bisect_right(starts, sentence.line) - 1
            sentence.source, sentence.line = self.texts[index][0], sentence.line - starts[index] + 1


def evidence_in(model: Model) -> list[Evidence]:
    """Every piece of evidence in the model, in the order of the document."""
    found = [item for fact in (model.tenancy, *model.tenancy.needs) for item in fact.evidence]
    for entity in model.entities.values():
        found += entity.evidence
        for attribute in entity.attributes.values():
            found += [*attribute.evidence, *attribute.required_evidence]
        for fact in (*entity.unique, *entity.checks, *([entity.retention] if entity.retention else [])):
            found += fact.evidence
    for relationship in model.relationships:
        found += relationship.evidence
        for attribute in relationship.attributes.values():
            found += [*attribute.evidence, *attribute.required_evidence]
    for fact in (*model.access_patterns, *model.volumes, *model.application_rules):
        found += fact.evidence
    for question in model.questions:
        found += question.evidence
    return found


def read_requirements(paths: Sequence[str]) -> Requirements:
    """Read the files (`-` is standard input); InputError for what is no text, empty, too large, or a mixture."""
    models = [path for path in paths if Path(path).suffix.lower() in MODEL_SUFFIXES]
    if models and len(paths) > 1:
        raise InputError(
            f"{models[0]} is a model document, and there is more than one input",
            help="give either one model document or any number of requirement texts",
        )
    names = source_names(paths)
    texts = tuple((name, read_text(path)) for name, path in zip(names, paths, strict=True))
    if sum(len(text) for _, text in texts) > MAX_BYTES:
        raise too_large("the requirements together")
    if models:
        return Requirements(model_text=texts[0][1], model_path=Path(models[0]))
    return Requirements(texts=texts, text_path=Path(paths[0]) if len(paths) == 1 and paths[0] != "-" else None)


def source_names(paths: Sequence[str]) -> list[str]:
    """How the files are called in the results: by file name, or by the path as given where two share a file name."""
    short = ["stdin" if path == "-" else Path(path).name for path in paths]
    return [name if short.count(name) == 1 else path for name, path in zip(short, paths, strict=True)]


def read_text(path: str) -> str:
    """The text of one file, decoded; InputError says what it is instead of text."""
    shown = "standard input" if path == "-" else path
    if path == "-":
        data = sys.stdin.buffer.read(MAX_BYTES + 1)
    else:
        file = Path(path)
        if file.is_dir():
            raise InputError(f"{path} is a directory", help="name the files in it that hold the requirements")
        if not file.exists():
            raise InputError(f"{path} does not exist")
        with file.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise too_large(shown)
    text = decode(data, shown).replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise InputError(f"{shown} is empty", help="expected requirements in plain English, or a model.yaml")
    return text


def decode(data: bytes, shown: str) -> str:
    """UTF-8, or UTF-16 or UTF-32 with a byte order mark; anything else is refused."""
    encoding = next((name for mark, name in BYTE_ORDER_MARKS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        if b"\0" in data:
            raise not_text(shown) from None
        raise InputError(
            f"{shown} is not {encoding.upper().removesuffix('-SIG')} text: "
            f"byte 0x{data[error.start]:02x} on line {line} does not belong there",
            help=f"convert it first: iconv -f WINDOWS-1252 -t UTF-8 {shown}",
        ) from None
    if "\0" in text:
        raise not_text(shown)
    return text


def not_text(shown: str) -> InputError:
    """The refusal of a file with zero bytes."""
    return InputError(
        f"{shown} is binary, or UTF-16 without a byte order mark",
        help="hand in plain text: for UTF-16, iconv -f UTF-16LE -t UTF-8; for documents, export as text or Markdown",
    )


def too_large(shown: str) -> InputError:
    """The refusal of more text than one run takes."""
    return InputError(
        f"{shown} is larger than the limit of {MAX_BYTES:,} bytes (about 300,000 words)",
        help="split the text by subsystem and design each in a run of its own",
    )
