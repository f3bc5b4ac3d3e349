"""What a script has made so far: statements applied one after the other to a `Schema`."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

from backend_data_model.engines.mysql import read_tables
from backend_data_model.engines.mysql.read_changes import change_table, rename_table
from backend_data_model.engines.mysql.read_mariadb import restore_json_columns
from backend_data_model.engines.mysql.read_tables import NotTakenError
from backend_data_model.engines.mysql.syntax import nodes
from backend_data_model.model.schema import Routine, Table, Trigger, View

if TYPE_CHECKING:
    from backend_data_model.engines.mysql.read_tables import Place
    from backend_data_model.engines.split import Statement
    from backend_data_model.model.position import LineIndex
    from backend_data_model.model.schema import Schema

__all__ = ["Catalog", "NotTakenError"]

_MOST_COLUMNS = 4096


class Catalog:
    """Applies statements; table names depend on case, as on Linux."""

    def __init__(self, schema: Schema, lines: LineIndex) -> None:
        self.schema = schema
        self._first: str | None = None
        self._current: str | None = None
        self._lines = lines
        self._tables: dict[tuple[str | None, str], Table] = {}

    def ignore(self, kind: str) -> None:
        """Count a statement that states no structure."""
        self.schema.ignored[kind] = self.schema.ignored.get(kind, 0) + 1

    def table(self, schema: str | None, name: str) -> Table | None:
        """The table of that name."""
        return self._tables.get((self._own(schema), name))

    def _own(self, schema: str | None) -> str | None:
        """The schema of a name; None stands for the first database that the script uses."""
        name = schema or self._current
        return None if name == self._first else name

    def apply(self, node: nodes.Node, part: Statement) -> None:
        """Apply one statement; what does not fit raises `NotTakenError` and changes nothing that it can still undo."""

        def place(offset: int):  # type: ignore[no-untyped-def]
            return self._lines.at(part.offset + offset)

        match node:
            case nodes.CreateTable():
                self._create(node, place)
            case nodes.AlterTable():
                self._alter(node, place)
            case nodes.DropTable():
                self._drop(node)
            case nodes.RenameTable():
                for (old_schema, old), (new_schema, new) in node.pairs:
                    self._rename(self._known(old_schema, old), new_schema, new)
            case nodes.CreateView():
                self._drop_view(node.schema, node.name)
                view = View(node.name, node.definition, security_invoker=node.invoker, schema=self._own(node.schema))
                view.position = part.position
                self.schema.views.append(view)
            case nodes.CreateTrigger():
                trigger = Trigger(node.name, node.table, part.sql, self._own(node.schema), part.position)
                self.schema.triggers.append(trigger)
            case nodes.CreateRoutine():
                routine = Routine(node.name, part.sql, not node.invoker, schema=self._own(node.schema))
                routine.position = part.position
                self.schema.routines.append(routine)
            case nodes.DropProgram():
                self._drop_program(node)
            case nodes.UseDatabase():
                self._use(node.name)
            case nodes.Other():
                self.ignore(node.kind)

    def finish(self) -> None:
        """Add the indexes that InnoDB makes for foreign keys; in a dump of MariaDB, find its JSON columns."""
        mariadb = "mariadb" in (self.schema.version or "").lower()
        for table in self.schema.tables:
            if mariadb:
                restore_json_columns(table)
            for number, key in enumerate(table.foreign_keys):
                key.ref_schema = None if key.ref_schema == self._first else key.ref_schema
                read_tables.add_foreign_key_index(table, number)
            for option in [option for option in table.options if option.startswith("fk_index:")]:
                del table.options[option]

    def _use(self, name: str) -> None:
        self.ignore("use")
        if self._first is None and not self._tables:
            self._first = name
        self._current = name

    def _known(self, schema: str | None, name: str) -> Table:
        table = self.table(schema, name)
        if table is None:
            raise NotTakenError(f"no table {name} is made before this statement")
        return table

    def _create(self, node: nodes.CreateTable, place: Place) -> None:
        schema = self._own(node.schema)
        if node.replaces:
            self._drop_table(schema, node.name)
        if (schema, node.name) in self._tables:
            if node.if_not_exists:
                return
            raise NotTakenError(f"the table {node.name} exists already")
        if node.from_query:
            raise NotTakenError("its columns come from a query, which is not followed")
        if node.like:
            table = self._copy(self._known(*node.like))
        else:
            table = Table(node.name, options=dict(node.options))
            self._fill(table, node, place)
        table.name, table.schema, table.temporary = node.name, schema, node.temporary
        table.position = place(node.offset)
        self._tables[schema, node.name] = table
        self.schema.tables.append(table)

    def _fill(self, table: Table, node: nodes.CreateTable, place: Place) -> None:
        table.comment = table.options.pop("comment", None)
        if sum(isinstance(element, nodes.ColumnDef) for element in node.elements) > _MOST_COLUMNS:
            raise NotTakenError(f"a table has at most {_MOST_COLUMNS} columns (10.4.7)")
        for element in node.elements:
            if isinstance(element, nodes.ColumnDef):
                read_tables.add_column(table, element, place)
        for element in node.elements:
            if not isinstance(element, nodes.ColumnDef):
                read_tables.add_element(table, element, place)
        if node.partitioning:
            table.partition_by = node.partitioning.text.split(None, 2)[2]
        self._keep_references(table, node, place)

    def _keep_references(self, table: Table, node: nodes.CreateTable, place: Place) -> None:
        """MariaDB since 10.5 and MySQL since 9.0 make a foreign key of a column's own REFERENCES."""
        version = self.schema.version or ""
        major = version.split(".", 1)[0]
        if "ignored_references" not in table.options or not major.isdigit() or int(major) < 9:
            return
        del table.options["ignored_references"]
        for element in node.elements:
            if isinstance(element, nodes.ColumnDef) and element.references:
                read_tables.add_foreign_key(table, element.references, place)

    def _copy(self, original: Table) -> Table:
        table = deepcopy(original)
        for number in range(len(table.foreign_keys)):
            read_tables.add_foreign_key_index(table, number)
        table.foreign_keys.clear()
        table.reasons.clear()
        return table

    def _alter(self, node: nodes.AlterTable, place: Place) -> None:
        table = self._known(node.schema, node.name)
        before = deepcopy(table) if len(node.actions) > 1 else None
        done = 0
        try:
            for action in node.actions:
                if isinstance(action, nodes.Rename) and action.what == "table":
                    self._rename(table, action.new_schema, action.new)
                else:
                    change_table(self.schema, table, action, place)
                done += 1
        except NotTakenError:
            if before is not None and done:
                self._replace(table, before)
            raise

    def _replace(self, table: Table, before: Table) -> None:
        self.schema.tables[next(i for i, t in enumerate(self.schema.tables) if t is table)] = before
        self._tables[before.schema, before.name] = before

    def _rename(self, table: Table, new_schema: str | None, new: str) -> None:
        target = (self._own(new_schema) or table.schema, new)
        if target in self._tables:
            raise NotTakenError(f"the table {new} exists already")
        del self._tables[table.schema, table.name]
        rename_table(self.schema, table, self._own(new_schema), new)
        self._tables[target] = table

    def _drop(self, node: nodes.DropTable) -> None:
        for schema, name in node.names:
            if node.view:
                self._drop_view(schema, name)
                continue
            self._drop_table(self._own(schema), name)

    def _drop_table(self, schema: str | None, name: str) -> None:
        table = self._tables.pop((schema, name), None)
        if table is not None:
            self.schema.tables[:] = [other for other in self.schema.tables if other is not table]
            self.schema.triggers[:] = [trigger for trigger in self.schema.triggers if trigger.table != name]

    def _drop_view(self, schema: str | None, name: str) -> None:
        own = self._own(schema)
        self.schema.views[:] = [view for view in self.schema.views if (view.schema, view.name) != (own, name)]

    def _drop_program(self, node: nodes.DropProgram) -> None:
        if node.what == "trigger":
            self.schema.triggers[:] = [trigger for trigger in self.schema.triggers if trigger.name != node.name]
        else:
            self.schema.routines[:] = [routine for routine in self.schema.routines if routine.name != node.name]
