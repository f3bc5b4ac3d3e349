"""Atlas is no free download of a registry: its directory is checked by its documented rules, the files are run here.

The sum of a directory was compared with those in Atlas' own repository; the example here pins the algorithm.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING

from backend_data_model.engines.split import split_statements
from backend_data_model.migrations.formats import render
from backend_data_model.migrations.formats.atlas import integrity

from .conftest import AT, run_script

if TYPE_CHECKING:
    from .conftest import Journey


def test_migrate_and_undo(journey: Journey) -> None:
    files = render(journey.plan, "atlas", "things", at=AT)
    scripts = {path.partition("/")[2]: text for path, text in files.items() if not path.startswith("undo/")}
    with journey.database() as database:
        for name in sorted(name for name in scripts if name.endswith(".sql")):
            run_script(database, scripts[name], in_transaction=not scripts[name].startswith("-- atlas:txmode none\n\n"))
        assert journey.has_arrived(database, "no books")
        for path in sorted((path for path in files if path.startswith("undo/")), reverse=True):
            run_script(database, files[path], in_transaction="CONCURRENTLY" not in files[path])
        assert journey.is_back(database, "no books")


def test_versions_are_unique_and_sorted(journey: Journey) -> None:
    names = [path.rpartition("/")[2] for path in render(journey.plan, "atlas", at=AT) if path.endswith(".sql")]
    versions = [name.partition("_")[0] for name in names]
    assert len(set(versions)) == len(set(names))
    assert versions[0] == "20260301123000"


def test_statement_without_a_transaction_stands_alone(journey: Journey) -> None:
    for path, text in render(journey.plan, "atlas", at=AT).items():
        if path.endswith(".sql") and not path.startswith("undo/"):
            statements = [item.sql for item in split_statements(text, "postgresql")]
            acts = [sql for sql in statements if not sql.startswith(("SET ", "RESET "))]
            assert ("txmode none" in text) == (len(acts) == 1 and ("CONCURRENTLY" in acts[0] or "COMMIT" in acts[0]))


def test_sums_run_over_all_files_before() -> None:
    lines = integrity({"2_b.sql": "select 2;\n", "1_a.sql": "select 1;\n"}).splitlines()
    first = b64encode(sha256(b"1_a.sqlselect 1;\n").digest()).decode()
    second = b64encode(sha256(b"1_a.sqlselect 1;\n2_b.sqlselect 2;\n").digest()).decode()
    total = b64encode(sha256(f"1_a.sql{first}2_b.sql{second}".encode()).digest()).decode()
    assert lines == [f"h1:{total}", f"1_a.sql h1:{first}", f"2_b.sql h1:{second}"]


def test_sum_of_the_next_release_covers_both(journey: Journey) -> None:
    files = render(journey.plan, "atlas", at=AT)
    if "contract/atlas.sum" in files:
        both = {path.partition("/")[2]: text for path, text in files.items() if path.endswith(".sql")}
        names = {path.partition("/")[2] for path in files if path.startswith(("migrations/", "contract/"))}
        listed = {line.split()[0] for line in files["contract/atlas.sum"].splitlines()[1:]}
        assert listed == names - {"atlas.sum"} == set(both)
