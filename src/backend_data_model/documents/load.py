"""A model document from its text.  Whatever is wrong is reported at once, each with line, column and what to do."""

from __future__ import annotations

import difflib
import json
import types
from typing import TYPE_CHECKING, Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from backend_data_model.documents.contradictions import contradictions
from backend_data_model.documents.nodes import MapNode, Node, parse_yaml, plain
from backend_data_model.documents.places import Path, place, resolve
from backend_data_model.documents.problem import DocumentError, Problem
from backend_data_model.model.document import Model

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


def load_model(text: str, source: str | None = None) -> Model:
    """The model that a `model.yaml` states.

    Raises InputError (a DocumentError) listing every problem: YAML that cannot be read, unknown and duplicate keys,
    values of the wrong type, names that nothing carries, and facts that contradict each other.
    """
    model, root = _read(text, source)
    found = [
        Problem(clash.message, clash.help, place(root, clash.path, source, of_key=clash.of_key))
        for clash in contradictions(model)
    ]
    if found:
        raise DocumentError(found)
    return model


def parse_model(text: str, source: str | None = None) -> Model:
    """As `load_model`, for a document that may contradict itself: only its form is checked."""
    return _read(text, source)[0]


def _read(text: str, source: str | None) -> tuple[Model, Node]:
    root = parse_yaml(text, source)
    if not isinstance(root, MapNode):
        advice = "start with `bdm: 1`, then `entities:` with the entities indented below"
        raise DocumentError([Problem("the document is not a map of keys", advice, place(root, (), source))])
    try:
        return Model.model_validate_json(json.dumps(plain(root)), strict=True), root
    except ValidationError as error:
        raise DocumentError(_problems(root, error.errors(), source)) from None


def _problems(root: Node, errors: list[ErrorDetails], source: str | None) -> list[Problem]:
    gathered: dict[tuple[Path, str | None], list[ErrorDetails]] = {}
    for error in errors:
        path = resolve(root, error["loc"])
        missing = str(error["loc"][-1]) if error["type"] in ("missing", "extra_forbidden") else None
        gathered.setdefault((path, missing), []).append(error)
    return [_problem(root, path, group, source) for (path, _), group in gathered.items()]


def _problem(root: Node, path: Path, group: list[ErrorDetails], source: str | None) -> Problem:
    error = group[0]
    context: dict[str, Any] = error.get("ctx", {})
    key = str(error["loc"][-1]) if error["loc"] else ""
    where = place(root, path, source)
    match error["type"]:
        case "json_invalid":
            return Problem("the document holds text that is not Unicode", "remove the lone surrogate", where)
        case "extra_forbidden":
            known = _keys_at(Model, path[:-1], plain(root))
            message = f"unknown key {key!r}{_in(path[:-1])}"
            return Problem(message, suggestion(key, known, "keys"), place(root, path, source, of_key=True))
        case "missing":
            message = f"the key {key!r} is missing{_in(path)}"
            return Problem(message, f"add `{key}: ...` here", place(root, path, source, of_key=True))
        case "union_tag_not_found":
            return Problem(f"the key 'kind' is missing{_in(path)}", "say which: " + context_kinds(root, path), where)
        case "union_tag_invalid":
            kinds = str(context.get("expected_tags", "")).replace("'", "").split(", ")
            message = f"unknown kind {str(context.get('tag'))!r}{_in(path)}"
            return Problem(message, suggestion(str(context.get("tag")), kinds, "kinds"), where)
        case "enum" | "literal_error":
            choices = str(context.get("expected", "")).replace(" or ", ", ").replace("'", "").split(", ")
            message = f"{error['input']!r} is not allowed as {_last(path)}"
            return Problem(message, suggestion(str(error["input"]), choices, "values"), where)
        case _:
            wanted = " or ".join(dict.fromkeys(_lower(one["msg"]) for one in group))
            return Problem(f"{_last(path)} {wanted}{_in(path[:-1])}", f"found {_shown(error)}", where)


def context_kinds(root: Node, path: Path) -> str:
    """The kinds of expression that may stand at `path`, as a list for people."""
    rule = "rule" in path[-1:]
    kinds = ["one_of", "range", "length", "compare"]
    kinds += ["implies", "exactly_one_of", "at_least_one_of"] if rule else ["present", "absent"]
    return ", ".join(f"`kind: {kind}`" for kind in kinds)


def suggestion(written: str, known: list[str], noun: str) -> str:
    """`did you mean ...?` where a known word is near, else the list of the known words."""
    near = difflib.get_close_matches(written.lower(), known, n=1, cutoff=0.6)
    if near:
        return f"did you mean {near[0]!r}?"
    return f"the {noun} are {', '.join(known)}" if known else f"there are no {noun} to choose from"


def _keys_at(part: Any, path: Path, data: Any) -> list[str]:
    """The keys that the part of the document at `path` may have."""
    choices = [part]
    for step in path:
        data = data[step]
        choices = [inner for choice in choices for inner in _inside(choice, step)]
    kinds = [member for choice in choices for member in _members(choice)]
    tagged = [m for m in kinds if "kind" in m.model_fields and isinstance(data, dict) and _tag(m) == data.get("kind")]
    return list(dict.fromkeys(name for member in (tagged or kinds) for name in member.model_fields))


def _tag(member: type[BaseModel]) -> Any:
    return member.model_fields["kind"].default


def _inside(annotation: Any, step: str | int) -> list[Any]:
    found: list[Any] = []
    for part in _parts(annotation):
        if isinstance(part, type) and issubclass(part, BaseModel):
            found += [part.model_fields[step].annotation] if step in part.model_fields else []
        elif get_origin(part) in (dict, list, tuple):
            arguments = get_args(part)
            found.append(arguments[1] if get_origin(part) is dict else arguments[0])
    return found


def _members(annotation: Any) -> list[type[BaseModel]]:
    return [part for part in _parts(annotation) if isinstance(part, type) and issubclass(part, BaseModel)]


def _parts(annotation: Any) -> list[Any]:
    origin = get_origin(annotation)
    if origin is Annotated:
        return _parts(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        return [part for argument in get_args(annotation) for part in _parts(argument)]
    return [annotation]


def _in(path: Path) -> str:
    return f" in {'.'.join(str(step) for step in path)}" if path else ""


def _last(path: Path) -> str:
    names = [step for step in path if isinstance(step, str)]
    return repr(names[-1]) if names else "the document"


def _lower(message: str) -> str:
    return (message[:1].lower() + message[1:]).removeprefix("input ")


def _shown(error: ErrorDetails) -> str:
    shown = json.dumps(error["input"], ensure_ascii=False, default=str)
    return shown if len(shown) <= 60 else shown[:57] + "..."
