"""The trace of a model through a schema: every fact judged, then what is left over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.documents.glossary import Glossary
from backend_data_model.tracer.matching import match
from backend_data_model.tracer.reference_facts import judge_pairs, judge_references
from backend_data_model.tracer.result import Trace
from backend_data_model.tracer.rule_facts import Rules, judge_rules
from backend_data_model.tracer.structure_facts import judge_structure
from backend_data_model.tracer.tenancy_facts import judge_tenancy
from backend_data_model.tracer.unique_facts import judge_uniques
from backend_data_model.tracer.unsupported import unsupported

if TYPE_CHECKING:
    from backend_data_model.model.document import Model
    from backend_data_model.model.schema import Schema


def trace_schema(model: Model, schema: Schema, glossary: Glossary | None = None) -> Trace:
    """Judge every fact of `model` against `schema`; deterministic, and nothing is executed.

    A fact is `enforced`, `missing`, `contradicted`, or `not_checked` with the reason in its detail.
    """
    matching = match(model, schema, glossary or Glossary())
    rules = Rules(matching)
    structure = judge_structure(matching, rules)
    references = judge_references(matching, rules) + judge_pairs(matching)
    checks = judge_rules(rules)
    uniques = judge_uniques(matching, rules)
    tenancy = judge_tenancy(matching)
    facts = [*structure, *checks, *uniques, *references, *tenancy]
    order = {name: number for number, name in enumerate(model.entities)}
    facts.sort(key=lambda row: order.get(row.subject.partition(".")[0], len(order)))
    return Trace(
        facts,
        unsupported(matching, rules, facts),
        matching.pairings,
        schema.engine,
        unread=len(schema.unparsed),
        unparsed=[(s.line, s.text) for s in model.sentences if s.outcome == "unparsed"],
    )
