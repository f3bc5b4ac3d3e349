"""Triggers, rules and policies: what hangs on a relation and changes what statements do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.migrations.postgresql.emit.draft import Context, Draft

if TYPE_CHECKING:
    from backend_data_model.migrations.postgresql.catalog.objects import Policy, Rule, Trigger

_ENABLED = {"O": "ENABLE", "D": "DISABLE", "R": "ENABLE REPLICA", "A": "ENABLE ALWAYS"}


def create_trigger(new: Trigger, context: Context) -> list[Draft]:
    """CREATE TRIGGER: SHARE ROW EXCLUSIVE for a moment."""
    undo = f"DROP TRIGGER {new.ref.name} ON {new.ref.of}"
    drafts = [Draft(new.definition, f"New trigger {new.ref.name} on {new.ref.of}.", undo=undo)]
    return drafts + ([_enable("TRIGGER", new, "O")] if new.enabled != "O" else [])


def drop_trigger(old: Trigger, context: Context) -> list[Draft]:
    """DROP TRIGGER."""
    sql = f"DROP TRIGGER {old.ref.name} ON {old.ref.of}"
    return [Draft(sql, f"Trigger {old.ref.name} no longer runs.", undo=old.definition)]


def alter_trigger(old: Trigger, new: Trigger, context: Context) -> list[Draft] | None:
    """CREATE OR REPLACE (not for constraint triggers), ENABLE and DISABLE."""
    drafts = []
    if old.definition != new.definition:
        if old.constraint or new.constraint or context.major < 14:
            return None
        sql = new.definition.replace("CREATE TRIGGER", "CREATE OR REPLACE TRIGGER", 1)
        undo = old.definition.replace("CREATE TRIGGER", "CREATE OR REPLACE TRIGGER", 1)
        drafts.append(Draft(sql, f"Trigger {new.ref.name} is replaced.", undo=undo))
    if old.enabled != new.enabled:
        drafts.append(_enable("TRIGGER", new, old.enabled))
    return drafts


def _enable(word: str, item: Trigger | Rule, before: str) -> Draft:
    table, name = item.ref.of, item.ref.name
    undo = f"ALTER TABLE {table} {_ENABLED[before]} {word} {name}"
    return Draft(f"ALTER TABLE {table} {_ENABLED[item.enabled]} {word} {name}", f"When {name} fires.", undo=undo)


def create_rule(new: Rule, context: Context) -> list[Draft]:
    """CREATE RULE."""
    undo = f"DROP RULE {new.ref.name} ON {new.ref.of}"
    drafts = [Draft(new.definition, f"New rule {new.ref.name} on {new.ref.of}.", undo=undo)]
    return drafts + ([_enable("RULE", new, "O")] if new.enabled != "O" else [])


def drop_rule(old: Rule, context: Context) -> list[Draft]:
    """DROP RULE."""
    sql = f"DROP RULE {old.ref.name} ON {old.ref.of}"
    return [Draft(sql, f"Rule {old.ref.name} no longer holds.", undo=old.definition)]


def alter_rule(old: Rule, new: Rule, context: Context) -> list[Draft] | None:
    """CREATE OR REPLACE RULE, ENABLE and DISABLE."""
    drafts = []
    if old.definition != new.definition:
        forms = [item.definition.replace("CREATE RULE", "CREATE OR REPLACE RULE", 1) for item in (new, old)]
        drafts.append(Draft(forms[0], f"Rule {new.ref.name} is replaced.", undo=forms[1]))
    if old.enabled != new.enabled:
        drafts.append(_enable("RULE", new, old.enabled))
    return drafts


_COMMANDS = {"*": "ALL", "r": "SELECT", "a": "INSERT", "w": "UPDATE", "d": "DELETE"}


def create_policy(new: Policy, context: Context) -> list[Draft]:
    """CREATE POLICY."""
    sql = f"CREATE POLICY {new.ref.name} ON {new.ref.of}"
    sql += "" if new.permissive else " AS RESTRICTIVE"
    sql += "" if new.command == "*" else f" FOR {_COMMANDS[new.command]}"
    sql += "" if new.roles == ("PUBLIC",) else f" TO {', '.join(new.roles)}"
    sql += f" USING ({new.using})" if new.using is not None else ""
    sql += f" WITH CHECK ({new.check})" if new.check is not None else ""
    undo = f"DROP POLICY {new.ref.name} ON {new.ref.of}"
    return [Draft(sql, f"New policy {new.ref.name} on {new.ref.of}.", undo=undo)]


def drop_policy(old: Policy, context: Context) -> list[Draft]:
    """DROP POLICY; with row-level security on, rows that only it showed are hidden."""
    undo = create_policy(old, context)[0].sql
    return [Draft(f"DROP POLICY {old.ref.name} ON {old.ref.of}", f"Policy {old.ref.name} no longer holds.", undo=undo)]


def alter_policy(old: Policy, new: Policy, context: Context) -> list[Draft] | None:
    """ALTER POLICY for roles and expressions; command and kind need a new one."""
    if (old.command, old.permissive) != (new.command, new.permissive):
        return None
    if (old.using is None) != (new.using is None) or (old.check is None) != (new.check is None):
        return None
    drafts = []
    forms = []
    for policy in (new, old):
        text = f"ALTER POLICY {policy.ref.name} ON {policy.ref.of}"
        text += f" TO {', '.join(policy.roles)}" if old.roles != new.roles else ""
        text += f" USING ({policy.using})" if old.using != new.using else ""
        text += f" WITH CHECK ({policy.check})" if old.check != new.check else ""
        forms.append(text)
    drafts.append(Draft(forms[0], f"Policy {new.ref.name} changes.", undo=forms[1]))
    return drafts
