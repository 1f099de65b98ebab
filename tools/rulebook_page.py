"""The page that says everything a rulebook can say, from the models that read it."""

from __future__ import annotations

import inspect
import types
from collections.abc import Iterable, Iterator
from datetime import date
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from mashangban.core.grading.rulebook import (
    company,
    document,
    missing,
    nodes,
    outcome,
    scores,
    treatments,
)

INTRO = """\
A rulebook is a YAML file that says how a table becomes scores and grades. `mashangban grade` reads
it; [](../howto/grading.md) writes one step by step, [](grading.md) has the
formulas. This page names every key. What is not here is refused, with file, line, path and what to
write instead; nothing is ignored. `src/mashangban/rulebooks/grading/rulebook.schema.json` is the
same as JSON Schema, for editors.

- **Defaults.** `defaults: {indicator: {…}, group: {…}}` beside `tree` holds keys for every
  indicator or group that does not have them itself.
- **Numbers with a date.** Wherever a value stands, `{parameter: name}` may stand: the value that
  `parameters` has for the last day of the period. After the last day it is refused, unless the
  rules are followed as expired; then the result says so.
- **Names.** An id is a name without blanks, commas, semicolons, bars and slashes, in any script.
- **Cells.** A cell is a finite number or a text that means a state: `not_applicable`,
  `not_collected`, `withheld`, `below_minimum`, or what `data.states` says. Anything else, an
  undeclared empty cell and NaN too, is refused by unit and column. A state without a policy is
  refused.
- **Order.** Steps `denominate`, `fill` and `treat` in the order of `order`, then the score, the
  fixed scores of policies, the rounding of the indicator; then groups from below: coverage,
  aggregation, `after`, `rescale`, rounding, `unrated`; then the outcome: rounding, rank, cuts,
  corrections one after the other; then companies.
- **Yes and no** are `true` and `false`; `yes`, `no`, `on` and `off` are texts.
"""

SECTIONS: tuple[tuple[str, str, tuple[type[BaseModel], ...]], ...] = (
    (
        "The file",
        "",
        (
            document.Rulebook,
            document.Source,
            document.Parameter,
            document.DatedValue,
            document.Data,
        ),
    ),
    (
        "The tree",
        "`tree` is an indicator, or a group with parts to any depth. A part with `parts` is a"
        " group, one\nwith `same_as` a reference, any other an indicator.",
        (
            nodes.Indicator,
            nodes.Group,
            nodes.Reference,
            nodes.Denominator,
            scores.Minimum,
            nodes.Coverage,
            missing.Missing,
            scores.Rescale,
        ),
    ),
    ("Missing values", "", ()),
    ("Treatments", "", ()),
    ("Scores", "", ()),
    ("Aggregations", "", ()),
    ("After the aggregation", "Pointwise treatments of a group's result.", ()),
    (
        "The outcome",
        "",
        (
            outcome.Outcome,
            outcome.Rounding,
            outcome.Ranking,
            outcome.Grade,
            outcome.Condition,
            outcome.PointsBand,
            outcome.EventType,
        ),
    ),
    ("Cuts", "", ()),
    ("Corrections", "", ()),
    (
        "Companies",
        "",
        (company.Company, company.WorstArea, company.Protection, company.CarryOver),
    ),
)
KINDS: dict[str, Any] = {
    "Missing values": missing.Policy,
    "Treatments": treatments.Treatment,
    "Scores": scores.Score,
    "Aggregations": nodes.Aggregate,
    "After the aggregation": nodes.After,
    "Cuts": outcome.Cuts,
    "Corrections": outcome.Correction,
}
WORDS = {float: "number", int: "whole number", str: "text", bool: "true or false", date: "date"}
SMALL = (scores.Step, scores.Deduction)


def rulebook_page() -> str:
    """Return every key of a rulebook, its values, its default and what it means."""
    parts = [INTRO]
    for title, text, models in SECTIONS:
        parts.append(f"## {title}\n" + (f"\n{text}\n" if text else ""))
        kinds = _models(KINDS[title]) if title in KINDS else []
        for model in (*models, *kinds):
            parts.append("\n".join(_model(model)))
    return "\n".join(parts)


