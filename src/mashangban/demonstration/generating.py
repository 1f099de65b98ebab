"""Making the whole demonstration: plan, registry, sign-ins, and the history of reports."""

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, time
from typing import Final

from django.db import connection, transaction

from mashangban.accounts.actions import mark_as_demonstration
from mashangban.demonstration.chance import SEED, source
from mashangban.demonstration.inventing import stories
from mashangban.demonstration.opening import opening_seeds
from mashangban.demonstration.owning import enter_owners
from mashangban.demonstration.photographing import Camera
from mashangban.demonstration.plan import make_plan
from mashangban.demonstration.recording import Recorder
from mashangban.demonstration.registering import Progress, register
from mashangban.demonstration.signs import hang_signs
from mashangban.demonstration.sizes import Size
from mashangban.demonstration.staff import Account, draw_passwords, open_accounts
from mashangban.demonstration.stories import Story
from mashangban.kit import randomness
from mashangban.kit.actors import Actor
from mashangban.kit.clock import SHANGHAI, local_date

BY: Final = Actor.system("demonstration")
_RARELY: Final = 200_000  # new objects between two searches for cycles; usual is 700
_WITH_PICTURES: Final = 24  # of the latest stories that can be drawn


def generate(
    *,
    size: Size,
    seed: int = SEED,
    at: datetime,
    stage: Callable[[str], Progress] = lambda title: lambda done, total: None,
    keep: Callable[[Mapping[str, Account]], None] = lambda accounts: None,
) -> None:
    """Fill an empty database with a district whose history ends `at`; all of it or nothing.

    `stage` is told what comes next and returns whom to tell how far that is. `keep` is given the
    sign-ins just before everything becomes lasting. Raises NotDemonstration where people are known.
    """
    accounts = draw_passwords()
    with _undisturbed(), transaction.atomic():
        mark_as_demonstration(by=BY, at=at)
        plan = make_plan(size=size, seed=seed, today=local_date(at))
        settled_at = datetime.combine(plan.begins, time(), SHANGHAI).astimezone(UTC)
        with randomness.seeded(source(seed, "registry")):
            district = register(
                plan,
                seed=seed,
                today=local_date(at),
                by=BY,
                at=settled_at,
                progress=stage("district"),
            )
            hang_signs(plan.compounds, district.compounds, by=BY, at=settled_at)
            open_accounts(district, accounts, by=BY, at=settled_at)
        with randomness.seeded(source(seed, "owners")):
            enter_owners(
                district, size, chance=source(seed, "units"), by=BY, settled_at=settled_at, at=at
            )
        told = stories(plan=plan, count=size.requests, seed=seed, now=at)
        recorder = Recorder(district, until=at, camera=_camera(told, seed))
        recorder.record(told, stage("requests"))
        keep(accounts)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # else the first pages are planned as if the tables were empty


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Look for reference cycles seldom: rows come by the hundred thousand, and make none.

    Python would otherwise search them again and again, for a quarter of the time.
    """
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_RARELY, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


def _camera(told: list[Story], seed: int) -> Camera:
    latest = [story.seed for story in told if story.draw][-_WITH_PICTURES:]
    return Camera(opening_seeds(seed).union(latest))
