"""DDL from files, directories of migrations and standard input as one text that knows where each line is from."""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from backend_data_model.cli.requirements import decode
from backend_data_model.model.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backend_data_model.model.position import Position

_DOWN_FILE = re.compile(r"(?i)(^|[._-])down\.sql$|^U\d+(\.\d+)*__.*\.sql$")
_DOWN = re.compile(r"(?i)^--\s*(\+goose\s+down|\+migrate\s+down|migrate:down)\b")
_UP = re.compile(r"(?i)^--\s*(\+goose\s+up|\+migrate\s+up|migrate:up)\b")


@dataclass(frozen=True, slots=True)
class DdlText:
    """The joined text, the files it is from and the line at which each begins (1-based)."""

    text: str
    files: tuple[str, ...]
    starts: tuple[int, ...]

    def place(self, position: Position | None) -> Position | None:
        """A position in the joined text as one in its file."""
        if position is None:
            return None
        number = bisect_right(self.starts, position.line) - 1
        return replace(position, line=position.line - self.starts[number] + 1, file=self.files[number])


def read_ddl_files(targets: Sequence[str]) -> DdlText:
    """The DDL of files, directories and `-`, in the order given.

    In a directory all `.sql` files count, also in its folders, in the order of their names with numbers as numbers
    (`V2` before `V10`).  Scripts that undo (`x.down.sql`, Flyway's `U2__x.sql`) and the parts of a file that do (below
    `-- +goose Down` or `-- migrate:down`) are left out.  Raises InputError for what is missing, empty or no text.
    """
    files: list[str] = []
    starts: list[int] = []
    parts: list[str] = []
    line = 1
    for name in _files(targets):
        text = _without_undo(_read(name))
        if len(targets) > 1 or Path(targets[0]).is_dir():
            text = _closed(text)
        files.append(name)
        starts.append(line)
        parts.append(text)
        line += text.count("\n")
    if not "".join(parts).strip():
        raise InputError(f"{', '.join(targets)} is empty", help="expected DDL: CREATE TABLE and the like")
    return DdlText("".join(parts), tuple(files), tuple(starts))


def _files(targets: Sequence[str]) -> Iterator[str]:
    for target in targets:
        path = Path(target)
        if target == "-":
            yield target
        elif path.is_dir():
            found = sorted((p for p in path.rglob("*.sql") if p.is_file()), key=lambda p: _natural(p.relative_to(path)))
            kept = [p for p in found if not _DOWN_FILE.search(p.name)]
            if not kept:
                raise InputError(f"there are no .sql files in {target}")
            yield from (str(p) for p in kept)
        elif path.exists():
            yield target
        else:
            raise InputError(
                f"{target} does not exist", help="name a DDL file, a directory, model.yaml, a database URL, or -"
            )


def _read(name: str) -> str:
    if name == "-":
        return decode(sys.stdin.buffer.read(), "standard input").replace("\r\n", "\n")
    return decode(Path(name).read_bytes(), name).replace("\r\n", "\n")


def _natural(path: Path) -> list[list[tuple[int, int, str]]]:
    return [
        [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.split(r"(\d+)", name) if part]
        for name in path.parts
    ]


def _without_undo(text: str) -> str:
    """The text with the lines below a mark for undoing made empty, so that line numbers stay."""
    if not re.search(r"(?im)^--\s*(\+goose|\+migrate|migrate:)", text):
        return text
    undoing = False
    lines: list[str] = []
    for line in text.split("\n"):
        undoing = (undoing or _DOWN.match(line) is not None) and _UP.match(line) is None
        lines.append("" if undoing else line)
    return "\n".join(lines)


def _closed(text: str) -> str:
    """The text with its last statement ended, so that it does not run on into the next file."""
    return text + "\n" if text.rstrip().endswith(";") else text + "\n;\n"
