"""Which engine a script was written for, from what only that engine's SQL has."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.model.errors import InputError

if TYPE_CHECKING:
    from backend_data_model.model.schema import Engine

# Evidence and its weight.  Weight 5 is found in one engine only; weight 1 is merely more usual there.
_EVIDENCE: tuple[tuple[Engine, int, str], ...] = (
    ("postgresql", 9, r"^-- PostgreSQL database dump"),
    ("postgresql", 5, r"\b(?:big|small)?serial\b"),
    ("postgresql", 5, r"\$(?:[a-z_]\w*)?\$"),
    ("postgresql", 5, r"[\w)'\"]::[a-z\"]"),
    ("postgresql", 5, r"\btimestamp(?:tz|\s*(?:\(\d\)\s*)?with(?:out)?\s+time\s+zone)\b"),
    ("postgresql", 5, r"\b(?:jsonb|bytea|tsvector|inet|citext|int[248]|float[48]|double\s+precision)\b"),
    ("postgresql", 5, r"\bcreate\s+(?:extension|policy|domain|sequence|type|materialized\s+view|schema)\b"),
    ("postgresql", 5, r"\balter\s+table\s+only\b|\brow\s+level\s+security\b|\bcomment\s+on\s+(?:table|column)\b"),
    ("postgresql", 5, r"\bcharacter\s+varying\b|\bnextval\s*\(|\bpg_catalog\b|\bgen_random_uuid\s*\("),
    ("postgresql", 5, r"\busing\s+(?:gin|gist|brin|btree|hash)\s*\(|\binclude\s*\("),
    ("postgresql", 5, r"^\\(?:connect|c|i|ir|set|echo|copy|restrict)\b|^copy\s.*\bfrom\s+stdin"),
    ("postgresql", 2, r"\bgenerated\s+(?:always|by\s+default)\s+as\s+identity\b"),
    ("postgresql", 1, r"\buuid\b|\bboolean\b|\breturning\b|\btext\[\]"),
    ("mysql", 9, r"^-- (?:MySQL|MariaDB) dump"),
    ("mysql", 5, r"\)\s*(?:comment\s*=\s*'[^'\n]*'\s*)?engine\s*=?\s*\w+|\bengine\s*=\s*\w+"),
    ("mysql", 5, r"\bauto_increment\b"),
    ("mysql", 5, r"/\*M?!\d{5,6}"),
    ("mysql", 5, r"^delimiter\s+\S+"),
    ("mysql", 5, r"\bunsigned\b|\bzerofill\b"),
    ("mysql", 5, r"\bdefault\s+charset\s*=|\bcharacter\s+set\s+\w|\bcollate[ =]\s*utf8"),
    ("mysql", 5, r"\benum\s*\(\s*'|\b(?:tiny|medium|long)(?:text|blob)\b|\bmediumint\b"),
    ("mysql", 5, r"\bon\s+update\s+current_timestamp\b|^\s*(?:unique\s+)?key\s+[`\w]+\s*\("),
    ("mysql", 3, r"\btinyint\s*\(|\bint\s*\(\d+\)|\bdatetime\s*\(\d\)"),
    ("mysql", 2, r"`\w+`"),
    ("sqlite", 5, r"\bautoincrement\b"),
    ("sqlite", 5, r"\)\s*(?:strict|without\s+rowid)\b"),
    ("sqlite", 5, r"^\s*pragma\s+\w+"),
    ("sqlite", 5, r"\bcreate\s+virtual\s+table\b|\bsqlite_\w+|\bstrftime\s*\("),
    ("sqlite", 5, r"\bdatetime\s*\(\s*'now'|^begin\s+(?:immediate|exclusive)\b|\binsert\s+or\s+(?:ignore|replace)\b"),
    ("sqlite", 2, r"\bcollate\s+nocase\b|\binteger\s+primary\s+key\b|\[\w+\]\s+(?:nvarchar|integer|text)\b"),
)
_PATTERNS = tuple(
    (engine, weight, re.compile(pattern, re.IGNORECASE | re.MULTILINE)) for engine, weight, pattern in _EVIDENCE
)
_LOOK_AT = 2_000_000


def guess_engine(text: str) -> Engine:
    """The engine that the evidence in the first two million characters points to.

    Raises InputError when nothing in the text tells the engines apart, or when two are equally likely.
    """
    sample = text[:_LOOK_AT]
    scores: dict[Engine, int] = {"postgresql": 0, "mysql": 0, "sqlite": 0}
    for engine, weight, pattern in _PATTERNS:
        if pattern.search(sample):
            scores[engine] += weight
    best, second = sorted(scores, key=lambda engine: -scores[engine])[:2]
    if scores[best] == scores[second]:
        said = "nothing in the text tells" if not scores[best] else f"{best} and {second} are equally likely"
        raise InputError(
            f"cannot tell which engine this SQL is for: {said}",
            help="name it with --engine postgresql, --engine mysql or --engine sqlite",
        )
    return best
