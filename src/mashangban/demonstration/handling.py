"""What becomes of a report: how fast it is taken on and mended, and what the resident says."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from typing import Final

from mashangban.core.worktime import (
    Basis,
    add_working_time,
    packaged_calendar,
    packaged_hours,
)
from mashangban.demonstration.chance import around
from mashangban.demonstration.plan import Company
from mashangban.demonstration.stories import Move, Opinion
from mashangban.demonstration.words import answers
from mashangban.kit.clock import SHANGHAI
from mashangban.service_requests.rules import ShippedCategory, ShippedLimit, shipped_rules
from mashangban.service_requests.states import Step
from mashangban.service_requests.types import Purpose, Severity

# 示例: all shares and times below are invented, to look like life.
_WITHDRAWN: Final = 0.012
_CONFIRMED: Final = 0.52
_RATED: Final = {Step.CONFIRM: 0.6, Step.LAPSE: 0.06}
_COMMENTED: Final = 0.4
_MOST_ROUNDS: Final = 3
_USUAL_SHARE: Final = 0.36  # of the time allowed
# Minutes until a report is taken on: by day, by night.
_REACTION: Final = {
    Severity.EMERGENCY: (5, 9),
    Severity.URGENT: (22, 60),
    Severity.NORMAL: (50, None),  # at night nobody does before the morning
}
_MINUTE: Final = timedelta(minutes=1)
_SWEEP: Final = timedelta(minutes=10)  # how often unanswered repairs are closed


class Handling:
    """What happens to the reports of one category, by what time it is allowed."""

    def __init__(self, category: ShippedCategory) -> None:
        limits = {limit.purpose: limit for limit in category.limits}
        self._severity = category.severity
        self._limit: ShippedLimit = limits[Purpose.RESOLUTION]
        self._answer = limits[Purpose.ANSWER].minutes * _MINUTE

    def course(
        self, chance: random.Random, *, company: Company, begun: datetime, done: str
    ) -> tuple[tuple[Move, ...], Opinion | None]:
        """Return the steps taken after a report at `begun`, and what the resident thinks.

        `done` is what the company says when it has mended it.
        """
        if chance.random() < _WITHDRAWN:
            at = begun + around(chance, 12, spread=0.6) * _MINUTE
            return (Move(at, Step.WITHDRAW, chance.choice(answers().withdraw)),), None
        moves: list[Move] = []
        late = False
        for number in range(1, _MOST_ROUNDS + 1):
            share = self._share(chance, company)
            late = late or share > 1
            moves += self._round(chance, company, begun, share, done)
            ending = self._answer_to(chance, company, moves[-1].at, number)
            moves.append(ending)
            begun = ending.at
            if ending.step is not Step.REOPEN:
                break
        return tuple(moves), self._opinion(chance, company, moves, late)

    def _share(self, chance: random.Random, company: Company) -> float:
        """Return how much of the time allowed it takes; more than 1 is late."""
        share = around(chance, _USUAL_SHARE * company.pace, spread=0.48)
        if chance.random() < 0.015 + 0.05 * (
            1 - company.quality
        ):  # waiting for parts, or forgotten
            share *= chance.uniform(2.5, 8)
        return share

    def _round(
        self, chance: random.Random, company: Company, begun: datetime, share: float, done: str
    ) -> Iterator[Move]:
        resolved = self._resolved_at(chance, begun, max(6.0, share * self._limit.minutes))
        accepted = min(self._accepted_at(chance, company, begun), begun + (resolved - begun) * 0.6)
        work = around(chance, 40, spread=0.6) * _MINUTE
        started = max(accepted + (resolved - accepted) * 0.1, resolved - work)
        yield Move(accepted, Step.ACCEPT)
        yield Move(started, Step.START)
        yield Move(resolved, Step.RESOLVE, done)

    def _accepted_at(self, chance: random.Random, company: Company, begun: datetime) -> datetime:
        by_day, by_night = _REACTION[self._severity]
        if 7 <= begun.astimezone(SHANGHAI).hour < 21:
            return begun + around(chance, by_day * company.pace, spread=0.7) * _MINUTE
        if by_night is None:
            return _morning_after(chance, begun)
        return begun + around(chance, by_night * company.pace, spread=0.7) * _MINUTE

    def _resolved_at(self, chance: random.Random, begun: datetime, minutes: float) -> datetime:
        if self._limit.basis is Basis.WORKING:
            return add_working_time(
                begun,
                timedelta(minutes=minutes),
                calendar=packaged_calendar(),
                hours=packaged_hours(),
            ).at.astimezone(begun.tzinfo)
        at = begun + timedelta(minutes=minutes)
        asleep = not 7 <= at.astimezone(SHANGHAI).hour < 22
        return _morning_after(chance, at) if asleep and self._severity != Severity.EMERGENCY else at

    def _answer_to(
        self, chance: random.Random, company: Company, resolved: datetime, number: int
    ) -> Move:
        reopens = 0.015 + 0.14 * (1 - company.quality) * (0.5 if number > 1 else 1)
        what = chance.random()
        at = min(
            resolved + around(chance, 300, spread=1.1) * _MINUTE, resolved + self._answer * 0.9
        )
        if not 7 <= at.astimezone(SHANGHAI).hour < 23:
            at = _morning_after(chance, at)
        if what < reopens and number < _MOST_ROUNDS:
            return Move(at, Step.REOPEN, chance.choice(answers().reopen))
        if what < reopens + _CONFIRMED:
            return Move(at, Step.CONFIRM)
        return Move(_next_sweep(resolved + self._answer), Step.LAPSE)

    def _opinion(
        self, chance: random.Random, company: Company, moves: list[Move], late: bool
    ) -> Opinion | None:
        ending = moves[-1]
        if chance.random() >= _RATED[ending.step]:
            return None
        reopened = sum(move.step is Step.REOPEN for move in moves)
        felt = chance.gauss(3.0 + 2.4 * company.quality - 1.2 * late - 0.9 * reopened, 1.1)
        score = min(5, max(1, round(felt)))
        words = ""
        if chance.random() < _COMMENTED:
            words = chance.choice(answers().comments[score])
        wait = 1.0 if ending.step is Step.CONFIRM else 900.0
        return Opinion(ending.at + around(chance, wait, spread=0.7) * _MINUTE, score, words)


@cache
def handlings() -> dict[str, Handling]:
    """Return the handling of each category that the program ships with."""
    return {category.code: Handling(category) for category in shipped_rules().categories}


def _morning_after(chance: random.Random, at: datetime) -> datetime:
    """Return a moment of the next morning, once people are at work."""
    local = at.astimezone(SHANGHAI)
    day = local if local.hour < 7 else local + timedelta(days=1)
    opening = day.replace(hour=7, minute=40, second=0, microsecond=0)
    return (opening + around(chance, 45, spread=0.6) * _MINUTE).astimezone(at.tzinfo)


def _next_sweep(due: datetime) -> datetime:
    """Return when the periodic job closes what was due: at full ten minutes, a second later."""
    past = timedelta(minutes=due.minute % 10, seconds=due.second, microseconds=due.microsecond)
    return due - past + _SWEEP + timedelta(seconds=1)
