"""Contracts: what they say, ending before the time, and the calendar of their ends."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from mashangban.accounts.models import ScopeCover
from mashangban.kit import slots
from mashangban.kit.components import ClockState
from mashangban.kit.slots import LATE, LATER, Viewer
from mashangban.registry import actions, queries
from mashangban.registry.errors import JointHiringDiffers, NotWithinContract
from mashangban.registry.models import Contract, ManagementArea
from mashangban.registry.panels import ending_contracts
from mashangban.registry.periods import days, last_day
from mashangban.registry.permissions import FOLLOW_CONTRACTS, VIEW
from mashangban.registry.presenters.contracts import clock_of, next_step
from mashangban.registry.queries.contracts import Calendar
from mashangban.registry.types import CommitteeState, FeeBasis
from tests.world import NOW, SETUP, TODAY, Staff, World

LAST = date(2027, 6, 30)  # of the contracts in the small world


def calendar(viewer: Staff, day: date, until: date = date.max, **more: str) -> Calendar:
    return queries.contract_calendar(
        person_id=viewer.person.pk,
        permission=VIEW,
        until=min(until, date(2100, 1, 1)),
        day=day,
        on=TODAY,
        **more,
    )


def sign(world: World, first: date, last: date, area: ManagementArea | None = None) -> Contract:
    return actions.sign_contract(
        area=area or world.area,
        company=world.company,
        period=days(first, last),
        by=SETUP,
        at=NOW,
    )


def viewer(who: Staff, on: date, *permissions: str) -> Viewer:
    return Viewer(who.person.pk, frozenset(permissions), on, NOW)


@pytest.mark.django_db
def test_a_contract_says_on_what_basis_and_by_what_paper(world: World) -> None:
    signed = actions.sign_contract(
        area=world.area,
        company=world.company,
        period=days(date(2027, 7, 1), date(2029, 6, 30)),
        fee=Decimal("1.10"),
        fee_basis=FeeBasis.REMUNERATION,
        service_standard="示例三级",
        number="WY-7",
        document="备-7",
        by=SETUP,
        at=NOW,
    )
    newest = queries.area_view(world.area, day=TODAY).contracts[0]
    assert (newest.id, newest.fee, newest.fee_basis) == (signed.pk, "1.10", FeeBasis.REMUNERATION)
    assert (newest.service_standard, newest.number, newest.document) == ("示例三级", "WY-7", "备-7")


@pytest.mark.django_db
def test_areas_that_hire_jointly_share_an_id(world: World) -> None:
    third = actions.add_area(name="第三区域", by=SETUP, at=NOW)
    joint = actions.sign_contract(
        area=third,
        company=world.company,
        period=days(date(2027, 1, 1), LAST),
        joint_with=world.contract,
        by=SETUP,
        at=NOW,
    )
    world.contract.refresh_from_db()
    assert joint.joint_hiring == world.contract.joint_hiring is not None
    assert queries.area_view(third, day=LAST).contracts[0].joint_areas == ("听松小区",)
    with pytest.raises(JointHiringDiffers):
        actions.sign_contract(
            area=actions.add_area(name="第四区域", by=SETUP, at=NOW),
            company=world.other_company,
            period=days(date(2027, 1, 1)),
            joint_with=world.contract,
            by=SETUP,
            at=NOW,
        )


@pytest.mark.django_db
def test_ending_a_contract_ends_access_and_the_managers_post(world: World) -> None:
    last = date(2026, 12, 31)
    actions.end_contract(contract=world.contract, last=last, document="终-1", by=SETUP, at=NOW)
    world.contract.refresh_from_db()
    assert last_day(world.contract.period) == last
    covers = ScopeCover.objects.filter(
        outer_id=world.contract.scope_id, inner_id=world.compound.scope_id
    )
    assert covers.filter(period__contains=last).exists()
    assert not covers.filter(period__contains=last + timedelta(days=1)).exists()
    [post] = queries.area_view(world.area, day=last).posts
    assert last_day(post.period) == last
    for wrong in (date(2024, 6, 30), last, LAST):
        with pytest.raises(NotWithinContract):
            actions.end_contract(contract=world.contract, last=wrong, by=SETUP, at=NOW)
    actions.end_contract(contract=world.contract, last=date(2024, 7, 1), by=SETUP, at=NOW)


@pytest.mark.django_db
def test_the_calendar_has_what_nothing_follows(world: World) -> None:
    assert [row.area for row in calendar(world.lin, TODAY).rows] == ["听松小区", "石桥公寓"]
    [own] = calendar(world.he, TODAY).rows
    assert (own.company, own.last_day, own.households) == ("青榆物业", LAST, 640)
    assert (own.selection_from, own.committee) == (date(2027, 4, 1), CommitteeState.NONE)
    assert calendar(world.lin, TODAY, until=LAST - timedelta(days=1)).rows == ()
    assert len(calendar(world.lin, TODAY, until=LAST).rows) == 2
    assert calendar(world.lin, TODAY, subdistrict="990101999").rows == ()
    assert len(calendar(world.lin, TODAY, subdistrict="990101001").rows) == 2
    following = sign(world, date(2027, 7, 1), date(2028, 6, 30))
    rows = calendar(world.lin, TODAY).rows
    assert [row.area for row in rows] == ["石桥公寓"]
    rows = calendar(world.lin, date(2027, 7, 1)).rows
    assert [row.id for row in rows][-1] == following.pk
    assert rows[0].last_day < date(2027, 7, 1)  # run out, nothing follows: still there


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "state", "step"),
    [
        (date(2027, 3, 31), ClockState.OK, "–"),
        (date(2027, 4, 1), ClockState.SOON, "拟定选聘方案"),
        (LAST, ClockState.SOON, "拟定选聘方案"),
        (date(2027, 7, 1), ClockState.LATE, "拟定选聘方案"),
    ],
)
def test_ninety_days_before_its_end_the_selection_begins(
    world: World, day: date, state: ClockState, step: str
) -> None:
    actions.record_committee_term(
        area=world.area, period=days(TODAY, date(2029, 1, 1)), members=5, by=SETUP, at=NOW
    )
    row = next(row for row in calendar(world.lin, day).rows if row.area == "听松小区")
    assert clock_of(row, day=day).state is state
    assert next_step(row, day=day) == step


@pytest.mark.django_db
def test_a_reelection_stands_in_the_way(world: World) -> None:
    actions.record_committee_term(
        area=world.area, period=days(TODAY, date(2027, 9, 1)), members=5, by=SETUP, at=NOW
    )
    actions.begin_reelection(area=world.area, on=date(2027, 5, 1), by=SETUP, at=NOW)
    row = next(row for row in calendar(world.lin, date(2027, 5, 1)).rows if row.area == "听松小区")
    assert row.committee is CommitteeState.REELECTION
    assert next_step(row, day=date(2027, 5, 1)) == "先换届，再表决"


@pytest.mark.django_db
def test_what_waits_is_told_to_those_who_follow_contracts(world: World) -> None:
    soon = date(2027, 4, 1)
    assert ending_contracts(viewer(world.lin, soon, VIEW)) == []
    assert ending_contracts(viewer(world.lin, date(2027, 3, 31), FOLLOW_CONTRACTS)) == []
    todos = ending_contracts(viewer(world.lin, soon, FOLLOW_CONTRACTS))
    assert [todo.urgency for todo in todos] == [LATER, LATER]
    assert "听松小区" in todos[0].title
    late = ending_contracts(viewer(world.lin, date(2027, 7, 1), FOLLOW_CONTRACTS))
    assert [todo.urgency for todo in late] == [LATE, LATE]
    assert ending_contracts in slots._todos


@pytest.mark.django_db
def test_many_of_them_become_one_line(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(5):
        compound = actions.add_compound(
            name=f"多{number}", subdistrict=world.compound.subdistrict, by=SETUP, at=NOW
        )
        area = actions.add_area(name=f"多{number}", by=SETUP, at=NOW)
        actions.join_area(
            area=area, compound=compound, period=days(date(2024, 1, 1)), by=SETUP, at=NOW
        )
        sign(world, date(2024, 1, 1), date(2027, 6, 1), area)
    looking = viewer(world.chen, date(2027, 5, 1), FOLLOW_CONTRACTS)
    with django_assert_num_queries(1):
        [todo] = ending_contracts(looking)
    assert todo.title.startswith("7 份合同")
