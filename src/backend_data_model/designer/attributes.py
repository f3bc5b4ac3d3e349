"""Attributes as columns: names, nullability, defaults, fixed lists, and in the end the types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.designer import reasons
from backend_data_model.designer.checks import add_check, add_type_checks, require_for_type
from backend_data_model.designer.draft import AttributeColumn
from backend_data_model.designer.tables import attribute_column_name, own_key
from backend_data_model.engines.expressions import Slot
from backend_data_model.model.document import Attribute, AttributeType, Standing
from backend_data_model.model.expression import Length, OneOf, Range
from backend_data_model.model.schema import Column

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backend_data_model.designer.draft import Draft, TableDraft
    from backend_data_model.model.document import Fact
    from backend_data_model.model.schema import Index, Reason

_INT_MAX = 2**31 - 1
_ON_BY_DEFAULT = frozenset({"active", "is_active", "enabled", "is_enabled"})
_INDEX_BYTES = 3072
_PLAIN_KEY_BYTES = 16


def add_attributes(draft: Draft) -> None:
    """The attributes of every entity and of every junction, in the order of the model."""
    for made in draft.tables:
        _add_discriminator(draft, made)
    for name, entity in draft.model.entities.items():
        made = draft.of_entity[name]
        if entity.is_a and made is draft.of_entity[entity.is_a]:
            draft.slots[name] = draft.slots[entity.is_a] | draft.slots[name]
        attributes = entity.attributes | {
            key: value for key, value in draft.extra_attributes.get(name, {}).items() if key not in entity.attributes
        }
        if made.parent is None and made.table.entity == name and own_key(entity):
            attributes = {key: value for key, value in attributes.items() if key != "id"}
        _add_all(draft, made, name, attributes)
    for made, relationship in draft.pairs:
        name = f"{made.table.name} (junction)"
        _add_all(draft, made, name, relationship.attributes)


def _add_all(draft: Draft, made: TableDraft, entity: str, attributes: Mapping[str, Attribute]) -> None:
    own = made.table.entity in (None, entity)
    for name, attribute in attributes.items():
        attribute = _wide_enough(draft, entity, name, attribute)
        where = f"{entity}.{name}"
        column = Column(
            made.names.take(attribute_column_name(entity, name, attribute)),
            "",
            nullable=not (attribute.required and own),
            comment=attribute.description,
            reasons=_reasons(name, attribute),
        )
        draft.slots[entity][name] = Slot(column.name, attribute.type)
        _set_default(draft, column, attribute, where)
        made.attributes.append(AttributeColumn(column, attribute, where))
        if attribute.values:
            rule = OneOf(attribute=name, values=tuple(dict.fromkeys(attribute.values)))
            add_check(draft, made, rule, draft.slots[entity], column.reasons.copy(), where)
    if not own:
        required = [name for name, attribute in attributes.items() if attribute.required]
        required += [role for role in draft.required_of_kind.get(entity, ()) if role not in required]
        why = reasons.from_rule(f"required of every {entity}, not of the other rows of this table")
        require_for_type(draft, made, entity, required, why)


def _reasons(name: str, attribute: Attribute) -> list[Reason]:
    found = reasons.from_fact(attribute, f"the {name.replace('_', ' ')}")
    if not attribute.required:
        standing = (attribute.required_standing or Standing.EXPLICIT).value
        found += reasons.from_evidence(attribute.required_evidence, standing, "it may be absent")
    return found


def _wide_enough(draft: Draft, entity: str, name: str, attribute: Attribute) -> Attribute:
    """An integer whose bounds or default need more than 32 bits is a bigint."""
    if attribute.type is not AttributeType.INTEGER:
        return attribute
    stated: list[object] = [attribute.default, *(attribute.values or [])]
    for check in draft.model.entities[entity].checks if entity in draft.model.entities else ():
        if isinstance(check.rule, Range) and check.rule.attribute == name:
            stated += [check.rule.min, check.rule.max]
    if any(isinstance(value, (int, float)) and abs(value) > _INT_MAX for value in stated):
        return attribute.model_copy(update={"type": AttributeType.BIGINT})
    return attribute


def _set_default(draft: Draft, column: Column, attribute: Attribute, where: str) -> None:
    if attribute.default is not None:
        column.default = draft.dialect.default(attribute.default, attribute.type, where)
    elif attribute.type is AttributeType.BOOLEAN and not column.nullable:
        value = column.name in _ON_BY_DEFAULT
        column.default = draft.dialect.boolean(value)
        column.reasons += reasons.from_rule(f"DEFAULT {str(value).lower()}: a boolean starts from a known value")


def _add_discriminator(draft: Draft, made: TableDraft) -> None:
    kinds = made.entities
    root = made.table.entity
    if root is None or len(kinds) < 2:
        return
    name = "type" if not any("type" in draft.model.entities[kind].attributes for kind in kinds) else f"{root}_type"
    made.discriminator = made.names.take(name)
    why: Fact = draft.model.entities[next(kind for kind in kinds if kind != root)]
    column = Column(made.discriminator, "", nullable=False, reasons=reasons.from_fact(why, f"the kinds of {root}"))
    attribute = Attribute(type=AttributeType.TEXT, values=kinds)
    made.attributes.append(AttributeColumn(column, attribute, f"{root}.{name}"))
    for kind in kinds:
        draft.slots[kind][made.discriminator] = Slot(made.discriminator, AttributeType.TEXT)
    rule = OneOf(attribute=made.discriminator, values=tuple(kinds))
    add_check(draft, made, rule, draft.slots[root], column.reasons.copy(), f"{root}.{name}")


def settle_types(draft: Draft) -> None:
    """The types of all attribute columns, now that it is known which of them are indexed."""
    for made in draft.tables:
        lengths = _stated_lengths(made)
        shares = _key_shares(made)
        for item in made.attributes:
            name = item.column.name
            found = draft.dialect.column_type(
                name, item.attribute, length=lengths.get(name), key_share=shares.get(name)
            )
            item.column.type = found.sql
            add_type_checks(draft, made, name, found.checks)
            default = item.column.default
            if default and found.sql in ("TEXT", "LONGTEXT", "LONGBLOB", "JSON") and draft.dialect.engine == "mysql":
                item.column.default = f"({default})"


def _stated_lengths(made: TableDraft) -> dict[str, int]:
    found: dict[str, int] = {}
    for check in made.table.checks:
        if isinstance(check.rule, Length) and check.rule.max is not None:
            name = check.rule.attribute
            found[name] = min(check.rule.max, found.get(name, check.rule.max))
    return found


def _key_shares(made: TableDraft) -> dict[str, int]:
    """The bytes that each text column may take in the fullest of the indexes that it is in."""
    wide = {
        item.column.name
        for item in made.attributes
        if item.attribute.type in (AttributeType.TEXT, AttributeType.BINARY)
    }
    keys = [unique.columns for unique in made.table.uniques]
    keys += [_plain(index) for index in made.table.indexes]
    shares: dict[str, int] = {}
    for columns in keys:
        texts = [name for name in columns if name in wide]
        for name in texts:
            room = (_INDEX_BYTES - _PLAIN_KEY_BYTES * (len(columns) - len(texts) + 1)) // len(texts)
            shares[name] = min(room, shares.get(name, room))
    return shares


def _plain(index: Index) -> list[str]:
    return [key.column for key in index.keys if key.column is not None]
