"""Owners' committees: terms, re-elections, and what may be put to the vote meanwhile."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from mashangban.registry import actions, queries
from mashangban.registry.errors import BadHeadcount, CommitteeTaken, EmptyPeriod, NoTermYet
from mashangban.registry.models import CommitteeTerm
from mashangban.registry.periods import days
from mashangban.registry.types import CommitteeState
from tests.apps.registry.conftest import AT, BY, Place

FIRST, LAST = date(2024, 1, 1), date(2026, 12, 31)


def a_term(place: Place, first: date = FIRST, last: date = LAST, members: int = 5) -> CommitteeTerm:
    return actions.record_committee_term(
        area=place.area, period=days(first, last), members=members, by=BY, at=AT
    )


def state(place: Place, on: date) -> CommitteeState:
    return queries.committee_of(place.area.pk, on=on).state


def test_the_states_of_a_term(place: Place) -> None:
    assert state(place, FIRST) is CommitteeState.NONE
    a_term(place)
    assert state(place, date(2023, 12, 31)) is CommitteeState.NONE
    assert state(place, FIRST) is CommitteeState.SERVING
    assert state(place, LAST) is CommitteeState.SERVING
    assert state(place, date(2027, 1, 1)) is CommitteeState.EXPIRED
    actions.begin_reelection(area=place.area, on=date(2026, 9, 1), by=BY, at=AT)
    assert state(place, date(2026, 8, 31)) is CommitteeState.SERVING
    assert state(place, date(2026, 9, 1)) is CommitteeState.REELECTION
    assert state(place, date(2027, 1, 1)) is CommitteeState.REELECTION
    a_term(place, date(2027, 2, 1), date(2030, 1, 31))
    assert state(place, date(2027, 1, 31)) is CommitteeState.REELECTION
    assert state(place, date(2027, 2, 1)) is CommitteeState.SERVING


def test_hiring_is_not_voted_on_while_a_reelection_is_under_way(place: Place) -> None:
    a_term(place)
    actions.begin_reelection(area=place.area, on=date(2026, 9, 1), by=BY, at=AT)
    assert queries.may_vote(place.area.pk, "company", on=date(2026, 8, 31)).allowed
    barred = queries.may_vote(place.area.pk, "company", on=date(2026, 9, 1))
    assert not barred.allowed
    assert barred.until == LAST
    assert "2026-09-01" in barred.reason
    assert "第二十八条" in barred.reason
    for matter, may in (("committee", True), ("covenant", True), ("adjust_area", False)):
        assert queries.may_vote(place.area.pk, matter, on=LAST).allowed is may
    # No rule of that kind was read for earlier days.
    assert queries.may_vote(place.area.pk, "company", on=date(2020, 12, 31)).allowed
    with pytest.raises(LookupError):
        queries.may_vote(place.area.pk, "lunch", on=LAST)
    assert queries.barred_from("company", [place.area], on=LAST) == [place.area.name]


def test_a_committee_elected_early_ends_the_one_before(place: Place) -> None:
    before = a_term(place)
    a_term(place, date(2026, 6, 1), date(2029, 5, 31), members=3)
    before.refresh_from_db()
    assert before.period == days(FIRST, date(2026, 5, 31))
    with pytest.raises(CommitteeTaken):
        a_term(place, date(2026, 6, 1), date(2027, 5, 31))
    with pytest.raises(CommitteeTaken):
        a_term(place, date(2023, 6, 1), date(2025, 5, 31))


@pytest.mark.parametrize("members", [1, 2, 4, 6])
def test_a_committee_is_odd_and_three_at_least(place: Place, members: int) -> None:
    with pytest.raises(BadHeadcount):
        a_term(place, members=members)


def test_other_slips_are_refused(place: Place) -> None:
    with pytest.raises(EmptyPeriod):
        a_term(place, LAST, FIRST)
    with pytest.raises(NoTermYet):
        actions.begin_reelection(area=place.area, on=FIRST, by=BY, at=AT)
    term = a_term(place)
    with pytest.raises(IntegrityError, match="committee_has_members"), transaction.atomic():
        CommitteeTerm.objects.filter(pk=term.pk).update(members=0)
    with pytest.raises(IntegrityError, match="committee_term_is_dated"), transaction.atomic():
        CommitteeTerm.objects.filter(pk=term.pk).update(period=days(FIRST))
