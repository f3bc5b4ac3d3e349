"""Reads a psql script as psql does without a terminal: variables, conditions and included files.

Source: PostgreSQL 18, psql, "Meta-Commands".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from backend_data_model.engines.split import split_statements
from backend_data_model.migrations.rehearse.psql_variables import interpolated
from backend_data_model.model.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.split import Statement
    from backend_data_model.model.position import Position

# What psql shows and how: it changes nothing for the server.
_SHOWN_ONLY = re.compile(
    r"(?:timing|echo|qecho|warn|pset|x|a|t|H|C|f|T|errverbose|conninfo|o|out|r|reset|p|print|d\S*|l\+?|sf\+?|sv\+?"
    r"|bind|restrict|unrestrict|unset)\Z"
)
_RUN = {"\\g", "\\gx"}
_MOST_INCLUDES = 50
_WORDS = re.compile(r"""(?P<quoted>'(?:[^'\\]|''|\\.)*')|(?P<plain>[^\s'`"]+|"(?:[^"]|"")*")|(?P<shell>`)""")
_ESCAPES = {"n": "\n", "t": "\t", "b": "\b", "r": "\r", "f": "\f"}
_TRUE, _FALSE = ("true", "yes", "on", "1"), ("false", "no", "off", "0")


@dataclass(frozen=True, slots=True)
class ScriptStatement:
    """A statement for the server; with `results_run` each value that it gives is a statement too (`\\gexec`)."""

    sql: str
    position: Position
    results_run: bool = False


@dataclass(slots=True)
class _Branch:
    """An `\\if` that is open: whether the lines now run, and whether a branch of it has run or must not."""

    runs: bool
    taken: bool
    position: Position


@dataclass(slots=True)
class PsqlScript:
    """Variables live on from one script to the next, as in one session of psql."""

    variables: dict[str, str] = field(default_factory=dict)
    _open: list[_Branch] = field(default_factory=list)
    _depth: int = 0

    def read(self, text: str, source: str | None = None, directory: Path | None = None) -> list[ScriptStatement]:
        """The statements that would run, in order.

        `source` stands in positions; `directory` is that of the script, in which `\\ir` looks.  Raises InputError
        for commands that need psql itself, a terminal or a shell.
        """
        outer, self._open = self._open, []
        found: list[ScriptStatement] = []
        for statement in split_statements(text, "postgresql", source):
            if statement.is_client_command:
                for one in self._command(statement, found[-1] if found else None, directory):
                    if one.results_run and found and one.position == found[-1].position:
                        found.pop()
                    found.append(one)
            elif self._runs():
                found.append(ScriptStatement(interpolated(statement.sql, self.variables), statement.position))
        if self._open:
            raise InputError("this \\if has no \\endif", position=self._open[-1].position, help="add \\endif")
        self._open = outer
        return found

    def _runs(self) -> bool:
        return all(branch.runs for branch in self._open)

    def _command(
        self, statement: Statement, last: ScriptStatement | None, directory: Path | None
    ) -> Iterator[ScriptStatement]:
        name, _, rest = statement.sql.rstrip().partition(" ")
        if name in {"\\if", "\\elif", "\\else", "\\endif"}:
            self._condition(name, rest, statement.position)
            return
        if not self._runs():
            return
        if name == "\\set":
            self._set(rest, statement.position)
        elif name == "\\gexec" and last is not None:
            yield ScriptStatement(last.sql, last.position, results_run=True)
        elif name in {"\\i", "\\include", "\\ir", "\\include_relative"}:
            yield from self._include(name, rest, statement.position, directory)
        elif name == "\\unset":
            self.variables.pop(rest.strip(), None)
        elif name in {"\\q", "\\quit"}:
            raise _refused(name, statement.position, "end the script there")
        elif name == "\\encoding" and rest.strip().strip("'").lower().replace("-", "") in {"utf8", ""}:
            return
        elif name not in _RUN and not _SHOWN_ONLY.match(name[1:]) and name not in {"\\", "\\?", "\\."}:
            raise _refused(name, statement.position, _INSTEAD.get(name, "write out what it does"))

    def _set(self, rest: str, position: Position) -> None:
        name, *values = self._words(rest, position) or [""]
        if name:
            self.variables[name] = "".join(values)

    def _words(self, rest: str, position: Position) -> list[str]:
        """The arguments of a command, with quotes taken off and variables filled in."""
        words: list[str] = []
        end = -1
        for found in _WORDS.finditer(interpolated(rest, self.variables)):
            if found["shell"]:
                raise InputError(
                    "a command of the shell cannot be rehearsed", position=position, help="write its result instead"
                )
            if found["plain"] and found["plain"].startswith("\\"):
                raise InputError("only one command can stand on a line", position=position, help="break the line")
            word = _unquoted(found["quoted"]) if found["quoted"] else found["plain"]
            if found.start() == end:
                words[-1] += word
            else:
                words.append(word)
            end = found.end()
        return words

    def _condition(self, name: str, rest: str, position: Position) -> None:
        if name == "\\if":
            runs = self._runs() and self._is_true(rest, position)
            self._open.append(_Branch(runs, runs or not self._runs(), position))
            return
        if not self._open:
            raise InputError(f"{name} without \\if", position=position, help="remove it, or add the \\if")
        branch = self._open[-1]
        if name == "\\endif":
            self._open.pop()
            return
        branch.runs = not branch.taken and (name == "\\else" or self._is_true(rest, position))
        branch.taken = branch.taken or branch.runs

    def _is_true(self, rest: str, position: Position) -> bool:
        word = "".join(self._words(rest, position)).lower()
        if word and any(one.startswith(word) for one in _TRUE) and word != "o":
            return True
        if word and any(one.startswith(word) for one in _FALSE) and word != "o":
            return False
        raise InputError(
            f"\\if {rest.strip()} is neither true nor false",
            position=position,
            help="variables come from \\set; what a query gives (\\gset) is not known before it runs",
        )

    def _include(self, name: str, rest: str, position: Position, directory: Path | None) -> list[ScriptStatement]:
        """The statements of another file: `\\ir` looks beside the script, `\\i` where the command was started."""
        target = "".join(self._words(rest, position))
        relative = name in {"\\ir", "\\include_relative"} and directory is not None
        places = [directory / target] if relative and directory is not None else [Path(target)]
        if not relative and directory is not None:
            places.append(directory / target)
        path = next((place for place in places if place.is_file()), None)
        if path is None:
            raise InputError(f"{name} {target}: there is no such file", position=position, help="give the path of one")
        if self._depth >= _MOST_INCLUDES:
            raise InputError(f"{name} {target}: files include each other", position=position, help="end the circle")
        self._depth += 1
        try:
            text = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            raise InputError(f"{path} is not UTF-8: {error.reason} at byte {error.start}", position=position) from None
        found = self.read(text, str(path), path.parent)
        self._depth -= 1
        return found


_INSTEAD = {
    "\\gset": "write the value into the statements, or use a DO block",
    "\\watch": "use a DO block that loops, or a procedure",
    "\\copy": "use INSERT",
    "\\connect": "give each database a script of its own",
    "\\c": "give each database a script of its own",
}


def _refused(name: str, position: Position, instead: str) -> InputError:
    return InputError(f"{name} is for psql and cannot be rehearsed", position=position, help=instead)


def _unquoted(word: str) -> str:
    text = word[1:-1].replace("''", "'")
    return re.sub(r"\\(.)", lambda found: _ESCAPES.get(found[1], found[1]), text)
