"""One question to the catalog: a query for the objects that have a weakness."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend_data_model.prover.leaks.report import Verdict

USER_SCHEMAS = "n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)'"
OF_EXTENSION = "EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.objid = {}.oid AND d.deptype = 'e')"


@dataclass(frozen=True, slots=True)
class CatalogCheck:
    """`sql` gives one column: the objects with the weakness; `verdict` is what each of them is."""

    way: str
    verdict: Verdict
    sql: str
    detail: str
    held: str


def quoted(text: str) -> str:
    """The text as an SQL literal."""
    if "\\" in text:
        return "E'" + text.replace("\\", "\\\\").replace("'", "''") + "'"
    return "'" + text.replace("'", "''") + "'"
