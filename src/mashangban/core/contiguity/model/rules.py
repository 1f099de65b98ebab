"""The rules of a plan as dated data, and those a district applies on a day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cache
from importlib.resources import files

from mashangban.core.contiguity.adjacency import EdgeKind
from mashangban.core.costs import figure_of
from mashangban.core.datafiles import DataError, Section, read_yaml
from mashangban.core.dated import SOURCE_KEYS, DatedRule, read_source
from mashangban.core.voting import MatterRule, RuleSet, packaged_matters


class Code(StrEnum):
    """The rules a plan knows how to keep."""

    AREAS_PER_MANAGER = "areas_per_manager"
    MERGE_IN_ONE_SUBDISTRICT = "merge_in_one_subdistrict"
    REELECTION_BARS = "reelection_bars"
    JOINT_ACROSS = "joint_across"
    MERGE_ACROSS = "merge_across"
    JOINT_IN_ONE_SUBDISTRICT = "joint_in_one_subdistrict"
    MOST_COMPOUNDS = "most_compounds"
    MOST_HOUSEHOLDS = "most_households"
    MOST_AREA = "most_area"
    DIAMETER = "diameter"
    CONTRACT_WINDOW = "contract_window"
    FEE_SPREAD = "fee_spread"
    SIMILAR_AGE = "similar_age"
    SIMILAR_USE = "similar_use"
    SURVEY_SUPPORT = "survey_support"
    PROTECTED_WALLS = "protected_walls"
    NOBODY_PAYS_MORE = "nobody_pays_more"


KEYS = ("code", "name", "name_en", "figure", "unit", "unit_en", "matters", "kinds")

# Not kept unless a district asks for it.
OPTIONAL = frozenset({Code.NOBODY_PAYS_MORE})


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRule(DatedRule):
    """A rule; `figure` in `unit`, `matters` of a vote, `kinds` of edges: what applies to it."""

    figure: Fraction | None = None
    unit: str = ""
    unit_en: str = ""
    matters: tuple[str, ...] = ()
    kinds: tuple[EdgeKind, ...] = ()


def parse_rules(text: str | bytes, *, origin: str) -> tuple[PlanRule, ...]:
    """Read a list `rules` from YAML, as in rulebooks/contiguity/rules.yaml. Raises DataError."""
    data = read_yaml(text, origin=origin)
    data.only("rules")
    return tuple(_rule(item, origin=origin) for item in data.each("rules", dict))


@cache
def packaged_rules() -> RuleSet[PlanRule]:
    """Return the rules of plans that come with the package, from both rulebooks."""
    folder = files("mashangban") / "rulebooks"
    found: list[PlanRule] = []
    for room in ("management", "contiguity"):
        entry = folder / room / "rules.yaml"
        found += parse_rules(entry.read_bytes(), origin=f"{room}/{entry.name}")
    return RuleSet(tuple(rule for rule in found if rule.code in set(Code)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a district decides about one rule: another figure, or to leave it out."""

    figure: Fraction | None = None
    dropped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The rules that a plan keeps, by code, and the votes it needs. What is not here is not kept.

    `matters` are the thresholds of the votes.
    """

    kept: Mapping[Code, PlanRule]
    matters: Mapping[str, MatterRule] = field(default_factory=dict)

    def keeps(self, code: Code) -> bool:
        """Say whether the rule `code` is kept."""
        return code in self.kept

    def figure(self, code: Code) -> Fraction | None:
        """Return the figure of the rule `code`; None if it is not kept."""
        rule = self.kept.get(code)
        return rule.figure if rule else None

    def without(self, code: Code) -> "Rules":
        """Return the rules without `code`."""
        kept = {known: rule for known, rule in self.kept.items() if known is not code}
        return Rules(kept=kept, matters=self.matters)


NEEDED = ("company", "adjust_area", "open_wall")


def rules_on(
    on: date,
    *,
    own: Mapping[str, Choice] | None = None,
    followed: bool = False,
    rules: RuleSet[PlanRule] | None = None,
) -> Rules:
    """Return the rules for a plan made on the day `on`, with what the district chose itself.

    `followed`: rules past their last day are kept, marked as expired; else such a rule is refused
    until the district says so or drops it. Raises NoRuleInForce, and DataError for a choice about
    a rule that does not exist or has no figure.
    """
    known = rules or packaged_rules()
    choices = dict(own or {})
    if unknown := sorted(choices.keys() - set(Code)):
        raise DataError(
            f"No rule of plans is called {', '.join(unknown)}; there are: {', '.join(Code)}."
        )
    kept = {}
    for code in Code:
        choice = choices.get(code)
        if choice is None and code in OPTIONAL:
            continue
        if choice and choice.dropped:
            continue
        kept[code] = _chosen(known.rule_for(code, on=on, expired_ok=followed), choice)
    matters = {code: packaged_matters().rule_for(code, on=on) for code in NEEDED}
    return Rules(kept=kept, matters=matters)


def _chosen(rule: PlanRule, choice: Choice | None) -> PlanRule:
    if choice is None or choice.figure is None:
        return rule
    if rule.figure is None:
        raise DataError(f'The rule "{rule.code}" has no figure to replace: keep it or drop it.')
    return PlanRule(
        code=rule.code,
        name=rule.name,
        name_en=rule.name_en,
        source=rule.source,
        expired=rule.expired,
        figure=choice.figure,
        unit=rule.unit,
        unit_en=rule.unit_en,
        matters=rule.matters,
        kinds=rule.kinds,
    )


def _rule(item: dict[object, object], *, origin: str) -> PlanRule:
    data = Section.of(item, where=f"{origin}, rule {item.get('code')}")
    data.only(*KEYS, *SOURCE_KEYS)
    return PlanRule(
        code=data.take("code", str),
        name=data.take("name", str),
        name_en=data.take("name_en", str),
        figure=_figure(data),
        unit=data.maybe("unit", str) or "",
        unit_en=data.maybe("unit_en", str) or "",
        matters=data.each("matters", str),
        kinds=tuple(_kind(text, data.where) for text in data.each("kinds", str)),
        source=read_source(data),
    )


def _figure(data: Section) -> Fraction | None:
    """Return the figure: a whole number, or a decimal as text."""
    value = data.values.get("figure")
    if value is None:
        return None
    return figure_of(str(value), where=f'{data.where}, "figure"')


def _kind(text: str, where: str) -> EdgeKind:
    try:
        return EdgeKind(text)
    except ValueError:
        raise DataError(f'{where}: "{text}" is none of {", ".join(EdgeKind)}.') from None
