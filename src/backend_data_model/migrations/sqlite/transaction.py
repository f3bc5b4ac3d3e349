"""Puts the statements of a plan into one transaction, with foreign keys out of the way where they must be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.migrations.steps import Step

if TYPE_CHECKING:
    from backend_data_model.migrations.sqlite.dialect import Dialect
    from backend_data_model.migrations.sqlite.draft import Draft
    from backend_data_model.migrations.steps import Phase

_GUARD = "bdm_foreign_keys"


def as_steps(drafts: list[Draft], dialect: Dialect, legacy_from: int) -> list[Step]:
    """The steps; those from `legacy_from` on leave the texts of other objects alone when they rename."""
    if not drafts:
        return []
    keys_off = any(draft.keys_off for draft in drafts)
    if any(draft.keys_off or draft.comes_back for draft in drafts):
        _in_one_release(drafts)
    steps: list[Step] = []
    if not dialect.has_transactions:
        return _as_batch(drafts, keys_off=keys_off)
    if keys_off:
        steps.append(
            _switch(
                "foreign_keys",
                "OFF",
                "Foreign keys must not act while tables are exchanged; inside a transaction this does nothing.",
            )
        )
    steps += [_step(draft) for draft in drafts[:legacy_from]]
    if keys_off:
        steps.append(_inside("PRAGMA legacy_alter_table = ON", "A rename leaves views and triggers as they are."))
    steps += [_step(draft) for draft in drafts[legacy_from:]]
    if keys_off:
        steps.append(_inside("PRAGMA legacy_alter_table = OFF", "Back to the default."))
        steps += [
            _inside(
                f"CREATE TEMP TABLE {_GUARD} (broken INTEGER CHECK (broken = 0))",
                "The next statement fails when a reference is broken.",
            ),
            _inside(
                f"INSERT INTO {_GUARD} SELECT count(*) FROM pragma_foreign_key_check",
                "Every foreign key is checked.",
                grows=True,
            ),
            _inside(f"DROP TABLE temp.{_GUARD}", "All references hold."),
            _switch(
                "foreign_keys",
                "ON",
                "Foreign keys are enforced again; leave this out where you do not enforce them.",
            ),
        ]
    for step in steps:
        step.phase = drafts[0].phase if keys_off else step.phase
    return steps


def _in_one_release(drafts: list[Draft]) -> None:
    """What is taken away only to be made again, or runs with keys off, cannot be split between two releases."""
    whole: Phase = "contract" if all(draft.phase == "contract" for draft in drafts) else "expand"
    for draft in drafts:
        draft.phase = whole


def _as_batch(drafts: list[Draft], *, keys_off: bool) -> list[Step]:
    """Cloudflare D1 runs a file or a batch as one transaction and takes no BEGIN; keys are checked at its end."""
    steps = [_step(draft) for draft in drafts]
    if keys_off:
        note = "Foreign keys are checked at the end of the batch."
        steps.insert(0, Step("PRAGMA defer_foreign_keys = ON", "expand", note, undo=""))
        steps.insert(1, _inside("PRAGMA legacy_alter_table = ON", "A rename leaves views and triggers as they are."))
        steps.append(_inside("PRAGMA legacy_alter_table = OFF", "Back to the default."))
    for step in steps:
        step.transaction = None
    return steps


def _step(draft: Draft) -> Step:
    return Step(
        sql=draft.sql,
        phase=draft.phase,
        note=draft.note,
        undo=draft.undo,
        transaction=1,
        loses_data=draft.loses_data,
        backward_incompatible=draft.backward_incompatible,
        blocking=draft.blocking,
        duration=draft.duration,
    )


def _switch(name: str, value: str, note: str) -> Step:
    other = "ON" if value == "OFF" else "OFF"
    return Step(f"PRAGMA {name} = {value}", "expand", note, undo=f"PRAGMA {name} = {other}", transactional=False)


def _inside(sql: str, note: str, *, grows: bool = False) -> Step:
    other = sql[:-2] + "OFF" if sql.endswith("ON") else sql[:-3] + "ON" if sql.endswith("OFF") else None
    return Step(sql, "expand", note, undo=other, transaction=1, duration="grows with the rows" if grows else "instant")
