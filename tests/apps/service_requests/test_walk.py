"""The walk of a request through the actions: reported, accepted, mended, confirmed, rated."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mashangban.audit.models import Entry
from mashangban.events.models import Event
from mashangban.kit.actors import Actor
from mashangban.kit.errors import NotFound
from mashangban.service_requests import actions, queries
from mashangban.service_requests.errors import (
    AlreadyRated,
    NotRateable,
    StepNotPossible,
    UnknownCategory,
    WordsMissing,
)
from mashangban.service_requests.models import Clock, Rating, RequestEvent, ServiceRequest
from mashangban.service_requests.queries import Tab
from mashangban.service_requests.states import S
from mashangban.service_requests.types import NewReport, Purpose, StepInput
from tests.world import NOW, TODAY, World, a_report

pytestmark = pytest.mark.django_db
MENDED = StepInput("灯管烧坏，已换新灯。")


def mended(world: World) -> tuple[uuid.UUID, Actor]:
    """Return a request that stands with the resident, and the resident."""
    request_id = a_report(world).request_id
    at = NOW + timedelta(hours=1)
    actions.accept(request_id=request_id, by=world.he.actor, at=at)
    actions.start(request_id=request_id, by=world.he.actor, at=at)
    actions.resolve(request_id=request_id, given=MENDED, by=world.he.actor, at=at)
    return request_id, Actor.resident(ServiceRequest.objects.get(pk=request_id).reporter_id)


def test_a_report_starts_a_clock_and_leaves_its_traces(world: World) -> None:
    done = a_report(world)
    request = ServiceRequest.objects.get(pk=done.request_id)
    clock = Clock.objects.get(request=request)
    assert done.number == "PQ-20261123-0001"
    assert (request.state, request.company, request.scope) == (
        S.REPORTED,
        world.company,
        world.compound.scope,
    )
    # 16 working hours of 7½ a day: 6 on Monday from 10:00, 7½ on Tuesday, 2½ on Wednesday: 11:00.
    assert clock.due_at == request.due_at == datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
    assert clock.purpose == Purpose.RESOLUTION
    assert Entry.objects.filter(verb="service_request.report").count() == 1
    assert Event.objects.filter(kind="RequestReported").count() == 1


def test_numbers_count_within_a_day(world: World) -> None:
    assert [a_report(world).number for _ in range(3)] == [
        "PQ-20261123-0001",
        "PQ-20261123-0002",
        "PQ-20261123-0003",
    ]


@pytest.mark.django_db(transaction=True)
def test_the_same_report_sent_twice_is_one(world: World) -> None:
    key = uuid.uuid4()
    first = a_report(world, idempotency_key=key)
    second = a_report(world, idempotency_key=key)
    assert second == first
    assert ServiceRequest.objects.count() == 1
    # The number that the second one drew went back with it.
    assert a_report(world).number.endswith("-0002")


def test_a_report_costs_at_most_fifteen_queries(world: World) -> None:
    place = world.place()
    new = NewReport("lamp", "6 号楼", "灯不亮", uuid.uuid4())
    with CaptureQueriesContext(
        connection,
    ) as captured:
        actions.report(place=place, new=new, at=NOW)
    statements = [q["sql"] for q in captured if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(statements) <= 14  # the code's own look-up makes it fifteen


def test_an_unknown_category_is_refused(world: World) -> None:
    with pytest.raises(UnknownCategory):
        a_report(world, category="volcano")
    assert not ServiceRequest.objects.exists()


def test_the_whole_walk(world: World) -> None:
    request_id, resident = mended(world)
    request = ServiceRequest.objects.get(pk=request_id)
    assert (request.state, request.due_at) == (S.RESOLVED, None)
    actions.confirm(request_id=request_id, by=resident, at=NOW + timedelta(hours=2))
    actions.rate(request_id=request_id, score=5, words="很快", by=resident, at=NOW)
    request.refresh_from_db()
    assert request.state == S.CLOSED
    assert request.closed_at == NOW + timedelta(hours=2)
    assert list(
        RequestEvent.objects.filter(request=request)
        .order_by("sequence")
        .values_list("transition", flat=True)
    ) == ["report", "accept", "start", "resolve", "confirm"]
    assert not Clock.objects.filter(stopped_at__isnull=True).exists()


def test_reopening_starts_a_new_round_with_a_clock_of_its_own(world: World) -> None:
    request_id, resident = mended(world)
    at = NOW + timedelta(days=1)
    actions.reopen(request_id=request_id, given=StepInput("还是不亮"), by=resident, at=at)
    request = ServiceRequest.objects.get(pk=request_id)
    assert (request.state, request.round) == (S.REPORTED, 2)
    running = Clock.objects.get(request=request, stopped_at__isnull=True)
    assert (running.round, running.started_at, running.due_at) == (2, at, request.due_at)


def test_reopening_and_mending_want_words(world: World) -> None:
    request_id, resident = mended(world)
    with pytest.raises(WordsMissing):
        actions.reopen(request_id=request_id, given=StepInput("  "), by=resident, at=NOW)
    assert ServiceRequest.objects.get(pk=request_id).state == S.RESOLVED


def test_a_step_out_of_turn_is_refused_and_changes_nothing(world: World) -> None:
    request_id = a_report(world).request_id
    with pytest.raises(StepNotPossible):
        actions.start(request_id=request_id, by=world.he.actor, at=NOW)
    assert RequestEvent.objects.filter(request=request_id).count() == 1


def test_another_companys_manager_is_a_stranger(world: World) -> None:
    request_id = a_report(world).request_id
    with pytest.raises(NotFound):
        actions.accept(request_id=request_id, by=world.zhao.actor, at=NOW)


def test_an_unanswered_repair_lapses_once_its_time_is_over(world: World) -> None:
    request_id, _ = mended(world)
    assert actions.lapse_unanswered(at=NOW + timedelta(days=6)) == 0
    assert actions.lapse_unanswered(at=NOW + timedelta(days=8)) == 1
    assert ServiceRequest.objects.get(pk=request_id).state == S.CLOSED
    assert actions.lapse_unanswered(at=NOW + timedelta(days=9)) == 0


def test_a_rating_waits_for_the_repair_comes_once_and_does_not_count_yet(world: World) -> None:
    request_id, resident = mended(world)
    other = a_report(world).request_id
    with pytest.raises(NotRateable):
        actions.rate(request_id=other, score=5, words="", by=resident, at=NOW)
    actions.rate(request_id=request_id, score=4, words="", by=resident, at=NOW)
    with pytest.raises(AlreadyRated):
        actions.rate(request_id=request_id, score=1, words="", by=resident, at=NOW)
    rating = Rating.objects.get()
    assert (rating.score, rating.counts) == (4, False)


def test_the_private_link_leads_to_the_request_until_it_is_revoked(world: World) -> None:
    done = a_report(world)
    detail = queries.detail_by_link(done.follow_token)
    assert (detail.number, detail.description) == (done.number, "灯不亮已两天，晚上看不清台阶。")
    actions.revoke_links(request_id=done.request_id, by=Actor.resident(detail.reporter_id), at=NOW)
    with pytest.raises(NotFound):
        queries.detail_by_link(done.follow_token)


@pytest.mark.parametrize(
    ("who", "sees"),
    [("he", True), ("chen", True), ("lin", True), ("zhao", False)],
)
def test_lists_and_details_show_a_viewers_own_scopes_only(
    world: World, who: str, sees: bool
) -> None:
    request_id = a_report(world).request_id
    person_id = getattr(world, who).person.pk
    page = queries.list_requests(
        person_id=person_id, tab=Tab.OPEN, words="", after=None, on=TODAY, now=NOW
    )
    assert [row.id for row in page.rows] == ([request_id] if sees else [])
    if sees:
        assert queries.detail_for_staff(person_id=person_id, request_id=request_id, on=TODAY)
    else:
        with pytest.raises(NotFound):
            queries.detail_for_staff(person_id=person_id, request_id=request_id, on=TODAY)


def test_pages_follow_one_another_without_gap_or_overlap(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mashangban.service_requests.queries.lists.PAGE_SIZE", 2)
    numbers = [
        a_report(world, category=c).number for c in ("lamp", "lift", "water", "door", "lamp")
    ]
    seen, after = [], None
    while True:
        page = queries.list_requests(
            person_id=world.lin.person.pk, tab=Tab.OPEN, words="", after=after, on=TODAY, now=NOW
        )
        seen += [row.number for row in page.rows]
        after = page.next
        if after is None:
            break
        after = queries.Cursor.from_text(after.as_text())
    assert sorted(seen) == sorted(numbers)
    assert seen[0] == numbers[1]  # the lift is due first


@pytest.mark.parametrize(
    ("words", "finds"),
    [
        ("", True),
        ("  ", True),
        ("{number}", True),
        ("{number_begun}", True),
        ("{compound}", True),
        ("{company}", True),
        ("%", False),
        ("_", False),
        ("\\", False),
        ("PQ%", False),
    ],
)
def test_words_find_numbers_compounds_and_companies_and_are_no_pattern(
    world: World, words: str, finds: bool
) -> None:
    report = a_report(world)
    request = ServiceRequest.objects.select_related("compound", "company").get()
    assert request.company is not None
    typed = words.format(
        number=report.number,
        number_begun=report.number[:-1].lower(),
        compound=request.compound.name[1:],
        company=request.company.name[:-1],
    )
    page = queries.list_requests(
        person_id=world.lin.person.pk, tab=Tab.ALL, words=typed, after=None, on=TODAY, now=NOW
    )
    assert bool(page.rows) is finds


def test_nobody_takes_the_other_side_s_steps(world: World) -> None:
    request_id, resident = mended(world)
    with pytest.raises(StepNotPossible):
        actions.confirm(request_id=request_id, by=world.he.actor, at=NOW)
    actions.reopen(request_id=request_id, given=StepInput("还是不亮"), by=resident, at=NOW)
    with pytest.raises(StepNotPossible):
        actions.accept(request_id=request_id, by=resident, at=NOW)
