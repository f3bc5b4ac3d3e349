"""A finding of the linter: one of the reviewer's kind that may know how to mend itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from backend_data_model.model.finding import Finding

if TYPE_CHECKING:
    from backend_data_model.migrations.lint.fixes import Edit


@dataclass(frozen=True, slots=True)
class LintFinding(Finding):
    """`help` is what to write instead; `edits` do it, where that is mechanical (offsets in the file's text)."""

    edits: tuple[Edit, ...] = ()
