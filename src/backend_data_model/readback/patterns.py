"""The table of sentence patterns, by what they may stand below: the whole of the language."""

from __future__ import annotations

from typing import Any

from backend_data_model.readback.conditions import CONDITION_SLOTS
from backend_data_model.readback.pattern import Pattern


def _pattern(id_: str, about: str, template: str) -> Pattern:
    return Pattern(id_, template, about, CONDITION_SLOTS)


_ATTRIBUTE = (
    _pattern("precision", "precision", "It has {precision:int} digits."),
    _pattern("scale", "scale", "It has {scale:int} digits after the point."),
    _pattern("unit", "unit", "It is measured in {unit:text}."),
    _pattern("values", "list of values", "It is one of {values:values}."),
    _pattern("default", "default", "It is {default:value} unless another is given."),
    _pattern("personal", "personal data", "It is personal data."),
    _pattern("description", "description", "It is described as {description:text}."),
    _pattern("required_known", "how it is known that it is required or not", "Whether it must be given is known."),
)
PATTERNS: dict[str, tuple[Pattern, ...]] = {
    "top": (
        _pattern("tenancy.none", "one owner", "All data belongs to one owner."),
        _pattern("tenancy.named", "one owner", "All data belongs to one owner, {tenant:thing}."),
        _pattern(
            "tenancy.shared", "tenancy", "The data of each {tenant:tenant} is kept apart from that of every other."
        ),
        _pattern("tenancy.schema", "tenancy", "Every {tenant:tenant} has a database schema of its own."),
        _pattern("tenancy.database", "tenancy", "Every {tenant:tenant} has a database of its own."),
        _pattern("tenancy_need", "need of tenants", "Of the tenants it is known that {demand:demand}."),
        _pattern("entity", "entity", "{name:thing} is {kind:kind}."),
        _pattern(
            "attribute", "attribute", "Each {owner:thing} has {required:required} {name:prop}, which is {type:type}."
        ),
        _pattern("retention", "retention", "Rows of {owner:thing} are kept for {keep:text}."),
        _pattern("retention.open", "retention", "Rows of {owner:thing} are kept for a time that is not decided."),
        _pattern(
            "unique",
            "uniqueness",
            "No two rows of {owner:thing}[ under the same {within:props}] have the same {members:props}.",
        ),
        _pattern(
            "check.implies",
            "conditional rule",
            "Of each {owner:thing}, whenever {when:conditions}, then {then:conditions}.",
        ),
        _pattern("check.exactly_one_of", "choice", "Of each {owner:thing}, exactly one of {members:props} is given."),
        _pattern("check.at_least_one_of", "choice", "Of each {owner:thing}, at least one of {members:props} is given."),
        _pattern("check", "rule", "Of each {owner:thing}, {rule:condition}."),
        _pattern(
            "relationship", "relationship", "Each {entity:thing} has {each_has:has} {target:thing} as its {role:prop}."
        ),
        _pattern(
            "access",
            "lookup",
            "Rows of {entity:thing} are looked up for {description:text}[, by {equality:props}]"
            "[, sorted by {sort:props}][, within a range of {range:props}].",
        ),
        _pattern(
            "volume.per", "expected number", "{rows:int} new rows of {entity:thing} are expected each {per:period}."
        ),
        _pattern("volume", "expected number", "{rows:int} rows of {entity:thing} are expected in all."),
        _pattern(
            "application_rule",
            "rule of the application",
            "The application keeps the rule {text:text}, because {reason:text}.",
        ),
    ),
    "tenancy": (_pattern("reasons", "why tenants are kept apart so", "It is so because {reasons:texts}."),),
    "entity": (
        _pattern("description", "description", "It is described as {description:text}."),
        _pattern("plural", "plural", "Several are called {plural:thing}."),
        _pattern("aliases", "other names", "It is also called {aliases:things}."),
        _pattern("is_a", "inheritance", "Each is also a {is_a:thing}."),
        _pattern("inheritance", "inheritance", "It is kept {inheritance:inheritance}."),
        _pattern("scope", "scope", "Each {scope:scope}."),
        _pattern("soft_delete", "deletion", "A deleted one is kept and marked as deleted."),
        _pattern("events", "events", "It raises the events {events:things}."),
    ),
    "attribute": _ATTRIBUTE,
    "pair_attribute": _ATTRIBUTE,
    "retention": (
        _pattern("counted_from", "start of the time", "The time is counted from its {counted_from:prop}."),
        _pattern("note", "note", "It is noted: {note:text}."),
    ),
    "unique": (
        _pattern("when", "partial uniqueness", "It counts only rows of which {when:conditions}."),
        _pattern("everywhere", "scope", "It holds across all tenants."),
        _pattern("identifies", "the key people use", "People know one by it."),
    ),
    "check": (_pattern("note", "note", "It is noted: {note:text}."),),
    "relationship": (
        _pattern(
            "inverse.0..*",
            "the other direction",
            "It is possible that one {target:thing} is the {role:prop} of several {entity:thing}; "
            "it is also possible that it is the {role_again:prop} of none.",
        ),
        _pattern(
            "inverse.1..*",
            "the other direction",
            "It is possible that one {target:thing} is the {role:prop} of several {entity:thing}; "
            "it is the {role_again:prop} of at least one.",
        ),
        _pattern(
            "inverse.0..1",
            "the other direction",
            "Each {target:thing} is the {role:prop} of at most one {entity:thing}.",
        ),
        _pattern(
            "inverse.1",
            "the other direction",
            "Each {target:thing} is the {role:prop} of exactly one {entity:thing}.",
        ),
        _pattern("inverse_role", "name of the other direction", "In that direction it is called {inverse_role:prop}."),
        _pattern("owned", "part of a whole", "The one is a part of the other."),
        _pattern("via", "junction", "Each pair is kept as {via:thing}."),
        _pattern("repeatable", "junction", "The same pair may occur more than once."),
        _pattern(
            "on_delete", "deletion", "Deleting the other {on_delete:deletion}[, because {on_delete_reason:text}]."
        ),
        _pattern(
            "pair_attribute",
            "attribute of a pair",
            "Each pair has {required:required} {name:prop}, which is {type:type}.",
        ),
    ),
}
_BY_ID = {(below, pattern.id): pattern for below, group in PATTERNS.items() for pattern in group}


def say(below: str, id_: str, **values: Any) -> str:
    """The sentence of one pattern."""
    return _BY_ID[below, id_].write(**values)
