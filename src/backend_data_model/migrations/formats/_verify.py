"""Queries that fail where what a step has made is not there, for Sqitch's verify scripts (PostgreSQL)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.migrations.postgresql.emit.names import literal, schema_of, unquoted
from backend_data_model.migrations.releases import names_in, names_removed_by

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from backend_data_model.migrations.steps import Step

_PART = r'(?:"(?:[^"]|"")+"|[\w$]+)'
_NAME = rf"{_PART}(?:\.{_PART})*"
Query = tuple[str, str]
"""The bare name that a query is about, and the query."""


def verify(step: Step, later: Sequence[Step]) -> list[str]:
    """The queries for one step; none where it makes nothing to look for, or a later step takes it away again."""
    found = []
    for pattern, query in _PRESENT:
        for match in pattern.finditer(step.sql):
            name, sql = query(match)
            if not any(name in names_removed_by(after.sql) for after in later):
                found.append(sql)
    for pattern, query in _ABSENT:
        for match in pattern.finditer(step.sql):
            name, sql = query(match)
            if not any(name in names_in(after.sql) for after in later):
                found.append(sql)
    return found


def _relation(match: re.Match[str]) -> Query:
    return _last(match["name"]), f"SELECT FROM {match['name']} WHERE false"


def _column(match: re.Match[str]) -> Query:
    return unquoted(match["column"]), f"SELECT {match['column']} FROM {match['table']} WHERE false"


def _index(match: re.Match[str]) -> Query:
    full = f"{schema_of(match['table'])}.{match['name']}"
    valid = "" if match["only"] else " AND indisvalid"
    return unquoted(match["name"]), (
        f"SELECT 1 / count(*) FROM pg_catalog.pg_index WHERE indexrelid = {literal(full)}::regclass{valid}"
    )


def _constraint(match: re.Match[str]) -> Query:
    name = unquoted(match["name"])
    valid = " AND convalidated" if match["act"].upper() == "VALIDATE" else ""
    return name, (
        f"SELECT 1 / count(*) FROM pg_catalog.pg_constraint WHERE conrelid = {literal(match['table'])}::regclass "
        f"AND conname = {literal(name)}{valid}"
    )


def _gone(match: re.Match[str]) -> Query:
    return _last(match["name"]), f"SELECT 1 / (to_regclass({literal(match['name'])}) IS NULL)::int"


def _column_gone(match: re.Match[str]) -> Query:
    name = unquoted(match["column"])
    return name, (
        f"SELECT 1 / (count(*) = 0)::int FROM pg_catalog.pg_attribute WHERE attrelid = "
        f"{literal(match['table'])}::regclass AND attname = {literal(name)} AND NOT attisdropped"
    )


def _last(qualified: str) -> str:
    return unquoted(re.findall(_PART, qualified)[-1])


_TABLE = rf"^ALTER TABLE (?:ONLY )?(?P<table>{_NAME}) "
_PRESENT: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Query]], ...] = (
    (re.compile(rf"^CREATE (?:TABLE|(?:MATERIALIZED )?VIEW|OR REPLACE VIEW) (?P<name>{_NAME})"), _relation),
    (re.compile(rf"{_TABLE}ADD COLUMN (?P<column>{_PART})"), _column),
    (
        re.compile(
            rf"^CREATE (?:UNIQUE )?INDEX (?:CONCURRENTLY )?(?P<name>{_PART}) ON (?P<only>ONLY )?(?P<table>{_NAME})"
        ),
        _index,
    ),
    (re.compile(rf"{_TABLE}(?P<act>ADD|VALIDATE) CONSTRAINT (?P<name>{_PART})"), _constraint),
)
_ABSENT: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Query]], ...] = (
    (
        re.compile(
            rf"^DROP (?:TABLE|INDEX|(?:MATERIALIZED )?VIEW|SEQUENCE) (?:CONCURRENTLY )?(?:IF EXISTS )?(?P<name>{_NAME})"
        ),
        _gone,
    ),
    (re.compile(rf"{_TABLE}DROP COLUMN (?P<column>{_PART})"), _column_gone),
)
