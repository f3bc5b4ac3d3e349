"""From two catalogs to the statements between them: one ALTER for each table and class of algorithm."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from backend_data_model.migrations.mysql import foreign_keys, programs
from backend_data_model.migrations.mysql.changes import find_changes
from backend_data_model.migrations.mysql.draft import Clause, Draft, alter
from backend_data_model.migrations.mysql.names import quoted
from backend_data_model.migrations.mysql.online import on_all
from backend_data_model.migrations.mysql.tables import clauses_for, create_table

if TYPE_CHECKING:
    from backend_data_model.migrations.mysql.catalog.objects import Catalog, Table
    from backend_data_model.migrations.mysql.changes import Renames
    from backend_data_model.migrations.mysql.online import Held, Online
    from backend_data_model.migrations.mysql.target import Target

_ACTS = re.compile(r" ON (?:DELETE|UPDATE) (?:CASCADE|SET NULL)")
_ANY_POSITION = (8, 0, 29)
_RENAME_COLUMN = (8, 0)


@dataclass(slots=True)
class Context:
    """For which servers the plan is, and what earlier rounds learned.

    `single` are tables whose change must be one statement, `loosened` those whose foreign keys must go meanwhile.
    """

    targets: list[Target]
    single: set[str] = field(default_factory=set)
    loosened: set[str] = field(default_factory=set)

    def online(self, table: Table, clause: Clause) -> Online:
        """How a clause runs on every target."""
        found = [on_all(operation, self.targets, _held(table)) for operation in sorted(clause.operations)]
        best = found[0]
        for other in found[1:]:
            best = best.and_(other)
        return best

    @property
    def positions(self) -> bool:
        """Whether a new column may stand anywhere without a rebuild."""
        return all(target.mariadb or target.version >= _ANY_POSITION for target in self.targets)


def _held(table: Table) -> frozenset[Held]:
    keys = tuple(table.keys.values())
    found: dict[Held, bool] = {
        "fulltext": any(text.startswith("FULLTEXT") for text in keys),
        "spatial": any(text.startswith("SPATIAL") for text in keys),
        "compressed": table.options.get("ROW_FORMAT") == "COMPRESSED",
        "partitions": table.partitioning is not None,
        "cascade": any(_ACTS.search(text) for text in table.foreign_keys.values()),
    }
    return frozenset(name for name, there in found.items() if there)


def rename_drafts(renames: Renames, old: Catalog, context: Context) -> list[Draft]:
    """Short, and felt at once by code that uses the old name."""
    before = {new: was for was, new in renames.tables}
    drafts = [
        Draft(
            f"RENAME TABLE {quoted(was)} TO {quoted(new)}",
            f"Rename the table {was}. Views, routines and triggers of other tables still name it.",
            undo=f"RENAME TABLE {quoted(new)} TO {quoted(was)}",
            phase="contract",
            backward_incompatible=f"code that names {was} fails",
        )
        for was, new in renames.tables
    ]
    for table, was, new in renames.columns:
        there = old.tables[before.get(table, table)]
        clause = _rename_column(there, was, new, context)
        drafts.append(alter(table, [clause], context.online(there, clause)))
    for table, was, new in renames.keys:
        there = old.tables[before.get(table, table)]
        clause = Clause(
            f"RENAME INDEX {quoted(was)} TO {quoted(new)}",
            frozenset({"rename_index"}),
            f"Rename the index {was}.",
            f"RENAME INDEX {quoted(new)} TO {quoted(was)}",
        )
        drafts.append(alter(table, [clause], context.online(there, clause)))
    return drafts


def _rename_column(table: Table, was: str, new: str, context: Context) -> Clause:
    forward, back = f"RENAME COLUMN {quoted(was)} TO {quoted(new)}", f"RENAME COLUMN {quoted(new)} TO {quoted(was)}"
    if any(not target.mariadb and target.version < _RENAME_COLUMN for target in context.targets):
        definition = table.columns[was].spelled(table.collation)
        forward = f"CHANGE COLUMN {quoted(was)} {quoted(new)} {definition}"
        back = f"CHANGE COLUMN {quoted(new)} {quoted(was)} {definition}"
    return Clause(
        forward,
        frozenset({"rename_column"}),
        f"Rename the column {was}.",
        back,
        phase="contract",
        backward_incompatible=f"code that names {table.name}.{was} fails",
    )


def drafts_between(old: Catalog, new: Catalog, context: Context) -> list[Draft]:
    """The statements in order; empty when nothing differs."""
    changes = find_changes(old, new)
    drafts = programs.drop_programs(changes)
    changing = {change.new.name for change in changes.tables if change.structure_differs}
    gone = foreign_keys.to_drop(old, new, context.loosened & changing)
    for name, keys in gone.items():
        table = old.tables[name]
        drafts += _alters(table, [foreign_keys.drop_clause(table, key) for key in keys], context)
    late: list[tuple[Table, str]] = []
    for table, waiting in foreign_keys.in_creation_order(changes.created):
        drafts.append(
            Draft(
                create_table(table, new, without=waiting),
                f"Create the table {table.name}.",
                undo=f"DROP TABLE {quoted(table.name)}",
            )
        )
        late += [(table, name) for name in waiting]
    for change in changes.tables:
        clauses = clauses_for(change, positions=context.positions)
        drafts += _alters(change.old, clauses, context)
        late += [
            (change.new, name)
            for name, text in change.new.foreign_keys.items()
            if change.old.foreign_keys.get(name) != text or name in gone.get(change.new.name, ())
        ]
    unchanged = {change.new.name for change in changes.tables}
    late += [
        (new.tables[name], key)
        for name, keys in gone.items()
        if name in new.tables and name not in unchanged
        for key in keys
    ]
    for table, name in late:
        drafts += _alters(table, [foreign_keys.add_clause(table, name)], context)
    drafts += _dropped(changes.dropped, old, context)
    return [*drafts, *programs.make_programs(changes)]


def _dropped(tables: list[Table], old: Catalog, context: Context) -> list[Draft]:
    drafts: list[Draft] = []
    ordered = foreign_keys.in_creation_order(tables)
    for table, waiting in ordered:
        drafts += _alters(table, [foreign_keys.drop_clause(table, name) for name in waiting], context)
    for table, waiting in reversed(ordered):
        drafts.append(
            Draft(
                f"DROP TABLE {quoted(table.name)}",
                f"Drop the table {table.name} with its rows.",
                undo=create_table(table, old, without=waiting),
                phase="contract",
                loses_data=f"the table {table.name}",
                backward_incompatible=f"code that names {table.name} fails",
            )
        )
    return drafts


def _alters(table: Table, clauses: list[Clause], context: Context) -> list[Draft]:
    """Neighbours of the same class in one statement; everything in one where the server needs that."""
    if table.name in context.single and clauses:
        together = context.online(table, clauses[0])
        for clause in clauses[1:]:
            together = together.and_(context.online(table, clause))
        return [alter(table.name, clauses, together)]
    groups: list[tuple[list[Clause], Online]] = []
    for clause in clauses:
        online = context.online(table, clause)
        if (
            groups
            and not clause.last
            and (groups[-1][1].algorithm, groups[-1][1].lock) == (online.algorithm, online.lock)
        ):
            groups[-1] = ([*groups[-1][0], clause], groups[-1][1].and_(online))
        else:
            groups.append(([clause], online))
    return [alter(table.name, clauses, online) for clauses, online in groups]
