"""Indexes: for the ways in which rows are looked up, and for foreign keys, merged to few by the index advisor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.designer import reasons
from backend_data_model.engines.dialect import LISTS
from backend_data_model.indexing.candidate import Candidate, Refusal
from backend_data_model.indexing.candidates import btree, containment
from backend_data_model.indexing.facts import SchemaFacts
from backend_data_model.indexing.merging import merge
from backend_data_model.indexing.patterns import access_of, as_stated, lookup
from backend_data_model.indexing.served import existing_indexes, served_by
from backend_data_model.model.document import AttributeType
from backend_data_model.model.errors import InputError
from backend_data_model.model.schema import Column, Index, IndexKey, Schema, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backend_data_model.designer.draft import Draft, TableDraft
    from backend_data_model.model.document import AccessPattern
    from backend_data_model.model.schema import Reason

_DOCUMENTS = LISTS | {AttributeType.JSON}
_NOT_INDEXED = _DOCUMENTS | {AttributeType.BINARY}
_TYPES = {AttributeType.JSON: "jsonb", AttributeType.TEXT_LIST: "text[]", AttributeType.INTEGER_LIST: "integer[]"}


def add_indexes(draft: Draft) -> None:
    """The indexes of all tables.  What a key or another index already serves gets none."""
    Wanted(draft).add()


class Wanted:
    """What the model wants to be looked up, on tables as the advisor reads them.

    Queries are named by what asks them: a pattern, which has its reasons, or a reference, which has its target.
    """

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self._why: dict[str, list[Reason]] = {}
        self._targets: dict[str, str] = {}
        self._read = {id(made): _as_read(made) for made in draft.tables}
        self._drafts = {id(self._read[id(made)]): made for made in draft.tables}
        tenants = [made.tenant for made in draft.tables if made.tenant and made.scope in ("tenant", "both")]
        schema = Schema(draft.settings.engine, tables=list(self._read.values()))
        schema.tenant_column = tenants[0] if tenants else None
        self._facts = SchemaFacts(schema)

    def add(self) -> None:
        """Make the candidates, merge them, and put what is left on the tables of the draft."""
        made = [*self._of_patterns(), *self._of_references()]
        for one in merge(made, self._facts):
            self._add(self._drafts[id(one.table)], one)

    def _of_patterns(self) -> Iterator[Candidate]:
        for number, pattern in enumerate(self.draft.model.access_patterns):
            made = self.draft.of_entity.get(pattern.entity)
            if made is None:
                raise InputError(
                    f"the access pattern {pattern.description!r} names {pattern.entity!r}, which is not an entity"
                )
            found = self._of_pattern(f"pattern {number}", pattern, made)
            if isinstance(found, Refusal):
                text = f"no index for {pattern.description}: {found.reason}"
                made.table.reasons.extend(reasons.from_rule(text))
            elif found is not None and served_by(found, existing_indexes(made.table)) is None:
                self._why[found.queries[0]] = reasons.from_fact(pattern, pattern.description)
                yield found

    def _of_pattern(self, query: str, pattern: AccessPattern, made: TableDraft) -> Candidate | Refusal | None:
        equality = [column_of(self.draft, pattern, name)[0] for name in pattern.equality]
        sort = [column_of(self.draft, pattern, name) for name in pattern.sort]
        ranges = [column_of(self.draft, pattern, name)[0] for name in pattern.range]
        if not equality and not sort and not ranges:
            return None
        if made.tenant and made.scope in ("tenant", "both"):
            equality = list(dict.fromkeys([made.tenant, *equality]))
        table = self._read[id(made)]
        if self._facts.of(table).names_one_row(set(equality)):
            return None
        documents = [name for name in equality if _is_kind(made, name, _DOCUMENTS)]
        plain = [name for name in equality if name not in documents]
        if not self._can_index(made, documents, [*plain, *(name for name, _ in sort), *ranges]):
            return Refusal(query, made.table.name, "no plain index serves it")
        living = made.soft_delete and self.draft.settings.engine != "mysql"
        access = access_of(
            query,
            table,
            equality=plain,
            sort=sort,
            ranges=ranges,
            contained=documents,
            unset=["deleted_at"] if living else [],
        )
        form = containment.candidate if documents else btree.candidate
        found = form(access, self._facts)
        if isinstance(found, Candidate) and found.method == "btree":
            as_stated(found, sort)
        return found

    def _can_index(self, made: TableDraft, documents: Sequence[str], plain: Sequence[str]) -> bool:
        if documents and self.draft.settings.engine != "postgresql":
            return False
        return not any(_is_kind(made, name, _NOT_INDEXED) for name in plain)

    def _of_references(self) -> Iterator[Candidate]:
        for made in self.draft.tables:
            indexes = existing_indexes(made.table)
            wanted = [(key.columns, key.ref_table) for key in made.table.foreign_keys]
            wanted += [([r.column], r.target.table.name) for r in made.references if not r.constrained]
            for columns, target in sorted(wanted, key=lambda item: -len(item[0])):
                query = f"{made.table.name} by {', '.join(columns)} of {target}"
                found = lookup(query, self._read[id(made)], columns)
                if served_by(found, indexes) is None:
                    self._targets[query] = target
                    yield found

    def _add(self, made: TableDraft, found: Candidate) -> None:
        keys = [
            IndexKey(key.column, None if key.column else key.text, key.descending, opclass=key.opclass)
            for key in found.keys
        ]
        why: list[Reason] = []
        for query in found.queries:
            why += [reason for reason in self._why.get(query, ()) if reason not in why]
        conditions = " AND ".join(condition.sql for condition in found.where)
        sentences = [f"queries must say {conditions}, the others are not in it"] if conditions else []
        sentences += found.serves
        targets = list(dict.fromkeys(self._targets[query] for query in found.queries if query in self._targets))
        if targets:
            whose = "its" if len(targets) == 1 else "their"
            sentences.append(f"finds the rows that refer to one of {' or '.join(targets)}, as {whose} deletion must")
        if sentences:
            why += reasons.from_rule("; ".join(sentences))
        name = self.draft.names.take(
            f"index_{made.table.name}_on_{'_and_'.join(k.column or 'expression' for k in keys)}"
        )
        method = None if found.method == "btree" else found.method
        made.table.indexes.append(Index(keys, name, method=method, where=conditions or None, reasons=why))


def column_of(draft: Draft, pattern: AccessPattern, name: str) -> tuple[str, bool]:
    """The column of an attribute or a role, and whether `-name` or `name desc` asks for descending order."""
    slots = draft.slots[pattern.entity]
    descending = False
    if name not in slots:
        bare = name.removeprefix("-").removesuffix(" desc").removesuffix(" DESC").strip()
        descending, name = bare != name, bare
    if name not in slots:
        raise InputError(
            f"the access pattern {pattern.description!r}: {pattern.entity} has no attribute or role {name!r}",
            help=f"known here: {', '.join(sorted(slots))}",
        )
    return slots[name].column, descending


def _is_kind(made: TableDraft, column: str, kinds: frozenset[AttributeType]) -> bool:
    return any(item.column.name == column and item.attribute.type in kinds for item in made.attributes)


def _as_read(made: TableDraft) -> Table:
    """The table with its attributes as columns, whose types are settled only when the indexes are known."""
    table = made.table
    columns = [
        *table.columns,
        *(
            Column(
                item.column.name,
                _TYPES.get(item.attribute.type, item.attribute.type.value),
                nullable=item.column.nullable,
            )
            for item in made.attributes
        ),
    ]
    return Table(
        table.name,
        columns=columns,
        primary_key=table.primary_key,
        uniques=table.uniques,
        checks=table.checks,
        foreign_keys=table.foreign_keys,
        indexes=table.indexes,
    )
