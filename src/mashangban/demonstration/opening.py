"""What is going on where the demonstration opens: written by hand, so that no kind of work is
missing on the desk of its project manager, whatever chance brings elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from mashangban.demonstration.naming import phone_number
from mashangban.demonstration.chance import source
from mashangban.demonstration.plan import Plan
from mashangban.demonstration.stories import Move, Story
from mashangban.demonstration.words import read
from mashangban.service_requests.states import Step


@dataclass(frozen=True, slots=True)
class Opening:
    """The stories, and which of them is the one whose private link is shown."""

    stories: tuple[Story, ...]
    followed: Story


def opening(*, plan: Plan, seed: int, now: datetime) -> Opening:
    """Return the hand-written stories of `data/opening.yaml` as they stand `now`."""
    rows = read("opening.yaml")
    stories = tuple(_stories(rows, plan, seed, now))
    return Opening(stories, next(s for s, row in zip(stories, rows, strict=True) if row.get("follow")))


def _stories(rows: list[dict], plan: Plan, seed: int, now: datetime) -> Iterator[Story]:
    numbers = {compound.name: number for number, compound in enumerate(plan.compounds)}
    for number, row in enumerate(rows):
        compound = numbers[row["compound"]]
        yield Story(
            seed=f"{seed}/opening/{number}",
            at=_before(now, row["ago"]),
            category=row["category"],
            compound=compound,
            code=plan.compounds[compound].code_places.index(row["code"]),
            place=row["place"],
            description=row["say"],
            phone=phone_number(source(seed, "opening", number)),
            moves=tuple(
                Move(_before(now, step["ago"]), Step(step["step"]), step.get("words", ""))
                for step in row["steps"]
            ),
            opinion=None,
            draw=row["draw"],
        )


def _before(now: datetime, minutes: int) -> datetime:
    return now - timedelta(minutes=minutes)
