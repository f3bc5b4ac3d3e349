"""`bdm review` and `bdm explain` as a user runs them: targets, exit codes, settings, clear errors."""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from backend_data_model.cli import main
from backend_data_model.cli.review_settings import read_settings
from backend_data_model.cli.review_targets import without_password
from backend_data_model.model.errors import EngineUnavailable, InputError

if TYPE_CHECKING:
    from pathlib import Path

CLEAN = (
    "CREATE TABLE notes (id bigint PRIMARY KEY, body text NOT NULL, created_at timestamptz, updated_at timestamptz);\n"
)
DIRTY = "CREATE TABLE flags (code text PRIMARY KEY, on_or_off boolean, created_at date, updated_at date);\n"
MODEL = """\
bdm: 1
entities:
  author:
    attributes: {name: {type: text}}
  book:
    attributes: {title: {type: text}, status: {type: text, values: [in_print, out_of_print]}}
relationships:
  - {entity: book, role: author, target: author}
"""


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def bdm(*arguments: str, text: str | bytes | None = None) -> Result:
    """Run bdm in this process."""
    return CliRunner().invoke(main, list(arguments), input=text)


def reviews(result: Result) -> list[dict[str, object]]:
    """The reviews of `--format json`."""
    found = json.loads(result.stdout)["reviews"]
    assert isinstance(found, list)
    return found


def codes(result: Result) -> list[str]:
    """The codes of all findings."""
    return [item["code"] for review in json.loads(result.stdout)["reviews"] for item in review["findings"]]


def test_exit_codes(here: Path) -> None:
    (here / "clean.sql").write_text(CLEAN)
    (here / "dirty.sql").write_text(DIRTY)
    assert bdm("review", "clean.sql", "-e", "postgresql").exit_code == 0
    dirty = bdm("review", "dirty.sql", "-e", "postgresql")
    assert dirty.exit_code == 1
    assert "dirty.sql:1:44: warning: the boolean flags.on_or_off has no default" in dirty.stdout
    assert bdm("review", "dirty.sql", "-e", "postgresql", "--exit-zero").exit_code == 0
    assert bdm("review", "dirty.sql", "-e", "postgresql", "--severity", "error").exit_code == 0


def test_standard_input() -> None:
    result = bdm("review", "-", "-e", "postgresql", "-f", "json", text=DIRTY)
    assert codes(result) == ["BDM203"]
    assert reviews(result)[0]["target"] == "-"


def test_a_directory_is_one_schema_in_the_order_of_numbers(here: Path) -> None:
    folder = here / "migrations"
    folder.mkdir()
    (folder / "V2__notes.sql").write_text(CLEAN.removesuffix(";\n"))
    (folder / "V10__flag.sql").write_text(
        "-- +goose Up\nALTER TABLE notes ADD done boolean;\n-- +goose Down\nDROP TABLE notes;\n"
    )
    (folder / "U10__flag.sql").write_text("DROP TABLE notes;\n")
    (folder / "V10.down.sql").write_text("DROP TABLE notes;\n")
    result = bdm("review", "migrations", "-e", "postgresql", "-f", "json", "--select", "BDM203")
    assert codes(result) == ["BDM203"]
    finding = json.loads(result.stdout)["reviews"][0]["findings"][0]
    assert (finding["file"], finding["line"]) == ("migrations/V10__flag.sql", 2)


def test_files_given_together_are_one_schema_and_models_are_their_own(here: Path) -> None:
    (here / "1.sql").write_text("CREATE TABLE a (id bigint PRIMARY KEY);\n")
    (here / "2.sql").write_text("CREATE TABLE b (id bigint PRIMARY KEY, a_id integer REFERENCES a (id));\n")
    (here / "model.yaml").write_text(MODEL)
    result = bdm("review", "1.sql", "model.yaml", "2.sql", "-e", "postgresql", "-f", "json", "--select", "BDM105")
    assert [review["target"] for review in reviews(result)] == ["1.sql, 2.sql", "model.yaml"]
    assert codes(result) == ["BDM105"]


@pytest.mark.parametrize("engine", ["postgresql", "mysql", "sqlite"])
def test_a_designed_schema_scores_at_least_95(here: Path, engine: str) -> None:
    (here / "model.yaml").write_text(MODEL)
    result = bdm("review", "model.yaml", "-e", engine, "-f", "json")
    assert result.exit_code in {0, 1}
    assert json.loads(result.stdout)["reviews"][0]["score"]["total"] >= 95


def test_an_sqlite_file(here: Path) -> None:
    with sqlite3.connect(here / "app.db") as connection:
        connection.execute(
            "CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customers (id))"
        )
    connection.close()
    for target in ("app.db", f"sqlite:///{here}/app.db"):
        result = bdm("review", target, "-f", "json", "--select", "BDM108")
        assert codes(result) == ["BDM108"]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("empty.sql", b"", "is empty"),
        ("blank.sql", b" \n\n", "is empty"),
        ("binary.sql", b"\x00\x01\x02\xff", "binary"),
        ("latin.sql", "CREATE TABLE caf\xe9 (id int);".encode("latin-1"), "UTF-8"),
        ("prose.sql", b"Customers place orders.", "no table was found"),
        ("other.txt", b"INSERT INTO t VALUES (1);", "no table was found"),
    ],
)
def test_bad_input_is_a_clear_error(here: Path, name: str, content: bytes, message: str) -> None:
    (here / name).write_bytes(content)
    result = bdm("review", name, "-e", "postgresql")
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stdout == ""


