"""The read-back: every fact of a model as a sentence of a controlled English, for people to agree or disagree with.

There is one fixed pattern for each kind of fact; `docs/readback.md` lists them.  Entities are bold, attributes and
roles italic, text values in code spans, so that a sentence can only be read in one way.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from backend_data_model.model.document import EntityKind, Standing
from backend_data_model.model.expression import (
    Absent,
    AtLeastOneOf,
    Compare,
    ExactlyOneOf,
    Expression,
    Implies,
    Length,
    OneOf,
    Present,
    Range,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backend_data_model.model.document import Attribute, Entity, Fact, Model, Relationship, Unique, Volume
    from backend_data_model.model.expression import Scalar

KINDS = {
    EntityKind.ASSOCIATION: "an association between other things",
    EntityKind.EVENT: "an event",
    EntityKind.HISTORY: "a record of history",
    EntityKind.AUDIT: "an audit record",
}
TYPES = {
    "text": "a text",
    "integer": "a whole number",
    "bigint": "a large whole number",
    "decimal": "a decimal number",
    "money": "an amount of money",
    "float": "a floating-point number",
    "boolean": "a yes or no",
    "date": "a date",
    "time": "a time of day",
    "timestamp": "a moment in time",
    "local_timestamp": "a local date and time",
    "duration": "a duration",
    "uuid": "a UUID",
    "json": "a JSON document",
    "binary": "binary data",
    "text_list": "a list of texts",
    "integer_list": "a list of whole numbers",
}
HAS = {"1": "exactly one", "0..1": "at most one", "1..*": "one or more", "0..*": "any number of"}
OPERATORS = {
    "<": "is less than",
    "<=": "is at most",
    "=": "equals",
    "<>": "differs from",
    ">=": "is at least",
    ">": "is greater than",
}
APART = {
    "schema": "Every {} has a database schema of its own.",
    "database": "Every {} has a database of its own.",
    "shared": "The data of each {} is kept apart from that of every other.",
}
_IDENTIFIER = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*\Z")
_SPECIAL = re.compile(r"([\\`*_<>\[\]#&|~])")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029`]")


def render_readback(model: Model) -> str:
    """The read-back of a model as Markdown; what was only assumed stands in a section of its own, before the rest."""
    sections = [f"# {free_text(model.title) if model.title else 'What the system holds'}"]
    sections.append(
        "Read each sentence and ask: is it so?  Where it is not, correct `model.yaml` and run the design again.  "
        "A line number leads to the words that a fact was read from; facts without one are yours."
    )
    assumptions = list(assumption_sentences(model))
    if assumptions:
        intro = "The text does not say these; they were taken because they are usual."
        sections.append(_section("Assumptions", assumptions, intro))
    sections.append(_section("Tenancy", list(tenancy_sentences(model))))
    for name, entity in model.entities.items():
        sections.append(_section(_heading(name), list(entity_sentences(model, name, entity))))
    patterns = [mark(access_sentence(model, index), pattern) for index, pattern in enumerate(model.access_patterns)]
    sections.append(_section("How rows are looked up", patterns))
    volumes = [mark(volume_sentence(volume), volume) for volume in model.volumes]
    sections.append(_section("How many there will be", volumes))
    rules = [
        mark(f"The application keeps this rule: {_stop(free_text(rule.text))} {_because(rule.reason)}", rule)
        for rule in model.application_rules
    ]
    sections.append(_section("Rules that the application keeps", rules))
    return "\n\n".join(section for section in sections if section) + "\n"


def volume_sentence(volume: Volume) -> str:
    """How many rows of an entity are expected."""
    new = (
        f"{volume.rows} new ones are expected each {volume.per}" if volume.per else f"{volume.rows} are expected in all"
    )
    return f"Of the {thing(volume.entity)}, {new}."


def tenancy_sentences(model: Model) -> Iterator[str]:
    """How the data of several tenants is kept apart."""
    tenancy = model.tenancy
    if tenancy.tenant is None or tenancy.kind == "none":
        yield mark("All data belongs to one owner.", tenancy)
        return
    yield mark(APART[tenancy.kind].format(thing(tenancy.tenant)), tenancy)
    if tenancy.kind == "shared":
        yield f"Every record, if nothing else is said, belongs to exactly one {thing(tenancy.tenant)}."


def assumption_sentences(model: Model) -> Iterator[str]:
    """What rests on no words of the text; one line for each entity says which values are taken to be required."""
    for name, entity in model.entities.items():
        assumed = [
            key
            for key, attribute in entity.attributes.items()
            if attribute.required and attribute.required_standing is Standing.DEFAULT
        ]
        if assumed:
            yield f"Each {thing(name)} always has its {_join([prop(key) for key in assumed])}."
        for key, attribute in entity.attributes.items():
            if attribute.standing is Standing.DEFAULT:
                yield next(attribute_sentences(name, key, attribute))
        for unique in entity.unique:
            if unique.standing is Standing.DEFAULT:
                yield unique_sentence(model, name, unique)
        for check in entity.checks:
            if check.standing is Standing.DEFAULT:
                yield check_sentence(name, check.rule)
    for relationship in model.relationships:
        if relationship.standing is Standing.DEFAULT:
            yield " ".join([forward_sentence(relationship), inverse_sentence(relationship)])


def entity_sentences(model: Model, name: str, entity: Entity) -> Iterator[str]:
    """Everything that is said of one entity: what it is, has, refers to and obeys."""
    yield from (mark(sentence, entity) for sentence in _nature(name, entity))
    for key, attribute in entity.attributes.items():
        for index, sentence in enumerate(attribute_sentences(name, key, attribute)):
            shown = _values_sample(attribute.values) if index == 1 and attribute.values else ""
            yield mark(sentence, attribute) + shown
    for relationship in model.relationships_of(name):
        yield from relationship_sentences(relationship)
    for unique in entity.unique:
        yield mark(unique_sentence(model, name, unique), unique) + _unique_sample(name, unique)
    for check in entity.checks:
        note = f" Note: {_stop(free_text(check.note))}" if check.note else ""
        yield mark(check_sentence(name, check.rule), check) + sample(entity, check.rule) + note


def _nature(name: str, entity: Entity) -> Iterator[str]:
    this = thing(name)
    if entity.description:
        yield f"{_capital(article(name))} {this} is described as: {_stop(free_text(entity.description))}"
    if entity.kind in KINDS:
        yield f"Each {this} is {KINDS[entity.kind]}."
    if entity.plural:
        yield f"Several of {this} are called {thing(entity.plural)}."
    if entity.aliases:
        yield f"{_capital(article(name))} {this} is also called {_join([thing(alias) for alias in entity.aliases])}."
    if entity.is_a:
        kept = {"table_per_type": ", kept in a table of its own", "single_table": ", kept in the same table"}
        parent = f"{article(entity.is_a)} {thing(entity.is_a)}"
        yield f"Each {this} is also {parent}{kept.get(entity.inheritance or '', '')}."
    scopes = {
        "tenant": f"Each {this} belongs to one tenant.",
        "global": f"Each {this} is shared by all tenants.",
        "both": f"Each {this} is either shared by all tenants or belongs to one tenant.",
    }
    if entity.scope:
        yield scopes[entity.scope]
    if entity.soft_delete:
        yield f"A deleted {this} is kept and marked as deleted."
    if entity.retention:
        keep, counted = entity.retention.keep, entity.retention.counted_from
        start = f", counted from its {prop(counted)}" if counted else ""
        yield f"Each {this} is kept for {literal(keep) if keep else 'a time that is not decided'}{start}." + (
            f" Note: {_stop(free_text(entity.retention.note))}" if entity.retention.note else ""
        )
    if entity.events:
        yield f"{_capital(article(name))} {this} raises the events {_join([literal(one) for one in entity.events])}."


def attribute_sentences(owner: str, name: str, attribute: Attribute) -> Iterator[str]:
    """The attribute with its type and optionality, then its values, default, privacy and description."""
    digits = f" of {attribute.precision} digits" if attribute.precision is not None else ""
    places = f" with {attribute.scale} after the point" if attribute.scale is not None else ""
    unit = f", measured in {literal(attribute.unit)}" if attribute.unit else ""
    many = "exactly one" if attribute.required else "at most one"
    kind = TYPES[attribute.type.value]
    yield f"Each {thing(owner)} has {many} {prop(name)}, which is {kind}{digits}{places}{unit}."
    of_owner = f"The {prop(name)} of {article(owner)} {thing(owner)}"
    if attribute.values is not None:
        yield f"{of_owner} is one of {_join([literal(value) for value in attribute.values], 'or')}."
    if attribute.default is not None:
        yield f"{of_owner} is {literal(attribute.default)} unless another is given."
    if attribute.personal:
        yield f"{of_owner} is personal data."
    if attribute.description:
        yield f"{of_owner} is described as: {_stop(free_text(attribute.description))}"


def _values_sample(values: Sequence[str]) -> str:
    return f" *(accepted: {literal(values[0])}; refused: {literal(_other(values))})*"


def relationship_sentences(relationship: Relationship) -> Iterator[str]:
    """A relationship in both directions, then what becomes of the rows when one side is deleted."""
    both = f"{forward_sentence(relationship)} {inverse_sentence(relationship)}"
    yield mark(both, relationship)
    entity, target, role = thing(relationship.entity), thing(relationship.target), prop(relationship.role)
    if relationship.owned:
        yield f"Each {entity} is a part of its {role}."
    if relationship.via:
        yield f"Each pair of {entity} and {role} is kept as {article(relationship.via)} {thing(relationship.via)}."
    if relationship.repeatable:
        yield f"The same pair of {entity} and {role} may occur more than once."
    pair = relationship.via or f"pair of {relationship.entity} and {relationship.role}"
    for key, attribute in relationship.attributes.items():
        yield from (mark(sentence, attribute) for sentence in attribute_sentences(pair, key, attribute))
    reason = (
        f", because {free_text(relationship.on_delete_reason).rstrip('.')}" if relationship.on_delete_reason else ""
    )
    a_target = f"{article(relationship.target)} {target}"
    whose = f"of which it is the {role}"
    match relationship.on_delete:
        case "cascade":
            yield f"Deleting {a_target} also deletes each {entity} {whose}{reason}."
        case "restrict":
            an_entity = f"{article(relationship.entity)} {entity}"
            yield f"{_capital(a_target)} cannot be deleted while it is the {role} of {an_entity}{reason}."
        case "set_null":
            yield f"Deleting {a_target} leaves each {entity} {whose} without {role}{reason}."
        case None:
            return


def forward_sentence(relationship: Relationship) -> str:
    """How many targets each row has."""
    role = "" if relationship.role == relationship.target else f" as its {prop(relationship.role)}"
    some = relationship.each_has.endswith("*")
    targets = many(relationship.target) if some else thing(relationship.target)
    return f"Each {thing(relationship.entity)} has {HAS[relationship.each_has]} {targets}{role}."


def inverse_sentence(relationship: Relationship) -> str:
    """How many rows each target has: the direction in which a wrong cardinality hides."""
    target, role, entity = thing(relationship.target), prop(relationship.role), relationship.entity
    named = f", called its {prop(relationship.inverse_role)}" if relationship.inverse_role else ""
    several = f"It is possible that one {target} is the {role} of several {many(entity)}{named}; "
    match relationship.each_is_had_by:
        case "0..*":
            return f"{several}it is also possible that it is the {role} of none."
        case "1..*":
            return f"{several}it is the {role} of at least one."
        case "0..1":
            return f"Each {target} is the {role} of at most one {thing(entity)}{named}."
        case "1":
            return f"Each {target} is the {role} of exactly one {thing(entity)}{named}."


def unique_sentence(model: Model, owner: str, unique: Unique) -> str:
    """A uniqueness with its whole scope; within one tenant, unless it holds across all tenants."""
    tenant = model.tenancy.tenant if model.tenancy.kind == "shared" else None
    scoped = tenant is not None and owner != tenant and model.entities[owner].scope != "global"
    within = [role for role in unique.within if not (scoped and role == tenant)]
    where = f"Within one {thing(tenant)}, no" if scoped and tenant and not unique.everywhere else "No"
    if unique.everywhere and tenant is not None:
        where = "Across all tenants, no"
    scope = f" of the same {_join([prop(role) for role in within])}" if within else ""
    have = _join([prop(member) for member in unique.members])
    when = f", counting only those where {_conditions(unique.when)}" if unique.when else ""
    called = f" People know {article(owner)} {thing(owner)} by it." if unique.identifies else ""
    return f"{where} two {many(owner)}{scope} have the same {have}{when}.{called}"


def _unique_sample(owner: str, unique: Unique) -> str:
    same = _join([prop(member) for member in unique.members])
    if unique.within:
        scope = _join([prop(role) for role in unique.within])
        return (
            f" *(accepted: the same {_bare(same)} under another {_bare(scope)}; refused: a second one under the same)*"
        )
    return f" *(refused: a second {words(owner)} with the same {_bare(same)})*"


def check_sentence(owner: str, rule: Expression) -> str:
    """A rule about one row."""
    match rule:
        case Implies():
            when = _conditions(rule.when, owner)
            return f"Whenever {when}, {_conditions(rule.then)}."
        case ExactlyOneOf() | AtLeastOneOf():
            number = "Exactly" if isinstance(rule, ExactlyOneOf) else "At least"
            return f"{number} one of {_join([prop(name) for name in rule.members])} of each {thing(owner)} is given."
        case _:
            return _capital(_condition(rule, owner)) + "."


def _conditions(rules: Sequence[Expression], owner: str | None = None) -> str:
    spoken = [_condition(rule, owner if index == 0 else None) for index, rule in enumerate(rules)]
    return " and ".join(spoken)


def _condition(rule: Expression, owner: str | None) -> str:
    of_owner = f" of {article(owner)} {thing(owner)}" if owner else ""
    the = "the" if owner else "its"
    match rule:
        case OneOf():
            return f"{the} {prop(rule.attribute)}{of_owner} is one of {_join([literal(v) for v in rule.values], 'or')}"
        case Range():
            return f"{the} {prop(rule.attribute)}{of_owner} is {_bounds(rule)}"
        case Length():
            low = f"at least {rule.min}" if rule.min is not None else ""
            high = f"at most {rule.max}" if rule.max is not None else ""
            return f"{the} {prop(rule.attribute)}{of_owner} has {' and '.join(b for b in (low, high) if b)} characters"
        case Compare():
            other = f"its {prop(rule.right)}" if rule.right is not None else literal(rule.value or 0)
            return f"{the} {prop(rule.left)}{of_owner} {OPERATORS[rule.op]} {other}"
        case Present():
            return f"{the} {prop(rule.attribute)}{of_owner} is given"
        case Absent():
            return f"{the} {prop(rule.attribute)}{of_owner} is not given"
        case _:
            raise TypeError(f"not a condition of the model: {rule!r}")


def _bounds(rule: Range) -> str:
    low = f"{'more than' if rule.min_exclusive else 'at least'} {literal(rule.min)}" if rule.min is not None else ""
    high = f"{'less than' if rule.max_exclusive else 'at most'} {literal(rule.max)}" if rule.max is not None else ""
    return " and ".join(bound for bound in (low, high) if bound)


def sample(entity: Entity, rule: Expression) -> str:
    """One value that the rule accepts and one that it refuses, where the rule is about one attribute."""
    match rule:
        case OneOf():
            pair = (literal(rule.values[0]), literal(_other([str(value) for value in rule.values])))
            texts = all(isinstance(value, str) for value in rule.values)
            return f" *(accepted: {pair[0]}; refused: {pair[1]})*" if texts else f" *(accepted: {pair[0]})*"
        case Length():
            accepted = rule.min if rule.min is not None else rule.max
            refused = rule.min - 1 if rule.min else (rule.max or 0) + 1
            return f" *(accepted: {accepted} characters; refused: {refused} characters)*"
        case Range(min=int() | float() as low) if not isinstance(low, bool):
            step = _step(entity, rule.attribute)
            accepted_number, refused_number = (low + step, low) if rule.min_exclusive else (low, low - step)
            return f" *(accepted: {_number(accepted_number)}; refused: {_number(refused_number)})*"
        case Range(min=None, max=int() | float() as high) if not isinstance(high, bool):
            step = _step(entity, rule.attribute)
            accepted_number, refused_number = (high - step, high) if rule.max_exclusive else (high, high + step)
            return f" *(accepted: {_number(accepted_number)}; refused: {_number(refused_number)})*"
        case _:
            return ""


def _step(entity: Entity, name: str) -> float:
    attribute = entity.attributes.get(name)
    if attribute is None or attribute.type.value in ("integer", "bigint"):
        return 1
    places = attribute.scale if attribute.scale is not None else 2
    return float(f"1e-{places}") if places else 1


def _number(value: float) -> str:
    return f"{value:.10f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def access_sentence(model: Model, index: int) -> str:
    """How rows of an entity are looked up."""
    pattern = model.access_patterns[index]
    parts = [
        f"by {_join([prop(name) for name in pattern.equality])}" if pattern.equality else "",
        f"sorted by {_join([prop(name) for name in pattern.sort])}" if pattern.sort else "",
        f"within a range of {_join([prop(name) for name in pattern.range])}" if pattern.range else "",
    ]
    how = ", ".join(part for part in parts if part) or "one by one"
    return f"{_capital_name(many(pattern.entity))} are looked up {how}: {_stop(free_text(pattern.description))}"


def mark(sentence: str, fact: Fact) -> str:
    """The sentence with how it is known: the line of the text, and `implied`, `assumed` or `by a language model`."""
    lines = list(dict.fromkeys(evidence.line for evidence in fact.evidence if evidence.line is not None))
    known = {Standing.IMPLIED: "implied", Standing.DEFAULT: "assumed", Standing.LLM: "read by a language model"}
    parts = [known[fact.standing]] if fact.standing in known else []
    if lines and fact.standing is not Standing.DEFAULT:
        parts.append(("line " if len(lines) == 1 else "lines ") + ", ".join(str(line) for line in lines))
    return f"{sentence} ({', '.join(parts)})" if parts else sentence


def thing(name: str) -> str:
    """An entity: bold; a name that is not lower snake case stands in a code span, exactly as it is."""
    return f"**{_name(name)}**"


def prop(name: str) -> str:
    """An attribute or role: italic."""
    return f"*{_name(name)}*"


def many(name: str) -> str:
    """Several of an entity: the plural of the name, or the name after `of` where it is not a word."""
    if not _IDENTIFIER.match(name):
        return f"of {thing(name)}"
    *before, last = name.split("_")
    return f"**{' '.join([*before, plural_word(last)])}**"


@lru_cache(maxsize=4096)
def plural_word(word: str) -> str:
    """The plural of one lower-case word."""
    return str(_inflector().plural_noun(word))


@lru_cache(maxsize=1)
def _inflector() -> Any:
    import inflect

    return inflect.engine()


def words(name: str) -> str:
    """A name as words, without emphasis."""
    return name.replace("_", " ") if _IDENTIFIER.match(name) else literal(name)


def literal(value: Scalar) -> str:
    """A value: text in a code span (as a JSON string where it would be unclear), numbers and booleans bare."""
    if not isinstance(value, str):
        return json.dumps(value)
    if value == "" or value != value.strip() or value.startswith('"') or _CONTROL.search(value):
        value = json.dumps(value).replace("`", "\\u0060")
    return f"`{value}`"


def free_text(text: str) -> str:
    """A person's own words as Markdown that shows exactly them; line breaks become spaces."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def article(name: str) -> str:
    """`a` or `an`, by the first letter."""
    return "an" if name[:1].lower() in "aeiou" and not name.lower().startswith(("uni", "use", "usa", "eu")) else "a"


def _name(name: str) -> str:
    return name.replace("_", " ") if _IDENTIFIER.match(name) else literal(name)


def _heading(name: str) -> str:
    return _capital(name.replace("_", " ")) if _IDENTIFIER.match(name) else literal(name)


def _bare(text: str) -> str:
    return text.replace("*", "")


def _other(values: Sequence[str]) -> str:
    return next(word for word in ("other", "unknown", "none of these", "x" * 40) if word not in values)


def _join(parts: Sequence[str], last: str = "and") -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _capital_name(text: str) -> str:
    return "**" + _capital(text[2:]) if text.startswith("**") else _capital(text)


def _because(reason: str) -> str:
    return f"The database does not, because {_stop(free_text(reason[:1].lower() + reason[1:]))}"


def _stop(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else text + "."


def _section(title: str, sentences: list[str], intro: str | None = None) -> str:
    if not sentences:
        return ""
    head = [f"## {title}", *([intro] if intro else [])]
    return "\n\n".join([*head, "\n".join(f"- {sentence}" for sentence in sentences)])
