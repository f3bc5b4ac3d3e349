"""Writing results into a directory without ever losing what a person wrote there.

A manifest (`.bdm.json`) keeps the SHA-256 of each file as it was written.  A file that is not in the manifest, or has
another sum, was written or edited by a person.  Files are made in a directory beside the target and then renamed, so
that none is ever half written.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from backend_data_model.engines.termination import undisturbed
from backend_data_model.model.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

MANIFEST = ".bdm.json"


@dataclass(frozen=True, slots=True)
class OutputDirectory:
    """A directory for results and the sums of what an earlier run wrote into it."""

    path: Path
    written: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def open(cls, path: Path) -> OutputDirectory:
        """Look at the directory, which need not exist; InputError where the place is taken by something else."""
        if path.exists() and not path.is_dir():
            raise InputError(f"{path} is a file", help="name a directory for the results with -o")
        manifest = path / MANIFEST
        if not manifest.exists():
            return cls(path)
        try:
            content = json.loads(manifest.read_text(encoding="utf-8"))
            return cls(path, {str(name): str(value) for name, value in content["files"].items()})
        except (ValueError, KeyError, AttributeError, TypeError):
            raise InputError(
                f"{manifest} is damaged, so it is not known which files a person has edited",
                help="remove it and use --force, or choose another directory",
            ) from None

    def edited(self, name: str) -> bool:
        """Whether the file is there and not as an earlier run left it."""
        path = self.path / name
        return path.exists() and self.written.get(name) != sum_of(path.read_bytes())

    def left_over(self, names: Collection[str]) -> list[str]:
        """Files of earlier runs that a run writing `names` does not renew."""
        return sorted(name for name in self.written if name not in names and (self.path / name).exists())

    def refuse_edited(self, names: Collection[str]) -> None:
        """InputError where writing `names` would overwrite what a person wrote."""
        edited = sorted(name for name in names if self.edited(name))
        if edited:
            raise InputError(
                f"{self.path} holds files that bdm did not write or that were edited since: {', '.join(edited)}",
                help="choose another directory, move them away, or overwrite them with --force",
            )

    def write(self, files: Mapping[str, str]) -> None:
        """Write `files` (text by relative name) and the manifest; all are complete before the first appears."""
        kept = {name: value for name, value in self.written.items() if (self.path / name).exists()}
        sums = kept | {name: sum_of(text.encode()) for name, text in files.items()}
        manifest = json.dumps({"files": dict(sorted(sums.items()))}, indent=2) + "\n"
        self.path.parent.mkdir(parents=True, exist_ok=True)
        staged = Path(tempfile.mkdtemp(dir=self.path.parent, prefix=".bdm-"))
        try:
            for name, text in (*files.items(), (MANIFEST, manifest)):
                target = staged / name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(text, encoding="utf-8", newline="\n")
            with undisturbed():
                for name in (*files, MANIFEST):
                    target = self.path / name
                    target.parent.mkdir(parents=True, exist_ok=True)
                    os.replace(staged / name, target)
        finally:
            shutil.rmtree(staged, ignore_errors=True)


def sum_of(data: bytes) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal."""
    return sha256(data).hexdigest()
