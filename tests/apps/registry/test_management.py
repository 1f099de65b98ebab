"""Areas, contracts and managers over time: what overlaps is refused, what ends ends the access."""

from datetime import date
from decimal import Decimal

import pytest
from psycopg.types.range import DateRange

from mashangban.accounts.actions import create_person
from mashangban.accounts.models import ScopeCover
from mashangban.registry import actions, queries
from mashangban.registry.errors import (
    AreaTaken,
    BadCompanyCode,
    CompanyExists,
    CompoundTaken,
    EmptyPeriod,
    ManagerTaken,
)
from mashangban.registry.models import AreaMembership, Contract, ManagerPost
from mashangban.registry.periods import days, last_day
from tests.apps.registry.conftest import AT, BY, Place

YEAR = days(date(2026, 1, 1), date(2026, 12, 31))


def covers(outer: int, inner: int, *, on: date) -> bool:
    return ScopeCover.objects.filter(outer_id=outer, inner_id=inner, period__contains=on).exists()


def test_access_ends_by_itself_with_the_contract(place: Place) -> None:
    compound, area, company = place.compound, place.area, place.company
    actions.join_area(area=area, compound=compound, period=days(date(2025, 7, 1)), by=BY, at=AT)
    contract = actions.sign_contract(
        area=area, company=company, period=YEAR, fee=Decimal("0.95"), by=BY, at=AT
    )
    assert last_day(contract.period) == date(2026, 12, 31)
    for inner in (compound.scope_id, area.scope_id):
        assert not covers(company.scope_id, inner, on=date(2025, 12, 31))
        assert covers(company.scope_id, inner, on=date(2026, 1, 1))
        assert covers(company.scope_id, inner, on=date(2026, 12, 31))
        assert not covers(company.scope_id, inner, on=date(2027, 1, 1))
    assert covers(area.scope_id, compound.scope_id, on=date(2027, 1, 1))


def test_a_compound_that_joins_later_is_covered_from_then_on(place: Place) -> None:
    actions.sign_contract(area=place.area, company=place.company, period=YEAR, by=BY, at=AT)
    joined = days(date(2026, 6, 1), date(2026, 8, 31))
    actions.join_area(area=place.area, compound=place.compound, period=joined, by=BY, at=AT)
    company, compound = place.company.scope_id, place.compound.scope_id
    assert not covers(company, compound, on=date(2026, 5, 31))
    assert covers(company, compound, on=date(2026, 6, 1))
    assert covers(company, compound, on=date(2026, 8, 31))
    assert not covers(company, compound, on=date(2026, 9, 1))
    assert covers(company, place.area.scope_id, on=date(2026, 9, 1))


def test_one_company_serves_an_area_at_a_time(place: Place) -> None:
    actions.sign_contract(area=place.area, company=place.company, period=YEAR, by=BY, at=AT)
    with pytest.raises(AreaTaken) as refused:
        actions.sign_contract(
            area=place.area, company=place.rival, period=days(date(2026, 12, 31)), by=BY, at=AT
        )
    assert "2026-12-31" in str(refused.value.sentence)
    actions.sign_contract(
        area=place.area, company=place.rival, period=days(date(2027, 1, 1)), by=BY, at=AT
    )
    assert Contract.objects.count() == 2
    rival = place.rival.scope_id
    assert not covers(rival, place.area.scope_id, on=date(2026, 12, 31))
    assert covers(rival, place.area.scope_id, on=date(2030, 1, 1))


def test_a_compound_is_in_one_area_at_a_time(place: Place) -> None:
    other = actions.add_area(name="另一区域", by=BY, at=AT)
    actions.join_area(area=place.area, compound=place.compound, period=YEAR, by=BY, at=AT)
    with pytest.raises(CompoundTaken):
        actions.join_area(area=other, compound=place.compound, period=YEAR, by=BY, at=AT)
    assert AreaMembership.objects.count() == 1
    assert not ScopeCover.objects.filter(
        outer_id=other.scope_id, inner_id=place.compound.scope_id
    ).exists()


def test_one_manager_answers_for_an_area_at_a_time(place: Place) -> None:
    chen = create_person(by=BY, at=AT)
    zhou = create_person(by=BY, at=AT)
    actions.join_area(area=place.area, compound=place.compound, period=YEAR, by=BY, at=AT)
    spring = days(date(2026, 1, 1), date(2026, 3, 31))
    actions.appoint_manager(area=place.area, person=chen, period=spring, by=BY, at=AT)
    with pytest.raises(ManagerTaken):
        actions.appoint_manager(area=place.area, person=zhou, period=YEAR, by=BY, at=AT)
    actions.appoint_manager(
        area=place.area, person=zhou, period=days(date(2026, 4, 1)), by=BY, at=AT
    )
    assert ManagerPost.objects.count() == 2
    compound = place.compound.id
    assert queries.managers_of(compound, on=date(2026, 3, 31)) == [chen.pk]
    assert queries.managers_of(compound, on=date(2026, 4, 1)) == [zhou.pk]
    assert queries.managers_of(compound, on=date(2027, 1, 1)) == []  # the compound has left


@pytest.mark.parametrize(
    "period",
    [
        DateRange(empty=True),
        DateRange(date(2026, 5, 1), date(2026, 5, 1)),
        days(date(2026, 5, 2), date(2026, 5, 1)),
    ],
)
def test_a_period_has_at_least_a_day(place: Place, period: DateRange) -> None:
    with pytest.raises(EmptyPeriod):
        actions.sign_contract(area=place.area, company=place.company, period=period, by=BY, at=AT)


def test_a_company_code_is_checked_and_unique(place: Place) -> None:
    assert place.company.uscc == "91990105MA1FW0000B"
    with pytest.raises(BadCompanyCode) as refused:
        actions.add_company(name="青禾", uscc="91990105MA1FW0000C", by=BY, at=AT)
    assert refused.value.field == "uscc"
    with pytest.raises(CompanyExists):
        actions.add_company(name="青禾", uscc=" 91990105ma1fw0000b ", by=BY, at=AT)
