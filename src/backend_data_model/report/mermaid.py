"""A schema as a Mermaid `erDiagram`, for Markdown pages that draw it (GitHub and GitLab do)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.report.diagram import find_references, marks_of

if TYPE_CHECKING:
    from backend_data_model.model.document import Model
    from backend_data_model.model.schema import Schema

PARENT = {"1": "||", "0..1": "|o", "1..*": "}|", "0..*": "}o"}
CHILD = {"1": "||", "0..1": "o|", "1..*": "|{", "0..*": "o{"}
_NOT_WORD = re.compile(r"[^A-Za-z0-9_-]+")


def render_mermaid(schema: Schema, model: Model | None = None) -> str:
    """The diagram text.  References that only lead to the tenant are left out, as in the report.

    Mermaid has no escapes inside names: what is not a letter, digit, `_` or `-` becomes `_`, and a number is appended
    where two names of a table would become the same.
    """
    names: dict[str, str] = {}
    for table in schema.tables:
        names[table.qualified_name] = _unused(_word(table.qualified_name), set(names.values()))
    lines = ["erDiagram"]
    for reference in find_references(schema, model):
        target = schema.table(reference.key.ref_table, reference.key.ref_schema) or schema.table(
            reference.key.ref_table
        )
        if reference.to_tenant or target is None:
            continue
        ends = f"{PARENT[reference.parent]}--{CHILD[reference.child]}"
        parent, child = names[target.qualified_name], names[reference.table.qualified_name]
        lines.append(f"    {parent} {ends} {child} : {_word(reference.key.columns[-1])}")
    for table in schema.tables:
        lines.append(f"    {names[table.qualified_name]} {{")
        used: set[str] = set()
        for column in table.columns:
            name = _unused(_word(column.name), used)
            used.add(name)
            marks = ", ".join(
                "UK" if mark == "U" else mark for mark in marks_of(table, column.name, schema.tenant_column)
            )
            lines.append(f"        {_word(column.type)} {name}{' ' + marks if marks else ''}")
        lines.append("    }")
    return "\n".join(lines) + "\n"


def _word(name: str) -> str:
    word = _NOT_WORD.sub("_", name).strip("_-")
    return word if word[:1].isalpha() else f"x_{word}"


def _unused(word: str, used: set[str]) -> str:
    found, number = word, 2
    while found in used:
        found, number = f"{word}_{number}", number + 1
    return found
