"""B-trees: equality, sort and range, with what is constant as the WHERE and what a summary reads as further columns."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.engines.postgresql.quote_name import quote_name
from backend_data_model.indexing.candidate import Candidate, Condition, Key, Refusal
from backend_data_model.indexing.candidates.covering import cover
from backend_data_model.indexing.candidates.partial import constant_conditions
from backend_data_model.indexing.ordering import Tail, is_open, order_tail

if TYPE_CHECKING:
    from backend_data_model.indexing.facts import SchemaFacts, TableFacts
    from backend_data_model.indexing.predicates import Access, Predicate, Term

_PASSES = re.compile(r"expir|due|next_|run_at|scheduled|retry|until|valid_to|deadline|available_at|process_after")
_PATTERN_CLASSES = (
    (("text", "character varying", "varchar"), "text_pattern_ops"),
    (("char", "character", "bpchar"), "bpchar_pattern_ops"),
)


def candidate(access: Access, facts: SchemaFacts, *, weigh: bool = True) -> Candidate | Refusal | None:
    """The B-tree for an access; without `weigh` also where it is thought not to be worth it."""
    table = facts.of(access.table)
    name = access.table.qualified_name
    conditions = constant_conditions(access, table)
    constant = {predicate.term for predicate, _ in conditions}
    equality = [p for p in access.of_kind("equal") if p.term not in constant]
    stopped = [p.term.text for p in access.predicates if not p.term.immutable]
    equality = [p for p in equality if p.term.immutable]
    fixed = {p.term for p in equality} | {p.term for p, _ in conditions if p.kind in {"equal", "null"}}
    recent = frozenset(p.term for p in access.of_kind("range") if table.is_recorded_time(p.term.column))
    tail = order_tail(access, fixed | constant, pattern_classes(access, table), recent)
    if access.joined and not (access.limited and access.sort):
        tail = Tail()
        conditions = [(p, c) for p, c in conditions if c.leaves == "few" or (c.leaves == "some" and p.kind == "null")]
        equality = [p for p in equality if p.join or p.term.column == table.tenant]
    if access.aggregated and not tail.keys and not access.joined:
        tail.keys = [Key(t.text, t.column) for t in access.grouping if t.immutable and t not in fixed | constant]
    made = Candidate(access.table, [access.query], [Key(p.term.text, p.term.column) for p in equality], tail.keys)
    made.where = tuple(condition for _, condition in conditions)
    if not made.keys:
        return _only_constants(made, access, conditions, table, stopped)
    refusal = _reads_most(access, table, equality, conditions, tail)
    if refusal and weigh:
        return Refusal(access.query, name, refusal)
    if any(key.column is None for key in made.equality) and all(condition.leaves == "most" for condition in made.where):
        # PostgreSQL has no statistics of an expression in a partial index (measured on 15: cost 882 against 8).
        made.where = ()
    made.serves = _sentences(access, made, tail)
    cover(made, access, table)
    return made


def pattern_classes(access: Access, table: TableFacts) -> dict[Term, str | None]:
    """The operator class that LIKE 'x%' needs for each term: none in the C collation."""
    found: dict[Term, str | None] = {}
    for predicate in access.of_kind("prefix"):
        term = predicate.term
        if not term.immutable:
            continue
        column = table.table.column(term.column) if term.column else None
        if column is None:
            found[term] = "text_pattern_ops"
        elif column.collation and column.collation.split(".")[-1].strip('"') in {"C", "POSIX", "ucs_basic"}:
            found[term] = None
        else:
            kind = table.type(column.name)
            for names, operators in _PATTERN_CLASSES:
                if re.match(rf"({'|'.join(names)})\b", kind):
                    found[term] = operators
                    break
    return found


def _only_constants(
    made: Candidate,
    access: Access,
    conditions: list[tuple[Predicate, Condition]],
    table: TableFacts,
    stopped: list[str],
) -> Candidate | Refusal | None:
    """No key is left: a state is then the key itself where the index alone answers, or where few rows have it."""
    name = access.table.qualified_name
    if not conditions:
        if stopped:
            text = ", ".join(stopped)
            return Refusal(
                access.query,
                name,
                f"{text} is not known to be immutable, so no index can have it: compare the bare column with a range,"
                " or write the expression with a fixed time zone or configuration",
            )
        return None
    states = [p for p, c in conditions if p.kind in {"equal", "in"} and p.term.column]
    states = [p for p in states if not table.is_boolean(p.term.column or "")]
    if access.aggregated and access.alone and states:
        made.tail = [Key(states[0].term.text, states[0].term.column)]
        made.where = tuple(c for p, c in conditions if p is not states[0])
        if cover(made, access, table) or access.outputs <= {states[0].term.column}:
            made.serves = [f"the summary is read from the index alone, which is far smaller than {name}"]
            return made
    if not any(condition.leaves == "few" for _, condition in conditions):
        text = " and ".join(condition.sql for _, condition in conditions)
        return Refusal(access.query, name, f"{text} holds for too many rows: reading the table is as cheap")
    rare = next(p for p, c in conditions if c.leaves == "few")
    key = access.table.primary_key.columns if access.table.primary_key else []
    if rare.kind == "null" or not rare.term.column:
        if not key:
            return None
        made.tail = [Key(quote_name(column), column) for column in key]
    else:
        made.tail = [Key(rare.term.text, rare.term.column)]
        made.where = tuple(c for p, c in conditions if p is not rare)
    made.serves = ["only the few rows that its condition leaves are read"]
    return made


def _reads_most(
    access: Access,
    table: TableFacts,
    equality: list[Predicate],
    conditions: list[tuple[Predicate, Condition]],
    tail: Tail,
) -> str | None:
    """Why the index would not be used: what it leaves is most of the table."""
    if access.joined and not access.driver_is_narrow:
        return "the table that leads the join gives many rows, for which one pass over this one is cheaper"
    if any(condition.leaves == "few" for _, condition in conditions):
        return None
    keyed = [p for p in equality if not (p.term.column and table.is_boolean(p.term.column))]
    if keyed or tail.prefixes or (access.limited and tail.sorted_by):
        return None
    if equality and not tail.keys:
        return f"{equality[0].term.text} is a boolean: about half of the rows have either value"
    if tail.sorted_by and not tail.ranges:
        return "all rows are wanted in that order: one sort is cheaper than a walk along an index"
    for text in tail.ranges:
        upper = all(p.bound == "upper" for p in access.of_kind("range") if p.term.text == text)
        if is_open(access.predicates, text) and upper and not _PASSES.search(text.lower()) and not access.changes:
            return f"{text} has no lower bound and no LIMIT: most of the table is read, and a scan does that faster"
    return None


def _sentences(access: Access, made: Candidate, tail: Tail) -> list[str]:
    found = []
    if made.equality:
        names = ", ".join(key.text for key in made.equality)
        how = "looked up for each row of the join" if access.joined else "compared with ="
        found.append(f"{names} {'are' if len(made.equality) > 1 else 'is'} {how}")
    if tail.sorted_by:
        names = ", ".join(tail.sorted_by)
        found.append(f"rows come in the order of {names}" + (", so LIMIT stops early" if access.limited else ""))
    extra = [text for text in tail.ranges if text not in tail.sorted_by]
    if extra:
        found.append(f"{', '.join(extra)} is a range")
    if tail.prefixes:
        found.append(f"{tail.prefixes[0]} LIKE 'x%' is a range of an index that compares byte by byte")
    if any(key.column is None for key in made.keys):
        found.append("the expression is indexed as the query writes it")
    return found
