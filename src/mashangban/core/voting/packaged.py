"""The rules that come with the package, read when asked for and kept."""

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from mashangban.core.dated import RuleSet
from mashangban.core.voting.heads import HeadRule, parse_head_rules
from mashangban.core.voting.matters import MatterRule, parse_matters


@cache
def packaged_matters() -> RuleSet[MatterRule]:
    """Return the matters of `rulebooks/voting/matters.yaml`."""
    entry = _rulebook() / "matters.yaml"
    return parse_matters(entry.read_bytes(), origin=entry.name)


@cache
def packaged_head_rules() -> RuleSet[HeadRule]:
    """Return the ways to count heads of `rulebooks/voting/heads.yaml`."""
    entry = _rulebook() / "heads.yaml"
    return parse_head_rules(entry.read_bytes(), origin=entry.name)


def _rulebook() -> Traversable:
    return files("mashangban") / "rulebooks" / "voting"
