"""What owners decide together, and how many must take part and agree, as dated rules.

民法典 art. 278; 《上海市住宅物业管理规定》art. 10, 18, 53, 69.
"""

from dataclasses import dataclass

from mashangban.core.datafiles import DataError, Section
from mashangban.core.dated import SOURCE_KEYS, DatedRule, RuleSet, read_rules, read_source
from mashangban.core.voting.thresholds import Threshold


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Two thresholds that must both be met: by area of the exclusive parts and by heads."""

    area: Threshold
    heads: Threshold


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterRule(DatedRule):
    """A matter, the part of all owners that must take part, and the part of those that must agree.

    `in_each_area`: several areas are concerned; each votes and is counted by itself, and the
    matter is decided only if it passes in every one.
    """

    quorum: Thresholds
    approval: Thresholds
    in_each_area: bool = False


def parse_matters(text: str | bytes, *, origin: str) -> RuleSet[MatterRule]:
    """Read the matters from YAML: a list `matters`, as in rulebooks/voting/matters.yaml.

    `origin` names the file in errors. Raises DataError.
    """
    return read_rules(text, "matters", _matter, origin=origin)


def _matter(item: dict[object, object], origin: str) -> MatterRule:
    data = Section.of(item, where=f"{origin}, matter {item.get('code')}")
    data.only("code", "name", "name_en", "quorum", "approval", "in_each_area", *SOURCE_KEYS)
    return MatterRule(
        code=data.take("code", str),
        name=data.take("name", str),
        name_en=data.take("name_en", str),
        quorum=_thresholds(data, "quorum"),
        approval=_thresholds(data, "approval"),
        in_each_area=data.maybe("in_each_area", bool) or False,
        source=read_source(data),
    )


def _thresholds(data: Section, key: str) -> Thresholds:
    both = Section.of(data.take(key, dict), where=f"{data.where}, {key}")
    both.only("area", "heads")
    return Thresholds(area=_threshold(both, "area"), heads=_threshold(both, "heads"))


def _threshold(data: Section, key: str) -> Threshold:
    try:
        return Threshold.parse(data.take(key, str))
    except DataError as error:
        raise DataError(f"{data.where}, {key}: {error}") from None
