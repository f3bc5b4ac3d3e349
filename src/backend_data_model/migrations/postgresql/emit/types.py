"""Schemas, extensions, collations and types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.migrations.postgresql.catalog.objects import Composite, Enum, Kind, Range, Ref
from backend_data_model.migrations.postgresql.emit.draft import Context, Draft
from backend_data_model.migrations.postgresql.emit.names import literal

if TYPE_CHECKING:
    from backend_data_model.migrations.postgresql.catalog.objects import (
        Attribute,
        Collation,
        Domain,
        DomainConstraint,
        Extension,
        Namespace,
    )


def create_namespace(new: Namespace, context: Context) -> list[Draft]:
    """CREATE SCHEMA."""
    return [Draft(f"CREATE SCHEMA {new.ref.name}", f"New schema {new.ref.name}.", undo=f"DROP SCHEMA {new.ref.name}")]


def drop_namespace(old: Namespace, context: Context) -> list[Draft]:
    """DROP SCHEMA, empty by then."""
    sql = f"DROP SCHEMA {old.ref.name}"
    return [Draft(sql, f"Drop schema {old.ref.name}.", phase="contract", undo=f"CREATE SCHEMA {old.ref.name}")]


def create_extension(new: Extension, context: Context) -> list[Draft]:
    """CREATE EXTENSION."""
    sql = f"CREATE EXTENSION {new.ref.name} WITH SCHEMA {new.schema}"
    return [Draft(sql, f"New extension {new.ref.name}.", undo=f"DROP EXTENSION {new.ref.name}")]


def drop_extension(old: Extension, context: Context) -> list[Draft]:
    """DROP EXTENSION."""
    undo = f"CREATE EXTENSION {old.ref.name} WITH SCHEMA {old.schema}"
    return [Draft(f"DROP EXTENSION {old.ref.name}", f"Drop extension {old.ref.name}.", phase="contract", undo=undo)]


def alter_extension(old: Extension, new: Extension, context: Context) -> list[Draft] | None:
    """UPDATE TO another version, SET SCHEMA."""
    drafts = []
    if old.version != new.version:
        sql = f"ALTER EXTENSION {new.ref.name} UPDATE TO {literal(new.version)}"
        undo = f"ALTER EXTENSION {new.ref.name} UPDATE TO {literal(old.version)}"
        drafts.append(Draft(sql, f"Extension {new.ref.name} goes to version {new.version}.", undo=undo))
    if old.schema != new.schema:
        sql = f"ALTER EXTENSION {new.ref.name} SET SCHEMA {new.schema}"
        undo = f"ALTER EXTENSION {new.ref.name} SET SCHEMA {old.schema}"
        drafts.append(Draft(sql, f"Extension {new.ref.name} moves to {new.schema}.", undo=undo))
    return drafts


_PROVIDERS = {"c": "libc", "i": "icu", "b": "builtin"}


def create_collation(new: Collation, context: Context) -> list[Draft]:
    """CREATE COLLATION."""
    parts = [f"provider = {_PROVIDERS.get(new.provider, 'libc')}", f"locale = {literal(new.locale)}"]
    parts += [] if new.deterministic else ["deterministic = false"]
    sql = f"CREATE COLLATION {new.ref.name} ({', '.join(parts)})"
    return [Draft(sql, f"New collation {new.ref.name}.", undo=f"DROP COLLATION {new.ref.name}")]


def drop_collation(old: Collation, context: Context) -> list[Draft]:
    """DROP COLLATION."""
    undo = create_collation(old, context)[0].sql
    return [Draft(f"DROP COLLATION {old.ref.name}", f"Drop collation {old.ref.name}.", phase="contract", undo=undo)]


def alter_collation(old: Collation, new: Collation, context: Context) -> list[Draft] | None:
    """Nothing about it changes in place."""
    return None


def create_enum(new: Enum, context: Context) -> list[Draft]:
    """CREATE TYPE ... AS ENUM."""
    sql = f"CREATE TYPE {new.ref.name} AS ENUM ({', '.join(literal(label) for label in new.labels)})"
    return [Draft(sql, f"New enum {new.ref.name}.", undo=f"DROP TYPE {new.ref.name}")]


def drop_type(old: Enum | Composite | Range, context: Context) -> list[Draft]:
    """DROP TYPE."""
    return [
        Draft(f"DROP TYPE {old.ref.name}", f"Drop type {old.ref.name}.", phase="contract", undo=_again(old, context))
    ]


def _again(old: Enum | Composite | Range, context: Context) -> str:
    match old:
        case Enum():
            return create_enum(old, context)[0].sql
        case Composite():
            return create_composite(old, context)[0].sql
        case Range():
            return create_range(old, context)[0].sql


def alter_enum(old: Enum, new: Enum, context: Context) -> list[Draft] | None:
    """ADD VALUE in its place; a label that is gone or moved needs the type anew."""
    kept = [label for label in new.labels if label in old.labels]
    if kept != list(old.labels):
        return None
    drafts, there = [], list(old.labels)
    for place, label in enumerate(new.labels):
        if label in there:
            continue
        where = ""
        if place < len(new.labels) - 1 and there:
            after = new.labels[place - 1] if place else None
            where = f" AFTER {literal(after)}" if after else f" BEFORE {literal(there[0])}"
        note = f"New value {label}; it can be used from the next transaction on and cannot be taken back."
        drafts.append(Draft(f"ALTER TYPE {new.ref.name} ADD VALUE {literal(label)}{where}", note, undo=None))
        there.insert(place, label)
    return drafts


def create_composite(new: Composite, context: Context) -> list[Draft]:
    """CREATE TYPE ... AS (...)."""
    sql = f"CREATE TYPE {new.ref.name} AS ({', '.join(_attribute(item) for item in new.attributes)})"
    return [Draft(sql, f"New composite type {new.ref.name}.", undo=f"DROP TYPE {new.ref.name}")]


def _attribute(attribute: Attribute) -> str:
    collate = f" COLLATE {attribute.collation}" if attribute.collation else ""
    return f"{attribute.name} {attribute.type}{collate}"


def alter_composite(old: Composite, new: Composite, context: Context) -> list[Draft] | None:
    """ADD, DROP and ALTER ATTRIBUTE; None where that would change their order."""
    before = {item.name: item for item in old.attributes}
    after = {item.name: item for item in new.attributes}
    kept = [item.name for item in old.attributes if item.name in after]
    added = [item.name for item in new.attributes if item.name not in before]
    if [item.name for item in new.attributes] != kept + added:
        return None
    actions = [f"DROP ATTRIBUTE {name}" for name in before if name not in after]
    actions += [f"ADD ATTRIBUTE {_attribute(after[name])}" for name in added]
    for name in kept:
        if before[name] != after[name]:
            collate = f" COLLATE {after[name].collation}" if after[name].collation else ""
            actions.append(f"ALTER ATTRIBUTE {name} TYPE {after[name].type}{collate}")
    sql = f"ALTER TYPE {new.ref.name} {', '.join(actions)}"
    return [Draft(sql, f"Attributes of {new.ref.name}.", undo=None)]


def create_range(new: Range, context: Context) -> list[Draft]:
    """CREATE TYPE ... AS RANGE."""
    parts = [f"subtype = {new.subtype}", *(f"{key} = {value}" for key, value in new.options)]
    sql = f"CREATE TYPE {new.ref.name} AS RANGE ({', '.join(parts)})"
    return [Draft(sql, f"New range type {new.ref.name}.", undo=f"DROP TYPE {new.ref.name}")]


def alter_range(old: Range, new: Range, context: Context) -> list[Draft] | None:
    """Nothing about it changes in place."""
    return None


def create_domain(new: Domain, context: Context) -> list[Draft]:
    """CREATE DOMAIN; its constraints follow."""
    sql = f"CREATE DOMAIN {new.ref.name} AS {new.base}"
    sql += f" COLLATE {new.collation}" if new.collation else ""
    sql += f" DEFAULT {new.default}" if new.default is not None else ""
    sql += " NOT NULL" if new.not_null else ""
    return [Draft(sql, f"New domain {new.ref.name}.", undo=f"DROP DOMAIN {new.ref.name}")]


def drop_domain(old: Domain, context: Context) -> list[Draft]:
    """DROP DOMAIN."""
    undo = create_domain(old, context)[0].sql
    return [Draft(f"DROP DOMAIN {old.ref.name}", f"Drop domain {old.ref.name}.", phase="contract", undo=undo)]


def alter_domain(old: Domain, new: Domain, context: Context) -> list[Draft] | None:
    """Default and NOT NULL change in place; the base type does not."""
    if (old.base, old.collation) != (new.base, new.collation):
        return None
    drafts, name = [], new.ref.name
    if old.default != new.default:
        forms = [f"SET DEFAULT {text}" if text is not None else "DROP DEFAULT" for text in (new.default, old.default)]
        drafts.append(
            Draft(f"ALTER DOMAIN {name} {forms[0]}", f"Default of {name}.", undo=f"ALTER DOMAIN {name} {forms[1]}")
        )
    if old.not_null != new.not_null:
        words = ("SET", "DROP") if new.not_null else ("DROP", "SET")
        reason = "SET NOT NULL of a domain reads every table that uses it under a lock that stops writers"
        drafts.append(
            Draft(
                f"ALTER DOMAIN {name} {words[0]} NOT NULL",
                f"Whether {name} may be null.",
                undo=f"ALTER DOMAIN {name} {words[1]} NOT NULL",
                blocking=reason if new.not_null else None,
            )
        )
    return drafts


def create_domain_constraint(new: DomainConstraint, context: Context) -> list[Draft]:
    """ADD CONSTRAINT NOT VALID, then VALIDATE (which stops writers of the tables that use the domain)."""
    domain, name = new.ref.of, new.ref.name
    add = f"ALTER DOMAIN {domain} ADD CONSTRAINT {name} {new.definition}"
    undo = f"ALTER DOMAIN {domain} DROP CONSTRAINT {name}"
    if not new.validated or not _used(domain, context):
        return [Draft(add, f"Check {name} of {domain}.", undo=undo)]
    reason = "VALIDATE of a domain's check takes SHARE on every table that uses it; PostgreSQL has no weaker form"
    return [
        Draft(f"{add} NOT VALID", f"Check {name} of {domain} holds for new values.", undo=undo),
        Draft(f"ALTER DOMAIN {domain} VALIDATE CONSTRAINT {name}", "Reads the old values.", undo="", blocking=reason),
    ]


def _used(domain: str, context: Context) -> bool:
    return any(ref.of for ref in context.old.needed_by().get(Ref(Kind.DOMAIN, domain), ()))


def drop_domain_constraint(old: DomainConstraint, context: Context) -> list[Draft]:
    """DROP CONSTRAINT of a domain."""
    domain, name = old.ref.of, old.ref.name
    undo = f"ALTER DOMAIN {domain} ADD CONSTRAINT {name} {old.definition}"
    return [Draft(f"ALTER DOMAIN {domain} DROP CONSTRAINT {name}", f"Check {name} no longer holds.", undo=undo)]


def alter_domain_constraint(old: DomainConstraint, new: DomainConstraint, context: Context) -> list[Draft] | None:
    """VALIDATE; everything else is a replacement."""
    if old.definition.removesuffix(" NOT VALID") != new.definition or not new.validated:
        return None
    sql = f"ALTER DOMAIN {new.ref.of} VALIDATE CONSTRAINT {new.ref.name}"
    return [Draft(sql, "Reads the old values.", undo="")]
