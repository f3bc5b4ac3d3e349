"""Decisions and whole trees for people (text) and for programs (plain values)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend_data_model.decisions.decide import said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.decisions.decide import Decision
    from backend_data_model.decisions.tree import Criterion, Tree


def decision_lines(decision: Decision) -> Iterator[str]:
    """The decision with reasons, assumptions, price and what would change it."""
    option = decision.option
    yield f"{decision.tree.subject}: {option.name} ({option.title})"
    yield f"  because {decision.branch.reason}"
    yield f"  source: {decision.branch.source}"
    yield from _section("rests on", [said(g) for g in decision.given if g.origin != "assumed"])
    yield from _section("assumed (say otherwise with the options)", _assumed(decision))
    yield from _section("brings", option.brings)
    yield from _section("price", option.price)
    yield from _section("mind", decision.warnings)
    yield from _section("would change it", _changes(decision))
    yield from _section("worth asking", [asked.question for asked in decision.open])


def decision_data(decision: Decision) -> dict[str, Any]:
    """The decision as plain values."""
    option = decision.option
    return {
        "subject": decision.tree.subject,
        "answer": option.name,
        "title": option.title,
        "reason": decision.branch.reason,
        "source": decision.branch.source,
        "inputs": [{"input": g.input, "value": g.value, "origin": g.origin, "words": g.words} for g in decision.given],
        "assumed": [g.input for g in decision.given if g.origin == "assumed"],
        "brings": list(option.brings),
        "price": list(option.price),
        "warnings": list(decision.warnings),
        "would_change": [
            {"input": c.input, "value": c.value, "answer": c.option, "reason": c.reason} for c in decision.changes
        ],
        "ask": [{"input": asked.name, "question": asked.question} for asked in decision.open],
    }


def tree_lines(tree: Tree) -> Iterator[str]:
    """The whole tree as Markdown: what it asks, the branches in their order, and the price of each answer."""
    yield f"# {tree.subject}: {tree.question}"
    yield ""
    yield "## Inputs"
    yield ""
    for asked in tree.inputs:
        shown = f"{asked.assumed:,}" if isinstance(asked.assumed, int) else asked.assumed
        yield f"- `{asked.name}`: {asked.question} Without an answer: {shown} ({asked.because})."
        yield from (f"    - `{name}`: {meaning}" for name, meaning in asked.choices)
    yield ""
    yield "## Branches (the first that holds decides)"
    yield ""
    for number, branch in enumerate(tree.branches, 1):
        yield f"{number}. {_when(branch.when)}: **{branch.option}**, because {branch.reason}. ({branch.source})"
    for option in tree.options:
        yield ""
        yield f"## {option.name}: {option.title}"
        yield ""
        yield from (f"- brings: {text}" for text in option.brings)
        yield from (f"- price: {text}" for text in option.price)
        yield from (f"- mind, if {_when(w.when)}: {w.text}" for w in option.warnings)


def tree_data(tree: Tree) -> dict[str, Any]:
    """The whole tree as plain values."""
    return {
        "subject": tree.subject,
        "question": tree.question,
        "inputs": [
            {
                "name": i.name,
                "question": i.question,
                "assumed": i.assumed,
                "because": i.because,
                "choices": dict(i.choices),
            }
            for i in tree.inputs
        ],
        "branches": [
            {"when": [str(t) for t in b.when], "answer": b.option, "reason": b.reason, "source": b.source}
            for b in tree.branches
        ],
        "options": [
            {
                "name": o.name,
                "title": o.title,
                "brings": list(o.brings),
                "price": list(o.price),
                "warnings": [{"when": [str(t) for t in w.when], "text": w.text} for w in o.warnings],
            }
            for o in tree.options
        ],
    }


def _when(criteria: tuple[Criterion, ...]) -> str:
    return " and ".join(map(str, criteria)) or "otherwise"


def _assumed(decision: Decision) -> list[str]:
    return [
        f"{g.input}: {g.value:,} ({g.words})" if isinstance(g.value, int) else f"{g.input}: {g.value} ({g.words})"
        for g in decision.given
        if g.origin == "assumed"
    ]


def _changes(decision: Decision) -> list[str]:
    return [f"{c.input} {c.value}: {c.option}, because {c.reason}" for c in decision.changes]


def _section(title: str, lines: list[str] | tuple[str, ...]) -> Iterator[str]:
    if lines:
        yield f"  {title}:"
        yield from (f"    - {line}" for line in lines)
