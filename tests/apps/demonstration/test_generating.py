"""The whole demonstration, small: what is in it, and that it fits together."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import transaction
from django.db.models import F, Max, Q
from pytest_django import DjangoDbBlocker

from mashangban.accounts import permissions, queries
from mashangban.accounts.models import Grant
from mashangban.audit.models import Entry
from mashangban.config.roles import ROLES
from mashangban.demonstration.showing import shown
from mashangban.demonstration.staff import renew_passwords
from mashangban.events.models import Event
from mashangban.files.models import Photo
from mashangban.files.queries import read as read_photo
from mashangban.files.types import Rendition
from mashangban.kit.clock import local_date
from mashangban.registry.models import (
    Code,
    CommitteeTerm,
    Company,
    Compound,
    Contract,
    Facility,
    Region,
)
from mashangban.registry.queries import managers_of, place_of_code, read_code, subdistrict_map
from mashangban.registry.types import CodeState, CodeTarget, FacilityKind, Point, ReadState
from mashangban.service_requests.links import hash_token
from mashangban.service_requests.models import Clock, NumberSequence, RequestPhoto, ServiceRequest
from mashangban.service_requests.permissions import HANDLE
from mashangban.service_requests.states import S
from tests.apps.demonstration.making import BY, NOW, SIZE, Made, make, undone

pytestmark = pytest.mark.django_db  # else the database is not made when this runs by itself


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Made]:
    """One district for all tests of this module, which only look at it."""
    with django_db_blocker.unblock(), undone():
        yield make()


def test_the_parts_are_there(made: Made) -> None:
    kinds = Counter(Region.objects.values_list("kind", flat=True))
    assert kinds["district"] == 1
    assert kinds["subdistrict"] == SIZE.subdistricts
    assert kinds["committee"] >= SIZE.subdistricts
    assert Compound.objects.count() == SIZE.compounds
    serving = Company.objects.filter(head_office__isnull=True, successions__isnull=True)
    assert serving.count() == SIZE.companies
    assert 0.97 * SIZE.requests <= ServiceRequest.objects.count() <= SIZE.requests
    assert made.stages["requests"][0] == made.stages["requests"][1] > SIZE.requests


def test_companies_have_owners_kin_and_contracts_with_terms(made: Made) -> None:
    opening = Company.objects.get(name="青榆物业")
    assert (opening.ownership, opening.group and opening.group.name) == (
        "district",
        "示范区安居集团",
    )
    assert opening.origins.count() == 2
    assert opening.former_names.exists()
    assert Company.objects.filter(head_office__isnull=False, uscc__isnull=True).exists()
    assert not Contract.objects.filter(Q(fee_basis="") | Q(number="")).exists()
    assert CommitteeTerm.objects.exists()


def test_the_opening_compounds_have_signs_at_entrances_and_lifts(made: Made) -> None:
    targets = Counter(code.target for code in Code.objects.filter(state=CodeState.ACTIVE))
    assert targets[CodeTarget.ENTRANCE] >= 6
    assert targets[CodeTarget.FACILITY] >= 3
    assert Facility.objects.filter(kind=FacilityKind.LIFT, codes__state=CodeState.ACTIVE).exists()


def test_it_is_marked_as_invented(made: Made) -> None:
    assert queries.is_demonstration()


def test_compounds_lie_in_their_subdistrict(made: Made) -> None:
    lie = subdistrict_map()
    for compound in Compound.objects.all():
        assert compound.longitude
        assert compound.latitude
        point = Point(compound.longitude, compound.latitude)
        assert lie.at(point) == compound.subdistrict_id


def test_every_kind_of_work_lies_on_the_desk_of_the_project_manager(made: Made) -> None:
    manager = queries.user_named(made.accounts["project_manager"].username)
    assert manager
    scopes = permissions.permitted_scope_ids(manager.person_id, HANDLE, on=local_date(NOW))
    mine = ServiceRequest.objects.filter(scope_id__in=scopes)
    assert {S.REPORTED, S.ACCEPTED, S.WORKING, S.RESOLVED} <= set(
        mine.values_list("state", flat=True)
    )
    assert mine.filter(due_at__lt=NOW).count() >= 2  # late
    assert mine.filter(due_at__range=(NOW, NOW + timedelta(hours=1))).exists()  # soon
    assert mine.filter(reported_at__gt=NOW - timedelta(minutes=10)).exists()  # fresh
    assert mine.filter(round=2, state=S.ACCEPTED).exists()  # back again


def test_nothing_lies_in_the_future_but_deadlines(made: Made) -> None:
    latest = {
        "reported": ServiceRequest.objects.aggregate(at=Max("reported_at")),
        "closed": ServiceRequest.objects.aggregate(at=Max("closed_at")),
        "stopped": Clock.objects.aggregate(at=Max("stopped_at")),
        "told": Event.objects.aggregate(at=Max("at")),
        "entered": Entry.objects.aggregate(at=Max("at")),
    }
    assert all(value["at"] <= NOW for value in latest.values()), latest


def test_open_requests_and_only_they_have_a_running_clock(made: Made) -> None:
    for request in ServiceRequest.objects.prefetch_related("clocks", "history"):
        running = [clock for clock in request.clocks.all() if clock.stopped_at is None]
        assert len(running) == (request.state not in {S.CLOSED, S.WITHDRAWN})
        if request.state in {S.REPORTED, S.ACCEPTED, S.WORKING}:
            assert request.due_at == running[0].due_at
        steps = list(request.history.order_by("sequence"))
        assert [step.sequence for step in steps] == list(range(1, len(steps) + 1))
        assert steps[-1].to_state == request.state


def test_numbers_count_through_each_day_in_the_order_of_the_reports(made: Made) -> None:
    numbers: dict[str, list[str]] = {}
    for request in ServiceRequest.objects.order_by("reported_at"):
        day = f"{local_date(request.reported_at):%Y%m%d}"
        numbers.setdefault(day, []).append(request.number)
    for day, given in numbers.items():
        assert given == [f"PQ-{day}-{place:04d}" for place in range(1, len(given) + 1)]
    kept = {f"{row.day:%Y%m%d}": row.last for row in NumberSequence.objects.all()}
    assert kept == {day: len(given) for day, given in numbers.items()}


def test_the_trail_is_in_the_order_of_time(made: Made) -> None:
    entries = Entry.objects.filter(subject_kind="service_request").order_by("id")
    times = list(entries.values_list("at", flat=True))
    assert times == sorted(times)
    assert len(times) == Event.objects.filter(kind__startswith="Request").count()


def test_no_jobs_wait_and_only_the_last_day_is_still_to_be_told(made: Made) -> None:
    assert made.jobs_left == 0
    told = Event.objects.filter(delivered_at__isnull=False)
    assert not told.exclude(delivered_at=F("at")).exists()
    untold = Event.objects.filter(delivered_at__isnull=True)
    assert 0 < untold.count() < 100
    assert not untold.filter(at__lt=NOW - timedelta(days=1)).exists()


def test_pictures_are_in_the_store_before_and_after(made: Made) -> None:
    photos = Photo.objects.all()
    assert 20 <= len(photos) <= 80
    for photo in photos:
        assert photo.state == "ready"
        for rendition in Rendition:
            assert read_photo(photo.pk, rendition).startswith(b"\xff\xd8\xff")
    steps = Counter(RequestPhoto.objects.values_list("event__transition", flat=True))
    assert steps["report"] > 10
    assert steps["resolve"] > 3


def test_there_is_one_sign_in_for_each_role(made: Made) -> None:
    assert set(made.accounts) == set(ROLES)
    for role, account in made.accounts.items():
        user = queries.user_named(account.username)
        assert user is not None
        assert user.check_password(account.password)
        assert set(Grant.objects.filter(person=user.person).values_list("role", flat=True)) == {
            role
        }
        assert queries.name_of([user.person_id])[user.person_id]
    assert len({account.password for account in made.accounts.values()}) == len(ROLES)


def test_managers_answer_for_their_compounds(made: Made) -> None:
    for compound in Compound.objects.all():
        [manager] = managers_of(compound.pk, on=local_date(NOW))
        assert permissions.may(manager, HANDLE, compound.scope_id, on=local_date(NOW))


def test_what_is_shown_leads_somewhere(made: Made) -> None:
    found = shown(seed=1)
    assert found is not None
    assert found.resident_url == f"{settings.BASE_URL}/c/{found.code}"
    assert read_code(found.code).state is ReadState.GENUINE
    place = place_of_code(found.code, on=local_date(NOW))
    assert place is not None
    assert f"{place.compound_name} {place.place}" == found.place == "听松小区 6 号楼"
    assert place.company_name == "青榆物业"
    assert NOW - found.latest_at < timedelta(minutes=10)
    token = found.follow_url.rstrip("/").rpartition("/")[2]
    request = ServiceRequest.objects.get(links__token_hash=hash_token(token))
    assert request.state == S.RESOLVED
    assert request.photos.count() == 2
    assert shown(seed=2) is None


def test_lost_passwords_are_replaced(made: Made) -> None:
    with transaction.atomic():
        renewed = renew_passwords(by=BY, at=NOW)
        user = queries.user_named(renewed["bureau"].username)
        assert user is not None
        assert user.check_password(renewed["bureau"].password)
        assert not user.check_password(made.accounts["bureau"].password)
        transaction.set_rollback(True)
