"""Files of migration tools and psql scripts as the statements that would run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from backend_data_model.migrations.rehearse.actions import actions_of_script
from backend_data_model.migrations.rehearse.scripts import actions_of_files
from backend_data_model.model.errors import InputError

if TYPE_CHECKING:
    from typing import Any

DATA = yaml.safe_load(Path(__file__).with_name("scripts.yaml").read_text(encoding="utf-8"))


def written(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


@pytest.mark.parametrize("case", DATA["read"], ids=lambda case: case["name"])
def test_what_runs(case: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path, case["files"])
    actions = actions_of_files(case.get("targets", list(case["files"])))
    assert [" ".join(action.sql.split()) for action in actions] == case["runs"]
    if "places" in case:
        assert [str(action.position) for action in actions] == case["places"]


@pytest.mark.parametrize("case", DATA["refused"], ids=lambda case: case["said"])
def test_what_is_refused(case: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path, case["files"])
    with pytest.raises(InputError) as caught:
        actions_of_files(list(case["files"]))
    assert case["said"] in str(caught.value)
    assert caught.value.help


def test_commits_are_never_put_into_a_transaction() -> None:
    script = "do $$ begin commit; end $$; call p(); do $$ begin perform 1; end $$; begin; end;"
    actions = actions_of_script(script)
    assert [(action.alone, action.control) for action in actions] == [
        (False, False), (False, False), (True, False), (False, True), (False, True),
    ]  # fmt: skip
