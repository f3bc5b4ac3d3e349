"""Owners, privileges, default privileges, comments, publications."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from backend_data_model.migrations.postgresql.emit.draft import Context, Draft
from backend_data_model.migrations.postgresql.emit.names import literal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backend_data_model.migrations.postgresql.catalog.objects import (
        Comment,
        DefaultPrivileges,
        Grant,
        Privileges,
        Publication,
    )


def create(new: Privileges, context: Context) -> list[Draft]:
    """From what an object is born with to what it shall have."""
    drafts = [] if new.owner_reads else [_owner(new, None)]
    return drafts + _changes(new.ref.name, new.born_with, new.grants)


def drop(old: Privileges, context: Context) -> list[Draft]:
    """Back to what an object is born with; its owner is then who runs the plan."""
    name = old.ref.name
    changes = _changes(name, old.grants, old.born_with)
    if old.owner_reads:
        return changes
    undo = f"ALTER {name} OWNER TO {old.owner}"
    return [*changes, Draft(f"ALTER {name} OWNER TO CURRENT_USER", f"Owner of {name}.", undo=undo)]


def alter(old: Privileges, new: Privileges, context: Context) -> list[Draft] | None:
    """Another owner, and only the privileges that differ."""
    drafts = [] if old.owner == new.owner else [_owner(new, old)]
    return drafts + _changes(new.ref.name, old.grants, new.grants)


def _owner(new: Privileges, old: Privileges | None) -> Draft:
    undo = f"ALTER {new.ref.name} OWNER TO {old.owner if old else 'CURRENT_USER'}"
    return Draft(f"ALTER {new.ref.name} OWNER TO {new.owner}", f"Owner of {new.ref.name}.", undo=undo)


def _changes(name: str, old: Iterable[Grant], new: Iterable[Grant]) -> list[Draft]:
    before, after = set(old), set(new)
    drafts = []
    for verb, grants in (("REVOKE", before - after), ("GRANT", after - before)):
        for (grantee, grantable), privileges in sorted(_together(grants).items()):
            words = ", ".join(sorted(privileges))
            option = " WITH GRANT OPTION" if grantable else ""
            revoke = f"REVOKE {words} ON {name} FROM {grantee}"
            grant = f"GRANT {words} ON {name} TO {grantee}{option}"
            sql, undo = (revoke, grant) if verb == "REVOKE" else (grant, revoke)
            drafts.append(Draft(sql, f"Privileges of {grantee} on {name}.", undo=undo))
    return drafts


def _together(grants: Iterable[Grant]) -> dict[tuple[str, bool], set[str]]:
    columns: dict[tuple[str, bool, str], set[str]] = defaultdict(set)
    found: dict[tuple[str, bool], set[str]] = defaultdict(set)
    for grant in grants:
        if grant.column:
            columns[grant.grantee, grant.grantable, grant.privilege].add(grant.column)
        else:
            found[grant.grantee, grant.grantable].add(grant.privilege)
    for (grantee, grantable, privilege), names in columns.items():
        found[grantee, grantable].add(f"{privilege} ({', '.join(sorted(names))})")
    return found


_DEFAULT_WORDS = {"r": "TABLES", "S": "SEQUENCES", "f": "FUNCTIONS", "T": "TYPES", "n": "SCHEMAS"}


def create_defaults(new: DefaultPrivileges, context: Context) -> list[Draft]:
    """ALTER DEFAULT PRIVILEGES, for objects that are made from now on."""
    return _default_changes(new, new.born_with, new.grants)


def drop_defaults(old: DefaultPrivileges, context: Context) -> list[Draft]:
    """Back to what objects are born with."""
    return _default_changes(old, old.grants, old.born_with)


def alter_defaults(old: DefaultPrivileges, new: DefaultPrivileges, context: Context) -> list[Draft] | None:
    """Only what differs."""
    return _default_changes(new, old.grants, new.grants)


def _default_changes(item: DefaultPrivileges, old: Iterable[Grant], new: Iterable[Grant]) -> list[Draft]:
    head = f"ALTER DEFAULT PRIVILEGES FOR ROLE {item.role}" + (f" IN SCHEMA {item.schema}" if item.schema else "")
    drafts = []
    for draft in _changes(_DEFAULT_WORDS[item.object_type], old, new):
        note = f"Privileges on {_DEFAULT_WORDS[item.object_type].lower()} that {item.role} makes from now on."
        drafts.append(Draft(f"{head} {draft.sql}", note, undo=f"{head} {draft.undo}"))
    return drafts


def create_comment(new: Comment, context: Context) -> list[Draft]:
    """COMMENT ON."""
    sql = f"COMMENT ON {new.ref.name} IS {literal(new.text)}"
    return [Draft(sql, "Comment.", undo=f"COMMENT ON {new.ref.name} IS NULL")]


def drop_comment(old: Comment, context: Context) -> list[Draft]:
    """COMMENT ON ... IS NULL."""
    undo = f"COMMENT ON {old.ref.name} IS {literal(old.text)}"
    return [Draft(f"COMMENT ON {old.ref.name} IS NULL", "Comment.", undo=undo)]


def alter_comment(old: Comment, new: Comment, context: Context) -> list[Draft] | None:
    """COMMENT ON again."""
    sql = f"COMMENT ON {new.ref.name} IS {literal(new.text)}"
    return [Draft(sql, "Comment.", undo=f"COMMENT ON {new.ref.name} IS {literal(old.text)}")]


def create_publication(new: Publication, context: Context) -> list[Draft]:
    """CREATE PUBLICATION."""
    sql = f"CREATE PUBLICATION {new.ref.name}{_for(new)}"
    sql += f" WITH ({', '.join(f'{key} = {literal(value)}' for key, value in new.options)})" if new.options else ""
    return [Draft(sql, f"New publication {new.ref.name}.", undo=f"DROP PUBLICATION {new.ref.name}")]


def _for(publication: Publication) -> str:
    if publication.all_tables:
        return " FOR ALL TABLES"
    parts = [f"TABLE {', '.join(publication.tables)}"] if publication.tables else []
    parts += [f"TABLES IN SCHEMA {', '.join(publication.schemas)}"] if publication.schemas else []
    return f" FOR {', '.join(parts)}" if parts else ""


def drop_publication(old: Publication, context: Context) -> list[Draft]:
    """DROP PUBLICATION: its subscribers get nothing more."""
    undo = create_publication(old, context)[0].sql
    return [Draft(f"DROP PUBLICATION {old.ref.name}", f"Drop publication {old.ref.name}.", phase="contract", undo=undo)]


def alter_publication(old: Publication, new: Publication, context: Context) -> list[Draft] | None:
    """SET its tables and options; FOR ALL TABLES cannot be changed."""
    if old.all_tables or new.all_tables:
        return None
    drafts = []
    name = new.ref.name
    if (old.tables, old.schemas) != (new.tables, new.schemas):
        if not (new.tables or new.schemas) or not (old.tables or old.schemas):
            return None
        forms = [f"ALTER PUBLICATION {name} SET{_for(item).removeprefix(' FOR')}" for item in (new, old)]
        drafts.append(Draft(forms[0], f"What {name} publishes.", undo=forms[1]))
    if old.options != new.options:
        everything = (("publish", "insert, update, delete, truncate"), ("publish_via_partition_root", "false"))
        forms = []
        for item in (new, old):
            options = dict(everything) | dict(item.options)
            forms.append(
                f"ALTER PUBLICATION {name} SET ({', '.join(f'{k} = {literal(v)}' for k, v in options.items())})"
            )
        drafts.append(Draft(forms[0], f"Options of {name}.", undo=forms[1]))
    return drafts