def test_utf_16_is_read(here: Path) -> None:
    (here / "wide.sql").write_bytes(DIRTY.encode("utf-16"))
    assert codes(bdm("review", "wide.sql", "-e", "postgresql", "-f", "json")) == ["BDM203"]


@pytest.mark.parametrize("arguments", [("nowhere.sql",), (".",), ("oracle://host/db",)])
def test_missing_targets(arguments: tuple[str, ...]) -> None:
    result = bdm("review", *arguments, "-e", "postgresql")
    assert result.exit_code == 2
    assert result.stderr.startswith("error: ")


def test_an_unreachable_server_is_exit_code_3_and_keeps_the_password() -> None:
    result = bdm("review", "postgresql://somebody:s3cret@127.0.0.1:1/db")
    assert result.exit_code == 3
    assert "s3cret" not in result.output
    assert without_password("postgresql://somebody:s3cret@host/db") == "postgresql://somebody@host/db"


def test_a_live_postgresql_is_reviewed_like_its_ddl(here: Path) -> None:
    from backend_data_model.engines.postgresql.server import shared_postgres

    ddl = DIRTY + (
        "CREATE TABLE a (id bigint PRIMARY KEY);\n"
        "CREATE TABLE b (id bigint PRIMARY KEY, a_id integer REFERENCES a (id) ON DELETE CASCADE);\n"
    )
    (here / "s.sql").write_text(ddl)
    try:
        server = shared_postgres()
    except EngineUnavailable as error:
        pytest.skip(f"no PostgreSQL: {error}")
    with server.database() as connection:
        connection.execute(ddl.encode())
        info = connection.info
        url = f"postgresql://{info.user}@/{info.dbname}?host={info.host}"
        live = bdm("review", url, "-f", "json")
    assert live.exit_code == 1
    assert sorted(codes(live)) == sorted(codes(bdm("review", "s.sql", "-e", "postgresql", "-f", "json")))


def test_the_version_matters(here: Path) -> None:
    (here / "s.sql").write_text("CREATE TABLE t (id bigint PRIMARY KEY, n int, CHECK (n > 0));")
    old = bdm("review", "s.sql", "-e", "mysql", "--engine-version", "8.0.15", "-f", "json", "--select", "BDM206")
    new = bdm("review", "s.sql", "-e", "mysql", "--engine-version", "8.0.16", "-f", "json", "--select", "BDM206")
    assert (codes(old), codes(new)) == (["BDM206"], [])


def test_settings_of_the_nearest_file(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "s.sql").write_text(DIRTY)
    (here / "pyproject.toml").write_text(
        '[tool.backend-data-model.review]\nignore = ["BDM203"]\nengine = "postgresql"\nseverity = "warning"\n'
    )
    below = here / "below"
    below.mkdir()
    monkeypatch.chdir(below)
    assert read_settings().ignore == ("BDM203",)
    assert bdm("review", "../s.sql").exit_code == 0
    assert bdm("review", "../s.sql", "--ignore", "BDM101").exit_code == 1
    (here / "bdm.toml").write_text('[review]\nselect = ["BDM5"]\n')
    assert read_settings().select == ("BDM5",)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[review]\nselct = []\n", "unknown key 'selct'"),
        ("[review]\nselect = 'BDM1'\n", "must be a list"),
        ("[review]\nengine = 'oracle'\n", "'oracle'"),
        ("[review\n", "not valid TOML"),
        ("review = 1\n", "must be a table"),
    ],
)
def test_bad_settings(here: Path, text: str, message: str) -> None:
    (here / "bdm.toml").write_text(text)
    with pytest.raises(InputError, match=message):
        read_settings()


def test_explain() -> None:
    shown = bdm("explain", "BDM101")
    assert shown.exit_code == 0
    assert shown.stdout.startswith("# BDM101 foreign-key-without-index\n")
    assert "## Use instead" in shown.stdout
    assert bdm("explain", "foreign-key-without-index").stdout == shown.stdout
    found = json.loads(bdm("explain", "bdm101", "--format", "json").stdout)
    assert found["code"] == "BDM101"
    assert found["dimensions"] == ["referential integrity", "index coverage"]


def test_explain_list() -> None:
    assert "BDM101  warning  foreign-key-without-index" in bdm("explain", "--list").stdout
    assert len(json.loads(bdm("explain", "--list", "-f", "json").stdout)) == len(
        bdm("explain", "--list").stdout.splitlines()
    )


@pytest.mark.parametrize("arguments", [("explain",), ("explain", "BDM101", "--list"), ("explain", "BDM999")])
def test_explain_wrongly(arguments: tuple[str, ...]) -> None:
    assert bdm(*arguments).exit_code == 2


def test_explain_guesses() -> None:
    assert "did you mean orphan-table?" in bdm("explain", "orphan-tables").stderr
