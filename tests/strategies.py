"""Random models: consistent in themselves, and otherwise as odd as they can be."""

from __future__ import annotations

from typing import Any, Literal, get_args

from hypothesis import strategies as st

from backend_data_model.model.document import (
    AccessPattern,
    Attribute,
    AttributeType,
    Cardinality,
    Check,
    Entity,
    EntityKind,
    Evidence,
    Model,
    Relationship,
    Tenancy,
    TenancyDemand,
    Unique,
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

HOSTILE = (
    "user",
    "order",
    "Order",
    "ORDER",
    "select",
    "Robert'); DROP TABLE x;--",
    'say "hi"',
    "back`tick",
    "a\\b",
    "line\nbreak",
    "x" * 200,
    "été",
    "ete",
    "Größe",
    "заказ",
    "注文",
    "🎉",
    "3d_model",
    "pg_class",
    "sqlite_master",
    "order line",
    "CamelCaseThing",
    "id",
    "type",
    "created_at",
    "deleted_at",
    "xmin",
    "rowid",
    "_",
    "row_id",
    "$$",
    "new",
    "old",
    "incoming",
    "excluded",
    "\u202eabc",
    "ﬁle",
    "ß",
)
NUMBERS = (
    AttributeType.INTEGER,
    AttributeType.BIGINT,
    AttributeType.DECIMAL,
    AttributeType.MONEY,
    AttributeType.FLOAT,
)
CARDINALITIES: tuple[Cardinality, ...] = ("1", "0..1", "1..*", "0..*")
ACTIONS: tuple[Literal["cascade", "restrict", "set_null"] | None, ...] = (None, "cascade", "restrict", "set_null")

plain_names = st.from_regex(r"[a-z]{1,8}(_[a-z]{1,6})?", fullmatch=True)
names = st.one_of(plain_names, st.sampled_from(HOSTILE))
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=12)
evidence = st.lists(st.builds(Evidence, quote=texts, line=st.one_of(st.none(), st.integers(1, 99))), max_size=2)


@st.composite
def attributes(draw: st.DrawFn) -> Attribute:
    """An attribute of any type, with values or a default that suit it."""
    type_ = draw(st.sampled_from(AttributeType))
    known: dict[str, Any] = {"type": type_, "required": draw(st.booleans()), "evidence": draw(evidence)}
    if type_ is AttributeType.TEXT and draw(st.booleans()):
        known["values"] = draw(st.lists(texts, min_size=1, max_size=4, unique=True))
        known["default"] = draw(st.one_of(st.none(), st.sampled_from(known["values"])))
    elif type_ is AttributeType.TEXT:
        known["default"] = draw(st.one_of(st.none(), texts))
    elif type_ in NUMBERS:
        known["default"] = draw(st.one_of(st.none(), st.integers(-100, 100)))
        known["unit"] = draw(st.sampled_from((None, "grams", "km/h", "m²")))
    elif type_ is AttributeType.BOOLEAN:
        known["default"] = draw(st.sampled_from((None, True, False, "yes", "false")))
    elif type_ in (AttributeType.DATE, AttributeType.TIMESTAMP, AttributeType.TIME, AttributeType.LOCAL_TIMESTAMP):
        known["default"] = draw(st.sampled_from((None, "now")))
    elif type_ is AttributeType.JSON:
        known["default"] = draw(st.sampled_from((None, "{}", '{"a": "\'"}')))
    elif type_ is AttributeType.DURATION:
        known["default"] = draw(st.sampled_from((None, 60, "P7D", "PT1H30M")))
    elif type_ in (AttributeType.TEXT_LIST, AttributeType.INTEGER_LIST):
        known["default"] = draw(st.sampled_from((None, "[]")))
    if draw(st.booleans()):
        known["description"] = draw(texts)
    return Attribute(**known)


def conditions(known: dict[str, Attribute]) -> st.SearchStrategy[Any]:
    """Conditions over the attributes of one entity that suit their types."""
    options: list[st.SearchStrategy[Any]] = []
    for name, attribute in known.items():
        options += [st.just(Present(attribute=name)), st.just(Absent(attribute=name))]
        if attribute.type in NUMBERS:
            low = st.integers(-50, 50)
            options.append(
                st.builds(
                    lambda a, b, n, x, y: Range(
                        attribute=n, min=min(a, b), max=max(a, b), min_exclusive=x, max_exclusive=y
                    ),
                    low,
                    st.integers(60, 5_000_000_000),
                    st.just(name),
                    st.booleans(),
                    st.booleans(),
                )
            )
            options.append(st.builds(Compare, left=st.just(name), op=st.sampled_from(("<", "<>", ">=")), value=low))
        if attribute.type is AttributeType.TEXT:
            options.append(
                st.builds(
                    lambda a, b, n: Length(attribute=n, min=a, max=b),
                    st.sampled_from((None, 1, 3)),
                    st.sampled_from((3, 40, 255, 300, 1000, 20000)),
                    st.just(name),
                )
            )
            options.append(st.builds(OneOf, attribute=st.just(name), values=st.lists(texts, min_size=1).map(tuple)))
        if attribute.type is AttributeType.DATE:
            options.append(st.just(Range(attribute=name, min="1900-01-01")))
        if attribute.type is AttributeType.DURATION:
            options.append(st.just(Range(attribute=name, min=0, max="P400D")))
        for other, second in known.items():
            if other != name and second.type is attribute.type and attribute.type is not AttributeType.JSON:
                options.append(
                    st.builds(Compare, left=st.just(name), op=st.sampled_from(("<", "<=")), right=st.just(other))
                )
    return st.one_of(options)


