"""Migration files of any tool as the statements that a rehearsal runs."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from backend_data_model.migrations.rehearse.actions import Action, action_of
from backend_data_model.migrations.rehearse.psql_script import PsqlScript
from backend_data_model.model.errors import InputError
from backend_data_model.model.position import Position

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend_data_model.migrations.lint.source import Migration, Piece

_OFFLINE = {
    "alembic": "write it out with `alembic upgrade FROM:TO --sql`",
    "django": "write it out with `manage.py sqlmigrate APP NAME`",
    "rails": "write out the SQL that it sends",
}
_DECIDES = (ast.If, ast.For, ast.While, ast.Try, ast.Match)


def actions_of_files(targets: Sequence[str]) -> list[Action]:
    """The statements of files, directories and `-`, in the order given; what a tool wraps stands in BEGIN and COMMIT.

    Plain SQL is read as psql does.  Raises InputError for what is missing, and for what is only known while the
    migration runs, such as the loops of a Python file.
    """
    from backend_data_model.migrations.lint.sources import read_migrations

    script = PsqlScript()
    found: list[Action] = []
    for migration in read_migrations(targets):
        _refuse_unread(migration)
        # What follows each other inside the tool's transaction is one: Alembic commits only for an autocommit_block.
        together: list[Action] = []
        for piece in migration.pieces:
            actions = _actions(migration, piece, script)
            if _wraps(migration, piece, len(actions)):
                together += actions
                continue
            found += [*_wrapped(together), *actions]
            together = []
        found += _wrapped(together)
    return found


def _refuse_unread(migration: Migration) -> None:
    """Only what the text says for certain is rehearsed."""
    instead = _OFFLINE.get(migration.tool)
    at = migration.unread[0].position if migration.unread else None
    if migration.tool in {"django", "rails"}:
        raise InputError(
            f"{migration.file}: a migration of {migration.tool.title()} depends on more than its file", help=instead
        )
    if migration.unread:
        raise InputError(f"this cannot be rehearsed: {migration.unread[0].reason}", position=at, help=instead)
    if migration.tool == "alembic":
        for node in ast.parse(migration.text).body:
            if isinstance(node, ast.FunctionDef) and node.name == "upgrade":
                decides = next((inner for inner in ast.walk(node) if isinstance(inner, _DECIDES)), None)
                if decides is not None:
                    raise InputError(
                        "what runs here is decided while the migration runs",
                        position=Position(decides.lineno, decides.col_offset + 1, migration.file),
                        help=instead,
                    )
    elif migration.file and migration.file.endswith((".py", ".rb")) and not migration.pieces:
        raise InputError(
            f"{migration.file} is no migration that can be read", help="give SQL, or a revision of Alembic"
        )


def _actions(migration: Migration, piece: Piece, script: PsqlScript) -> list[Action]:
    directory = Path(migration.file).parent if migration.file else None
    found = []
    for statement in script.read(piece.text, migration.file, directory):
        action = action_of(statement)
        if statement.position.file == migration.file:
            action.position = _placed(statement.position, piece, migration)
        found.append(action)
    return found


def _wrapped(actions: Sequence[Action]) -> list[Action]:
    if not actions:
        return []
    begin, commit = (
        Action(sql, position=at.position, alone=False, control=True)
        for sql, at in (("BEGIN", actions[0]), ("COMMIT", actions[-1]))
    )
    return [begin, *actions, commit]


def _placed(inside: Position, piece: Piece, migration: Migration) -> Position:
    """A position in the piece as one in its file."""
    if not piece.literal:
        return Position(piece.line, piece.column, migration.file)
    column = inside.column + (piece.column - 1 if inside.line == 1 else 0)
    return replace(inside, line=piece.line + inside.line - 1, column=column)


def _wraps(migration: Migration, piece: Piece, statements: int) -> bool:
    """Whether the tool runs the piece in a transaction of its own making."""
    if migration.wrapped_if_several:
        return statements > 1
    if migration.wrapped_unless_refused:
        from backend_data_model.migrations.lint.statements import ParsedStatement, parse_piece
        from backend_data_model.migrations.lint.tree import refuses_transaction

        items = list(parse_piece(migration, piece))
        return not any(isinstance(item, ParsedStatement) and refuses_transaction(item) for item in items)
    return piece.wrapped
