"""What is going on where the demonstration opens: written by hand, so that no kind of work is
missing on the desk of its project manager, whatever chance brings elsewhere."""

from datetime import datetime, timedelta

from mashangban.demonstration.chance import source
from mashangban.demonstration.naming import phone_number
from mashangban.demonstration.plan import Plan
from mashangban.demonstration.stories import Move, Story
from mashangban.demonstration.words import read
from mashangban.service_requests.states import Step


def opening(*, plan: Plan, seed: int, now: datetime) -> list[Story]:
    """Return the hand-written stories of `data/opening.yaml` as they stand `now`."""
    numbers = {compound.name: number for number, compound in enumerate(plan.compounds)}
    stories = []
    for number, row in enumerate(read("opening.yaml")):
        compound = numbers[row["compound"]]
        stories.append(
            Story(
                seed=_seed(seed, number),
                at=now - timedelta(minutes=row["ago"]),
                category=row["category"],
                compound=compound,
                code=plan.compounds[compound].code_places.index(row["code"]),
                place=row["place"],
                description=row["say"],
                phone=phone_number(source(seed, "opening", number)),
                moves=tuple(
                    Move(
                        now - timedelta(minutes=step["ago"]),
                        Step(step["step"]),
                        step.get("words", ""),
                    )
                    for step in row["steps"]
                ),
                opinion=None,
                draw=row["draw"],
            )
        )
    return stories


def opening_seeds(seed: int) -> set[str]:
    """Return the seeds of all stories of `opening`."""
    return {_seed(seed, number) for number, _ in enumerate(read("opening.yaml"))}


def followed_seed(seed: int) -> str:
    """Return the seed of the story whose private link is shown."""
    return next(
        _seed(seed, number)
        for number, row in enumerate(read("opening.yaml"))
        if row.get("follow", False)
    )


def _seed(seed: int, number: int) -> str:
    return f"{seed}/opening/{number}"
