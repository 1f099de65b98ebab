"""From the YAML of a rulebook to a frozen `Rulebook`, as in force on a day."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from pydantic import TypeAdapter, ValidationError

from mashangban.core.grading.rulebook.checking import check
from mashangban.core.grading.rulebook.complaints import RulebookError, complaints, path_text
from mashangban.core.grading.rulebook.document import DatedValue, Parameter, Rulebook
from mashangban.core.grading.rulebook.spots import Spot, read_spots

DEFAULTS = "defaults"
PARAMETER = "parameter"


@dataclass(frozen=True, slots=True)
class Loaded:
    """A rulebook with the values of its parameters as on the day `on`.

    `followed`: it had ended before that day and is only followed in practice.
    """

    rulebook: Rulebook
    on: date
    followed: bool = False

    @property
    def digest(self) -> str:
        return digest(self.rulebook)


def load(
    text: str | bytes, *, origin: str, on: date | None = None, expired_ok: bool = False
) -> Loaded:
    """Read a rulebook as in force on the day `on`, the first day in force if None.

    `defaults: {indicator: …, group: …}` fill in keys that an indicator or group does not have.
    `{parameter: name}` becomes the value in force. With `expired_ok` what ended before will do.
    Raises RulebookError with every complaint that was found.
    """
    spot = read_spots(text, origin=origin)
    day = on or _first_day(spot, origin)
    spot = _with_defaults(spot, origin)
    followed = False
    if PARAMETER + "s" in spot.value:
        values, followed = _in_force(spot, day, origin=origin, expired_ok=expired_ok)
        spot = Spot(
            {
                key: inner if key == PARAMETER + "s" else _filled_in(inner, values, origin)
                for key, inner in spot.value.items()
            },
            spot.line,
        )
    rulebook = _validated(spot, origin)
    if problems := list(check(rulebook)):
        raise RulebookError(
            "\n".join(
                f"{origin}, line {spot.line_at(path)}, {path_text(path)}: {sentence}"
                for path, sentence in problems
            )
        )
    ended = _refuse_other_days(rulebook, day, origin=origin, expired_ok=expired_ok)
    return Loaded(rulebook, day, followed or ended)


def canonical_text(rulebook: Rulebook) -> str:
    """Return all of the rulebook as JSON, defaults spelled out, keys sorted, no blanks."""
    return json.dumps(
        rulebook.model_dump(mode="json"),
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
        allow_nan=False,
    )


def digest(rulebook: Rulebook) -> str:
    """Return the identity of the rulebook: SHA-256 of its canonical text, hexadecimal."""
    return hashlib.sha256(canonical_text(rulebook).encode()).hexdigest()


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a rulebook's YAML, for editors that complete and check."""
    schema: dict[str, Any] = TypeAdapter(Rulebook).json_schema()
    schema["title"] = "Mashangban rulebook"
    schema["properties"][DEFAULTS] = {
        "type": "object",
        "description": "keys for every indicator and every group that does not have them",
        "properties": {"indicator": {"type": "object"}, "group": {"type": "object"}},
        "additionalProperties": False,
    }
    return schema


def _validated(spot: Spot, origin: str) -> Rulebook:
    try:
        return Rulebook.model_validate_json(json.dumps(spot.plain(), allow_nan=False))
    except ValidationError as error:
        raise complaints(error, spot, origin=origin, root=Rulebook) from None
    except ValueError:
        raise RulebookError(f"{origin}: .inf and .nan are no numbers of a rulebook.") from None


def _first_day(spot: Spot, origin: str) -> date:
    first = spot.value.get("effective_from")
    if first is None or not isinstance(first.value, date):
        raise RulebookError(
            f'{origin}, line {spot.line}: "effective_from" is missing or no date; '
            "write it as 2026-01-31."
        )
    return first.value


