"""YAML as a tree that remembers the line of each value, so that errors can point there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from mashangban.core.datafiles import DataError


@dataclass(frozen=True, slots=True)
class Spot:
    """A value with its line: a scalar, or a dict or list of further spots."""

    value: Any
    line: int

    def plain(self) -> Any:
        """Return the value as JSON would have it; dates become ISO texts."""
        if isinstance(self.value, dict):
            return {key: spot.plain() for key, spot in self.value.items()}
        if isinstance(self.value, list):
            return [spot.plain() for spot in self.value]
        return self.value.isoformat() if isinstance(self.value, date) else self.value

    def inside(self, step: str | int) -> "Spot | None":
        """Return what is called `step` inside, or stands at that place; None if nothing does."""
        if isinstance(self.value, dict):
            return self.value.get(step)
        if isinstance(self.value, list) and isinstance(step, int) and step < len(self.value):
            inner: Spot = self.value[step]
            return inner
        return None

    def line_at(self, path: Sequence[str | int]) -> int:
        """Return the line of what lies at `path`, or of the last thing found on the way."""
        spot = self
        for step in path:
            spot = spot.inside(step) or spot
        return spot.line


class _Loader(yaml.SafeLoader):
    """YAML without surprises: a name stays a text ("no" is no boolean, as in YAML 1.2)."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_BOOLEANS = {"true": True, "false": False}


def read_spots(text: str | bytes, *, origin: str) -> Spot:
    """Return the tree of the YAML `text`. Raises DataError, also for a key given twice."""
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
        if not isinstance(node, yaml.MappingNode):
            raise DataError(f"{origin}: expected a mapping of names to values.")
        return _spot(node, loader, origin)
    except (yaml.YAMLError, ValueError) as error:
        if isinstance(error, DataError):
            raise
        raise DataError(f"{origin}: not valid YAML: {error}") from None


def _spot(node: yaml.Node, loader: _Loader, origin: str) -> Spot:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        entries: dict[Any, Spot] = {}
        for key_node, value_node in node.value:
            # Keys are names here, even one that looks like a number.
            key = str(key_node.value)
            if key in entries:
                raise DataError(
                    f'{origin}, line {key_node.start_mark.line + 1}: "{key}" is there twice.'
                )
            entries[key] = _spot(value_node, loader, origin)
        return Spot(entries, line)
    if isinstance(node, yaml.SequenceNode):
        return Spot([_spot(item, loader, origin) for item in node.value], line)
    if node.tag == "tag:yaml.org,2002:str" and getattr(node, "style", None) is None:
        return Spot(_BOOLEANS.get(node.value, node.value), line)
    return Spot(loader.construct_object(node, deep=True), line)
