"""Property: the closure of scopes equals what the facts say, on every day."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.types.range import DateRange

from mashangban.accounts.models import ScopeCover
from mashangban.registry import actions
from mashangban.registry.errors import AreaTaken, CompoundTaken
from mashangban.registry.models import AreaMembership, Compound, Contract, ManagementArea, Region
from mashangban.registry.periods import ALWAYS, days, overlap
from tests.apps.registry.conftest import AT, BY, Place

START = date(2025, 1, 1)
LONGEST = 60
DAYS = st.integers(0, LONGEST).map(lambda offset: START + timedelta(days=offset))


@st.composite
def periods(draw: st.DrawFn) -> DateRange:
    first = draw(DAYS)
    last = draw(st.none() | DAYS.filter(lambda day: day >= first))
    return days(first, last)


# (join or sign, which area, which compound or company, when)
FACTS = st.lists(
    st.tuples(st.booleans(), st.integers(0, 1), st.integers(0, 1), periods()), max_size=8
)


def pairs_by_day(on: date) -> set[tuple[int, int]]:
    """Return who contains whom on a day, from the facts alone, one day at a time."""
    pairs = set()
    for region in Region.objects.select_related("parent__parent"):
        outer: Region | None = region
        while outer is not None:
            pairs.add((outer.scope_id, region.scope_id))
            outer = outer.parent
    for compound in Compound.objects.select_related("subdistrict__parent", "committee"):
        inner = compound.scope_id
        pairs |= {(inner, inner), (compound.subdistrict.scope_id, inner)}
        assert compound.subdistrict.parent is not None
        pairs.add((compound.subdistrict.parent.scope_id, inner))
        if compound.committee is not None:
            pairs.add((compound.committee.scope_id, inner))
    for area in ManagementArea.objects.all():
        pairs.add((area.scope_id, area.scope_id))
        inside = {
            member.compound.scope_id
            for member in AreaMembership.objects.filter(area=area).select_related("compound")
            if on in member.period
        }
        pairs |= {(area.scope_id, inner) for inner in inside}
        for contract in Contract.objects.filter(area=area).select_related("company"):
            pairs.add((contract.scope_id, contract.scope_id))
            if on in contract.period:
                for outer in (contract.company.scope_id, contract.scope_id):
                    pairs |= {(outer, inner) for inner in {*inside, area.scope_id}}
    return pairs


def pairs_of_closure(on: date) -> set[tuple[int, int]]:
    rows = ScopeCover.objects.filter(period__contains=on).values_list("outer_id", "inner_id")
    return set(rows)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(facts=FACTS, probes=st.lists(DAYS, min_size=3, max_size=3))
def test_the_closure_is_what_the_facts_say(
    place: Place, facts: list[tuple[bool, int, int, DateRange]], probes: list[date]
) -> None:
    with transaction.atomic():
        other_area = actions.add_area(name="另一区域", by=BY, at=AT)
        other = actions.add_compound(name="梧桐苑", subdistrict=place.east, by=BY, at=AT)
        areas, compounds = [place.area, other_area], [place.compound, other]
        companies = [place.company, place.rival]
        for joins, area, which, period in facts:
            try:
                if joins:
                    actions.join_area(
                        area=areas[area], compound=compounds[which], period=period, by=BY, at=AT
                    )
                else:
                    actions.sign_contract(
                        area=areas[area], company=companies[which], period=period, by=BY, at=AT
                    )
            except (CompoundTaken, AreaTaken):
                continue
        owners = {(company.scope_id, company.scope_id) for company in companies}
        for day in [*probes, START - timedelta(days=1), START + timedelta(days=LONGEST + 1)]:
            assert pairs_of_closure(day) == pairs_by_day(day) | owners
        transaction.set_rollback(True)


@given(one=periods(), other=periods(), day=DAYS)
def test_overlap_is_the_days_in_both(one: DateRange, other: DateRange, day: date) -> None:
    shared = overlap(one, other)
    assert (day in one and day in other) == (shared is not None and day in shared)
    assert overlap(one, ALWAYS) == one


@pytest.mark.django_db
def test_periods_come_back_from_the_database_as_written(place: Place) -> None:
    for period in (ALWAYS, days(date(2026, 1, 1)), days(date(2026, 1, 1), date(2026, 1, 1))):
        row = ScopeCover.objects.create(
            outer=place.area.scope, inner=place.company.scope, period=period, source="test"
        )
        row.refresh_from_db()
        assert row.period == period
        row.delete()
