"""The rules that the registry keeps to, read from dated data: `rulebooks/management/rules.yaml`."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from mashangban.core.datafiles import Section
from mashangban.core.dated import SOURCE_KEYS, DatedRule, RuleSet, read_rules, read_source

AREAS_PER_MANAGER: Final = "areas_per_manager"
MERGE_IN_ONE_SUBDISTRICT: Final = "merge_in_one_subdistrict"
SELECTION_LEAD_DAYS: Final = "selection_lead_days"
REELECTION_BARS: Final = "reelection_bars"
COMMITTEE_MEMBERS: Final = "committee_members"


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagementRule(DatedRule):
    """A rule of managing areas.

    `figure` is its number (of areas, of days), `matters` the codes of the votes it is about.
    """

    figure: int | None = None
    matters: tuple[str, ...] = ()


@cache
def management_rules() -> RuleSet[ManagementRule]:
    """Return the rules that come with the package."""
    entry = files("mashangban") / "rulebooks" / "management" / "rules.yaml"
    return parse_rules(entry.read_bytes(), origin=entry.name)


def parse_rules(text: str | bytes, *, origin: str) -> RuleSet[ManagementRule]:
    """Read the rules from YAML: a list `rules`. `origin` names the file. Raises DataError."""
    return read_rules(text, "rules", _rule, origin=origin)


def _rule(item: dict[object, object], origin: str) -> ManagementRule:
    data = Section.of(item, where=f"{origin}, rule {item.get('code')}")
    data.only("code", "name", "name_en", "figure", "matters", *SOURCE_KEYS)
    return ManagementRule(
        code=data.take("code", str),
        name=data.take("name", str),
        name_en=data.take("name_en", str),
        figure=data.maybe("figure", int),
        matters=data.each("matters", str),
        source=read_source(data),
    )
