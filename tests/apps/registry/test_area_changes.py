"""Merging and splitting areas: nothing lost, nothing twice, whatever comes before."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mashangban.accounts.actions import create_person
from mashangban.accounts.models import ScopeCover
from mashangban.kit.errors import Refusal
from mashangban.registry import actions
from mashangban.registry.errors import (
    AreaWithoutCompounds,
    DifferentSubdistricts,
    LaterOnRecord,
    NothingToMerge,
    NothingToSplit,
)
from mashangban.registry.models import AreaChange, AreaMembership, Compound, ManagementArea
from mashangban.registry.periods import days, last_day
from mashangban.registry.queries import area_view
from mashangban.registry.types import AreaChangeKind
from tests.apps.registry.conftest import AT, BY, Place

BEGINS = date(2025, 1, 1)
DAY = date(2026, 9, 1)
PAPER = "示房管核〔2026〕12号"


def a_compound(place: Place, name: str, households: int = 100, *, east: bool = False) -> Compound:
    return actions.add_compound(
        name=name,
        subdistrict=place.east if east else place.west,
        households=households,
        by=BY,
        at=AT,
    )


def an_area(*compounds: Compound, since: date = BEGINS) -> ManagementArea:
    area = actions.add_area(name=compounds[0].name, by=BY, at=AT)
    for compound in compounds:
        actions.join_area(area=area, compound=compound, period=days(since), by=BY, at=AT)
    return area


def members(area: ManagementArea, on: date) -> set[str]:
    held = AreaMembership.objects.filter(area=area, period__contains=on)
    return set(held.values_list("compound__name", flat=True))


def test_a_merge_ends_and_begins_on_the_same_day(place: Place) -> None:
    home, other = an_area(a_compound(place, "柳荫一村")), an_area(a_compound(place, "柳荫二村", 80))
    kept = actions.sign_contract(
        area=home, company=place.company, period=days(BEGINS, date(2027, 12, 31)), by=BY, at=AT
    )
    ending = actions.sign_contract(
        area=other, company=place.rival, period=days(BEGINS, date(2026, 12, 31)), by=BY, at=AT
    )
    person = create_person(by=BY, at=AT, details={})
    post = actions.appoint_manager(area=other, person=person, period=days(BEGINS), by=BY, at=AT)
    term = actions.record_committee_term(
        area=other, period=days(BEGINS, date(2029, 12, 31)), members=5, by=BY, at=AT
    )
    change = actions.merge_areas(
        into=home, others=[other], on=DAY, document=PAPER, name="柳荫新苑", by=BY, at=AT
    )
    eve = DAY - timedelta(days=1)
    assert (members(home, eve), members(other, eve)) == ({"柳荫一村"}, {"柳荫二村"})
    assert (members(home, DAY), members(other, DAY)) == ({"柳荫一村", "柳荫二村"}, set())
    for ended in (ending, post, term):
        ended.refresh_from_db()
        assert last_day(ended.period) == eve
    kept.refresh_from_db()
    assert last_day(kept.period) == date(2027, 12, 31)
    begun = AreaMembership.objects.get(begun_by=change)
    assert (begun.document, AreaMembership.objects.get(ended_by=change).area) == (PAPER, other)
    home.refresh_from_db()
    assert (home.name, change.name_before, change.kind) == ("柳荫新苑", "柳荫一村", "merge")
    swallowed = begun.compound.scope_id
    served = ScopeCover.objects.filter(outer_id=place.company.scope_id, inner_id=swallowed)
    assert not served.filter(period__contains=eve).exists()
    assert served.filter(period__contains=DAY).exists()
    rival = ScopeCover.objects.filter(outer_id=place.rival.scope_id, inner_id=swallowed)
    assert not rival.filter(period__contains=DAY).exists()


def test_a_split_may_keep_the_company(place: Place) -> None:
    stays, leaves = a_compound(place, "柳荫一村"), a_compound(place, "柳荫二村")
    area = an_area(stays, leaves)
    contract = actions.sign_contract(
        area=area,
        company=place.company,
        period=days(BEGINS, date(2027, 12, 31)),
        number="WY-1",
        by=BY,
        at=AT,
    )
    new = actions.split_area(
        area=area, compounds=[leaves.pk], name="柳荫二村", on=DAY, document=PAPER, by=BY, at=AT
    )
    assert (members(area, DAY), members(new, DAY)) == ({"柳荫一村"}, {"柳荫二村"})
    continued = new.contracts.get()
    assert (continued.company, continued.number) == (place.company, "WY-1")
    assert continued.period == days(DAY, date(2027, 12, 31))
    contract.refresh_from_db()
    assert contract.period == days(BEGINS, date(2027, 12, 31))
    [seen] = area_view(new, day=DAY).changes
    assert (seen.kind, seen.kept, seen.others) == (
        AreaChangeKind.SPLIT,
        False,
        ((area.pk, "柳荫一村"),),
    )
    left = actions.split_area(
        area=actions.merge_areas(
            into=area, others=[new], on=date(2026, 10, 1), document=PAPER, by=BY, at=AT
        ).area,
        compounds=[stays.pk],
        name="柳荫一村",
        on=date(2026, 11, 1),
        document=PAPER,
        continues=False,
        by=BY,
        at=AT,
    )
    assert not left.contracts.exists()


def test_what_cannot_be_merged(place: Place) -> None:
    home = an_area(a_compound(place, "柳荫一村"))
    far = an_area(a_compound(place, "河东一村", east=True))
    empty = actions.add_area(name="空", by=BY, at=AT)
    later = an_area(a_compound(place, "柳荫三村"), since=DAY)

    def merge(*others: ManagementArea, on: date = DAY) -> None:
        actions.merge_areas(into=home, others=others, on=on, document=PAPER, by=BY, at=AT)

    with pytest.raises(NothingToMerge):
        merge()
    with pytest.raises(NothingToMerge):
        merge(home)
    with pytest.raises(AreaWithoutCompounds):
        merge(empty)
    with pytest.raises(LaterOnRecord):
        merge(later)
    with pytest.raises(DifferentSubdistricts) as refused:
        merge(far)
    assert "2026-06-30" in str(refused.value.sentence)
    with pytest.raises(DifferentSubdistricts) as refused:
        merge(far, on=date(2026, 6, 30))
    assert "2026-06-30" not in str(refused.value.sentence)
    actions.follow_expired_rule(
        code="merge_in_one_subdistrict",
        followed=False,
        by=BY,
        at=AT.replace(month=9),
    )
    merge(far)
    assert members(home, DAY) == {"柳荫一村", "河东一村"}


def test_what_cannot_be_split(place: Place) -> None:
    one, two = a_compound(place, "柳荫一村"), a_compound(place, "柳荫二村")
    area, single = an_area(one, two), an_area(place.compound)

    def split(of: ManagementArea, *compounds: Compound, on: date = DAY) -> None:
        actions.split_area(
            area=of,
            compounds=[each.pk for each in compounds],
            name="新区",
            on=on,
            document=PAPER,
            by=BY,
            at=AT,
        )

    for of, leaving in ((area, ()), (area, (one, two)), (single, (place.compound,))):
        with pytest.raises(NothingToSplit):
            split(of, *leaving)
    with pytest.raises(NothingToSplit):
        split(area, one, place.compound)
    with pytest.raises(LaterOnRecord):
        split(area, one, on=BEGINS)
    with pytest.raises(AreaWithoutCompounds):
        split(area, one, on=BEGINS - timedelta(days=1))
    assert not AreaChange.objects.exists()


MOVES = st.lists(
    st.tuples(
        st.sampled_from(["join", "merge", "split"]),
        st.integers(0, 400),
        st.integers(0, 7),
        st.integers(0, 7),
    ),
    max_size=12,
)


@pytest.mark.django_db
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(moves=MOVES, lasting=st.lists(st.integers(30, 700) | st.none(), min_size=5, max_size=5))
def test_memberships_neither_overlap_nor_gap(
    place: Place, moves: Sequence[tuple[str, int, int, int]], lasting: Sequence[int | None]
) -> None:
    """Whatever is merged and split when: each compound is in one area on each day of its time."""
    with transaction.atomic():
        _play(place, moves, lasting)
        transaction.set_rollback(True)


def _play(
    place: Place, moves: Sequence[tuple[str, int, int, int]], lasting: Sequence[int | None]
) -> None:
    compounds = [a_compound(place, f"{n} 村", 2**n) for n in range(5)]
    ends = {
        compound.pk: BEGINS + timedelta(days=length) if length else None
        for compound, length in zip(compounds, lasting, strict=True)
    }
    areas: list[ManagementArea] = []
    for compound in compounds:
        area = actions.add_area(name=compound.name, by=BY, at=AT)
        actions.join_area(
            area=area, compound=compound, period=days(BEGINS, ends[compound.pk]), by=BY, at=AT
        )
        areas.append(area)
    for kind, after, first, second in moves:
        try:
            _move(kind, BEGINS + timedelta(days=after), areas, compounds, first, second)
        except Refusal:
            continue
    for offset in (0, 1, 29, 30, 31, 200, 399, 400, 401, 699, 701):
        _require_each_once(BEGINS + timedelta(days=offset), compounds, ends)
    for change in AreaChange.objects.all():
        for day in (change.on - timedelta(days=1), change.on):
            _require_each_once(day, compounds, ends)


def _move(
    kind: str,
    on: date,
    areas: list[ManagementArea],
    compounds: Sequence[Compound],
    first: int,
    second: int,
) -> None:
    area, other = areas[first % len(areas)], areas[second % len(areas)]
    compound = compounds[second % len(compounds)]
    if kind == "join":
        with transaction.atomic():
            actions.join_area(area=area, compound=compound, period=days(on), by=BY, at=AT)
    elif kind == "merge":
        actions.merge_areas(into=area, others=[other], on=on, document=PAPER, by=BY, at=AT)
    else:
        new = actions.split_area(
            area=area, compounds=[compound.pk], name="分", on=on, document=PAPER, by=BY, at=AT
        )
        areas.append(new)


def _require_each_once(
    day: date, compounds: Sequence[Compound], ends: dict[UUID, date | None]
) -> None:
    held = list(
        AreaMembership.objects.filter(period__contains=day).values_list(
            "compound_id", "compound__households"
        )
    )
    expected = {c.pk: c.households for c in compounds if ends[c.pk] is None or day <= ends[c.pk]}  # type: ignore[operator]
    assert len(held) == len(dict(held))
    # A compound that left all areas may have joined one again; none may be missing.
    assert expected.items() <= dict(held).items()
    assert sum(n or 0 for _, n in held) >= sum(n or 0 for n in expected.values())