def _model(model: type[BaseModel]) -> Iterator[str]:
    kind = model.model_fields.get("kind")
    yield f"### `kind: {get_args(kind.annotation)[0]}`" if kind else f"### {_title(model)}"
    yield ""
    own = model.__dict__.get("__doc__")
    if own:
        yield inspect.cleandoc(own)
        yield ""
    fields = {name: field for name, field in model.model_fields.items() if name != "kind"}
    if not fields:
        return
    yield "| Key | Value | Default | Meaning |"
    yield "| --- | --- | --- | --- |"
    for name, field in fields.items():
        meaning = " ".join((field.description or _choices(field)).split())
        yield f"| `{name}` | {_value(field)} | {_default(field)} | {meaning} |"
    yield ""


def _choices(field: FieldInfo) -> str:
    """Return what the values of a choice mean, if it says so."""
    choice = field.annotation
    if isinstance(choice, type) and issubclass(choice, Enum):
        return inspect.cleandoc(choice.__dict__.get("__doc__") or "")
    return ""


def _title(model: type) -> str:
    words = "".join(f" {c.lower()}" if c.isupper() else c for c in model.__name__).strip()
    return words.capitalize()


def _value(field: FieldInfo) -> str:
    limits = [
        f"{sign} {getattr(limit, key):g}"
        for limit in field.metadata
        for key, sign in (("gt", "\\>"), ("ge", "≥"), ("lt", "\\<"), ("le", "≤"))
        if isinstance(getattr(limit, key, None), int | float)
    ]
    named = any(getattr(limit, "pattern", None) for limit in field.metadata)
    text = "name" if named else _words(field.annotation)
    return f"{text}, {', '.join(limits)}" if limits else text


def _words(annotation: Any) -> str:
    """Return a type as words, with links to where it is described."""
    if annotation in WORDS:
        return WORDS[annotation]
    if isinstance(annotation, type):
        return _class(annotation)
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is tuple:
        many = f"list of {_words(inner[0])}"
        return many if inner[-1] is ... else f"two of {_words(inner[0])}"
    if origin is dict:
        return f"mapping of names to {_words(inner[1])}"
    if origin is Literal:
        return " or ".join(f"`{one}`" for one in inner)
    for title, union in KINDS.items():
        if _models(annotation) == _models(union):
            return f"[{title.lower()}](#{_anchor(title)})"
    if origin is Annotated:
        limits = (limit for own in inner[1:] for limit in getattr(own, "metadata", ()))
        named = any(getattr(limit, "pattern", None) for limit in limits)
        return "name" if named else _words(inner[0])
    if origin in (Union, types.UnionType):
        return " or ".join(dict.fromkeys(_words(own) for own in inner if own is not type(None)))
    return "node"


def _class(annotation: type) -> str:
    if issubclass(annotation, Enum):
        return ", ".join(f"`{one.value}`" for one in annotation)
    if annotation in SMALL:
        fields: dict[str, FieldInfo] = getattr(annotation, "model_fields", {})
        return "{" + ", ".join(f"`{name}`" for name in fields) + "}"
    kind = getattr(annotation, "model_fields", {}).get("kind")
    if kind:
        return f"`kind: {get_args(kind.annotation)[0]}`"
    title = _title(annotation)
    return f"[{title.lower()}](#{_anchor(title)})"


def _anchor(title: str) -> str:
    return title.lower().replace(" ", "-")


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "*required*"
    value = field.default
    if isinstance(value, Enum):
        return f"`{value.value}`"
    if isinstance(value, BaseModel) or value in (None, (), {}):
        return ""
    if isinstance(value, tuple):
        return f"`[{', '.join(str(one) for one in value)}]`"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    inner: Iterable[Any] = get_args(annotation)
    return list(dict.fromkeys(model for one in inner for model in _models(one)))
