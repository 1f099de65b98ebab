"""A small demonstration district for tests, in the transaction at hand."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from django.db import connection, transaction

from mashangban.accounts import actions as accounts
from mashangban.demonstration.generating import generate
from mashangban.demonstration.sizes import SIZES, SizeName
from mashangban.demonstration.staff import Account
from mashangban.kit.actors import Actor
from mashangban.service_requests import actions
from tests.apps.demonstration.rows import restart_sequences

NOW: Final = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
BY: Final = Actor.system("tests")
SIZE: Final = SIZES[SizeName.SMALL]


@dataclass
class Made:
    """What `generate` told while it worked."""

    accounts: Mapping[str, Account]
    stages: dict[str, tuple[int, int]]
    jobs_left: int


def make(seed: int = 1, at: datetime = NOW) -> Made:
    """Generate a small district in the present transaction."""
    kept: list[Mapping[str, Account]] = []
    stages: dict[str, tuple[int, int]] = {}

    def stage(title: str) -> Any:
        return lambda done, total: stages.update({title: (done, total)})

    accounts.init_key_ring(by=BY, at=at)
    actions.load_rules(by=BY, at=at)
    before = _jobs()  # of tests that committed
    generate(size=SIZE, seed=seed, at=at, stage=stage, keep=kept.append)
    [signed_in] = kept
    return Made(signed_in, stages, _jobs() - before)


def _jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs")
        return int(cursor.fetchone()[0])


@contextmanager
def undone() -> Iterator[None]:
    """Undo what is written in the block; sequences begin anew."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)
    restart_sequences()
