"""Refuses types that MySQL does not have (chapter 13), with what to write instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.grammar.rule import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.mysql.grammar.rule import Subject

_INSTEAD = {
    "jsonb": "JSON",
    "timestamptz": "TIMESTAMP or DATETIME(6) in UTC",
    "timetz": "TIME",
    "uuid": "BINARY(16) with uuid_to_bin(), or CHAR(36)",
    "inet": "VARBINARY(16) with inet6_aton()",
    "inet4": "INT UNSIGNED with inet_aton()",
    "inet6": "VARBINARY(16) with inet6_aton()",
    "cidr": "VARCHAR(43)",
    "bytea": "BLOB or VARBINARY(n)",
    "money": "DECIMAL(19,4)",
    "citext": "VARCHAR(n) with a _ci collation",
    "hstore": "JSON",
    "xml": "LONGTEXT",
    "tsvector": "a FULLTEXT index on the text",
    "interval": "a number of seconds",
    "smallserial": "SMALLINT AUTO_INCREMENT",
    "bigserial": "BIGINT AUTO_INCREMENT",
    "int2": "SMALLINT",
    "varchar2": "VARCHAR(n)",
    "number": "DECIMAL(p,s)",
    "clob": "LONGTEXT",
    "datetime2": "DATETIME(6)",
    "uniqueidentifier": "BINARY(16)",
    "string": "VARCHAR(n)",
}


def check(subject: Subject) -> Iterator[Problem]:
    """The problems of one statement."""
    for mark in subject.marked("unknown_type"):
        if mark.text.lower() == "vector" and subject.version >= (9, 0, 0):
            continue
        advice = _INSTEAD.get(mark.text.lower())
        yield Problem(f"MySQL has no type {mark.text}" + (f"; write {advice}" if advice else ""), mark.offset)
