"""What the database holds before each statement of a script, and the settings of the session."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from postgast import pg_query_pb2 as pb

from backend_data_model.engines.postgresql.read import ScriptReader
from backend_data_model.engines.postgresql.read_catalog import name_constraints
from backend_data_model.engines.postgresql.read_parse import UnreadableError, messages, parse
from backend_data_model.engines.postgresql.read_text import columns_in
from backend_data_model.engines.split import split_statements
from backend_data_model.migrations.postgresql.predict.relations import Relation, index_columns, shown
from backend_data_model.model.schema import Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backend_data_model.engines.postgresql.read_catalog import Catalog
    from backend_data_model.engines.split import Statement
    from backend_data_model.migrations.locks import RelationKind
    from backend_data_model.model.schema import Domain, ForeignKey, Index, View

_SHAPING = frozenset(
    """create_stmt alter_table_stmt index_stmt create_schema_stmt do_stmt rename_stmt
    alter_object_schema_stmt""".split()  # noqa: SIM905
)
# The newest minor release of each major version on which locks were measured.
_MEASURED_MINOR = {14: 23, 15: 20, 16: 15, 17: 10, 18: 6}
# Since these releases the server locks the relations on which it records a dependency (16.14 against 16.15, measured,
# 15.18 against 15.20 and 18.6; the others came out on the same days).
_LOCKS_DEPENDENCIES_FROM = {14: 24, 15: 19, 16: 15, 17: 11, 18: 5}
_UTC = frozenset(
    {"utc", "etc/utc", "gmt", "etc/gmt", "uct", "zulu", "universal", "greenwich", "gmt0", "0", "+00", "+00:00"}
)


class Known:
    """A schema that statements change; `version` is the server's major version, `minor` its minor release.

    Without `minor` it is the newest that was measured.

    `time_zone` is None where no SET said it.  Every index and constraint has the name the server gives it.
    `assumes`: a relation that is not known is taken for one with rows (by default where no DDL is given at all).
    """

    def __init__(
        self, ddl: str = "", version: int = 18, *, minor: int | None = None, assumes: bool | None = None
    ) -> None:
        self.version = version
        self.minor = _MEASURED_MINOR.get(version, 0) if minor is None else minor
        self.assumes = not ddl.strip() if assumes is None else assumes
        self._assumed: dict[tuple[str | None, str], Table] = {}
        self.time_zone: str | None = None
        self.prepared: dict[str, pb.Node] = {}
        # Tables that had a foreign key to a relation when they were last looked at; some may have none any more.
        self._referring: dict[tuple[str | None, str], dict[int, Table]] = {}
        self.publications: dict[str, list[pb.Node]] = {}
        reader = ScriptReader(ddl)
        self.catalog: Catalog = reader.catalog
        self.catalog.keeps_query_tables = True
        for statement in split_statements(ddl, "postgresql"):
            try:
                tree = parse(statement.sql) if not statement.is_client_command else None
            except UnreadableError:
                tree = None
            if tree is None:
                reader.read(statement)
                continue
            reader.take(statement, tree)
            self._note(tree)
        self._read_bodies: dict[int, pb.ParseResult] = {}
        for table in self.catalog.schema.tables:
            self._settle(table)
        self._widen_path()

    def begin_session(self) -> None:
        """Forget the settings and the prepared statements of the session before."""
        self.time_zone = None
        self.prepared.clear()
        self._widen_path()

    def _widen_path(self) -> None:
        # The script that is judged runs in a session of its own; names that only the schema's path finds still do.
        self.catalog.search_path = list(dict.fromkeys([None, *self.catalog.search_path]))

    def apply(self, statement: Statement, tree: pb.ParseResult, reader: ScriptReader) -> None:
        """Take in what a statement changes."""
        reader.take(statement, tree)
        self._note(tree)
        for raw in tree.stmts:
            if raw.stmt.WhichOneof("node") in _SHAPING:
                self._settle_touched(raw.stmt)

    def fork(self) -> Known:
        """A copy that can be changed by itself."""
        forked = copy.deepcopy(self)
        forked._read_bodies = {}
        return forked

    def _note(self, tree: pb.ParseResult) -> None:
        """Keep what the reader of schemas has no use for: settings, prepared statements, what is published."""
        for raw in tree.stmts:
            kind = raw.stmt.WhichOneof("node") or ""
            if kind == "variable_set_stmt":
                self._note_setting(raw.stmt.variable_set_stmt)
            elif kind == "prepare_stmt":
                self.prepared[raw.stmt.prepare_stmt.name] = raw.stmt.prepare_stmt.query
            elif kind == "create_publication_stmt":
                self.publications[raw.stmt.create_publication_stmt.pubname] = list(
                    raw.stmt.create_publication_stmt.pubobjects
                )

    def _settle_touched(self, node: pb.Node) -> None:
        body = getattr(node, node.WhichOneof("node") or "")
        if isinstance(body, pb.DoStmt | pb.CreateSchemaStmt | pb.RenameStmt | pb.AlterObjectSchemaStmt):
            touched: Iterable[Table] = list(self.catalog.schema.tables)
        else:
            table = self.catalog.table(body.relation)
            touched = [table, *self.below(table)] if table else []
        for table in touched:
            self._settle(table)

    def _settle(self, table: Table) -> None:
        if not all(item.name for item in _items(table)):
            name_constraints(table)
        for item in _index_items(table):
            self.catalog.index_tables[(table.schema, item.name or "")] = table
        for key in table.foreign_keys:
            self._referring.setdefault((key.ref_schema, key.ref_table), {})[id(table)] = table

    def _note_setting(self, body: pb.VariableSetStmt) -> None:
        if body.name.lower() != "timezone":
            return
        value = body.args[0].a_const if body.args else None
        self.time_zone = (value.sval.sval or str(value.ival.ival)) if value else None

    @property
    def locks_dependencies(self) -> bool:
        """Whether a relation is locked (ACCESS SHARE) when something is made that depends on it."""
        return self.minor >= _LOCKS_DEPENDENCIES_FROM.get(self.version, 0)

    @property
    def is_utc(self) -> bool:
        """Whether the session's TimeZone is known to be UTC."""
        return self.time_zone is not None and self.time_zone.lower() in _UTC

    def find(self, schema: str, name: str) -> Relation | None:
        """The relation that a name means, of whichever kind."""
        catalog = self.catalog
        candidates = [None if schema == "public" else schema] if schema else ["pg_temp", *catalog.search_path]
        for namespace in candidates:
            key = (namespace, name)
            if key in catalog.tables:
                return self.of_table(catalog.tables[key])
            if key in catalog.views:
                return self.of_view(catalog.views[key])
            index = self._index(namespace, name)
            if index:
                return index
            if key in catalog.sequences:
                return Relation(shown(*key), "sequence")
            if key in catalog.composites:
                return Relation(shown(*key), "composite type")
        return None

    def named(self, relation: pb.RangeVar, kind: RelationKind = "table") -> Relation | None:
        """The relation that a reference means, one of that kind where it has to be assumed."""
        return self._named(relation.schemaname, relation.relname, kind)

    def named_parts(self, parts: list[str], kind: RelationKind = "table") -> Relation | None:
        """The relation that the parts of a dotted name mean."""
        return self._named(parts[-2] if len(parts) > 1 else "", parts[-1], kind) if parts else None

    def _named(self, schema: str, name: str, kind: RelationKind) -> Relation | None:
        found = self.find(schema, name)
        if found or not self.assumes or not name:
            return found
        key = self.catalog.key_for_new(schema, name)
        if kind != "table":
            return Relation(shown(*key), kind)
        return self.of_table(self._assumed.setdefault(key, Table(name, key[0])))

    def is_assumed(self, table: Table) -> bool:
        """Whether nothing but the name of a table is known."""
        return self._assumed.get((table.schema, table.name)) is table

    def _index(self, schema: str | None, name: str) -> Relation | None:
        table = self.catalog.index_tables.get((schema, name))
        owners: list[Table | View] = [table] if table else []
        owners += [v for v in self.catalog.schema.views if v.indexes and v.schema == schema]
        for owner in owners:
            found = next((r for r in self.indexes(owner) if r.name == shown(schema, name)), None)
            if found:
                return found
        return None

    @staticmethod
    def of_table(table: Table) -> Relation:
        """The relation of a table."""
        return Relation(shown(table.schema, table.name), "table", table)

    @staticmethod
    def of_view(view: View) -> Relation:
        """The relation of a view or materialized view."""
        return Relation(shown(view.schema, view.name), "materialized view" if view.materialized else "view", None, view)

    @staticmethod
    def indexes(owner: Table | View | None) -> list[Relation]:
        """The indexes of a table or materialized view, those behind keys included."""
        if owner is None:
            return []
        table, view = (owner, None) if hasattr(owner, "columns") else (None, owner)
        return [
            Relation(shown(owner.schema, item.name or ""), "index", table, view, item)  # type: ignore[arg-type]
            for item in _index_items(owner)
        ]

    def stored(self) -> list[Relation]:
        """All tables and materialized views."""
        schema = self.catalog.schema
        return [self.of_table(t) for t in schema.tables] + [self.of_view(v) for v in schema.views if v.materialized]

    def below(self, table: Table) -> list[Table]:
        """All partitions and inheriting tables of a table, at every level."""
        found: list[Table] = []
        for child in self.catalog.below(table):
            if all(child is not other for other in found):
                found += [child, *self.below(child)]
        return found

    def parent(self, table: Table) -> Table | None:
        """The partitioned table of a partition."""
        if table.partition_of is None:
            return None
        schema, _, name = table.partition_of.rpartition(".")
        return self.catalog.tables.get((schema or None, name))

    def above(self, table: Table) -> list[Table]:
        """The partitioned tables over a partition, the nearest first."""
        parent = self.parent(table)
        return [parent, *self.above(parent)] if parent else []

    def default_partition(self, table: Table) -> Table | None:
        """The DEFAULT partition of a partitioned table."""
        return next((t for t in self.catalog.children_of(table) if t.partition_bound == "DEFAULT"), None)

    def references_to(self, table: Table) -> list[tuple[Table, ForeignKey]]:
        """The foreign keys of any table that point to this one."""
        refers = self.catalog.refers
        candidates = self._referring.get((table.schema, table.name), {}).values()
        present = [t for t in candidates if self.catalog.tables.get((t.schema, t.name)) is t]
        return [(t, fk) for t in present for fk in t.foreign_keys if refers(fk, table)]

    def target(self, key: ForeignKey) -> Table | None:
        """The table that a foreign key points to."""
        return self.catalog.tables.get((key.ref_schema, key.ref_table))

    def key_index(self, table: Table, columns: list[str]) -> Relation | None:
        """The unique index over exactly these columns, on which a foreign key stands."""
        wanted = set(columns) or set(table.primary_key.columns if table.primary_key else ())
        for index in self.indexes(table):
            unique = getattr(index.index, "unique", True)
            if unique and index.index is not None and index_columns(index.index) == wanted:
                return index
        return None

    def owned_sequences(self, table: Table, column: str | None = None) -> list[Relation]:
        """The sequences that go with a table, or with one of its columns."""
        return [
            Relation(shown(*key), "sequence")
            for key, owner in self.catalog.sequences.items()
            if owner and owner[0] is table and column in {None, owner[1]}
        ]

    def body(self, view: View) -> pb.ParseResult:
        """The parse tree of a view's query."""
        if id(view) not in self._read_bodies:
            self._read_bodies[id(view)] = parse(view.definition)
        return self._read_bodies[id(view)]

    def views_on(self, relation: Relation, column: str | None = None) -> list[Relation]:
        """The views whose query names a relation (and a column of that name), and the views on those."""
        found: list[Relation] = []
        for view in self.catalog.schema.views:
            if relation.name.rpartition(".")[2] not in view.definition:
                continue
            tree = self.body(view)
            read = [m for m in messages(tree) if isinstance(m, pb.RangeVar)]
            reads = any(self.find(m.schemaname, m.relname) == relation for m in read)
            if reads and (column is None or _mentions(tree, column)):
                own = self.of_view(view)
                found += [own, *self.views_on(own)]
        return list(dict.fromkeys(found))

    def domain(self, type_name: str) -> Domain | None:
        """The domain behind a type's canonical name, if it is one."""
        schema, _, name = type_name.removesuffix("[]").rpartition(".")
        return self.catalog.find(self.catalog.domains, schema.strip('"'), name.strip('"'))

    def base_type(self, type_name: str) -> str:
        """The type under a domain, at the bottom."""
        domain = self.domain(type_name)
        return self.base_type(domain.type) if domain and domain.type != type_name else type_name

    def is_constrained(self, type_name: str) -> bool:
        """Whether a type is a domain with CHECK or NOT NULL, itself or one below it."""
        domain = self.domain(type_name)
        if domain is None or type_name.endswith("[]"):
            return False
        return bool(domain.checks) or not domain.nullable or self.is_constrained(domain.type)

    def type_key(self, schema: str, name: str) -> tuple[str | None, str] | None:
        """The key of an enum, domain or composite type."""
        catalog = self.catalog
        return (
            catalog.find_key(catalog.enums, schema, name)
            or catalog.find_key(catalog.domains, schema, name)
            or catalog.find_key(catalog.composites, schema, name)
        )

    def users_of_type(self, name: tuple[str | None, str]) -> list[tuple[Table, str]]:
        """The columns of a type, of domains over it and of arrays of it."""
        wanted = {name}
        for domain in self.catalog.schema.domains:
            if _canonical(self, domain.type) in wanted:
                wanted.add((domain.schema, domain.name))
        return [
            (t, c.name) for t in self.catalog.schema.tables for c in t.columns if _canonical(self, c.type) in wanted
        ]


def _canonical(known: Known, text: str) -> tuple[str | None, str]:
    schema, _, name = text.removesuffix("[]").rpartition(".")
    return known.type_key(schema.strip('"'), name.strip('"')) or (schema or None, name)


def _index_items(owner: Table | View) -> Iterator[Index]:
    primary = getattr(owner, "primary_key", None)
    if primary:
        yield primary
    yield from getattr(owner, "uniques", ())
    yield from owner.indexes


def _items(table: Table) -> Iterator[Index]:
    yield from _index_items(table)
    yield from table.checks  # type: ignore[misc]
    yield from table.foreign_keys  # type: ignore[misc]


def _mentions(tree: pb.ParseResult, column: str) -> bool:
    for message in messages(tree):
        if isinstance(message, pb.ColumnRef):
            last = message.fields[-1]
            if last.HasField("a_star") or last.string.sval == column:
                return True
    return False


def mentions(expression: str | None, column: str) -> bool:
    """Whether an expression's text speaks of a column."""
    return bool(expression) and column in (expression or "") and column in columns_in(expression or "")
