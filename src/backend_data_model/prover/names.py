"""The names that the engine gave to constraints which the script left unnamed: a refusal must name the right one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.prover.predicates import columns_in

if TYPE_CHECKING:
    from backend_data_model.engines.session import EngineSession, NamedConstraint
    from backend_data_model.model.schema import Table


class Names:
    """Finds names by table, kind and columns; answers only when exactly one constraint fits."""

    def __init__(self, session: EngineSession) -> None:
        self._found: dict[tuple[str, str], list[NamedConstraint]] = {}
        for constraint in session.named_constraints():
            self._found.setdefault((constraint.table, constraint.kind), []).append(constraint)

    def of(self, table: Table, kind: str, columns: tuple[str, ...], given: str | None) -> str | None:
        """The name that was given, else the one in the catalog; MySQL calls every primary key PRIMARY."""
        if given and kind != "primary_key":
            return given
        fitting = [
            c.name
            for c in self._found.get((table.name, kind), [])
            if (table.schema is None or c.schema in {None, table.schema})
            and (c.columns == columns or (kind == "check" and set(c.columns) == set(columns)))
        ]
        return fitting[0] if len(fitting) == 1 else given

    def of_check(self, table: Table, expression: str, given: str | None) -> str | None:
        """The name of a CHECK, found by the columns that it speaks of."""
        return self.of(table, "check", columns_in(expression, table), given)
