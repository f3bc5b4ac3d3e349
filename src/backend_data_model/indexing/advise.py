"""From a schema and statements to advice: read, make candidates, leave out what is served, merge, say why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.indexing.advice import Advice, IndexAdvice
from backend_data_model.indexing.candidate import Candidate, Refusal
from backend_data_model.indexing.create_statement import IndexNames
from backend_data_model.indexing.disjunction import arms_of
from backend_data_model.indexing.engines.dialect import dialect_of
from backend_data_model.indexing.facts import SchemaFacts
from backend_data_model.indexing.merging import merge
from backend_data_model.indexing.served import existing_indexes, served_by
from backend_data_model.indexing.workload.weigh import weigh, weights_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend_data_model.indexing.engines.dialect import IndexDialect
    from backend_data_model.indexing.statements.files import QueryStatement
    from backend_data_model.model.schema import Schema, Table

_ENTRY_HEADER = 12
_DEFAULT_WIDTH = 16
_ASSUMED = (
    "no sizes or distributions are known: tables count as large unless their name or key says otherwise",
    "states such as 'done' or 'paid' count as usual, others such as 'pending' or 'failed' as rare",
)


def advise(schema: Schema, statements: Sequence[QueryStatement]) -> IndexAdvice:
    """Advice from the DDL alone; every query is served by an advice, or refused with a reason."""
    dialect = dialect_of(schema.engine)
    reading = dialect.read(statements, schema)
    facts = SchemaFacts(schema)
    result = IndexAdvice(schema.engine, unread=reading.unread, notes=reading.notes, queries=len(reading.queries))
    result.weights = weights_of(reading.queries)
    made: list[Candidate] = []
    indexes = {id(table): existing_indexes(table, schema.engine) for table in schema.tables}
    for access in (one for whole in reading.accesses for one in arms_of(whole, facts)):
        found = dialect.candidate_for(access, facts)
        if isinstance(found, Candidate):
            at_hand = served_by(found, indexes[id(access.table)])
            if at_hand is not None:
                found = Refusal(access.query, access.table.qualified_name, f"{at_hand.name} serves it already")
        if isinstance(found, Candidate):
            made.append(found)
        elif found not in result.refused:
            result.refused.append(found)
    kept = merge(made, facts)
    names = IndexNames(index.name for table in schema.tables for index in table.indexes if index.name)
    result.advice = [advice_of(one, names, facts, dialect) for one in kept]
    result.assumed = [*_ASSUMED, *dialect.assumed]
    weigh(result)
    return result


def advice_of(made: Candidate, names: IndexNames, facts: SchemaFacts, dialect: IndexDialect) -> Advice:
    """A candidate under a name that is free, with its reason and what it costs."""
    name = names.take(made)
    table = facts.of(made.table)
    width = _ENTRY_HEADER + sum(table.width(k.column) if k.column else _DEFAULT_WIDTH for k in made.keys)
    width += sum(table.width(column) for column in made.include)
    return Advice(
        dialect.create(made, name),
        made.table.qualified_name,
        name,
        made.method,
        made.queries,
        _reason(made),
        width,
        _written_by(made, made.table),
        made.requires,
        candidate=made,
    )


def _reason(made: Candidate) -> str:
    sentences = list(made.serves)
    if made.where:
        text = " and ".join(condition.sql for condition in made.where)
        rare = any(condition.leaves == "few" for condition in made.where)
        sentences.append(f"only rows with {text} are in it" + (", which are few" if rare else ""))
    sentences += [f"it needs CREATE EXTENSION {name}" for name in made.requires]
    return "; ".join(sentences)


def _written_by(made: Candidate, table: Table) -> list[str]:
    found = {key.column for key in made.keys if key.column} | set(made.include)
    found |= {name for condition in made.where for name in condition.columns}
    text = " ".join(key.text for key in made.keys if not key.column)
    return [column.name for column in table.columns if column.name in found or column.name in text]
