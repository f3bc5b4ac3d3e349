"""The analyst: from a requirements text to the model document, with evidence, questions and coverage."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Literal

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst import members
from backend_data_model.analyst.answered import answer_of, answered, takes_up
from backend_data_model.analyst.claims import AttributeClaim, LinkClaim, QualifierClaim
from backend_data_model.analyst.context import Context
from backend_data_model.analyst.coverage import told_outcomes
from backend_data_model.analyst.dialogue import read_turn
from backend_data_model.analyst.enumerations import bare_values
from backend_data_model.analyst.linking import Bounds, emit_link
from backend_data_model.analyst.other_names import quoted_name
from backend_data_model.analyst.ownership import owner_and_name
from backend_data_model.analyst.qualifiers import Qualifier
from backend_data_model.analyst.reading import parse_document
from backend_data_model.analyst.resolve.attributes import (
    apply_defaults,
    apply_open_qualifiers,
    drop_unlike,
    place_attributes,
    place_rest,
)
from backend_data_model.analyst.resolve.bare import ask_about_bare_entities
from backend_data_model.analyst.resolve.changes import change_values, take_back
from backend_data_model.analyst.resolve.consistent import drop_contradictions
from backend_data_model.analyst.resolve.distinct import place_distinct
from backend_data_model.analyst.resolve.draft import Draft
from backend_data_model.analyst.resolve.identifiers import ask_about_identifiers
from backend_data_model.analyst.resolve.junctions import place_pair_attributes
from backend_data_model.analyst.resolve.links import merge_links
from backend_data_model.analyst.resolve.rest import (
    place_access_patterns,
    place_application_rules,
    place_conditionals,
    place_deletions,
    place_exclusive,
    place_subtypes,
)
from backend_data_model.analyst.resolve.sign_in import ask_about_tenants_of_users
from backend_data_model.analyst.resolve.tenancy import place_tenancy, scope_entities
from backend_data_model.analyst.resolve.uniques import place_uniques
from backend_data_model.analyst.resolve.upkeep import place_privacy, place_retention, place_volumes
from backend_data_model.analyst.rules import (
    AFTER_RULES,
    ASIDE_RULES,
    CLAUSE_RULES,
    CLOSING_RULES,
    OPENING_RULES,
    STATEMENT_RULES,
    announced,
    change,
    made_up_of,
    membership,
    relation,
    spoken_values,
    subtype,
)
from backend_data_model.analyst.symbols import find_symbols
from backend_data_model.analyst.user_words import name_in_model, overrule_symbols, without_ignored
from backend_data_model.model.errors import InputError
from backend_data_model.model.position import LineIndex

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from backend_data_model.analyst.claims import Claim
    from backend_data_model.analyst.clause import Clause
    from backend_data_model.analyst.phrase import Noun
    from backend_data_model.analyst.reading import Parsed
    from backend_data_model.documents.glossary import Glossary
    from backend_data_model.model.document import Model, TenancyKind


_TENANCIES = ("auto", "none", "shared", "schema", "database")


def analyse(
    text: str,
    *,
    tenancy: TenancyKind | Literal["auto"] = "auto",
    tenant: str | None = None,
    source: str | None = None,
    answers: Mapping[str, str] | None = None,
    glossary: Glossary | None = None,
) -> Model:
    """The model that a requirements text states.

    `answers` holds, by the id of a question, the choice a person made; what it decides has the standing `user`.
    An answer that is no choice of its question is an InputError; one to a question that is not asked is left alone.
    `glossary` overrules what the text seems to say of its words.
    `tenancy` is `auto`, `none`, `shared`, `schema` or `database`; `tenant` names the tenant entity when the text does
    not.  Every sentence of the text is in `Model.sentences` with what came of it.
    """
    if tenancy not in _TENANCIES:
        raise InputError(f"there is no tenancy {tenancy!r}", help=f"choose one of: {', '.join(_TENANCIES)}")
    document = parse_document(text)
    symbols = find_symbols(document, partial(overrule_symbols, glossary=glossary) if glossary is not None else None)
    context = Context(LineIndex(text), symbols, source)
    context.stories = any(parsed.statement.role is not None for parsed in document)
    for index, parsed in enumerate(document):
        context.parsed, context.index = parsed, index
        _read(parsed, context)
        context.before = parsed
    claims = context.claims if glossary is None else without_ignored(context.claims, glossary)
    draft = Draft(symbols, claims, answers or {})
    place_tenancy(draft, tenancy, tenant)
    take_back(draft)
    place_attributes(draft)
    merge_links(draft)
    place_subtypes(draft)
    scope_entities(draft)
    place_exclusive(draft)
    apply_open_qualifiers(draft)
    change_values(draft)
    place_rest(draft)
    place_pair_attributes(draft)
    apply_defaults(draft)
    place_conditionals(draft)
    place_distinct(draft)
    place_uniques(draft)
    ask_about_tenants_of_users(draft)
    place_deletions(draft)
    place_application_rules(draft)
    place_access_patterns(draft)
    place_retention(draft)
    place_privacy(draft)
    place_volumes(draft)
    drop_unlike(draft)
    drop_contradictions(draft)
    ask_about_identifiers(draft)
    ask_about_bare_entities(draft)
    _order(draft.model)
    if glossary is not None:
        name_in_model(draft.model, glossary)
    draft.model.sentences = told_outcomes(draft, document, context)
    return draft.model


def _read(parsed: Parsed, context: Context) -> None:
    statement = parsed.statement
    if statement.kind in {"code", "mail_header", "row"} or statement.aside is not None:
        return
    _set_topic(parsed, context)
    if statement.kind == "heading":
        return
    context.no_links = False
    context.once = None
    context.occasion = None
    if announced.read(parsed, context) or spoken_values.read(parsed, context):
        return
    _hear(parsed, context)
    if read_turn(parsed, context):
        return
    _read_told(parsed, context)


def _read_told(parsed: Parsed, context: Context) -> None:
    start = len(context.claims)
    for rule in OPENING_RULES:
        if rule(parsed, context):
            return
    for rule in CLOSING_RULES:
        if rule(parsed, context):
            return
    for rule in STATEMENT_RULES:
        rule(parsed, context)
    _read_header(parsed, context)
    for clause in parsed.clauses:
        _read_clause(clause, context)
    for rule in AFTER_RULES:
        rule(parsed, context)
    context.focus = context.occasion or context.focus
    context.recent = list(_attributes_told(context.claims[start:])) or context.recent
    owners = {owner for owner, _ in _attributes_told(context.claims[start:])}
    if parsed.statement.speaker is not None and len(owners) == 1:
        context.focus = next(iter(owners)) or context.focus
    links = [(c.source, c.target) for c in context.claims[start:] if isinstance(c, LinkClaim) and c.max is None]
    if any((b, a) in links for a, b in links):
        context.pair = links[0]


def _hear(parsed: Parsed, context: Context) -> None:
    """A yes or no makes a statement of the question before it."""
    question, context.question = context.question, None
    if question is not None:
        here = context.parsed, context.index
        asked, context.index = question
        yes = answer_of(parsed)
        told = answered(asked, parsed, yes=yes) if yes is not None else None
        if told is not None:
            context.parsed = told
            _read_told(told, context)
        elif yes or (yes is None and takes_up(parsed)):
            context.parsed = replace(asked, statement=replace(asked.statement, rank=1))
            change.add_asked(asked, context)
        context.parsed, context.index = here
    if parsed.normal.endswith("?"):
        context.question = parsed, context.index


def _attributes_told(claims: list[Claim]) -> Iterator[tuple[str | None, str]]:
    """The attributes that claims are about, for "both" and "neither": named, qualified, then those compared with."""
    yield from ((c.owner, c.name) for c in claims if isinstance(c, AttributeClaim))
    qualified = [c for c in claims if isinstance(c, QualifierClaim)]
    yield from ((c.owner, c.attribute) for c in qualified)
    yield from ((c.owner, "_".join(c.qualifier.other.split())) for c in qualified if c.qualifier.other)


def _set_topic(parsed: Parsed, context: Context) -> None:
    """Header, heading or lead-in: the entity that fragments speak of."""
    statement = parsed.statement
    entity = context.entity(parsed.header)
    if entity is not None:
        context.topic = context.focus = entity
        return
    if statement.remark:
        context.topic = context.focus = None
        return
    if statement.kind == "heading":
        nouns = list(parsed.nouns())
        found = [e for e in (context.entity(noun) for noun in nouns) if e is not None]
        context.topic = found[0] if len(set(found)) == 1 else None
        context.focus = context.topic or context.focus
        return
    if statement.header is not None:
        context.topic = context.lookup(statement.header.lower())
        if context.topic is not None and statement.kind in {"bullet", "field"}:
            context.focus = context.focus if context.focus == context.topic else context.topic
    elif statement.kind != "bullet":
        context.topic = None


def _read_header(parsed: Parsed, context: Context) -> None:
    """A label that names an attribute ("status: open, closed") is that attribute with what follows."""
    header = parsed.header
    if header is None:
        return
    if (named := context.entity(header)) is not None:
        whole = context.entity(header.possessor)
        if whole not in {None, named}:
            emit_link(context, "label-per", named, str(whole), Bounds(1, 1, 3))
        _read_asides(header, context)
        return
    owner = context.topic or context.focus
    named, attribute = owner_and_name(context, header)
    first = parsed.clauses[0] if parsed.clauses else None
    if attribute is None or first is None or first.verb is not None:
        return
    if first.objects:
        _label_values(parsed, first)
    if first.objects or not first.qualifiers:
        return
    holders = [holder for holder, told in context.named.items() if attribute in told]
    if named is None and owner not in holders and len(holders) == 1:
        owner = holders[0]
    owner = named or owner
    if owner is not None:
        header.qualifiers.extend(first.qualifiers)
        first.qualifiers = []
        header.of = None
        members.add_member(context, owner, header, "label")


def _label_values(parsed: Parsed, listed: Clause) -> None:
    """ "And the coat: short, long or wire": bare words joined by "or" are the values of what the label names."""
    if len(parsed.clauses) > 1 or listed.preps or listed.qualifiers or any(n.determiner for n in listed.objects):
        return
    colon = next((i for i, token in enumerate(parsed.tokens) if token.lower == ":"), None)
    values = bare_values(parsed.tokens[colon + 1 :]) if colon is not None else None
    if values is not None:
        listed.objects, listed.qualifiers = [], [Qualifier("enum", 0, len(parsed.tokens) - 1, values=values)]


def _read_clause(clause: Clause, context: Context) -> None:
    subject = context.subject_entity(clause) if clause.subjects else None
    if made_up_of.read(clause, context) or membership.read(clause, context) or subtype.read(clause, context):
        return
    for rule in CLAUSE_RULES:
        if rule(clause, context):
            break
    for noun in [*clause.subjects, *clause.objects]:
        _read_relatives(noun, context)
        _read_asides(noun, context)
        if noun.plural and (entity := context.entity(noun)) is not None:
            context.plural = context.nearest = entity
            if noun in clause.subjects and clause.verb is not None:
                context.plural_subject = entity
    for noun in (noun for _, nouns in clause.preps for noun in nouns):
        _read_relatives(noun, context)
        if noun.plural and (entity := context.entity(noun)) is not None:
            context.nearest = entity
    if subject is not None and clause.verb is not None:
        told = {context.entity(noun) for noun in clause.objects}
        context.focus = subject if context.announced is None or context.announced not in told else context.announced
    elif (
        clause.verb is None
        and clause.objects
        and (entity := context.entity(clause.objects[0])) is not None
        and context.topic is None
    ):
        context.focus = entity


def _read_asides(noun: Noun, context: Context) -> None:
    """What stands in brackets: members of an entity, or rules about the attributes of the list."""
    if not noun.asides:
        return
    entity = context.entity(noun)
    topic = context.topic
    if entity is not None:
        context.topic = entity
    named = context.parsed is not None and quoted_name(noun, context.parsed) is not None
    for clause in [] if named or members.parts_of(noun) else noun.asides:
        if entity is not None or any(n.qualifiers for n in clause.objects):
            any(rule(clause, context) for rule in ASIDE_RULES)
    context.topic = topic


def _read_relatives(noun: Noun, context: Context) -> None:
    """Relative clauses of a noun that names an entity are clauses about it."""
    entity = context.entity(noun)
    if entity is None:
        return
    for relative in noun.relatives:
        if (
            relative.verb is not None
            and relative.subjects
            and relative.subjects[0] is noun
            and relative.verb.lemma != "be"
            and not relative.verb.negated
        ):
            focus, context.focus = context.focus, entity
            for rule in CLAUSE_RULES:
                if (
                    rule is not relation.read
                    or relative.verb.passive
                    or lex.VERB_FRAMES.get(relative.verb.lemma) in {"belong", "own", "contain"}
                ) and rule(relative, context):
                    break
            context.focus = focus


def _order(model: Model) -> None:
    """Entities in the order in which the text introduces them."""

    def place(item: tuple[str, object]) -> tuple[int, int]:
        entity = model.entities[item[0]]
        first = entity.evidence[0] if entity.evidence else None
        return (first.line or 0, first.column or 0) if first is not None else (1_000_000, 0)

    model.entities = dict(sorted(model.entities.items(), key=place))
