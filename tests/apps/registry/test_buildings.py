"""Buildings, entrances and facilities: what the database refuses, what the actions leave."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from mashangban.audit.models import Entry
from mashangban.registry import actions, queries
from mashangban.registry.errors import NameMissing, NotInCompound, PlaceExists, PlaceRetired
from mashangban.registry.models import Building, Code, EntranceBlock, Facility
from mashangban.registry.types import CodeState, FacilityKind, PlaceKind, WithdrawReason
from tests.apps.registry.conftest import AT, BY, Place


@pytest.fixture
def building(place: Place) -> Building:
    return actions.add_building(compound=place.compound, name="6 号楼", floors=18, by=BY, at=AT)


@pytest.fixture
def entrance(building: Building) -> EntranceBlock:
    return actions.add_entrance(building=building, number="12 号", by=BY, at=AT)


@pytest.fixture
def lift(place: Place, entrance: EntranceBlock) -> Facility:
    return actions.add_facility(
        compound=place.compound,
        entrance=entrance,
        kind=FacilityKind.LIFT,
        name="1 号电梯",
        by=BY,
        at=AT,
    )


def refused(make: object) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make()  # type: ignore[operator]


def test_the_database_refuses_two_buildings_of_a_name_while_both_stand(
    building: Building, place: Place
) -> None:
    def twin(**changes: object) -> Building:
        rows = actions.compose_building(at=AT, compound=place.compound, name="6 号楼")
        for name, value in changes.items():
            setattr(rows, name, value)
        rows.save(force_insert=True)
        return rows

    refused(twin)
    refused(lambda: twin(name=""))
    twin(retired_on=date(2026, 1, 1))
    twin(name="7 号楼")


def test_the_database_refuses_two_entrances_of_a_number_in_a_building(
    entrance: EntranceBlock, building: Building, place: Place
) -> None:
    def twin(of: Building, number: str = "12 号") -> None:
        actions.compose_entrance(at=AT, building=of, number=number).save(force_insert=True)

    refused(lambda: twin(building))
    refused(lambda: twin(building, ""))
    twin(actions.add_building(compound=place.compound, name="7 号楼", by=BY, at=AT))


def test_the_database_refuses_two_facilities_of_a_name_at_one_place(
    lift: Facility, entrance: EntranceBlock, place: Place
) -> None:
    def twin(name: str, of: EntranceBlock | None) -> None:
        actions.compose_facility(
            at=AT, compound=place.compound, kind=FacilityKind.GATE, name=name, entrance=of
        ).save(force_insert=True)

    refused(lambda: twin("1 号电梯", entrance))
    refused(lambda: twin("", entrance))
    twin("1 号电梯", None)
    refused(lambda: twin("1 号电梯", None))  # without an entrance, too
    Facility.objects.update(retired_on=date(2026, 1, 1))
    twin("1 号电梯", entrance)


def test_whatever_is_added_leaves_an_entry(lift: Facility, place: Place) -> None:
    verbs = [f"registry.add_{kind}" for kind in PlaceKind]
    entries = Entry.objects.filter(verb__in=verbs)
    assert sorted(entries.values_list("verb", flat=True)) == sorted(verbs)
    assert set(entries.values_list("scope_id", flat=True)) == {place.compound.scope_id}
    assert {str(lift.id), str(lift.entrance_id)} < set(entries.values_list("subject_id", flat=True))


def test_a_name_that_is_taken_or_missing_is_refused_in_words(
    building: Building, entrance: EntranceBlock, place: Place
) -> None:
    with pytest.raises(PlaceExists, match="6 号楼"):
        actions.add_building(compound=place.compound, name="6 号楼", by=BY, at=AT)
    with pytest.raises(PlaceExists, match="12 号"):
        actions.add_entrance(building=building, number="12 号", by=BY, at=AT)
    with pytest.raises(NameMissing):
        actions.add_entrance(building=building, number="", by=BY, at=AT)
    other = actions.add_compound(name="梧桐苑", subdistrict=place.east, by=BY, at=AT)
    with pytest.raises(NotInCompound):
        actions.add_facility(
            compound=other, entrance=entrance, kind=FacilityKind.LIFT, name="1", by=BY, at=AT
        )
    with pytest.raises(NotInCompound):
        actions.issue_code(compound=other, entrance=entrance, by=BY, at=AT)


def test_a_renamed_place_keeps_its_code(lift: Facility, building: Building) -> None:
    code = actions.issue_code(compound=lift.compound, facility=lift, by=BY, at=AT)
    actions.rename(place=building, name="甲楼", by=BY, at=AT)
    actions.rename(place=lift, name="客梯", by=BY, at=AT)
    assert queries.read_code(code.token).place == "客梯 · 甲楼 12 号"
    with pytest.raises(PlaceExists):
        actions.add_building(compound=lift.compound, name="甲楼", by=BY, at=AT)


def test_a_retired_building_takes_its_entrances_facilities_and_codes_with_it(
    lift: Facility, entrance: EntranceBlock, building: Building, place: Place
) -> None:
    of_lift = actions.issue_code(compound=place.compound, facility=lift, by=BY, at=AT)
    of_entrance = actions.issue_code(compound=place.compound, entrance=entrance, by=BY, at=AT)
    of_all = actions.issue_code(compound=place.compound, by=BY, at=AT)
    assert actions.retire(place=building, by=BY, at=AT) == 2
    assert queries.standing_in(place.compound.id) == []
    states = dict(Code.objects.values_list("id", "state"))
    assert states == {
        of_lift.id: CodeState.WITHDRAWN,
        of_entrance.id: CodeState.WITHDRAWN,
        of_all.id: CodeState.ACTIVE,
    }
    assert Code.objects.get(id=of_lift.id).withdrawn_because == WithdrawReason.RETIRED
    lift.refresh_from_db()
    for again in (
        lambda: actions.retire(place=lift, by=BY, at=AT),
        lambda: actions.rename(place=lift, name="货梯", by=BY, at=AT),
        lambda: actions.issue_code(compound=place.compound, facility=lift, by=BY, at=AT),
    ):
        with pytest.raises(PlaceRetired):
            again()
    assert Entry.objects.filter(verb__startswith="registry.retire_").count() == 3


def test_they_come_in_the_order_in_which_one_walks(place: Place) -> None:
    numbers = {}
    for name in ("10 号楼", "2 号楼"):
        numbers[name] = actions.add_building(compound=place.compound, name=name, by=BY, at=AT)
        for number in ("12 号", "6 号"):
            actions.add_entrance(building=numbers[name], number=number, by=BY, at=AT)
    gate = actions.add_facility(
        compound=place.compound, kind=FacilityKind.GATE, name="东门", by=BY, at=AT
    )
    assert [each.words for each in queries.standing_in(place.compound.id)] == [
        "东门",
        "2 号楼",
        "2 号楼 6 号",
        "2 号楼 12 号",
        "10 号楼",
        "10 号楼 6 号",
        "10 号楼 12 号",
    ]
    assert queries.place_row(PlaceKind.FACILITY, gate.id) == gate
    assert queries.place_row(PlaceKind.BUILDING, gate.id) is None
