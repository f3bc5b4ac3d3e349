"""The rules of the analyst, one a file.  Statement rules see a whole sentence, clause rules one clause at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst.rules import (
    absent,
    access,
    all_but,
    application,
    at_most_once,
    attribute_predicate,
    by_means,
    change,
    conditional,
    default_value,
    deletion,
    each_of_which,
    ellipsis,
    event,
    event_name,
    exclusive,
    existential,
    field_row,
    goes_by,
    has_list,
    history,
    identified_by,
    implicit,
    in_order,
    kind_of_each,
    lacking,
    list_item,
    made_of,
    may_repeat,
    measured,
    never_more,
    no_two,
    nobody_same,
    occasion,
    one_direction,
    one_of_them,
    one_per_period,
    own_facts,
    own_role,
    privacy,
    quality,
    relation,
    retention,
    same_twice,
    some_have_none,
    start_end,
    state,
    story_facts,
    tenancy,
    tenancy_needs,
    tenant_market,
    tenants_apart,
    theirs,
    twice_but,
    two_different,
    verb_moments,
    volume,
    which,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from backend_data_model.analyst.clause import Clause
    from backend_data_model.analyst.context import Context
    from backend_data_model.analyst.reading import Parsed

# Rules about the whole system, before any other; True where nothing more is said.
OPENING_RULES: tuple[Callable[[Parsed, Context], bool], ...] = (
    tenants_apart.read,
    tenant_market.read,
    tenancy_needs.read,
)
# Rules that, once they apply, say all there is to say of a sentence.
CLOSING_RULES: tuple[Callable[[Parsed, Context], bool], ...] = (
    field_row.read,
    retention.read,
    deletion.read,
    twice_but.read,
    change.read,
    history.read,
    conditional.read,
    all_but.read,
    some_have_none.read,
    application.closes,
)
# Rules that add to what the clauses say.
STATEMENT_RULES: tuple[Callable[[Parsed, Context], bool], ...] = (
    tenancy.read,
    event.read,
    occasion.read,
    may_repeat.read,
    each_of_which.strip,
    no_two.read,
    nobody_same.read,
    same_twice.read,
    own_role.read,
    one_direction.read,
    by_means.read,
    absent.read,
    exclusive.read,
    at_most_once.read,
    event_name.read,
    start_end.read,
    verb_moments.read,
    kind_of_each.read,
    in_order.read,
    implicit.read,
    privacy.read,
    volume.read,
    two_different.read,
)
AFTER_RULES: tuple[Callable[[Parsed, Context], bool], ...] = (
    which.read,
    each_of_which.read,
    absent.soften,
    default_value.read,
    application.read,
)
# What stands in brackets after a noun.
ASIDE_RULES: tuple[Callable[[Clause, Context], bool], ...] = (
    list_item.read,
    quality.read,
    attribute_predicate.read,
)
CLAUSE_RULES: tuple[Callable[[Clause, Context], bool], ...] = (
    story_facts.read,
    own_facts.read,
    access.read,
    goes_by.read,
    identified_by.read,
    never_more.read,
    made_of.read,
    measured.read,
    theirs.read,
    existential.read,
    one_per_period.read,
    lacking.read,
    has_list.read,
    state.read,
    ellipsis.read,
    list_item.read,
    quality.read,
    attribute_predicate.read,
    one_of_them.read,
    relation.read,
)
