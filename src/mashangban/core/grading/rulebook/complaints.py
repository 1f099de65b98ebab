"""Errors of pydantic as sentences: file, line, path, what is wrong and what to write instead."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Any, ForwardRef, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from mashangban.core.datafiles import DataError
from mashangban.core.grading.rulebook.spots import Spot


class RulebookError(DataError):
    """A rulebook does not say what it must; one sentence a line, all that were found."""


def complaints(
    error: ValidationError, spot: Spot, *, origin: str, root: type[BaseModel]
) -> RulebookError:
    """Return what pydantic found as sentences."""
    lines = dict.fromkeys(
        f"{origin}, line {spot.line_at(_path(found['loc'], spot))}, "
        f"{path_text(_path(found['loc'], spot))}: {_sentence(found, root)}"
        for found in error.errors(include_url=False)
        # A list whose items were refused is not short of items besides.
        if not (found["type"] == "too_short" and found["input"])
    )
    return RulebookError("\n".join(lines))


def path_text(path: Iterable[str | int]) -> str:
    """Return "tree.parts[2].score" for ("tree", "parts", 2, "score")."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text or "the rulebook"


def _path(loc: tuple[int | str, ...], spot: Spot) -> list[str | int]:
    """Return `loc` without the tags that pydantic puts in for the alternatives of a union."""
    path: list[str | int] = []
    for position, step in enumerate(loc):
        inner = spot.inside(step)
        missing = position == len(loc) - 1 and isinstance(spot.value, dict)
        if inner is not None or missing:
            path.append(step)
        spot = inner or spot
    return path


def _sentence(found: ErrorDetails, root: type[BaseModel]) -> str:
    context: dict[str, Any] = found.get("ctx") or {}
    given = found["input"]
    name = str(found["loc"][-1]) if found["loc"] else ""
    match found["type"]:
        case "extra_forbidden":
            allowed = _siblings(found["loc"][:-1], root)
            close = get_close_matches(name, allowed, n=1)
            instead = f'; write "{close[0]}"' if close else ""
            choice = f"; possible here: {', '.join(allowed)}" if allowed else ""
            return f'"{name}" is unknown{instead}{choice}.'
        case "missing":
            return f'"{name}" is missing; write "{name}: …".'
        case "union_tag_invalid":
            tags = str(context["expected_tags"]).replace("'", "")
            close = get_close_matches(str(context["tag"]), tags.split(", "), n=1)
            instead = f'write "kind: {close[0]}"; ' if close else ""
            return f'kind "{context["tag"]}" is unknown; {instead}possible: {tags}.'
        case "union_tag_not_found":
            return 'it must be a mapping with "kind: …" that says which one it is.'
        case "literal_error" | "enum":
            return f"{given!r} is not possible; write {context['expected']}."
        case "value_error":
            return f"{context['error']}."
        case "string_pattern_mismatch":
            return (
                f"{given!r} is no identifier; write a name without blanks, commas, semicolons, "
                "bars and slashes."
            )
        case _:
            return f"{found['msg']}, found {given!r}."


def _siblings(loc: Sequence[int | str], root: type[BaseModel]) -> list[str]:
    """Return the keys of the mapping that lies at `loc`, by following the types from the root."""
    candidates = [root]
    for step in loc:
        tagged = [model for model in candidates if step in _tags(model)]
        if len(candidates) > 1 and tagged:
            candidates = tagged
            continue
        fields = [model.model_fields[step] for model in candidates if step in model.model_fields]
        if fields:
            candidates = [model for field in fields for model in _models(field.annotation)]
    return list(dict.fromkeys(name for model in candidates for name in model.model_fields))


def _tags(model: type[BaseModel]) -> tuple[object, ...]:
    """Return what stands for this model in the place of an error: its kind, or its name."""
    kind = model.model_fields.get("kind")
    return get_args(kind.annotation) if kind else (model.__name__.lower(),)


def _models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, ForwardRef):
        raise TypeError(f"The annotation {annotation} was not resolved.")
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for inner in get_args(annotation) for model in _models(inner)]
