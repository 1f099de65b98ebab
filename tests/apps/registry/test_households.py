"""Slips and bindings: one paper, one binding, and what it is good for."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from mashangban.accounts import actions as accounts
from mashangban.accounts.errors import InvalidPhone
from mashangban.accounts.queries import details_of
from mashangban.kit import clock
from mashangban.kit.actors import Actor
from mashangban.registry import actions, papers
from mashangban.registry.errors import (
    MandateMissing,
    NoUnitsForSlips,
    PhoneMissing,
    SlipNotOpen,
    UnknownHouseholdRole,
)
from mashangban.registry.models import Binding, HouseholdSlip
from mashangban.registry.queries import bound_unit, homes
from mashangban.registry.queries.households import MOST_ATTEMPTS, entrances_of
from mashangban.registry.slip_codes import SlipCode, read_code
from mashangban.registry.types import NewSlip, SlipState
from mashangban.service_requests import actions as requests
from mashangban.service_requests.models import Rating
from mashangban.service_requests.queries import detail_by_link
from mashangban.service_requests.types import StepInput
from tests.owners import owned_units
from tests.world import NOW, SETUP, World, a_report

pytestmark = pytest.mark.django_db
PHONE = "13800000177"


@pytest.fixture
def slips(world: World) -> list[NewSlip]:
    owned_units(world.compound, "45.00", "46.00")
    return actions.issue_slips(compound_id=world.compound.pk, by=SETUP, at=NOW)


def bind(code: str, **changes: str) -> Binding:
    given = {"name": "", "phone": PHONE, "role": "owner", "mandate": "", **changes}
    return actions.bind_household(typed=code, at=NOW, **given)


def state(code: str, after: timedelta = timedelta()) -> SlipState:
    return actions.read_slip(typed=code, at=NOW + after).state


@given(st.binary(min_size=0, max_size=40).map(bytes.hex))
def test_what_cannot_be_a_code_is_none(text: str) -> None:
    code = read_code(text)
    assert code is None or code == read_code(code.grouped)


def test_a_code_is_read_however_it_is_typed(slips: list[NewSlip]) -> None:
    code = slips[0].code
    for typed in (code, code.lower(), code.replace("-", " "), code.replace("0", "O")):
        assert state(typed) is SlipState.OPEN


def test_only_a_hash_of_the_secret_is_kept(slips: list[NewSlip]) -> None:
    code = read_code(slips[0].code)
    assert code is not None
    kept = HouseholdSlip.objects.get(name=code.name)
    assert bytes(kept.secret_hash) == code.secret_hash
    assert code.secret.encode() not in bytes(kept.secret_hash)


def test_a_slip_is_good_once(slips: list[NewSlip]) -> None:
    bound = bind(slips[0].code, name="严格")
    assert details_of(bound.person_id).phone == PHONE
    assert state(slips[0].code) is SlipState.USED
    with pytest.raises(SlipNotOpen):
        bind(slips[0].code)
    assert Binding.objects.count() == 1


def test_a_slip_expires(slips: list[NewSlip]) -> None:
    valid = actions.SLIPS_VALID_FOR
    assert state(slips[0].code, valid - timedelta(seconds=1)) is SlipState.OPEN
    assert state(slips[0].code, valid) is SlipState.EXPIRED


def test_a_slip_issued_anew_revokes_the_old_one(world: World, slips: list[NewSlip]) -> None:
    (again,) = actions.issue_slips(compound_id=world.compound.pk, number="101", by=SETUP, at=NOW)
    assert [state(slip.code) for slip in (*slips, again)] == [
        SlipState.REVOKED, SlipState.OPEN, SlipState.OPEN,
    ]  # fmt: skip
    with pytest.raises(NoUnitsForSlips):
        actions.issue_slips(compound_id=world.other_compound.pk, by=SETUP, at=NOW)


def test_a_slip_closes_after_a_few_wrong_secrets(slips: list[NewSlip]) -> None:
    code = read_code(slips[0].code)
    assert code is not None
    wrong = SlipCode(code.name, "0" * 8).text
    for attempt in range(MOST_ATTEMPTS):
        assert state(slips[0].code) is SlipState.OPEN, attempt
        with pytest.raises(SlipNotOpen):  # counted although it is refused
            bind(wrong)
    assert state(slips[0].code) is SlipState.CLOSED
    assert state("nonsense") is state(SlipCode("Z" * 8, "Z" * 8).text) is SlipState.UNKNOWN


def test_what_is_missing_is_asked_for(slips: list[NewSlip]) -> None:
    for refusal, changes in (
        (UnknownHouseholdRole, {"role": "king"}),
        (PhoneMissing, {"phone": " "}),
        (InvalidPhone, {"phone": "12"}),
        (MandateMissing, {"role": "agent"}),
    ):
        with pytest.raises(refusal):
            bind(slips[0].code, **changes)
    assert state(slips[0].code) is SlipState.OPEN
    bound = bind(slips[0].code, role="agent", mandate="代收费、代投票")
    assert "代收费".encode() not in bytes(bound.mandate or b"")


def test_constraints_hold_without_the_actions(world: World, slips: list[NewSlip]) -> None:
    bound = bind(slips[0].code)
    unit = bound.unit
    bound_again = Binding(
        id=uuid.uuid4(),
        slip=HouseholdSlip.objects.get(used_at__isnull=True),
        unit_id=bound.unit_id,
        person_id=bound.person_id,
        role="owner",
        period=bound.period,
    )
    for constraint, change in (
        ("agent_has_a_mandate", lambda: Binding.objects.update(role="agent")),
        ("person_bound_once", lambda: bound_again.save(force_insert=True)),
        ("slip_used_or_revoked", lambda: HouseholdSlip.objects.update(used_at=NOW, revoked_at=NOW)),
        ("one_open_slip_a_unit", lambda: HouseholdSlip.objects.update(unit=unit, used_at=None)),
    ):  # fmt: skip
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            change()


def test_a_binding_is_about_its_compound_while_it_lasts(world: World, slips: list[NewSlip]) -> None:
    bound = bind(slips[0].code)
    assert bound_unit([bound.pk], compound_id=world.compound.pk, at=NOW) == bound.unit_id
    assert bound_unit([bound.pk], compound_id=world.other_compound.pk, at=NOW) is None
    assert bound_unit([], compound_id=world.compound.pk, at=NOW) is None
    (line,) = entrances_of(world.compound.pk, at=NOW)
    assert (line.units, line.open_slips, line.bound) == (2, 1, 1)
    later = NOW + timedelta(days=1)
    for _twice in range(2):
        actions.unbind_household(binding_id=bound.pk, at=later)
    assert bound_unit([bound.pk], compound_id=world.compound.pk, at=later) is None
    assert homes([bound.pk], at=later) == []
    assert bound_unit([bound.pk], compound_id=world.compound.pk, at=NOW) == bound.unit_id


def test_who_is_erased_leaves_a_binding_that_says_nothing(slips: list[NewSlip]) -> None:
    bound = bind(slips[0].code, role="agent", mandate="代收费")
    accounts.erase_person(person=bound.person, by=SETUP, at=NOW)
    assert details_of(bound.person_id).erased
    assert Binding.objects.filter(pk=bound.pk).exists()


def rated(world: World, binding_ids: list[uuid.UUID], rounds: int = 1) -> list[Rating]:
    done = a_report(world)
    resident = Actor.resident(detail_by_link(done.follow_token).reporter_id)
    for number in range(rounds):
        if not number:
            requests.accept(request_id=done.request_id, by=world.he.actor, at=NOW)
        requests.start(request_id=done.request_id, by=world.he.actor, at=NOW)
        words = StepInput("换了灯")
        requests.resolve(request_id=done.request_id, given=words, by=world.he.actor, at=NOW)
        requests.rate(
            request_id=done.request_id, score=4, words="", binding_ids=binding_ids,
            by=resident, at=NOW,
        )  # fmt: skip
        if number + 1 < rounds:
            requests.reopen(request_id=done.request_id, given=words, by=resident, at=NOW)
            requests.accept(request_id=done.request_id, by=world.he.actor, at=NOW)
    return list(Rating.objects.filter(request=done.request_id).order_by("round"))


def test_a_bound_households_rating_counts_and_others_stand_apart(
    world: World, slips: list[NewSlip]
) -> None:
    bound = bind(slips[0].code)
    (counted,) = rated(world, [bound.pk])
    (apart,) = rated(world, [])
    assert (counted.counts, counted.unit_id) == (True, bound.unit_id)
    assert (apart.counts, apart.unit_id) == (False, None)
    for change in ({"unit": None}, {"counts": True}):
        with pytest.raises(IntegrityError, match="rating_counts_for_a_unit"), transaction.atomic():
            Rating.objects.update(**change)


def test_one_rating_a_unit_and_request_counts(world: World, slips: list[NewSlip]) -> None:
    bound = bind(slips[0].code)
    first, second = rated(world, [bound.pk], rounds=2)
    assert (first.counts, second.counts) == (True, False)
    assert second.unit_id == bound.unit_id
    with pytest.raises(IntegrityError, match="one_counted_rating_a_unit"), transaction.atomic():
        Rating.objects.filter(pk=second.pk).update(counts=True)


def test_the_sheets_have_a_slip_for_each_unit(slips: list[NewSlip]) -> None:
    day = clock.local_date(NOW)
    pdf = papers.slip_sheet(slips, valid_until=day, language="zh-hans")
    assert pdf.startswith(b"%PDF")
    assert papers.slip_sheet(slips, valid_until=day, language="zh-hans") == pdf


def test_a_phone_binds_by_the_pages_and_is_remembered(world: World, slips: list[NewSlip]) -> None:
    phone = Client()
    with clock.frozen(NOW):
        answer = phone.post("/h/", {"code": slips[0].code.lower()})
        address = answer.headers["Location"]
        assert "听松小区" in phone.get(address).content.decode()
        assert phone.post(address, {"role": "", "phone": ""}).status_code == 422
        done = phone.post(address, {"role": "tenant", "phone": PHONE})
        assert done.headers["Location"] == "/my/homes/"
        assert "6 号楼 12 号 101" in phone.get("/my/homes/").content.decode()
        assert phone.get(address).status_code == 410
        binding = Binding.objects.get()
        unbind = f"/my/homes/{binding.pk}/unbind/"
        assert Client().get(unbind).status_code == 404
        assert phone.get(unbind).status_code == 200
    with clock.frozen(NOW + timedelta(minutes=1)):
        phone.post(unbind)
        assert "6 号楼" not in phone.get("/my/homes/").content.decode()
        assert phone.get("/h/AAAA-BBBB/").status_code == 404
