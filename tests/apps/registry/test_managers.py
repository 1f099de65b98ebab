"""How many areas a project manager may answer for: dated data, expired, followed by choice."""

from datetime import date, timedelta

import pytest

from mashangban.accounts.actions import create_person
from mashangban.accounts.models import Person
from mashangban.core.datafiles import DataError
from mashangban.core.voting import packaged_matters
from mashangban.registry import actions, queries
from mashangban.registry.errors import ManagerTaken, NotAnExpiredRule, TooManyAreas
from mashangban.registry.models import ManagementArea, ManagerPost
from mashangban.registry.periods import days
from mashangban.registry.rules import AREAS_PER_MANAGER, management_rules, parse_rules
from tests.apps.registry.conftest import AT, BY, Place

LAST_IN_FORCE = date(2026, 6, 30)
LATER = AT.replace(month=9)


@pytest.fixture
def person(place: Place) -> Person:
    return create_person(by=BY, at=AT, details={})


def an_area(name: str = "区域") -> ManagementArea:
    return actions.add_area(name=name, by=BY, at=AT)


def appoint(person: Person, first: date, last: date | None = None) -> ManagerPost:
    return actions.appoint_manager(
        area=an_area(), person=person, period=days(first, last), by=BY, at=AT
    )


def test_the_fourth_area_is_refused_and_says_by_what_rule(person: Person) -> None:
    for _ in range(3):
        appoint(person, date(2026, 1, 1), LAST_IN_FORCE)
    with pytest.raises(TooManyAreas) as refused:
        appoint(person, date(2026, 6, 1))
    assert "沪房规范〔2021〕6号" in str(refused.value.sentence)
    assert "2026-06-30" not in str(refused.value.sentence)
    appoint(person, date(2026, 7, 1))


def test_after_its_last_day_the_rule_is_followed_in_practice(person: Person) -> None:
    for _ in range(3):
        appoint(person, date(2026, 7, 1))
    with pytest.raises(TooManyAreas) as refused:
        appoint(person, date(2026, 7, 1))
    assert "2026-06-30" in str(refused.value.sentence)
    actions.follow_expired_rule(code=AREAS_PER_MANAGER, followed=False, by=BY, at=LATER)
    appoint(person, date(2026, 7, 1))
    assert queries.rule_now(AREAS_PER_MANAGER, on=LAST_IN_FORCE) is not None
    assert queries.rule_now(AREAS_PER_MANAGER, on=date(2026, 7, 1)) is None
    actions.follow_expired_rule(code=AREAS_PER_MANAGER, followed=True, by=BY, at=LATER)
    with pytest.raises(TooManyAreas):
        appoint(person, date(2026, 8, 1))


def test_it_counts_areas_at_a_time(person: Person) -> None:
    """One after another is no crowd; a crowd later on within the period is one."""
    day = date(2026, 1, 1)
    for month in range(5):
        first = day + timedelta(days=30 * month)
        appoint(person, first, first + timedelta(days=29))
    appoint(person, day)
    appoint(person, day)
    with pytest.raises(TooManyAreas) as refused:
        appoint(person, date(2025, 1, 1))
    assert "2026-01-01" in str(refused.value.sentence)
    appoint(person, date(2025, 1, 1), date(2025, 12, 31))


def test_before_the_rule_there_was_none(person: Person) -> None:
    for _ in range(4):
        appoint(person, date(2020, 1, 1), date(2021, 6, 30))


def test_a_successor_relieves_whoever_answers_now(person: Person) -> None:
    area, other = an_area(), create_person(by=BY, at=AT, details={})
    first = actions.appoint_manager(
        area=area, person=person, period=days(date(2026, 1, 1)), by=BY, at=AT
    )
    with pytest.raises(ManagerTaken):
        actions.appoint_manager(
            area=area, person=other, period=days(date(2026, 5, 1)), by=BY, at=AT
        )
    actions.appoint_manager(
        area=area, person=other, period=days(date(2026, 5, 1)), relieve=True, by=BY, at=AT
    )
    first.refresh_from_db()
    assert first.period == days(date(2026, 1, 1), date(2026, 4, 30))
    with pytest.raises(ManagerTaken):
        actions.appoint_manager(
            area=area, person=person, period=days(date(2026, 5, 1)), relieve=True, by=BY, at=AT
        )


@pytest.mark.django_db
def test_a_rule_in_force_is_not_for_the_district_to_choose() -> None:
    with pytest.raises(NotAnExpiredRule):
        actions.follow_expired_rule(code="selection_lead_days", followed=False, by=BY, at=LATER)


def test_the_packaged_rules() -> None:
    rules = management_rules()
    assert rules.rule_for(AREAS_PER_MANAGER, on=LAST_IN_FORCE).figure == 3
    assert rules.rule_for("selection_lead_days", on=date(2026, 1, 1)).figure == 90
    barred = rules.rule_for("reelection_bars", on=LAST_IN_FORCE).matters
    assert "company" in barred
    assert set(barred) <= set(packaged_matters().codes)
    with pytest.raises(DataError, match="unknown"):
        parse_rules("rules: [{code: a, colour: red}]", origin="x.yaml")
