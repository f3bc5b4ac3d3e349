"""Random models with every field filled; they need not be consistent, for the language does not depend on that."""

from __future__ import annotations

from hypothesis import strategies as st

from backend_data_model.model.document import (
    AccessPattern,
    ApplicationRule,
    Attribute,
    AttributeType,
    Check,
    Choice,
    Entity,
    EntityKind,
    Evidence,
    Model,
    Outcome,
    Overridden,
    Question,
    Relationship,
    Retention,
    Sentence,
    Standing,
    Tenancy,
    Unique,
    Volume,
)
from backend_data_model.model.expression import (
    Absent,
    AtLeastOneOf,
    Compare,
    ExactlyOneOf,
    Implies,
    Length,
    OneOf,
    Present,
    Range,
)
from tests.strategies import CARDINALITIES, HOSTILE

texts = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.sampled_from(
        [*HOSTILE, "", " ", "`", '"', '"x"', "nothing", "true", "5", "*a*", "- x. [yours #00000000]", "]", "\u2028"]
    ),
)
names = st.one_of(
    st.from_regex(r"[a-z]{1,8}(_[a-z0-9]{1,6})?", fullmatch=True),
    st.sampled_from(HOSTILE),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=9),
)
lists = st.lists(names, max_size=3)
some = st.lists(names, min_size=1, max_size=3)
whole = st.integers(-(10**20), 10**20)
numbers = st.one_of(whole, st.floats(allow_nan=False))
bounds = st.one_of(st.none(), numbers, texts)
scalars = st.one_of(st.booleans(), numbers, texts)
places = st.one_of(st.none(), whole)
cited = st.builds(
    Evidence,
    quote=texts,
    line=places,
    column=places,
    source=st.one_of(st.none(), texts),
    rule=st.one_of(st.none(), texts),
)
evidence = st.lists(cited, max_size=2)
standing = st.sampled_from(Standing)
maybe_text = st.one_of(st.none(), texts)
maybe_name = st.one_of(st.none(), names)
known = {"standing": standing, "evidence": evidence}
simple = [
    st.builds(OneOf, attribute=names, values=st.lists(scalars, min_size=1, max_size=3).map(tuple)),
    st.builds(Range, attribute=names, min=bounds, max=bounds, min_exclusive=st.booleans(), max_exclusive=st.booleans()),
    st.builds(Length, attribute=names, min=places, max=places),
    st.builds(
        Compare,
        left=names,
        op=st.sampled_from(("<", "<=", "=", "<>", ">=", ">")),
        right=maybe_name,
        value=st.one_of(st.none(), numbers),
    ),
]
conditions = st.one_of(*simple, st.builds(Present, attribute=names), st.builds(Absent, attribute=names))
several = st.lists(conditions, min_size=1, max_size=2)
members = st.lists(names, min_size=2, max_size=3).map(tuple)
rules = st.one_of(
    *simple,
    st.builds(Implies, when=several.map(tuple), then=several.map(tuple)),
    st.builds(ExactlyOneOf, members=members),
    st.builds(AtLeastOneOf, members=members),
)
attributes = st.builds(
    Attribute,
    type=st.sampled_from(AttributeType),
    required=st.booleans(),
    description=maybe_text,
    values=st.one_of(st.none(), st.lists(texts, max_size=3)),
    default=st.one_of(st.none(), scalars),
    precision=st.one_of(st.none(), st.integers(1, 38)),
    scale=st.one_of(st.none(), st.integers(0, 38)),
    unit=maybe_text,
    personal=st.booleans(),
    required_standing=st.one_of(st.none(), standing),
    required_evidence=evidence,
    **known,
)
entities = st.builds(
    Entity,
    kind=st.sampled_from(EntityKind),
    description=maybe_text,
    plural=maybe_name,
    aliases=lists,
    is_a=maybe_name,
    inheritance=st.sampled_from((None, "table_per_type", "single_table")),
    scope=st.sampled_from((None, "tenant", "global", "both")),
    attributes=st.dictionaries(names, attributes, max_size=3),
    unique=st.lists(
        st.builds(
            Unique,
            members=some,
            within=lists,
            everywhere=st.booleans(),
            identifies=st.booleans(),
            when=st.lists(conditions, max_size=2),
            **known,
        ),
        max_size=2,
    ),
    checks=st.lists(st.builds(Check, rule=rules, note=maybe_text, **known), max_size=2),
    retention=st.one_of(
        st.none(), st.builds(Retention, keep=maybe_text, counted_from=maybe_name, note=maybe_text, **known)
    ),
    soft_delete=st.booleans(),
    events=lists,
    **known,
)
relationships = st.builds(
    Relationship,
    entity=names,
    role=names,
    target=names,
    each_has=st.sampled_from(CARDINALITIES),
    each_is_had_by=st.sampled_from(CARDINALITIES),
    inverse_role=maybe_name,
    on_delete=st.sampled_from((None, "cascade", "restrict", "set_null")),
    on_delete_reason=maybe_text,
    owned=st.booleans(),
    via=maybe_name,
    attributes=st.dictionaries(names, attributes, max_size=2),
    repeatable=st.booleans(),
    **known,
)
questions = st.builds(
    Question,
    id=texts,
    about=texts,
    text=texts,
    choices=st.lists(st.builds(Choice, answer=texts, effect=texts), min_size=1, max_size=2),
    default=texts,
    impact=st.sampled_from(("high", "medium", "low")),
    wrong_answer=maybe_text,
    evidence=evidence,
    answer=maybe_text,
)
overridden = st.builds(Overridden, about=texts, was=texts, now=texts, old=cited, new=cited)
sentences = st.builds(
    Sentence,
    text=texts,
    line=whole,
    column=whole,
    source=maybe_text,
    outcome=st.sampled_from(Outcome),
    reason=maybe_text,
)
full_models = st.builds(
    Model,
    title=maybe_text,
    tenancy=st.builds(
        Tenancy, kind=st.sampled_from(("none", "shared", "schema", "database")), tenant=maybe_name, **known
    ),
    entities=st.dictionaries(names, entities, max_size=3),
    relationships=st.lists(relationships, max_size=2),
    access_patterns=st.lists(
        st.builds(AccessPattern, entity=names, description=texts, equality=lists, sort=lists, range=lists, **known),
        max_size=2,
    ),
    application_rules=st.lists(st.builds(ApplicationRule, text=texts, reason=texts, **known), max_size=2),
    volumes=st.lists(
        st.builds(
            Volume,
            entity=names,
            rows=st.integers(0, 10**20),
            per=st.sampled_from((None, "second", "minute", "hour", "day", "week", "month", "year")),
            **known,
        ),
        max_size=2,
    ),
    questions=st.lists(questions, max_size=2),
    overridden=st.lists(overridden, max_size=2),
    sentences=st.lists(sentences, max_size=2),
)
