"""What a DDL file says nothing of, and what therefore stays in the live database that is to become like it.

A file without a single GRANT does not mean that nobody may read anything: its privileges are kept elsewhere.  The same
holds for owners, comments, extensions, publications and event triggers.  One statement of the kind, and all are meant.
Between two DDL texts everything is meant: both say all that there is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from backend_data_model.engines.split import split_statements
from backend_data_model.migrations.postgresql.catalog.objects import Kind, Privileges, Ref
from backend_data_model.model.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    import psycopg

    from backend_data_model.migrations.postgresql.catalog.catalog import Catalog
    from backend_data_model.migrations.postgresql.catalog.objects import Grant


class Subject(StrEnum):
    """What a file speaks of or not; the value is how a person is told."""

    OWNERS = "owners"
    PRIVILEGES = "privileges"
    COMMENTS = "comments"
    EXTENSIONS = "extensions"
    PUBLICATIONS = "publications"
    EVENT_TRIGGERS = "event triggers"


_SPOKEN = {
    Subject.OWNERS: r"alter\b.*\bowner\s+to\b|create\s+schema\b.*\bauthorization\b|"
    r"set\s+(session\s+|local\s+)?(role|session\s+authorization|authorization)\b|reassign\s+owned\b",
    Subject.PRIVILEGES: r"(grant|revoke)\b|alter\s+default\s+privileges\b",
    Subject.COMMENTS: r"comment\s+on\b",
    Subject.EXTENSIONS: r"(create|alter|drop)\s+extension\b",
    Subject.PUBLICATIONS: r"(create|alter|drop)\s+publication\b",
    Subject.EVENT_TRIGGERS: r"(create|alter|drop)\s+event\s+trigger\b",
}
_BLOCK = re.compile(r"do\b", re.IGNORECASE)
_KINDS = {
    Kind.DEFAULT_PRIVILEGES: Subject.PRIVILEGES,
    Kind.COMMENT: Subject.COMMENTS,
    Kind.EXTENSION: Subject.EXTENSIONS,
    Kind.PUBLICATION: Subject.PUBLICATIONS,
    Kind.EVENT_TRIGGER: Subject.EVENT_TRIGGERS,
}


def unspoken(ddl: str) -> frozenset[Subject]:
    """The subjects of which no statement of the DDL speaks; what a DO block may run counts as spoken of."""
    statements = [one.sql for one in split_statements(ddl, "postgresql") if not one.is_client_command]
    found = set(Subject)
    for subject, pattern in _SPOKEN.items():
        spoken = re.compile(pattern, re.IGNORECASE | re.DOTALL)
        if any(spoken.match(sql) or (_BLOCK.match(sql) and spoken.search(sql)) for sql in statements):
            found.discard(subject)
    return frozenset(found)


def reading_role(connection: psycopg.Connection[Any]) -> str:
    """The role of the connection, quoted where it must be."""
    row = connection.execute("select quote_ident(current_user)").fetchone()
    return str(row[0]) if row else ""


@dataclass(slots=True)
class Unspoken:
    """Lets a wanted catalog hold what the old one has of `subjects`; see `keep`."""

    subjects: frozenset[Subject]
    _known: set[Ref] | None = None

    def keep(self, old: Catalog, wanted: Catalog, reader: str) -> None:
        """Add to `wanted` what `old` has of the subjects, as far as what it belongs to is still there.

        Called again, with the catalog after some steps, it adds only what belongs to objects that came with them, such
        as the privileges of a new table by ALTER DEFAULT PRIVILEGES.  `reader` is the role, as regrole prints it, that
        reads the catalogs.  Raises InputError for a publication that names a column which is to go.
        """
        known, self._known = self._known or set(), self._known or set(old.objects)
        for ref in [ref for ref in old.objects if _KINDS.get(ref.kind) in self.subjects and ref not in wanted.objects]:
            needed = old.needs.get(ref, set())
            if ref not in known and not needed & known and needed <= wanted.objects.keys():
                wanted.objects[ref] = old.objects[ref]
                wanted.needs[ref] = set(old.needs.get(ref, ()))
            elif ref.kind is Kind.PUBLICATION:
                _refuse_named_column(ref, needed, wanted)
                # A table that is dropped leaves its publications by itself.
                del old.objects[ref]
                old.needs.pop(ref, None)
        if self.subjects & {Subject.OWNERS, Subject.PRIVILEGES}:
            for ref in {ref: None for one in (old, wanted) for ref in one.objects if ref.kind is Kind.PRIVILEGES}:
                if ref not in known and not old.needs.get(ref, set()) & known:
                    _keep_privileges(ref, old, wanted, self.subjects, reader)

    def forget_extensions(self, live: Catalog) -> None:
        """Take out extensions that stay anyway and that nothing needs, which a server for a trial may not have."""
        if Subject.EXTENSIONS in self.subjects:
            for ref in [ref for ref in live.objects if ref.kind is Kind.EXTENSION]:
                if not any(ref in needed for needed in live.needs.values()):
                    del live.objects[ref]
                    live.needs.pop(ref, None)

    def told(self, old: Catalog, reader: str) -> list[str]:
        """What a person must be told: of which subjects there is something that stays as it is."""
        there = {_KINDS[ref.kind] for ref in old.objects if ref.kind in _KINDS}
        for item in old.of_kind(Kind.PRIVILEGES):
            if isinstance(item, Privileges):
                there |= {Subject.OWNERS} if item.owner not in {reader, "pg_database_owner"} else set()
                there |= {Subject.PRIVILEGES} if item.grants != item.born_with else set()
        return [
            f"{subject}: NEW does not speak of any, so they stay as they are"
            for subject in Subject
            if subject in there & self.subjects
        ]


def _refuse_named_column(publication: Ref, needed: Iterable[Ref], wanted: Catalog) -> None:
    for column in sorted(needed):
        stays = Ref(Kind.TABLE, column.of) in wanted.objects
        if column.kind is Kind.COLUMN and column not in wanted.objects and stays:
            raise InputError(
                f"{publication} names the column {column.of}.{column.name}, which NEW does not have",
                help="NEW says nothing of publications; state there what they shall publish",
            )


def _keep_privileges(ref: Ref, old: Catalog, wanted: Catalog, subjects: Collection[Subject], reader: str) -> None:
    has, shall_have = old.get(ref, Privileges), wanted.get(ref, Privileges)
    if has is None:
        if shall_have is not None and Subject.PRIVILEGES in subjects:
            wanted.objects[ref] = replace(shall_have, grants=shall_have.born_with)
        return
    needed = old.needs.get(ref, set())
    if any(other not in wanted.objects for other in needed if other.kind is not Kind.COLUMN):
        return
    stated = shall_have or replace(
        has, owner=reader, owner_reads=True, grants=_of_owner(has.born_with, has.owner, reader)
    )
    owner = has.owner if Subject.OWNERS in subjects else stated.owner
    source = has if Subject.PRIVILEGES in subjects else stated
    kept = replace(
        has,
        owner=owner,
        owner_reads=owner == reader,
        grants=frozenset(
            grant for grant in _of_owner(source.grants, source.owner, owner) if _column_stays(grant, needed, wanted)
        ),
        born_with=_of_owner(has.born_with, has.owner, owner),
    )
    wanted.needs[ref] = {other for other in needed | wanted.needs.get(ref, set()) if other in wanted.objects}
    wanted.objects[ref] = kept
    if kept.owner_reads and kept.grants == kept.born_with:
        del wanted.objects[ref]
        del wanted.needs[ref]


def _of_owner(grants: Iterable[Grant], before: str, now: str) -> frozenset[Grant]:
    """The same privileges where the owner's own belong to another owner."""
    return frozenset(replace(grant, grantee=now) if grant.grantee == before else grant for grant in grants)


def _column_stays(grant: Grant, needed: Iterable[Ref], wanted: Catalog) -> bool:
    if not grant.column:
        return True
    gone = {other.name for other in needed if other.kind is Kind.COLUMN and other not in wanted.objects}
    return grant.column not in gone
