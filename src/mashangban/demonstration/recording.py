"""Turning stories into rows: everybody's steps in the order of time, composed as the actions do."""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Model

from mashangban.accounts import actions as accounts
from mashangban.accounts.types import DetailKind
from mashangban.core.identifiers import RequestNumber
from mashangban.demonstration.chance import source
from mashangban.demonstration.photographing import Camera
from mashangban.demonstration.registering import District, Progress
from mashangban.demonstration.stories import Move, Opinion, Story, form_key
from mashangban.events import actions as events
from mashangban.kit import randomness
from mashangban.kit.actors import Actor
from mashangban.kit.clock import local_date
from mashangban.kit.copying import copy_rows
from mashangban.kit.ids import new_id
from mashangban.service_requests import compose
from mashangban.service_requests.actions import NUMBER_PREFIX
from mashangban.service_requests.links import follow_token
from mashangban.service_requests.models import (
    Clock,
    NumberSequence,
    ServiceRequest,
    TargetRule,
)
from mashangban.service_requests.states import Step
from mashangban.service_requests.types import NewReport, Purpose

_ROWS_AT_ONCE: Final = 20_000
# What happened before has long been told to whom it concerned; the worker tells the rest.
_TOLD_AFTER: Final = timedelta(days=1)
_BY_HANDLER: Final = (Step.ACCEPT, Step.START, Step.RESOLVE)
_BY_RESIDENT: Final = (Step.CONFIRM, Step.REOPEN, Step.WITHDRAW)
_NEEDS_RULES: Final = (Step.RESOLVE, Step.REOPEN)
_LAPSING: Final = Actor.system("lapse_unanswered")


@dataclass(slots=True)
class _Course:
    """A story under way: what the next step needs to know of the earlier ones."""

    story: Story
    chance: random.Random
    request: ServiceRequest
    reporter: accounts.PersonRows
    running: Clock | None
    steps_left: int
    sequence: int = 1

    @property
    def reporter_key(self) -> bytes:
        return bytes(self.reporter.person.wrapped_key or b"")


