"""`bdm design` at a terminal: it asks for what it was not told, and only then."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
from pathlib import Path

MODEL = Path(__file__).with_name("lending.yaml")
PATIENCE_SECONDS = 60.0


def at_terminal(arguments: list[str], answers: list[str], directory: Path) -> tuple[int, str]:
    """Run `bdm` on a pseudo-terminal, type each answer when a prompt waits for it; exit code and all that was shown."""
    controlling, terminal = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "backend_data_model", *arguments],
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        cwd=directory,
        env=os.environ | {"TERM": "xterm-256color", "COLUMNS": "100"},
    )
    os.close(terminal)
    shown, left = "", list(answers)
    while select.select([controlling], [], [], PATIENCE_SECONDS)[0]:
        try:
            data = os.read(controlling, 65536)
        except OSError:
            break
        if not data:
            break
        shown += data.decode(errors="replace")
        if left and shown.rstrip(" ").endswith("]:"):
            os.write(controlling, f"{left.pop(0)}\n".encode())
    os.close(controlling)
    return process.wait(timeout=PATIENCE_SECONDS), shown


def test_asks_for_engine_and_tenancy(tmp_path: Path) -> None:
    code, shown = at_terminal(["design", str(MODEL), "--no-verify", "-o", "out"], ["sqlite", ""], tmp_path)
    assert code == 0, shown
    assert "Engine" in shown
    assert "Several customers" in shown
    assert "\x1b[" in shown
    assert (tmp_path / "out" / "sqlite" / "schema.sql").exists()
    assert not (tmp_path / "out" / "postgresql").exists()


def test_asks_nothing_that_was_said(tmp_path: Path) -> None:
    options = ["-e", "sqlite", "--tenancy", "none", "--no-verify", "-o", "out"]
    code, shown = at_terminal(["design", str(MODEL), *options], [], tmp_path)
    assert code == 0, shown
    assert "]:" not in shown
