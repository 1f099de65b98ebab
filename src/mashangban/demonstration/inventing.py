"""The stories of a district: what its residents report, and what becomes of it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from mashangban.demonstration.chance import source
from mashangban.demonstration.demand import Occasion, occasions
from mashangban.demonstration.handling import Handling, handlings
from mashangban.demonstration.naming import phone_number
from mashangban.demonstration.opening import opening
from mashangban.demonstration.plan import Plan
from mashangban.demonstration.stories import Story
from mashangban.demonstration.telling import word
from mashangban.kit.clock import local_date

_SCANNED_AT_THE_GATE: Final = 0.35  # the others at their own building
_LEAVE_A_NUMBER: Final = 0.45


def stories(*, plan: Plan, count: int, seed: int, now: datetime) -> list[Story]:
    """Return some `count` stories in the order of their reports, those of the opening among them.

    They tell of the time after `now` as well: what is to come is for others to leave out.
    """
    opened = opening(plan=plan, seed=seed, now=now)
    drawn = occasions(plan=plan, count=count - len(opened), seed=seed, now=now)
    invented = _stories(plan, drawn, handlings(), seed)
    return sorted([*invented, *opened], key=lambda story: story.at)


def _stories(
    plan: Plan, drawn: list[Occasion], handled: dict[str, Handling], seed: int
) -> Iterator[Story]:
    area_of = {compound: area for area in plan.areas for compound in area.compounds}
    for number, occasion in enumerate(drawn):
        chance = source(seed, "story", number)
        compound = plan.compounds[occasion.compound]
        places = compound.code_places
        code = 0 if chance.random() < _SCANNED_AT_THE_GATE else chance.randrange(1, len(places))
        contract = area_of[occasion.compound].contract_on(local_date(occasion.at))
        wording = word(
            chance,
            category=occasion.category,
            compound=compound,
            code_place=places[code],
            at=occasion.at,
        )
        moves, opinion = handled[occasion.category].course(
            chance,
            company=plan.companies[contract.company],
            begun=occasion.at,
            done=wording.done,
        )
        yield Story(
            seed=f"{seed}/request/{number}",
            at=occasion.at,
            category=occasion.category,
            compound=occasion.compound,
            code=code,
            place=wording.place,
            description=wording.description,
            phone=phone_number(chance) if chance.random() < _LEAVE_A_NUMBER else "",
            moves=moves,
            opinion=opinion,
            draw=wording.draw,
        )
