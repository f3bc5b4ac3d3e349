"""Character sets: their widest character in bytes, and their default collation (8.4 Reference Manual, 12.10)."""

from __future__ import annotations

DEFAULT_CHARACTER_SET = "utf8mb4"
_BYTES = {
    "utf8mb4": 4,
    "utf8mb3": 3,
    "utf8": 3,
    "utf16": 4,
    "utf16le": 4,
    "utf32": 4,
    "gb18030": 4,
    "eucjpms": 3,
    "ujis": 3,
    "ucs2": 2,
    "big5": 2,
    "cp932": 2,
    "euckr": 2,
    "gb2312": 2,
    "gbk": 2,
    "sjis": 2,
}
_COLLATIONS = {
    "utf8mb4": "utf8mb4_0900_ai_ci",
    "utf8mb3": "utf8mb3_general_ci",
    "utf8": "utf8mb3_general_ci",
    "latin1": "latin1_swedish_ci",
    "ascii": "ascii_general_ci",
    "binary": "binary",
    "ucs2": "ucs2_general_ci",
    "utf16": "utf16_general_ci",
    "utf32": "utf32_general_ci",
}


def bytes_per_character(character_set: str) -> int:
    """How many bytes the widest character takes."""
    return _BYTES.get(character_set, 1)


def default_collation(character_set: str) -> str:
    """The collation that a character set has when none is named (MySQL 8: `utf8mb4_0900_ai_ci`)."""
    return _COLLATIONS.get(character_set, f"{character_set}_general_ci")


def character_set_of(collation: str) -> str:
    """The character set that a collation belongs to."""
    return collation.split("_", 1)[0]
