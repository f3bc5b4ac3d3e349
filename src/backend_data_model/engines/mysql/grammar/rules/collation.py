"""Refuses collations and character sets that MySQL does not have, as MariaDB's `uca1400` (12.2, 12.10; errors 1273,
1115), and a collation of another character set (1253).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.grammar.rule import Problem
from backend_data_model.engines.mysql.read_charsets import character_set_of
from backend_data_model.engines.mysql.syntax import nodes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.mysql.grammar.rule import Subject

_NAMES = """
    armscii8 ascii big5 binary cp1250 cp1251 cp1256 cp1257 cp850 cp852 cp866 cp932 dec8 eucjpms euckr gb18030 gb2312 gbk
    geostd8 greek hebrew hp8 keybcs2 koi8r koi8u latin1 latin2 latin5 latin7 macce macroman sjis swe7 tis620 ucs2 ujis
    utf16 utf16le utf32 utf8 utf8mb3 utf8mb4 default
"""
_CHARACTER_SETS = frozenset(_NAMES.split())


def _problems(character_set: str | None, collation: str | None, offset: int) -> Iterator[Problem]:
    if character_set and character_set not in _CHARACTER_SETS:
        yield Problem(f"MySQL has no character set {character_set}", offset)
    if not collation or collation == "default":
        return
    own = character_set_of(collation)
    if own not in _CHARACTER_SETS or "uca1400" in collation or "nopad" in collation:
        yield Problem(f"MySQL has no collation {collation}", offset)
    elif character_set and character_set.replace("utf8mb3", "utf8") != own.replace("utf8mb3", "utf8"):
        yield Problem(f"{collation} is no collation of {character_set}", offset)


def check(subject: Subject) -> Iterator[Problem]:
    """The problems of one statement."""
    for column in subject.columns():
        character_set, collation = column.type.character_set, column.type.collation
        yield from _problems(character_set, collation, column.offset)
    if isinstance(subject.node, nodes.CreateTable):
        options = subject.node.options
        yield from _problems(
            options.get("charset", "").lower(), options.get("collate", "").lower(), subject.node.offset
        )
