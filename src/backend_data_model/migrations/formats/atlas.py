"""Atlas: a versioned migration directory with its integrity file.

Sources: Atlas 0.30 documentation, "Migration Directory Integrity File", "Transaction Configuration" (`atlas:txmode`);
the sums as Atlas itself computes them (`sql/migrate/dir.go`, `NewHashFile` and `HashFile.Sum`): SHA-256 over the names
and contents of all files up to and with this one, in base64, and in the first line SHA-256 over names and those sums.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING

from backend_data_model.migrations.formats._stamp import moment, stamp
from backend_data_model.migrations.formats._text import backward, forward, slug
from backend_data_model.migrations.formats._units import units
from backend_data_model.migrations.releases import releases

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from backend_data_model.migrations.steps import Plan


def render(
    plan: Plan, name: str = "migration", *, at: datetime | None = None, after: str | None = None
) -> dict[str, str]:
    """`migrations/<time>_<name>.sql` and `migrations/atlas.sum`; `contract/` has the next release and the sum of both.

    `undo/` has what takes each file back: the free edition of Atlas plans that itself or not at all.
    """
    begun, divided = moment(at), releases(plan)
    directories: dict[str, dict[str, str]] = {"migrations": {}, "contract": {}}
    undo: dict[str, str] = {}
    number = 0
    for directory, steps in (("migrations", divided.first), ("contract", divided.later)):
        for unit in units(steps, plan.engine):
            file = f"{stamp(begun, number)}_{slug(name)}_{unit.phase}.sql"
            number += 1
            mode = "" if unit.transactional else "-- atlas:txmode none\n\n"
            directories[directory][file] = mode + forward(unit, plan.engine)
            undo[file] = backward(unit, plan.engine)
    first, later = directories["migrations"], directories["contract"]
    files = {f"migrations/{file}": text for file, text in first.items()}
    files |= {f"contract/{file}": text for file, text in later.items()}
    files |= {f"undo/{file}": text for file, text in undo.items()}
    if first:
        files["migrations/atlas.sum"] = integrity(first)
    if later:
        files["contract/atlas.sum"] = integrity({**first, **later})
    return files


def integrity(files: Mapping[str, str]) -> str:
    """The text of atlas.sum for a directory with these files."""
    running, total = sha256(), sha256()
    lines = []
    for name in sorted(files):
        running.update(name.encode())
        running.update(files[name].encode())
        sum_of_file = b64encode(running.digest()).decode()
        total.update((name + sum_of_file).encode())
        lines.append(f"{name} h1:{sum_of_file}\n")
    return f"h1:{b64encode(total.digest()).decode()}\n" + "".join(lines)
