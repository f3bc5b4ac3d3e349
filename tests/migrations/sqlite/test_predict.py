"""What statements do on SQLite."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from backend_data_model.migrations.sqlite.predict import predict

if TYPE_CHECKING:
    from backend_data_model.migrations.effect import Hazard


@pytest.mark.parametrize(
    ("sql", "hazard", "work"),
    [
        ("select 1", "none", ()),
        ("create table z (a int)", "brief_write_block", ()),
        ("alter table t add column a int", "brief_write_block", ()),
        ("alter table t add column a int check (a > 0)", "high", ("t",)),
        ('alter table "T" drop column a', "high", ("t",)),
        ("alter table t rename column a to b", "brief_write_block", ()),
        ("alter table t alter column a set not null", "high", ("t",)),
        ("alter table new_one drop column a", "brief_write_block", ()),
        ("create unique index if not exists i on t (a)", "high", ("t",)),
        ("create index i on new_one (a)", "brief_write_block", ()),
        ("drop table if exists t", "high", ("t",)),
        ("vacuum", "high", ("t",)),
    ],
)
def test_hazard(sql: str, hazard: Hazard, work: tuple[str, ...]) -> None:
    effect = predict(sql, {"t"})
    assert effect.hazard == hazard
    assert effect.rewrites + effect.scans + effect.index_builds == work
