"""All rules, in the order of their codes.  A new rule is one file and one line here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.reviewer.rules.comments import (
    unknown_ignore,
    unused_ignore,
)
from backend_data_model.reviewer.rules.constraints import (
    boolean_without_default,
    enum_like_text_without_check,
    every_column_nullable,
    nullable_column_in_unique,
    nullable_primary_key,
    table_without_primary_key,
    unenforced_check,
)
from backend_data_model.reviewer.rules.conventions import (
    inconsistent_constraint_names,
    name_not_snake_case,
    name_too_long,
    reserved_word_name,
    singular_table_name,
)
from backend_data_model.reviewer.rules.indexes import (
    access_pattern_without_index,
    duplicate_index,
    redundant_index,
)
from backend_data_model.reviewer.rules.operations import (
    definer_function_without_search_path,
    god_table,
    native_enum,
    nontransactional_storage_engine,
    plaintext_password,
    repeated_columns,
    soft_delete_unique_without_filter,
    table_without_timestamps,
)
from backend_data_model.reviewer.rules.referential import (
    cyclic_foreign_keys,
    foreign_key_to_missing_table,
    foreign_key_type_mismatch,
    foreign_key_without_index,
    foreign_key_without_on_delete,
    orphan_table,
    polymorphic_reference,
    reference_without_foreign_key,
    set_null_on_required_column,
    split_one_to_one,
)
from backend_data_model.reviewer.rules.tenancy import (
    foreign_key_without_tenant,
    index_without_leading_tenant,
    policy_column_without_index,
    policy_open_for_writing,
    policy_setting_that_fails,
    policy_without_check,
    policy_without_row_security,
    row_security_not_forced,
    row_security_off,
    row_security_without_policy,
    unique_without_tenant,
    unwrapped_policy_function,
    view_past_row_security,
)
from backend_data_model.reviewer.rules.types import (
    inexact_money,
    json_instead_of_jsonb,
    narrow_key,
    padded_text,
    serial_column,
    table_not_strict,
    three_byte_charset,
    timestamp_without_time_zone,
    unenforced_length,
    unknown_type_affinity,
    wide_primary_key,
)

if TYPE_CHECKING:
    from backend_data_model.reviewer.rule import Rule

RULES: tuple[Rule, ...] = (
    foreign_key_without_index.RULE,
    orphan_table.RULE,
    foreign_key_without_on_delete.RULE,
    polymorphic_reference.RULE,
    foreign_key_type_mismatch.RULE,
    cyclic_foreign_keys.RULE,
    reference_without_foreign_key.RULE,
    foreign_key_to_missing_table.RULE,
    split_one_to_one.RULE,
    set_null_on_required_column.RULE,
    table_without_primary_key.RULE,
    enum_like_text_without_check.RULE,
    boolean_without_default.RULE,
    nullable_column_in_unique.RULE,
    every_column_nullable.RULE,
    unenforced_check.RULE,
    nullable_primary_key.RULE,
    duplicate_index.RULE,
    redundant_index.RULE,
    access_pattern_without_index.RULE,
    narrow_key.RULE,
    inexact_money.RULE,
    timestamp_without_time_zone.RULE,
    serial_column.RULE,
    json_instead_of_jsonb.RULE,
    padded_text.RULE,
    unknown_type_affinity.RULE,
    unenforced_length.RULE,
    table_not_strict.RULE,
    three_byte_charset.RULE,
    wide_primary_key.RULE,
    name_not_snake_case.RULE,
    singular_table_name.RULE,
    reserved_word_name.RULE,
    name_too_long.RULE,
    inconsistent_constraint_names.RULE,
    table_without_timestamps.RULE,
    god_table.RULE,
    repeated_columns.RULE,
    native_enum.RULE,
    plaintext_password.RULE,
    soft_delete_unique_without_filter.RULE,
    nontransactional_storage_engine.RULE,
    definer_function_without_search_path.RULE,
    unique_without_tenant.RULE,
    index_without_leading_tenant.RULE,
    foreign_key_without_tenant.RULE,
    row_security_off.RULE,
    row_security_without_policy.RULE,
    policy_without_row_security.RULE,
    unwrapped_policy_function.RULE,
    policy_setting_that_fails.RULE,
    policy_column_without_index.RULE,
    policy_open_for_writing.RULE,
    policy_without_check.RULE,
    row_security_not_forced.RULE,
    view_past_row_security.RULE,
    unused_ignore.RULE,
    unknown_ignore.RULE,
)
UNUSED_IGNORE = unused_ignore.RULE
UNKNOWN_IGNORE = unknown_ignore.RULE


def find_rule(code_or_name: str) -> Rule | None:
    """The rule of that code or name; letter case does not matter, and `_` is read as `-`."""
    wanted = code_or_name.strip().lower().replace("_", "-")
    return next((rule for rule in RULES if wanted in (rule.code.lower(), rule.name)), None)
