"""From what was handed in, and what stands in the output directory, to the model that is to be designed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import click

from backend_data_model.cli.answers import ANSWERS_FILE, still_asked
from backend_data_model.cli.artifacts import MODEL_FILE, READBACK_FILE, artifact_names
from backend_data_model.model.errors import InputError
from backend_data_model.pipeline import (
    analyse_text,
    answered_model,
    check_asked,
    with_access_patterns,
    with_claims,
    with_tenancy,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from backend_data_model.claims import ClaimsReport, Loaded
    from backend_data_model.cli.context import Context
    from backend_data_model.cli.directory import OutputDirectory
    from backend_data_model.cli.requirements import Requirements
    from backend_data_model.documents.glossary import Glossary
    from backend_data_model.model.document import Model

_MOST_LEFT_OUT = 10


def read_glossary_file(path: Path | None) -> Glossary | None:
    """The glossary in a file; InputError names the line that is wrong."""
    if path is None:
        return None
    from backend_data_model.cli.requirements import read_text
    from backend_data_model.documents.glossary import read_glossary

    return read_glossary(read_text(str(path)), str(path))


def read_claims_file(path: Path | None) -> Loaded | None:
    """The claims document in a file, `-` for standard input; InputError says what is wrong with it as a whole."""
    if path is None:
        return None
    from backend_data_model.claims import load_claims
    from backend_data_model.cli.requirements import read_text

    return load_claims(read_text(str(path)), str(path))


@dataclass(slots=True)
class Reading:
    """Reads the model, as often as answers come in; `previous` is the text of the model.yaml that it continues.

    Only the answers handed in are `checked`: one given on the terminal was asked, even if a later one undoes its
    question.
    """

    given: Requirements
    context: Context
    directory: OutputDirectory
    force: bool
    glossary: Glossary | None = None
    claims: Loaded | None = None
    claims_report: ClaimsReport | None = None
    previous: str | None = None
    checked: bool = False
    notes: list[str] = field(default_factory=list)

    def model(self, answers: Mapping[str, str], tell: Callable[[str], None]) -> Model:
        """The model with these answers and those of an earlier run; InputError where results would overwrite edits."""
        from backend_data_model.readback import is_readback

        self.notes = []
        if self.given.model_text is not None:
            found = self._document(answers)
        elif len(self.given.texts) == 1 and is_readback(self.given.texts[0][1]):
            found = self._readback(answers)
        else:
            found = self._requirements(answers, tell)
        return with_access_patterns(found, self.context.access_patterns)

    def refuse_answers_file(self, answers_path: Path | None) -> None:
        """InputError where asking would overwrite an answers.yaml that a person wrote and did not hand in."""
        target = self.directory.path / ANSWERS_FILE
        if answers_path is not None and answers_path.exists() and target.exists() and target.samefile(answers_path):
            return
        if not self.force:
            self.directory.refuse_edited([ANSWERS_FILE])

    def tell_notes(self) -> None:
        """What was kept of an earlier run and what was not, on standard error."""
        for note in self.notes:
            click.echo(note, err=True)

    def _document(self, answers: Mapping[str, str]) -> Model:
        from backend_data_model.documents import load_model

        assert self.given.model_text is not None
        if self.glossary is not None:
            raise InputError(
                "a glossary is for reading requirements, and this is a model document",
                help="change the names in the document, or design again from the requirements",
            )
        if self.claims is not None:
            raise InputError(
                "claims are about requirements, and this is a model document",
                help="write what they state into the document, or design again from the requirements",
            )
        path, target = self.given.model_path, self.directory.path / MODEL_FILE
        same = path is not None and target.exists() and target.samefile(path)
        if not self.force:
            names = artifact_names(self.context.engines)
            self.directory.refuse_edited([name for name in names if not (same and name == MODEL_FILE)])
        self.previous = self.given.model_text
        model = with_tenancy(load_model(self.previous, str(path)), self.context.tenancy, self.context.tenant)
        return answered_model(model, answers)

    def _readback(self, answers: Mapping[str, str]) -> Model:
        target = self.directory.path / READBACK_FILE
        path = self.given.text_path
        same = path is not None and target.exists() and target.samefile(path)
        if not self.force:
            names = artifact_names(self.context.engines)
            self.directory.refuse_edited([one for one in names if not (same and one == READBACK_FILE)])
        return self._analysed(answers)

    def _requirements(self, answers: Mapping[str, str], tell: Callable[[str], None]) -> Model:
        from backend_data_model.documents import load_model
        from backend_data_model.documents.merge import merge, without_undecided

        target = self.directory.path / MODEL_FILE
        earlier_run = not self.force and MODEL_FILE in self.directory.written and target.exists()
        keep_edits = earlier_run and self.directory.edited(MODEL_FILE)
        if not self.force:
            names = artifact_names(self.context.engines)
            self.directory.refuse_edited([name for name in names if not (keep_edits and name == MODEL_FILE)])
        tell("reading the requirements")
        earlier = load_model(target.read_text(encoding="utf-8"), str(target)) if earlier_run else None
        fresh = self._analysed(answers)
        if not self.checked:
            check_asked(fresh, answers)
            self.checked = True
        if earlier is not None:
            undecided = fresh
            fresh = self._with_earlier_answers(fresh, earlier, answers)
            earlier = without_undecided(earlier, undecided, fresh)
        if earlier is None or not keep_edits:
            return fresh
        self.previous = target.read_text(encoding="utf-8")
        merged = merge(fresh, earlier)
        self.notes.append(f"note: the edits in {target} are kept")
        left_out = merged.left_out[:_MOST_LEFT_OUT]
        self.notes += [f"      left out, since the edited model does not have it: {name}" for name in left_out]
        if len(merged.left_out) > _MOST_LEFT_OUT:
            self.notes.append(f"      ... and {len(merged.left_out) - _MOST_LEFT_OUT} more")
        return merged.model

    def _with_earlier_answers(self, fresh: Model, earlier: Model, answers: Mapping[str, str]) -> Model:
        said = {question.id: question.answer for question in earlier.questions if question.answer is not None}
        before = {name: answer for name, answer in said.items() if name not in answers}
        kept = still_asked(fresh, before)
        self.notes += [
            f"note: the answer {answer!r} to {name} is dropped: the requirements no longer raise that question"
            for name, answer in before.items()
            if name not in kept
        ]
        return self._analysed({**kept, **answers}) if kept else fresh

    def _analysed(self, answers: Mapping[str, str]) -> Model:
        source = self.given.texts[0][0] if len(self.given.texts) == 1 else None
        model = analyse_text(
            self.given.joined,
            tenancy=self.context.tenancy,
            tenant=self.context.tenant,
            source=source,
            answers=answers,
            glossary=self.glossary,
        )
        if self.claims is not None:
            model, self.claims_report = with_claims(
                model, self.given.joined, self.claims, answers=answers, source=source
            )
        if source is None:
            self.given.place(model)
        return model
