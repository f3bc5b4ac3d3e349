"""Migration files of each tool: which statements run, and in whose transaction."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from ruamel.yaml import YAML

from backend_data_model.migrations.lint.rule import Rule, Violation
from backend_data_model.migrations.lint.run import lint_migration
from backend_data_model.migrations.lint.sources import read_migrations
from backend_data_model.model.errors import InputError

if TYPE_CHECKING:
    from backend_data_model.migrations.lint.context import Context

CASES = YAML(typ="safe").load(Path(__file__).with_name("sources.yaml"))
KINDS = (
    "rename_stmt",
    "create_stmt",
    "alter_table_stmt",
    "index_stmt",
    "drop_stmt",
    "update_stmt",
    "transaction_stmt",
    "copy_stmt",
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_reading(case: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / case["file"]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(case["text"], encoding="utf-8")
    for name, text in case.get("beside", {}).items():
        (path.parent / name).write_text(text, encoding="utf-8")
    (migration,) = read_migrations([str(path)])
    seen: list[list[Any]] = []

    def note(context: Context, _: Any) -> list[Violation]:
        seen.append([context.sql, context.in_transaction])
        return []

    lint_migration(migration, [Rule("MIG000", "note", "info", KINDS, note, "")])
    assert seen == case["reads"]
    assert migration.tool == case["tool"]
    assert len(migration.unread) == case.get("unread", 0)


def test_a_string_in_python_keeps_its_place(tmp_path: Path) -> None:
    path = tmp_path / "0001_x.py"
    path.write_text(
        "from alembic import op\n\ndef upgrade():\n"
        '    op.execute("""\n        DROP TABLE a;\n        DROP TABLE b;\n    """)\n',
        encoding="utf-8",
    )
    from backend_data_model.migrations.lint.run import selected_rules

    (migration,) = read_migrations([str(path)])
    found = lint_migration(migration, selected_rules(["MIG301"], ())).findings
    assert [(finding.line, finding.column) for finding in found] == [(5, 9), (6, 9)]


def test_a_directory_is_read_in_its_order_without_what_undoes(tmp_path: Path) -> None:
    for name in ("V10__b.sql", "V2__a.sql", "U2__a.sql", "x.down.sql"):
        (tmp_path / name).write_text("SELECT 1;", encoding="utf-8")
    names = [Path(str(migration.file)).name for migration in read_migrations([str(tmp_path)])]
    assert names == ["V2__a.sql", "V10__b.sql"]


def test_what_is_missing_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        list(read_migrations([str(tmp_path / "none.sql")]))
    (tmp_path / "bad.py").write_text("def (", encoding="utf-8")
    with pytest.raises(InputError, match="is not Python"):
        list(read_migrations([str(tmp_path / "bad.py")]))
