"""What the files before have made: the schema of later files, read only as far as a rule asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.lint.names import parts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backend_data_model.migrations.effect import Effect
    from backend_data_model.migrations.lint.context import Context
    from backend_data_model.migrations.lint.prediction import Predictor
    from backend_data_model.migrations.lint.statements import ParsedStatement

# They change no relation, index, type or setting that a prediction looks at.
_SHAPELESS = frozenset({"insert_stmt", "update_stmt", "delete_stmt", "copy_stmt", "comment_stmt", "grant_stmt"})


class History:
    """The schema that files leave to those behind them; of relations that none of them made it says nothing.

    Statements wait until the effect of one on a relation made by an earlier file is asked for.  Each file is a session
    of its own: what it SET ends with it.
    """

    def __init__(self, version: int) -> None:
        self._version = version
        self._waiting: list[ParsedStatement | None] = []
        self._names: set[str] = set()
        self._predictor: Predictor | None = None

    def effect(self, statement: ParsedStatement, context: Context) -> Effect | None:
        """What a statement does to what earlier files made; None where it is about something else."""
        if self._names.isdisjoint(_targets(statement, context)):
            return None
        return self._caught_up().effect(statement)

    def has_index(self, table: str, columns: frozenset[str]) -> bool | None:
        """Whether an index or key of a table begins with these columns; None for a table that no earlier file made."""
        return self._caught_up().has_index(table, columns) if table in self._names else None

    def advance(self, statement: ParsedStatement) -> None:
        """Take in what the statement changes."""
        if statement.kind not in _SHAPELESS:
            self._waiting.append(statement)

    def end_file(self, made: Iterable[str]) -> None:
        """The file is over; `made` are the names (`public.orders`) of all that it created."""
        self._names.update(made)
        self._waiting.append(None)

    def _caught_up(self) -> Predictor:
        if self._predictor is None:
            from backend_data_model.migrations.lint.prediction import Predictor

            self._predictor = Predictor("", self._version)
        for statement in self._waiting:
            if statement is None:
                self._predictor.begin_session()
            else:
                self._predictor.advance(statement)
        self._waiting.clear()
        return self._predictor


def _targets(statement: ParsedStatement, context: Context) -> list[str]:
    """The full names of what a statement changes, as far as its first clause tells."""
    kind = statement.kind
    body: Any = statement.body
    if kind in {"alter_table_stmt", "index_stmt"}:
        return [context.name(body.relation)]
    if kind == "drop_stmt":
        names = [parts(node) for node in body.objects]
    elif kind == "truncate_stmt":
        return [context.name(node.range_var) for node in body.relations]
    elif kind in {"alter_domain_stmt", "alter_enum_stmt"}:
        names = [[item.string.sval for item in body.type_name]]
    else:
        relation: Any = getattr(body, "relation", None)
        return [context.name(relation)] if hasattr(relation, "relname") and relation.relname else []
    path = context.session.search_path
    return [f"{name[-2] if len(name) > 1 else path}.{name[-1]}" for name in names if name]
