"""The cost parameters that come with the package, read when asked for and kept."""

from functools import cache
from importlib.resources import files

from mashangban.core.costs.parameters import CostParameter, parse_parameters
from mashangban.core.dated import RuleSet


@cache
def packaged_parameters() -> RuleSet[CostParameter]:
    """Return the figures of `rulebooks/costs/parameters.yaml`."""
    entry = files("mashangban") / "rulebooks" / "costs" / "parameters.yaml"
    return parse_parameters(entry.read_bytes(), origin=entry.name)