def _with_defaults(spot: Spot, origin: str) -> Spot:
    entries = dict(spot.value)
    defaults = entries.pop(DEFAULTS, Spot({}, spot.line))
    if not isinstance(defaults.value, dict) or not all(
        isinstance(inner.value, dict) for inner in defaults.value.values()
    ):
        raise RulebookError(
            f"{origin}, line {defaults.line}, defaults: it must be a mapping with "
            "indicator and group, each a mapping."
        )
    for key, inner in defaults.value.items():
        if key not in {"indicator", "group"}:
            raise RulebookError(
                f'{origin}, line {inner.line}, defaults: "{key}" is unknown; '
                "possible here: indicator, group."
            )
    if "tree" in entries:
        entries["tree"] = _node(entries["tree"], defaults.value)
    return Spot(entries, spot.line)


def _node(spot: Spot, defaults: dict[str, Spot]) -> Spot:
    if not isinstance(spot.value, dict) or "same_as" in spot.value:
        return spot
    parts = spot.value.get("parts")
    kind = "indicator" if parts is None else "group"
    filled = (defaults[kind].value if kind in defaults else {}) | spot.value
    if parts is not None and isinstance(parts.value, list):
        filled["parts"] = Spot([_node(part, defaults) for part in parts.value], parts.line)
    return Spot(filled, spot.line)


def _in_force(
    spot: Spot, on: date, *, origin: str, expired_ok: bool
) -> tuple[dict[str, Any], bool]:
    """Return the value of each parameter on the day, and whether one of them had ended."""
    found, followed = {}, False
    section = spot.value[PARAMETER + "s"]
    try:
        parameters = TypeAdapter(dict[str, Parameter]).validate_json(json.dumps(section.plain()))
    except ValidationError as error:
        raise complaints(error, section, origin=f"{origin}, parameters", root=Parameter) from None
    for name, parameter in parameters.items():
        where = f"{origin}, line {section.line_at([name])}, parameters.{name}"
        values = sorted(parameter.values, key=lambda value: value.valid_from)
        _refuse_overlaps(values, where)
        begun = [value for value in values if value.valid_from <= on]
        if not begun:
            raise RulebookError(
                f"{where}: it has no value on {on}; the first begins on {values[0].valid_from}."
            )
        ended = begun[-1].valid_to is not None and begun[-1].valid_to < on
        if ended and not expired_ok:
            raise RulebookError(
                f"{where}: its last value ended on {begun[-1].valid_to}. Add the new one; if the "
                "old one is still followed, ask for the rulebook as expired."
            )
        found[name] = begun[-1].value
        followed |= ended
    return found, followed


def _refuse_overlaps(values: list[DatedValue], where: str) -> None:
    for earlier, later in pairwise(values):
        if earlier.valid_to is None or later.valid_from <= earlier.valid_to:
            raise RulebookError(
                f"{where}: two values are in force on {later.valid_from}; "
                "end the earlier one (valid_to) the day before."
            )


def _filled_in(spot: Spot, values: dict[str, Any], origin: str) -> Spot:
    if isinstance(spot.value, list):
        return Spot([_filled_in(item, values, origin) for item in spot.value], spot.line)
    if not isinstance(spot.value, dict):
        return spot
    if list(spot.value) == [PARAMETER]:
        name = spot.value[PARAMETER].value
        if name not in values:
            raise RulebookError(
                f'{origin}, line {spot.line}: no parameter is called "{name}"; '
                f"there are: {', '.join(values)}."
            )
        return Spot(values[name], spot.line)
    return Spot(
        {key: _filled_in(inner, values, origin) for key, inner in spot.value.items()}, spot.line
    )


def _refuse_other_days(rulebook: Rulebook, on: date, *, origin: str, expired_ok: bool) -> bool:
    """Refuse a rulebook before its first day; say whether it had ended."""
    if on < rulebook.effective_from:
        raise RulebookError(
            f"{origin}: the rulebook is not in force on {on}: "
            f"it begins on {rulebook.effective_from}."
        )
    ended = rulebook.effective_to is not None and rulebook.effective_to < on
    if ended and not expired_ok:
        raise RulebookError(
            f"{origin}: the rulebook ended on {rulebook.effective_to}. Take the one that followed; "
            "if it is still followed, ask for it as expired."
        )
    return ended
