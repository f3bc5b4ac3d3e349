"""Reads MySQL and MariaDB DDL, mysqldump output included, into a `Schema`.

Every statement ends in one of three ways, and `Schema.statements` is their sum: taken in, counted in `ignored` by kind
because it states no structure, or listed in `unparsed` with the reason and the place.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.read_catalog import Catalog, NotTakenError
from backend_data_model.engines.mysql.syntax.cursor import Cursor, SyntaxProblemError
from backend_data_model.engines.mysql.syntax.nodes import Other
from backend_data_model.engines.mysql.syntax.statements import statement
from backend_data_model.engines.mysql.syntax.tokens import UnterminatedError, tokenize
from backend_data_model.engines.split import split_statements
from backend_data_model.model.position import LineIndex
from backend_data_model.model.schema import Schema, Unparsed

if TYPE_CHECKING:
    from backend_data_model.engines.split import Statement

_FIRST_WORD = re.compile(r"(?:/\*M?!\d*\s*)?(\w+)")
_NO_STRUCTURE_TEXT = """
    INSERT REPLACE SET LOCK UNLOCK START BEGIN COMMIT ROLLBACK SELECT UPDATE DELETE GRANT REVOKE FLUSH ANALYZE OPTIMIZE
    SHOW CALL LOAD TRUNCATE DO EXPLAIN PREPARE EXECUTE DEALLOCATE SAVEPOINT RELEASE CHECK REPAIR RESET PURGE KILL
"""
_NO_STRUCTURE = frozenset(_NO_STRUCTURE_TEXT.split())
_SERVER_VERSION = re.compile(r"^-- Server version\s+(\S+)", re.MULTILINE)
_HEADER_LENGTH = 5000


def read_ddl(text: str, source: str | None = None) -> Schema:
    """The schema that a script leaves behind.  `source` is the file's name, for positions.

    An index that InnoDB adds for a foreign key is in `Table.indexes` with a reason of standing `implied`, and its name
    in `Table.options["implicit_fk_indexes"]`.  A column's own REFERENCES, which MySQL parses and ignores before 9.0
    (15.1.20.5), is in `Table.options["ignored_references"]`; foreign keys of storage engines that have none are in
    `Table.options["ignored_foreign_keys"]`.
    """
    schema = Schema("mysql", source=source)
    version = _SERVER_VERSION.search(text, 0, _HEADER_LENGTH)
    schema.version = version[1] if version else None
    catalog = Catalog(schema, LineIndex(text, source))
    for part in split_statements(text, "mysql", source):
        schema.statements += 1
        kind = kind_without_structure(part)
        if kind is not None:
            catalog.ignore(kind)
            continue
        try:
            node = statement(Cursor(part.sql, tokenize(part.sql)))
            if isinstance(node, Other):
                catalog.ignore(node.kind)
            else:
                catalog.apply(node, part)
        except RecursionError:
            schema.unparsed.append(Unparsed(part.sql, "it is nested too deeply to be read", part.position))
        except (SyntaxProblemError, UnterminatedError, NotTakenError) as error:
            schema.unparsed.append(Unparsed(part.sql, str(error), part.position))
    catalog.finish()
    return schema


def kind_without_structure(part: Statement) -> str | None:
    """The kind of a statement whose first word says that it states no structure; it need not be parsed."""
    if part.is_client_command:
        return "client command"
    first = _FIRST_WORD.match(part.sql)
    if first and first[1].upper() in _NO_STRUCTURE:
        return first[1].lower()
    return None