@st.composite
def entities(draw: st.DrawFn) -> Entity:
    """An entity with attributes, checks and candidate keys over them."""
    known: dict[str, Attribute] = draw(st.dictionaries(names, attributes(), max_size=6))
    entity = Entity(
        attributes=known,
        kind=draw(st.sampled_from(EntityKind)),
        soft_delete=draw(st.booleans()),
        description=draw(st.one_of(st.none(), texts)),
        evidence=draw(evidence),
    )
    if not known:
        return entity
    rules: list[Any] = draw(st.lists(conditions(known), max_size=3))
    checks = [Check(rule=rule, evidence=draw(evidence)) for rule in rules if not isinstance(rule, (Present, Absent))]
    if draw(st.booleans()):
        when, then = draw(conditions(known)), draw(st.lists(conditions(known), min_size=1, max_size=2))
        checks.append(Check(rule=Implies(when=(when,), then=tuple(then))))
    members = draw(st.lists(st.sampled_from(list(known)), unique=True, max_size=4))
    if len(members) > 1:
        kind = draw(st.sampled_from((ExactlyOneOf, AtLeastOneOf)))
        checks.append(Check(rule=kind(members=tuple(members))))
    when_unique = draw(st.lists(conditions(known), max_size=1)) if draw(st.booleans()) else []
    unique = [Unique(members=members, when=when_unique, everywhere=draw(st.booleans()))] if members else []
    return entity.model_copy(update={"checks": checks, "unique": unique})


@st.composite
def relationship(draw: st.DrawFn, role: str, order: list[str], free: st.SearchStrategy[str]) -> Relationship:
    """A reference of any cardinality between two of the entities in `order`."""
    return Relationship(
        entity=draw(st.sampled_from(order)),
        role=role,
        target=draw(st.sampled_from(order)),
        each_has=draw(st.sampled_from(CARDINALITIES)),
        each_is_had_by=draw(st.sampled_from(CARDINALITIES)),
        inverse_role=draw(st.one_of(st.none(), free)),
        on_delete=draw(st.sampled_from(ACTIONS)),
        owned=draw(st.booleans()),
        via=draw(st.one_of(st.none(), names)),
        attributes=draw(st.dictionaries(free, attributes(), max_size=2)),
        repeatable=draw(st.booleans()),
        evidence=draw(evidence),
    )


@st.composite
def models(draw: st.DrawFn) -> Model:
    """A model with entities, relationships of every cardinality, inheritance and tenancy."""
    found: dict[str, Entity] = draw(st.dictionaries(names, entities(), min_size=1, max_size=5))
    order = list(found)
    for place, name in enumerate(order[1:], 1):
        if draw(st.integers(0, 4)) == 0:
            inheritance = draw(st.sampled_from(("table_per_type", "single_table")))
            update = {"is_a": order[draw(st.integers(0, place - 1))], "inheritance": inheritance}
            found[name] = found[name].model_copy(update=update)
    taken = {name for entity in found.values() for name in entity.attributes}
    free = names.filter(lambda name: name not in taken)
    roles = draw(
        st.lists(
            st.one_of(free, st.sampled_from([name for name in order if name not in taken] or ["x"])),
            max_size=7,
            unique=True,
        )
    )
    relationships = [draw(relationship(role, order, free)) for role in roles]
    kind = draw(st.sampled_from(("none", "shared", "shared", "schema")))
    tenant = None if kind == "none" else draw(st.sampled_from(order))
    demands = draw(st.lists(st.sampled_from(get_args(TenancyDemand)), max_size=2, unique=True))
    why = draw(st.lists(texts, max_size=2)) if tenant else []
    tenancy = Tenancy.model_validate(
        {"kind": kind, "tenant": tenant, "needs": [{"demand": one} for one in demands if tenant], "reasons": why}
    )
    patterns = []
    for name, entity in found.items():
        looked_up = draw(st.booleans())
        if entity.attributes and looked_up:
            members = draw(st.lists(st.sampled_from(list(entity.attributes)), unique=True, min_size=1, max_size=3))
            patterns.append(AccessPattern(entity=name, description=draw(texts), equality=members[:1], sort=members[1:]))
    return Model(entities=found, relationships=relationships, tenancy=tenancy, access_patterns=patterns)
