"""Reviews as a whole: selection, ignore comments, the score and its arithmetic, determinism, linear time."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend_data_model.engines.dispatch import read_ddl
from backend_data_model.model.errors import InputError
from backend_data_model.model.schema import Column, ForeignKey, Index, IndexKey, PrimaryKey, Schema, Table
from backend_data_model.reviewer.registry import RULES
from backend_data_model.reviewer.review import Review, review_schema
from backend_data_model.reviewer.score import WEIGHTS, score

DDL = """\
CREATE TABLE customers (id bigint PRIMARY KEY, email text NOT NULL, is_active boolean,
    created_at timestamptz, updated_at timestamptz);
CREATE TABLE orders (
    id bigint PRIMARY KEY,
    customer_id bigint REFERENCES customers (id),
    status text,
    created_at timestamptz, updated_at timestamptz
);
"""


def review(text: str, *, select: tuple[str, ...] = (), ignore: tuple[str, ...] = ()) -> Review:
    """The review of PostgreSQL DDL."""
    return review_schema(read_ddl(text, "postgresql", "s.sql"), select=select, ignore=ignore, text=text)


def codes(found: Review) -> list[str]:
    """The codes of the findings in order."""
    return [finding.code for finding in found.findings]


def test_findings_are_in_the_order_of_their_places() -> None:
    found = review(DDL)
    assert codes(found) == ["BDM203", "BDM101", "BDM103", "BDM202"]
    assert [finding.line for finding in found.findings] == [1, 5, 5, 6]
    assert all(finding.position and finding.position.file == "s.sql" for finding in found.findings)
    assert found.tables == 2


@pytest.mark.parametrize(
    ("select", "ignore", "expected"),
    [
        (("BDM1",), (), ["BDM101", "BDM103"]),
        (("bdm101", "boolean-without-default"), (), ["BDM203", "BDM101"]),
        ((), ("BDM1", "BDM2"), []),
        (("BDM1",), ("foreign-key-without-index",), ["BDM103"]),
        (("ALL",), ("BDM101",), ["BDM203", "BDM103", "BDM202"]),
    ],
)
def test_selection(select: tuple[str, ...], ignore: tuple[str, ...], expected: list[str]) -> None:
    assert codes(review(DDL, select=select, ignore=ignore)) == expected


@pytest.mark.parametrize("selector", ["BDM999", "no-such-rule", "", "D101"])
def test_unknown_selectors_are_refused(selector: str) -> None:
    with pytest.raises(InputError, match="there is no rule"):
        review(DDL, select=(selector,))


def test_an_unknown_tenant_column_is_refused() -> None:
    with pytest.raises(InputError, match="no table has a column 'shop'"):
        review_schema(read_ddl(DDL, "postgresql"), tenant="shop")


def test_an_ignore_comment_beside_the_line() -> None:
    found = review(DDL.replace("status text,", "status text, -- bdm: ignore[BDM202] free text"))
    assert codes(found) == ["BDM203", "BDM101", "BDM103"]
    assert found.suppressed == 1


def test_an_ignore_comment_before_the_line() -> None:
    found = review(
        DDL.replace(
            "    customer_id",
            "    -- bdm: ignore[BDM101, foreign-key-without-on-delete] small\n\n    -- why\n    customer_id",
        )
    )
    assert codes(found) == ["BDM203", "BDM202"]
    assert found.suppressed == 2


def test_an_ignore_comment_elsewhere_is_unused() -> None:
    found = review(DDL.replace("    id bigint", "    /* bdm: ignore[BDM202] */ id bigint"))
    assert codes(found) == ["BDM203", "BDM901", "BDM101", "BDM103", "BDM202"]


def test_an_ignore_comment_is_not_unused_when_its_rule_was_not_run() -> None:
    text = "-- bdm: ignore-file[BDM201]\n" + DDL
    assert codes(review(text, ignore=("BDM201", "BDM1", "BDM203", "BDM202"))) == []
    assert codes(review(text, ignore=("BDM1", "BDM203", "BDM202"))) == ["BDM901"]


def test_ignore_file_silences_its_own_file_only() -> None:
    first = "-- bdm: ignore-file[BDM1, BDM203]\n" + DDL
    second = DDL.replace("customers", "suppliers").replace("orders", "purchases")
    start = first.count("\n") + 1
    found = review_schema(read_ddl(first + second, "postgresql"), text=first + second, file_starts=(1, start))
    assert codes(found) == ["BDM202", "BDM203", "BDM101", "BDM103", "BDM202"]


def test_what_is_silenced_counts_neither_way() -> None:
    whole = review(DDL, select=("BDM203",))
    silenced = review(
        DDL.replace("is_active boolean,", "is_active boolean, -- bdm: ignore[BDM203]"), select=("BDM203",)
    )
    assert (whole.score.total, whole.score.dimensions[1].checked) == (0.0, 1)
    assert silenced.score.dimensions[1].checked == 0


def test_the_score_is_its_arithmetic() -> None:
    found = review(DDL).score
    assert sum(WEIGHTS.values()) == 100
    for dimension in found.dimensions:
        assert dimension.checked == sum(tally.checked for tally in dimension.tallies)
        if dimension.applies:
            assert dimension.earned == round(dimension.weight * dimension.passed / dimension.checked, 2)
    weights = sum(dimension.weight for dimension in found.dimensions if dimension.applies)
    assert found.total == round(100 * sum(d.earned for d in found.dimensions) / weights, 1)
    texts = [tally.text for dimension in found.dimensions for tally in dimension.tallies]
    assert "0 of 1 foreign keys have an index that begins with their columns" in texts


def test_a_dimension_without_checks_is_left_out() -> None:
    rule = next(rule for rule in RULES if rule.code == "BDM203")
    found = score([(rule, 1, 4)])
    assert found.total == 25.0
    assert found.arithmetic == "(6.25/25) * 100/25 = 25"
    assert score([]).arithmetic == "nothing to score"


def test_a_clean_schema_scores_100() -> None:
    text = DDL.replace("is_active boolean", "is_active boolean NOT NULL DEFAULT true").replace(
        "customer_id bigint REFERENCES customers (id)",
        "customer_id bigint REFERENCES customers (id) ON DELETE SET NULL",
    )
    text = text.replace("status text", "status text CHECK (status IN ('open', 'paid'))")
    found = review(text + "CREATE INDEX ON orders (customer_id);\n")
    assert codes(found) == []
    assert found.score.total == 100.0


def test_unparsed_statements_are_listed() -> None:
    found = review(DDL + "CREATE TABEL x (id int);\n")
    assert [item.position.line for item in found.unparsed if item.position] == [9]


NAMES = st.sampled_from(["users", "user", "Order", "tenants", "x" * 70, "a b", "ünïcode", "select"])
COLUMNS = st.sampled_from(["id", "tenant_id", "status", "price", "is_ok", "password", "deleted_at", "addr1", "addr2"])
TYPES = st.sampled_from(["bigint", "integer", "text", "boolean", "real", "json", "uuid", "timestamp", "char(3)", ""])


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """A table with any columns, keys and indexes, also such as no engine would take."""
    names = draw(st.lists(COLUMNS, min_size=1, max_size=6, unique=True))
    columns = [Column(name, draw(TYPES), draw(st.booleans()), draw(st.sampled_from([None, "0"]))) for name in names]
    some = st.lists(st.sampled_from([*names, "missing"]), min_size=1, max_size=3)
    return Table(
        draw(NAMES),
        columns=columns,
        primary_key=PrimaryKey(draw(some)) if draw(st.booleans()) else None,
        foreign_keys=[ForeignKey(key, draw(NAMES), draw(some)) for key in draw(st.lists(some, max_size=2))],
        indexes=[
            Index([IndexKey(name) for name in key], unique=draw(st.booleans()))
            for key in draw(st.lists(some, max_size=2))
        ],
        row_security=draw(st.booleans()),
        partition_of=draw(st.sampled_from([None, None, "users", "nowhere"])),
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(tables(), max_size=4), st.sampled_from(["postgresql", "mysql", "sqlite"]))
def test_any_schema_can_be_reviewed_and_twice_gives_the_same(found: list[Table], engine: str) -> None:
    schema = Schema(engine, tables=found)  # type: ignore[arg-type]
    first, second = review_schema(schema), review_schema(schema)
    assert first == second
    assert 0 <= first.score.total <= 100
    for dimension in first.score.dimensions:
        assert 0 <= dimension.passed <= dimension.checked


def test_time_is_linear() -> None:
    def seconds(count: int) -> float:
        text = "".join(
            f"CREATE TABLE t{n} (id bigint PRIMARY KEY, t{n - 1}_id bigint REFERENCES t{n - 1} (id), status text);\n"
            for n in range(1, count)
        )
        schema = read_ddl("CREATE TABLE t0 (id bigint PRIMARY KEY);\n" + text, "postgresql")
        start = time.perf_counter()
        review_schema(schema, text=text)
        return time.perf_counter() - start

    seconds(50)
    assert seconds(1600) < 16 * seconds(200) + 0.5
