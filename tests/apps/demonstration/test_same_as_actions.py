"""What the generator writes equals what the actions write, table by table, column by column."""

import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time

import pytest
from django.db import transaction

from mashangban.accounts import actions as accounts
from mashangban.demonstration.chance import source
from mashangban.demonstration.inventing import stories
from mashangban.demonstration.photographing import Camera
from mashangban.demonstration.plan import make_plan
from mashangban.demonstration.recording import Recorder, new_report
from mashangban.demonstration.registering import District, register
from mashangban.demonstration.sizes import SIZES, SizeName
from mashangban.demonstration.stories import Move, Opinion, Story
from mashangban.kit import randomness
from mashangban.kit.actors import Actor
from mashangban.kit.clock import SHANGHAI, local_date
from mashangban.registry.queries import place_of_code
from mashangban.service_requests import actions
from mashangban.service_requests.models import NumberSequence, ServiceRequest
from mashangban.service_requests.states import Step
from mashangban.service_requests.types import StepInput
from tests.apps.demonstration.rows import TRANSACTION, all_rows, restart_sequences

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
BY = Actor.system("tests")
UNLIKE = (
    TRANSACTION,
    # The history counts as told: no job is to tell everybody of a year and a half at once. The
    # actions leave an event undelivered and defer the job that delivers it.
    ("events_event", "delivered_at"),
)


@dataclass(frozen=True)
class Setting:
    """A small district, and a sample of its stories in which every step is taken."""

    district: District
    sample: list[Story]


@pytest.fixture
def setting(db: None) -> Setting:
    accounts.init_key_ring(by=BY, at=NOW)
    actions.load_rules(by=BY, at=NOW)
    size = SIZES[SizeName.SMALL]
    plan = make_plan(size=size, seed=1, today=local_date(NOW))
    begins = datetime.combine(plan.begins, time(), SHANGHAI).astimezone(UTC)
    with randomness.seeded(source("registry")):
        district = register(plan, seed=1, today=local_date(NOW), by=BY, at=begins)
    told = stories(plan=plan, count=size.requests, seed=1, now=NOW)
    return Setting(district, _sample(told))


def test_a_sample_equals_what_the_actions_write(setting: Setting) -> None:
    with _undone():
        Recorder(setting.district, until=NOW, camera=Camera()).record(setting.sample)
        generated = all_rows(without=UNLIKE)
    with _undone():
        replayed_ids = Replay(setting.district).play(setting.sample)
        acted = all_rows(without=UNLIKE)

    assert generated.keys() == acted.keys()
    for table, rows in acted.items():
        assert generated[table] == rows, table
    assert len(replayed_ids) == len(setting.sample) == len(acted["service_requests_servicerequest"])
    for table in ("requestevent", "clock", "requesttext", "rating", "followlink"):
        assert acted[f"service_requests_{table}"], table


def test_the_next_real_report_gets_the_next_number(setting: Setting) -> None:
    Recorder(setting.district, until=NOW, camera=Camera()).record(setting.sample)
    last = ServiceRequest.objects.order_by("reported_at").last()
    assert last is not None
    day = local_date(last.reported_at)
    given = NumberSequence.objects.get(day=day).last
    place = place_of_code(setting.district.codes[0][0].token, on=day)
    assert place is not None
    done = actions.report(
        place=place,
        new=new_report(replace(setting.sample[0], seed="another")),
        at=last.reported_at,
    )
    assert done.number == f"PQ-{day:%Y%m%d}-{given + 1:04d}"


class Replay:
    """Plays stories with the actions that the pages call, in the same order of time."""

    def __init__(self, district: District) -> None:
        self._district = district
        self._ids: dict[str, uuid.UUID] = {}

    def play(self, told: list[Story]) -> dict[str, uuid.UUID]:
        chances = {story.seed: source(story.seed) for story in told}
        parts = [
            (part.at, number, place, part)
            for number, story in enumerate(told)
            for place, part in enumerate((story, *story.moves, story.opinion))
            if part is not None and part.at <= NOW
        ]
        for at, number, _place, part in sorted(parts, key=lambda each: each[:3]):
            with randomness.seeded(chances[told[number].seed]):
                self._act(told[number], part, at)
        return self._ids

    def _act(self, story: Story, part: Story | Move | Opinion, at: datetime) -> None:
        match part:
            case Story():
                token = self._district.codes[story.compound][story.code].token
                place = place_of_code(token, on=local_date(at))
                assert place is not None
                done = actions.report(place=place, new=new_report(story), at=at)
                self._ids[story.seed] = done.request_id
            case Move(step=Step.LAPSE):
                assert actions.lapse_unanswered(at=at) == 1
            case Move():
                self._take(story, part)
            case Opinion(score=score, words=words):
                actions.rate(
                    request_id=self._ids[story.seed],
                    score=score,
                    words=words,
                    by=self._resident(story),
                    at=at,
                )

    def _take(self, story: Story, move: Move) -> None:
        request_id = self._ids[story.seed]
        given = StepInput(move.words)
        handler = self._district.manager(story.compound, on=local_date(move.at))
        resident = self._resident(story)
        match move.step:
            case Step.ACCEPT:
                actions.accept(request_id=request_id, by=handler, at=move.at)
            case Step.START:
                actions.start(request_id=request_id, by=handler, at=move.at)
            case Step.RESOLVE:
                actions.resolve(request_id=request_id, given=given, by=handler, at=move.at)
            case Step.CONFIRM:
                actions.confirm(request_id=request_id, by=resident, at=move.at)
            case Step.REOPEN:
                actions.reopen(request_id=request_id, given=given, by=resident, at=move.at)
            case Step.WITHDRAW:
                actions.withdraw(request_id=request_id, given=given, by=resident, at=move.at)

    def _resident(self, story: Story) -> Actor:
        return Actor.resident(ServiceRequest.objects.get(pk=self._ids[story.seed]).reporter_id)


def _sample(told: list[Story]) -> list[Story]:
    """Return stories in which every step is taken, and unanswered ones lapse one at a time: the
    actions close all that are due together, under one source of randomness."""
    chosen: list[Story] = []
    lapsed: set[datetime] = set()
    for number, story in enumerate(told):
        steps = {move.step for move in story.moves}
        lapses = {move.at for move in story.moves if move.step is Step.LAPSE}
        rare = steps & {Step.REOPEN, Step.WITHDRAW} or (story.opinion and story.opinion.words)
        if (number < 30 or rare or number >= len(told) - 10) and not lapses & lapsed:
            chosen.append(story)
            lapsed |= lapses
    taken = Counter(move.step for story in chosen for move in story.moves if move.at <= NOW)
    assert set(taken) == set(Step) - {Step.REPORT}
    assert any(story.opinion and story.opinion.words for story in chosen)
    assert any(story.phone for story in chosen)
    return chosen


@contextmanager
def _undone() -> Iterator[None]:
    """Undo what is written in the block, as if it had never been."""
    savepoint = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(savepoint)
        restart_sequences()
