"""The claims that a made-up model states: those of the gold facts of a text, each with the sentence that says so."""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING, Any

from backend_data_model.analyst.morphology import singular
from backend_data_model.tracer.words import words_of

if TYPE_CHECKING:
    import random

    from backend_data_model.model.document import Model

_UNIQUE = ("unique", "no two", "only one", "same", "nobody", "identif", "once", "twice", "own", "no other", "distinct")
_RULE = ("must", "at least", "at most", "between", "positive", "negative", "more", "less", "after", "before", "up to")
_OTHER_TYPES = ("text", "integer", "date", "boolean")


def claims_of(case: dict[str, Any], rules: Model) -> list[dict[str, Any]]:
    """One claim for each gold fact of a case; the text is split into sentences as `rules` has them."""
    return _Reader(case, [sentence.text for sentence in rules.sentences]).claims()


def spoilt(gold: dict[str, Any], dice: random.Random, noise: float) -> dict[str, Any]:
    """Gold of which each fact is, with the probability `noise`, missing or wrong; some are made up."""
    worse = copy.deepcopy(gold)
    for table in worse["tables"]:
        names = [column["name"] for column in table["columns"]]
        table["columns"] = [column for column in table["columns"] if dice.random() >= noise / 2]
        for column in table["columns"]:
            if dice.random() < noise / 2:
                dice.choice([_flip, _retype])(column, dice)
        if dice.random() < noise:
            made_up = dice.choice(["notes", "external_id", "priority", "is_active", "description"])
            table["columns"].append({"name": made_up, "nullable": False, "type": "text", "default": None})
        kept = {column["name"] for column in table["columns"]}
        table["foreign_keys"] = [key for key in table["foreign_keys"] if dice.random() >= noise / 2]
        for key in table["foreign_keys"]:
            if dice.random() < noise / 2:
                dice.choice([_flip, _turn])(key, dice)
        table["unique"] = [one for one in table["unique"] if dice.random() >= noise / 2]
        if names and dice.random() < noise:
            table["unique"].append([dice.choice(names)])
        table["checks"] = [check for check in table["checks"] if dice.random() >= noise / 2]
        for check in table["checks"]:
            if check["kind"] == "range" and dice.random() < noise / 2:
                bound = "min" if check.get("min") is not None else "max"
                check[bound] = (check.get(bound) or 0) + dice.choice([1, 7, 43])
        table["unique"] = [one for one in table["unique"] if all(c in kept or c not in names for c in one)]
        table["checks"] = [one for one in table["checks"] if all(c in kept or c not in names for c in one["columns"])]
    return worse


def _flip(fact: dict[str, Any], _: random.Random) -> None:
    fact["nullable"] = not fact["nullable"]


def _retype(column: dict[str, Any], dice: random.Random) -> None:
    column["type"] = dice.choice([one for one in _OTHER_TYPES if one != column["type"]])


def _turn(key: dict[str, Any], _: random.Random) -> None:
    key["unique"] = not key["unique"]


class _Reader:
    """Turns the gold of one case into claims."""

    def __init__(self, case: dict[str, Any], sentences: list[str]) -> None:
        self.gold = case["gold"]
        self.sentences = sentences
        self.shared = case["context"]["tenancy"] == "shared"
        self.tenant = case["context"].get("tenant_entity")
        self.names = {table["name"]: _singular(table["name"]) for table in self.gold["tables"]}

    def claims(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for table in self.gold["tables"]:
            name = self.names[table["name"]]
            pair = table["name"] in self.gold.get("junctions", [])
            kind = "association" if pair else "thing"
            found.append({"kind": "entity", "name": name, "entity_kind": kind, "quote": self.quote(name)})
        for table in self.gold["tables"]:
            found += self._table(table)
        return found

    def _table(self, table: dict[str, Any]) -> list[dict[str, Any]]:
        entity = self.names[table["name"]]
        found: list[dict[str, Any]] = []
        roles: dict[str, str] = {}
        for key in table["foreign_keys"]:
            role = re.sub("_id$", "", key["columns"][-1])
            target = self.names.get(key["ref_table"], _singular(key["ref_table"]))
            roles[key["columns"][-1]] = role
            if self.shared and target == self.tenant:
                continue
            found.append(
                {
                    "kind": "relationship",
                    "entity": entity,
                    "target": target,
                    "role": role,
                    "each_has": "0..1" if key["nullable"] else "1",
                    "each_is_had_by": "0..1" if key["unique"] else "0..*",
                    "on_delete": key.get("on_delete"),
                    "quote": self.quote(entity, target, role),
                }
            )
        for column in table["columns"]:
            lists = [c["values"] for c in table["checks"] if c["kind"] == "enum" and c["columns"] == [column["name"]]]
            values = lists[0] if lists else None
            found.append(
                {
                    "kind": "attribute",
                    "entity": entity,
                    "name": column["name"],
                    "type": "text" if column["type"] == "enum" else column["type"],
                    "required": not column["nullable"],
                    "values": values,
                    "quote": self.quote(entity, column["name"], *(values or [])),
                }
            )
        for unique in table["unique"]:
            members = [roles.get(column, column) for column in unique]
            if self.shared:
                members = [one for one in members if re.sub("_id$", "", one) != self.tenant]
            if members:
                quote = self.quote(entity, *members, cues=_UNIQUE)
                found.append({"kind": "unique", "entity": entity, "members": members, "quote": quote})
        for check in table["checks"]:
            rule = _rule(check, roles)
            if rule is not None:
                columns = [roles.get(column, column) for column in check["columns"]]
                numbers = [str(check[bound]) for bound in ("min", "max") if check.get(bound) is not None]
                quote = self.quote(entity, *columns, *numbers, cues=_RULE)
                found.append({"kind": "check", "entity": entity, "rule": rule, "quote": quote})
        return found

    def quote(self, *names: str, cues: tuple[str, ...] = ()) -> str:
        """The sentence that has most of the words."""

        def weight(sentence: str) -> float:
            there = _stems(sentence)
            named = sum(len(_stems(name) & there) / max(1, len(_stems(name))) for name in names)
            return named + 0.4 * any(cue in sentence.lower() for cue in cues)

        return max(self.sentences, key=weight)


def _rule(check: dict[str, Any], roles: dict[str, str]) -> dict[str, Any] | None:
    columns = [roles.get(column, column) for column in check["columns"]]
    match check["kind"]:
        case "range":
            return {
                "kind": "range",
                "attribute": columns[0],
                "min": check.get("min"),
                "max": check.get("max"),
                "min_exclusive": not check.get("min_inclusive", True),
                "max_exclusive": not check.get("max_inclusive", True),
            }
        case "length":
            return {"kind": "length", "attribute": columns[0], "min": check.get("min"), "max": check.get("max")}
        case "compare":
            left, right, op = roles.get(check["left"], check["left"]), check["right"], check["op"].replace("!=", "<>")
            if isinstance(right, int | float):
                return {"kind": "compare", "left": left, "op": op, "value": right}
            return {"kind": "compare", "left": left, "op": op, "right": roles.get(right, right)}
        case "exactly_one":
            return {"kind": "exactly_one_of", "members": columns}
    return None


def _singular(name: str) -> str:
    *rest, last = name.split("_")
    return "_".join([*rest, singular(last)])


def _stems(words: str) -> set[str]:
    return {word[:5] for word in words_of(words)}
