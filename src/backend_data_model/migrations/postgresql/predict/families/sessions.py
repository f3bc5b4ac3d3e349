"""Statements that lock no relation, and those that refuse to run in a transaction block."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.postgresql.predict.bodies import run_block

if TYPE_CHECKING:
    from backend_data_model.migrations.postgresql.predict.outcome import Outcome

# PreventInTransactionBlock, src/backend/tcop/utility.c and the commands themselves.
_ALONE = (
    "createdb_stmt",
    "dropdb_stmt",
    "alter_system_stmt",
    "create_table_space_stmt",
    "drop_table_space_stmt",
    "drop_subscription_stmt",
)
_HARMLESS = (
    "variable_set_stmt",
    "variable_show_stmt",
    "transaction_stmt",
    "create_enum_stmt",
    "alter_enum_stmt",
    "create_domain_stmt",
    "composite_type_stmt",
    "create_range_stmt",
    "define_stmt",
    "create_extension_stmt",
    "create_role_stmt",
    "alter_role_stmt",
    "alter_role_set_stmt",
    "drop_role_stmt",
    "grant_role_stmt",
    "alter_default_privileges_stmt",
    "alter_function_stmt",
    "alter_stats_stmt",
    "create_event_trig_stmt",
    "alter_event_trig_stmt",
    "create_fdw_stmt",
    "create_foreign_server_stmt",
    "create_user_mapping_stmt",
    "create_cast_stmt",
    "create_conversion_stmt",
    "create_op_class_stmt",
    "create_op_family_stmt",
    "create_transform_stmt",
    "create_am_stmt",
    "create_plang_stmt",
    "alter_database_stmt",
    "alter_database_set_stmt",
    "alter_collation_stmt",
    "alter_type_stmt",
    "alter_operator_stmt",
    "alter_tsdictionary_stmt",
    "alter_tsconfiguration_stmt",
    "alter_object_depends_stmt",
    "alter_enum_stmt",
    "create_subscription_stmt",
    "alter_subscription_stmt",
    "sec_label_stmt",
    "notify_stmt",
    "listen_stmt",
    "unlisten_stmt",
    "check_point_stmt",
    "load_stmt",
    "discard_stmt",
    "deallocate_stmt",
    "constraints_set_stmt",
    "fetch_stmt",
    "close_portal_stmt",
)


def harmless(statement: Any, out: Outcome) -> None:
    """No lock on a relation."""


def alone(statement: Any, out: Outcome) -> None:
    """Not in a transaction block."""
    out.transactional = False


def owned(statement: Any, out: Outcome) -> None:
    """DROP OWNED and REASSIGN OWNED: who owns what is not known."""
    out.unknown = "who owns what is not part of the schema"


HANDLERS = {
    **dict.fromkeys(_HARMLESS, harmless),
    **dict.fromkeys(_ALONE, alone),
    "do_stmt": run_block,
    "drop_owned_stmt": owned,
    "reassign_owned_stmt": owned,
}
