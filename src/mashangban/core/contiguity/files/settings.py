"""What a plan is asked for, as people write it: PARAMETERS.yaml."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from mashangban.core.contiguity.model import Choice, Limits, Uncertainty, Wishes
from mashangban.core.costs import Shifts, figure_of
from mashangban.core.datafiles import DataError, Section, read_yaml

DROP, KEEP = "drop", "keep"
KEYS = (
    "day",
    "shifts",
    "follow_expired",
    "rules",
    "costs",
    "together",
    "apart",
    "limits",
    "uncertainty",
    "seed",
    "prices",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The day, the way posts are manned, own rules and figures, wishes, limits, and the seed.

    `prices`: whether to make the plan again without each rule.
    """

    on: date
    shifts: Shifts
    followed: bool
    rules: dict[str, Choice]
    costs: dict[str, Fraction]
    wishes: Wishes
    limits: Limits
    uncertainty: Uncertainty
    seed: int
    prices: bool


def read_settings(text: str, *, origin: str) -> Settings:
    """Read the settings from YAML; only `day` must be there. Raises DataError."""
    data = read_yaml(text, origin=origin)
    data.only(*KEYS)
    limits = _section(data, "limits", "walls", "projects_per_subdistrict", "managers")
    doubt = _section(data, "uncertainty", "support", "costs", "unasked", "trials")
    usual = Uncertainty()
    return Settings(
        on=data.take("day", date),
        shifts=_shifts(data),
        followed=data.maybe("follow_expired", bool) or False,
        rules={str(code): _choice(each, data) for code, each in _mapping(data, "rules").items()},
        costs={
            str(code): figure_of(str(figure), where=f"{data.where}, costs, {code}")
            for code, figure in _mapping(data, "costs").items()
        },
        wishes=Wishes(
            together=tuple(_names(group, data, least=2) for group in data.each("together", list)),
            apart=tuple(_pair(pair, data) for pair in data.each("apart", list)),
        ),
        limits=Limits(
            walls=_count(limits, "walls"),
            projects_per_subdistrict=_count(limits, "projects_per_subdistrict"),
            managers=_count(limits, "managers"),
        ),
        uncertainty=Uncertainty(
            support=_count_or(doubt, "support", usual.support),
            costs=_count_or(doubt, "costs", usual.costs),
            unasked=_count_or(doubt, "unasked", usual.unasked),
            trials=max(1, _count_or(doubt, "trials", usual.trials)),
        ),
        seed=_count_or(data, "seed", 1),
        prices=data.maybe("prices", bool) is not False,
    )


def _shifts(data: Section) -> Shifts:
    given = data.maybe("shifts", str) or Shifts.LEGAL_HOURS
    if given not in set(Shifts):
        raise DataError(f'{data.where}: shifts "{given}" is none of {", ".join(Shifts)}.')
    return Shifts(given)


def _choice(given: object, data: Section) -> Choice:
    if given == DROP:
        return Choice(dropped=True)
    if given == KEEP:
        return Choice()
    return Choice(figure=figure_of(str(given), where=f"{data.where}, rules"))


def _mapping(data: Section, key: str) -> dict[object, object]:
    return data.maybe(key, dict) or {}


def _section(data: Section, key: str, *keys: str) -> Section:
    section = Section.of(_mapping(data, key), where=f"{data.where}, {key}")
    section.only(*keys)
    return section


def _count(data: Section, key: str) -> int | None:
    count = data.maybe(key, int)
    if count is not None and count < 0:
        raise DataError(f'{data.where}: "{key}" is 0 or more.')
    return count


def _count_or(data: Section, key: str, unless: int) -> int:
    count = _count(data, key)
    return unless if count is None else count


def _names(group: list[object], data: Section, *, least: int) -> tuple[str, ...]:
    names = tuple(each for each in group if isinstance(each, str))
    if len(names) != len(group) or len(set(names)) < least:
        raise DataError(f"{data.where}: a wish names {least} or more different compounds.")
    return names


def _pair(group: list[object], data: Section) -> tuple[str, str]:
    names = _names(group, data, least=2)
    if len(names) != 2:
        raise DataError(f"{data.where}: two compounds are kept apart, not {len(names)}.")
    return names[0], names[1]
