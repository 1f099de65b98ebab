"""What breaks where and when: uneven, as life is."""

import random
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from typing import Any, Final, TypeAlias

from mashangban.core.worktime import packaged_calendar
from mashangban.demonstration.chance import around, source
from mashangban.demonstration.plan import Compound, Plan
from mashangban.demonstration.words import read
from mashangban.kit.clock import SHANGHAI, local_date

Weather: TypeAlias = dict[date, dict[str, float]]  # day → "rain", "cold" → from 0 to 1

_ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Occasion:
    """Somebody finds something wrong: when (UTC), what kind, in which compound of the plan."""

    at: datetime
    category: str
    compound: int


def occasions(*, plan: Plan, count: int, seed: int, now: datetime) -> list[Occasion]:
    """Return some `count` occasions from the plan's beginning up to `now`, in order of time."""
    chance = source(seed, "demand")
    data = read("demand.yaml")
    days = [plan.begins + n * _ONE_DAY for n in range((local_date(now) - plan.begins).days + 1)]
    weather = _weather(source(seed, "weather"), days, data)
    cells = [(day, category) for day in days for category in data["categories"]]
    weights = [_weight(day, category, weather, days, data) for day, category in cells]
    places = {
        category: list(accumulate(_demand_in(source(seed, "demand", category), category, plan)))
        for category in data["categories"]
    }
    drawn = (
        Occasion(
            _moment(chance, day, data["hours"][data["categories"][category]["hours"]]),
            category,
            _draw(chance, places[category]),
        )
        for day, category in chance.choices(cells, weights, k=count)
    )
    return sorted(each for each in drawn if each.at <= now)


def _weather(chance: random.Random, days: Sequence[date], data: Any) -> Weather:
    weather: Weather = {}
    for day in days:
        for kind, frequency in (("rain", data["storms"]), ("cold", data["frosts"])):
            if chance.random() < frequency[day.month - 1] / 30:
                weather.setdefault(day, {})[kind] = 1.0
                after = weather.setdefault(day + _ONE_DAY, {})
                after[kind] = max(after.get(kind, 0.0), data["aftermath"])
    return weather


def _weight(day: date, category: str, weather: Weather, days: Sequence[date], data: Any) -> float:
    """Return how much is reported of a category on a day, against other days and categories."""
    kind = data["categories"][category]
    weight: float = kind["share"] * kind["months"][day.month - 1] * data["weekdays"][day.weekday()]
    if not packaged_calendar().is_working_day(day, provisional_ok=True) and day.weekday() < 5:
        weight *= data["holiday"]
    for what, strength in weather.get(day, {}).items():
        weight *= 1 + (kind[what] - 1) * strength
    month = (day - days[0]).days // 30
    first_months = data["first_months"]
    return weight * (first_months[month] if month < len(first_months) else 1.0)


def _demand_in(chance: random.Random, category: str, plan: Plan) -> Iterator[float]:
    for compound in plan.compounds:
        usual = compound.households * (0.5 + (2024 - compound.built_year) / 30)
        yield usual * compound.trouble * around(chance, 1, spread=0.5) * _fits(category, compound)


def _fits(category: str, compound: Compound) -> float:
    """Return how much more than elsewhere a category is met with in such a compound."""
    if category == "lift":
        return compound.floors / 12 if compound.lifts else 0.0
    if category == "parking":
        return 1.5 if compound.built_year < 2000 else 0.8
    return 1.0


def _draw(chance: random.Random, sums: Sequence[float]) -> int:
    return bisect(sums, chance.random() * sums[-1], hi=len(sums) - 1)


def _moment(chance: random.Random, day: date, course: Sequence[int]) -> datetime:
    hour = chance.choices(range(24), course)[0]
    clock = time(hour, chance.randrange(60), chance.randrange(60), chance.randrange(1_000_000))
    return datetime.combine(day, clock, SHANGHAI).astimezone(UTC)
