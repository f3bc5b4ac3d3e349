"""`change_table` and `create_join_table` of Rails by the calls that they stand for (Active Record 8.0, Table)."""

from __future__ import annotations

import re

from backend_data_model.migrations.lint.sources.rails_calls import create_table, inflect_word, statements
from backend_data_model.migrations.lint.sources.ruby_literals import Arguments, NotLiteralError

Block = list[tuple[str, Arguments]]

_COMMON_PREFIX = re.compile(r"^(.*[._])(.+)\0\1(.+)")
# The method of `t` and the call that it is, with the table in front.
_CALLS = {
    "index": "add_index",
    "remove_index": "remove_index",
    "change": "change_column",
    "change_default": "change_column_default",
    "change_null": "change_column_null",
    "rename": "rename_column",
    "remove": "remove_columns",
    "foreign_key": "add_foreign_key",
    "remove_foreign_key": "remove_foreign_key",
    "check_constraint": "add_check_constraint",
    "remove_check_constraint": "remove_check_constraint",
    "column": "add_column",
}
_REFERENCES = {"references", "belongs_to"}


def change_table(call: Arguments, block: Block) -> list[str]:
    """What each line of the block does to the table.  NotLiteralError where one of them is not known."""
    table = call.values[0]
    found: list[str] = []
    for method, item in block:
        if method == "timestamps":
            null = item.options.get("null", False)
            calls = [("add_column", [name, "datetime"], {"null": null}) for name in ("created_at", "updated_at")]
        elif method == "remove_timestamps":
            calls = [("remove_columns", ["created_at", "updated_at"], {})]
        elif method in _REFERENCES:
            calls = [("add_reference", [name], item.options) for name in item.values]
        elif method in {f"remove_{name}" for name in _REFERENCES}:
            calls = [("remove_columns", [f"{name}_id" for name in item.values], {})]
        elif method in _CALLS:
            calls = [(_CALLS[method], item.values, item.options)]
        else:
            calls = [("add_column", [name, method], item.options) for name in item.values]
        for name, values, options in calls:
            made = statements(name, Arguments([table, *values], options))
            if not made:
                raise NotLiteralError
            found += made
    return found


def create_join_table(call: Arguments, block: Block) -> list[str]:
    """The table between two others: a column for each, and what the block says."""
    if len(call.values) != 2:
        raise NotLiteralError
    first, second = (str(name) for name in call.values)
    options = dict(call.options)
    joined = _COMMON_PREFIX.sub(r"\1\2_\3", "\0".join(sorted((first, second)))).replace("\0", "_")
    name = options.pop("table_name", None) or joined
    given = {"null": False} | (options.pop("column_options", None) or {})
    kind = str(given.pop("type", "bigint"))
    columns: Block = [
        (kind, Arguments([f"{inflect_word(table.rpartition('.')[2], plural=False)}_id"], given))
        for table in (first, second)
    ]
    return create_table(Arguments([name], options | {"id": False}), columns + block)
