"""Refuses CREATE, ALTER and DROP of objects that only other engines have: types, domains, extensions, sequences,
materialized views, rules (chapter 15.1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.grammar.rule import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.mysql.grammar.rule import Subject

_ADVICE = {
    "TYPE": "write ENUM('a', 'b') or a CHECK at the column",
    "DOMAIN": "write the type and its CHECK at each column",
    "EXTENSION": "what an extension gives must be built in",
    "SEQUENCE": "use AUTO_INCREMENT (sequences are MariaDB's)",
    "MATERIALIZED": "fill a table by an EVENT or a trigger",
    "UNLOGGED": "every InnoDB table is logged",
    "RULE": "use a trigger",
    "AGGREGATE": "aggregates are loadable functions",
    "PUBLICATION": "replication is set up on the server",
    "SUBSCRIPTION": "replication is set up on the server",
    "COLLATION": "collations are built in",
}


def check(subject: Subject) -> Iterator[Problem]:
    """The problems of one statement."""
    if subject.node is not None:
        return
    if subject.statement not in {"CREATE", "ALTER", "DROP"}:
        return
    words = [token.upper for token in subject.tokens[1:5]]
    if words[:2] == ["OR", "REPLACE"]:
        words = words[2:]
    advice = _ADVICE.get(words[0]) if words else None
    if advice:
        yield Problem(f"MySQL has no {subject.statement} {words[0]}; {advice}", subject.tokens[1].start)