class Recorder:
    """Writes stories as rows of the district, up to an instant."""

    def __init__(
        self,
        district: District,
        *,
        until: datetime,
        camera: Camera,
        write: Callable[[Iterable[Model]], None] = copy_rows,
    ) -> None:
        self._district = district
        self._until = until
        self._camera = camera
        self._write = write
        self._rules = _rules_by_category()
        self._numbers: Counter[date] = Counter()
        self._courses: dict[int, _Course] = {}
        self._rows: list[Model] = []

    def record(
        self, stories: Sequence[Story], progress: Progress = lambda done, total: None
    ) -> None:
        """Write the stories; raises TransitionNotAllowed for one that the table refuses."""
        happenings = sorted(_happenings(stories, self._until), key=lambda each: each.order)
        lengths = Counter(each.number for each in happenings)
        for done, each in enumerate(happenings):
            match each.what:
                case Story() as story:
                    self._begin(each.number, story, lengths[each.number] - 1)
                case Move() as move:
                    self._move(self._courses[each.number], move)
                case Opinion() as opinion:
                    self._rate(self._courses[each.number], opinion)
            self._end_if_over(each.number)
            if len(self._rows) >= _ROWS_AT_ONCE:
                self._flush()
                progress(done, len(happenings))
        self._rows += [NumberSequence(day=day, last=last) for day, last in self._numbers.items()]
        self._flush()
        progress(len(happenings), len(happenings))

    def _begin(self, number: int, story: Story, steps: int) -> None:
        chance = source(story.seed)
        day = local_date(story.at)
        self._numbers[day] += 1
        rule = self._rules[story.category][Purpose.RESOLUTION]
        with randomness.seeded(chance):
            details = {DetailKind.PHONE: story.phone} if story.phone else {}
            reporter = accounts.compose_person(at=story.at, details=details)
            request_id = new_id(story.at)
            rows = compose.report(
                request_id=request_id,
                place=self._district.place(compound=story.compound, code=story.code, on=day),
                new=new_report(story),
                number=str(RequestNumber(NUMBER_PREFIX, day, self._numbers[day])),
                rule=rule,
                severity=rule.category.severity,
                reporter=reporter,
                photos=self._camera.before(story, of=reporter.person),
                follow_token=follow_token(request_id),
                at=story.at,
            )
            self._leave(rows.trace, story.at)
        photos = [photo.photo for photo in rows.photos]
        self._add(reporter.person, *reporter.details, *rows.texts, rows.history, rows.link)
        self._add(*photos, *rows.photos)
        self._courses[number] = _Course(
            story, chance, rows.request, reporter, rows.clock, steps_left=steps
        )

    def _move(self, course: _Course, move: Move) -> None:
        rules = self._rules[course.story.category] if move.step in _NEEDS_RULES else {}
        with randomness.seeded(course.chance):
            rows = compose.step(
                standing=compose.Standing(
                    request=course.request,
                    reporter_key=course.reporter_key,
                    last_sequence=course.sequence,
                    running=course.running,
                    rules=rules,
                ),
                name=move.step,
                words=move.words,
                photos=self._camera.after(course.story, move, of=course.reporter.person),
                by=self._actor(course, move),
                at=move.at,
            )
            self._leave(rows.trace, move.at)
        course.request = rows.request
        course.sequence += 1
        course.steps_left -= 1
        if rows.stopped:
            self._add(rows.stopped)
            course.running = None
        course.running = rows.started or course.running
        photos = [photo.photo for photo in rows.photos]
        self._add(rows.text, rows.history, *photos, *rows.photos)

    def _rate(self, course: _Course, opinion: Opinion) -> None:
        with randomness.seeded(course.chance):
            rows = compose.rating(
                request=course.request,
                reporter_key=course.reporter_key,
                score=opinion.score,
                words=opinion.words,
                by=Actor.resident(course.reporter.person.pk),
                at=opinion.at,
            )
            self._leave(rows.trace, opinion.at)
        course.steps_left -= 1
        self._add(rows.text, rows.rating)

    def _actor(self, course: _Course, move: Move) -> Actor:
        if move.step in _BY_HANDLER:
            return self._district.manager(course.story.compound, on=local_date(move.at))
        if move.step in _BY_RESIDENT:
            return Actor.resident(course.reporter.person.pk)
        return _LAPSING

    def _leave(self, trace: compose.Trace, at: datetime) -> None:
        event = events.compose(trace.event, at=at)
        if at < self._until - _TOLD_AFTER:
            event.delivered_at = at
        self._add(trace.audit, event)

    def _end_if_over(self, number: int) -> None:
        course = self._courses[number]
        if not course.steps_left:
            # Only now: these two rows change with each step, and are written as they end up.
            self._add(course.request, course.running)
            del self._courses[number]

    def _add(self, *rows: Model | None) -> None:
        self._rows += [row for row in rows if row is not None]

    def _flush(self) -> None:
        self._write(self._rows)
        self._rows = []


def new_report(story: Story) -> NewReport:
    """Return what the resident of a story fills in."""
    return NewReport(
        category=story.category,
        place=story.place,
        description=story.description,
        phone=story.phone,
        idempotency_key=form_key(story.seed),
    )


@dataclass(frozen=True, slots=True)
class _Happening:
    """Something in a story: its report, a step, or the opinion at the end."""

    order: tuple[datetime, int, int]
    number: int
    what: Story | Move | Opinion = field(compare=False)


def _happenings(stories: Sequence[Story], until: datetime) -> Iterator[_Happening]:
    for number, story in enumerate(stories):
        parts: list[Story | Move | Opinion] = [story, *story.moves]
        if story.opinion is not None:
            parts.append(story.opinion)
        for place, part in enumerate(parts):
            if part.at > until:
                break  # what comes after it has not happened yet either
            yield _Happening((part.at, number, place), number, part)


def _rules_by_category() -> dict[str, dict[Purpose, TargetRule]]:
    rules: dict[str, dict[Purpose, TargetRule]] = {}
    for rule in TargetRule.objects.select_related("category"):
        rules.setdefault(rule.category_id, {})[Purpose(rule.purpose)] = rule
    return rules
