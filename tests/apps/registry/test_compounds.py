"""What is known of a compound: constraints, and the actions that change it."""

import uuid
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from mashangban.audit.queries import entries_about
from mashangban.kit.errors import NotFound
from mashangban.registry import actions
from mashangban.registry.errors import (
    AliasExists,
    EmptyPeriod,
    LaneExists,
    NotItsCommittee,
    NotThereAnyMore,
    ReasonMissing,
)
from mashangban.registry.models import (
    Compound,
    CompoundAlias,
    EntranceBlock,
    Lane,
    ProtectedBuilding,
    Region,
    Renovation,
    matching,
)
from mashangban.registry.periods import days
from mashangban.registry.types import (
    AliasKind,
    Basis,
    CompoundFacts,
    HousingType,
    Point,
    ProtectionKind,
)
from tests.apps.registry.conftest import AT, BY, Place, square

LINE = {"type": "LineString", "coordinates": [[121.4, 31.2], [121.5, 31.2]]}
FACTS = CompoundFacts(name="柳荫新村", address="柳荫路 12 弄")


def violates(change: Callable[[], object]) -> str:
    """Return the name of the constraint that the database refuses a change by."""
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        change()
    return str(refused.value.__cause__.diag.constraint_name)  # type: ignore[union-attr]


def of_compound(place: Place, **values: Any) -> Callable[[], object]:
    return lambda: Compound.objects.filter(pk=place.compound.pk).update(**values)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"floor_area": Decimal("0.00")}, "compound_floor_area_positive"),
        ({"floor_area": Decimal("-1.00")}, "compound_floor_area_positive"),
        ({"polygon": LINE}, "compound_polygon_is_an_area"),
        ({"polygon": {"coordinates": []}}, "compound_polygon_is_an_area"),
    ],
)
def test_facts_that_cannot_be_are_refused(
    place: Place, values: dict[str, Any], constraint: str
) -> None:
    assert violates(of_compound(place, **values)) == constraint


def test_facts_at_the_edge_are_kept(place: Place) -> None:
    of_compound(place, floor_area=Decimal("0.01"), polygon=square(121.4, 31.2))()
    place.compound.refresh_from_db()
    assert place.compound.floor_area == Decimal("0.01")
    assert place.compound.polygon == square(121.4, 31.2)


def alias(place: Place, **values: Any) -> Callable[[], object]:
    row = {"name": "柳荫里", "kind": AliasKind.COMMON, **values}
    return lambda: CompoundAlias.objects.create(id=uuid.uuid4(), compound=place.compound, **row)


def lane(place: Place, **values: Any) -> Callable[[], object]:
    row = {"road": "柳荫路", "number": "12", **values}
    return lambda: Lane.objects.create(id=uuid.uuid4(), compound=place.compound, **row)


def renovation(place: Place, **values: Any) -> Callable[[], object]:
    row = {"programme": "旧住房修缮", "year": 2024, "budget": Decimal("1.00"), **values}
    return lambda: Renovation.objects.create(id=uuid.uuid4(), compound=place.compound, **row)


def protected(place: Place, **values: Any) -> Callable[[], object]:
    row = {"name": "柳荫里 3 号", "kind": ProtectionKind.HISTORIC, **values}
    return lambda: ProtectedBuilding.objects.create(id=uuid.uuid4(), **row)


@pytest.mark.parametrize(
    ("row", "values", "constraint"),
    [
        (alias, {"name": ""}, "alias_has_a_name"),
        (alias, {"period": "empty"}, "alias_lasts"),
        (lane, {"road": ""}, "lane_has_a_road"),
        (lane, {"number": ""}, "lane_has_a_number"),
        (lane, {"number": "甲"}, "lane_has_a_number"),
        (renovation, {"programme": ""}, "renovation_has_a_programme"),
        (renovation, {"year": 1948}, "renovation_year_can_be"),
        (renovation, {"year": 2101}, "renovation_year_can_be"),
        (renovation, {"budget": Decimal("-0.01")}, "renovation_budget_not_negative"),
        (protected, {"name": ""}, "protected_building_has_a_name"),
        (protected, {"longitude": 121.4}, "protected_building_point_whole"),
    ],
)
def test_rows_that_cannot_be_are_refused(
    place: Place, row: Callable[..., Callable[[], object]], values: dict[str, Any], constraint: str
) -> None:
    assert violates(row(place, **values)) == constraint


@pytest.mark.parametrize(
    ("row", "constraint"),
    [
        (alias, "one_alias_of_a_name"),
        (lane, "one_lane"),
        (renovation, "one_renovation_of_a_year"),
        (protected, "one_protected_building"),
    ],
)
def test_nothing_is_entered_twice(
    place: Place, row: Callable[..., Callable[[], object]], constraint: str
) -> None:
    row(place)()
    assert violates(row(place)) == constraint


def test_the_office_of_a_committee_is_a_whole_point(place: Place) -> None:
    half = Region.objects.filter(pk=place.first.pk)
    assert violates(lambda: half.update(latitude=31.2)) == "region_point_whole"


def test_facts_are_changed_and_the_trail_says_from_what_to_what(place: Place) -> None:
    new = CompoundFacts(
        name="柳荫花园",
        address="柳荫路 12 弄",
        built_year=1994,
        households=300,
        floor_area=Decimal("24500.50"),
        housing_type=HousingType.SOLD_PUBLIC,
    )
    assert actions.change_facts(compound_id=place.compound.id, facts=new, by=BY, at=AT)
    compound = Compound.objects.get()
    assert (compound.name, compound.initials) == ("柳荫花园", "lyhy")
    assert compound.floor_area == Decimal("24500.50")
    assert compound.housing_type == HousingType.SOLD_PUBLIC
    entry = entries_about(("compound", compound.id))[0]
    assert entry.verb == "registry.change_compound"
    assert entry.data == {
        "changed": {
            "built_year": [None, 1994],
            "floor_area": [None, "24500.50"],
            "households": [None, 300],
            "housing_type": ["", "sold_public"],
            "name": ["柳荫新村", "柳荫花园"],
        }
    }


def test_the_same_facts_leave_no_trace(place: Place) -> None:
    before = entries_about(("compound", place.compound.id))
    assert not actions.change_facts(compound_id=place.compound.id, facts=FACTS, by=BY, at=AT)
    assert entries_about(("compound", place.compound.id)) == before


@pytest.mark.parametrize("typed", ["百步", "百步里", "bbl", "baibuli", "百步里 柳荫"])
def test_a_compound_is_found_by_its_aliases(place: Place, typed: str) -> None:
    added = add_alias(place, "百步里")
    assert Compound.objects.filter(matching(typed)).get() == place.compound
    actions.remove_alias(compound_id=place.compound.id, alias_id=added.id, by=BY, at=AT)
    assert not Compound.objects.filter(matching(typed)).exists()


@pytest.mark.parametrize("typed", ["望舒路318弄", "望舒", "318弄", "望舒路 318 弄"])
def test_a_compound_is_found_by_its_lanes(place: Place, typed: str) -> None:
    added = add_lane(place)
    assert Compound.objects.filter(matching(typed)).get() == place.compound
    actions.remove_lane(compound_id=place.compound.id, lane_id=added.id, by=BY, at=AT)
    assert not Compound.objects.filter(matching(typed)).exists()


def test_a_new_name_leaves_aliases_and_lanes_findable(place: Place) -> None:
    add_alias(place, "百步里")
    add_lane(place)
    changes = [(place.compound, {"name": "晚晴苑"})]
    actions.change_compounds(changes=changes, by=BY, at=AT)
    for typed in ("晚晴", "百步", "望舒路 318"):
        assert Compound.objects.filter(matching(typed)).exists(), typed
    assert not Compound.objects.filter(matching("新村")).exists()


def test_names_that_are_there_are_refused(place: Place) -> None:
    with pytest.raises(AliasExists, match="柳荫新村"):
        add_alias(place, "柳荫新村")
    add_alias(place, "百步里")
    with pytest.raises(AliasExists, match="百步里"):
        add_alias(place, "百步里")
    add_lane(place)
    with pytest.raises(LaneExists, match="望舒路 318 弄"):
        add_lane(place)
    with pytest.raises(EmptyPeriod):
        actions.add_alias(
            compound_id=place.compound.id,
            name="旧名",
            kind=AliasKind.FORMER,
            period=days(date(2020, 1, 2), date(2020, 1, 1)),
            by=BY,
            at=AT,
        )


def test_what_was_removed_cannot_be_removed_again(place: Place) -> None:
    for remove in (
        lambda: actions.remove_alias(
            compound_id=place.compound.id, alias_id=uuid.uuid4(), by=BY, at=AT
        ),
        lambda: actions.remove_lane(
            compound_id=place.compound.id, lane_id=uuid.uuid4(), by=BY, at=AT
        ),
    ):
        with pytest.raises(NotThereAnyMore):
            remove()
    with pytest.raises(NotFound):
        actions.remove_lane(compound_id=uuid.uuid4(), lane_id=uuid.uuid4(), by=BY, at=AT)


def test_the_subdistrict_is_overridden_with_a_reason(place: Place) -> None:
    def override(reason: str) -> None:
        actions.override_subdistrict(
            compound_id=place.compound.id, subdistrict=place.east, reason=reason, by=BY, at=AT
        )

    with pytest.raises(ReasonMissing):
        override("  ")
    override(" 区划调整，见通知 ")
    compound = Compound.objects.get()
    assert compound.subdistrict == place.east
    assert compound.subdistrict_basis == Basis.OVERRIDDEN
    assert compound.subdistrict_reason == "区划调整，见通知"
    assert compound.committee is None  # it was one of the other subdistrict
    entry = entries_about(("compound", compound.id))[0]
    assert entry.data["changed"]["subdistrict"] == [place.west.code, place.east.code]  # type: ignore[index,call-overload]
    assert "区划调整" not in str(entry.data)


def test_a_committee_of_the_subdistrict_is_set(place: Place) -> None:
    def choose(committee: Region | None) -> None:
        actions.set_committee(compound_id=place.compound.id, committee=committee, by=BY, at=AT)

    choose(place.second)
    assert Compound.objects.get().committee == place.second
    with pytest.raises(NotItsCommittee):
        choose(place.third)
    choose(None)
    assert Compound.objects.get().committee is None


def test_renovations_and_protected_buildings_are_recorded(place: Place) -> None:
    actions.add_renovation(
        compound_id=place.compound.id,
        programme="旧住房修缮",
        year=2024,
        budget=Decimal("1250000.00"),
        by=BY,
        at=AT,
    )
    actions.add_protected_building(
        name="柳荫里 3 号",
        kind=ProtectionKind.HISTORIC,
        grade="三类",
        point=Point(121.41, 31.21),
        compound=place.compound,
        by=BY,
        at=AT,
    )
    assert place.compound.renovations.get().budget == Decimal("1250000.00")
    assert place.compound.protected_buildings.get().longitude == 121.41


def test_buildings_come_with_their_entrances(place: Place) -> None:
    one = actions.compose_building(at=AT, compound=place.compound, name="1 号楼", floors=6)
    doors = [actions.compose_entrance(at=AT, building=one, number=f"{n} 号") for n in (1, 2)]
    actions.add_buildings(compound=place.compound, buildings=[one], entrances=doors, by=BY, at=AT)
    assert EntranceBlock.objects.filter(building__compound=place.compound).count() == 2
    assert entries_about(("compound", place.compound.id))[0].data == {
        "buildings": 1,
        "entrances": 2,
    }


def add_alias(place: Place, name: str) -> CompoundAlias:
    return actions.add_alias(
        compound_id=place.compound.id, name=name, kind=AliasKind.COMMON, by=BY, at=AT
    )


def add_lane(place: Place) -> Lane:
    return actions.add_lane(
        compound_id=place.compound.id, road="望舒路", number="318", by=BY, at=AT
    )


NAMES = st.text(alphabet="柳荫新村百步里晚晴", min_size=1, max_size=4)


class TestNames(TestCase):
    """Whatever names are given and taken back, what is found is what it is called now."""

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.tuples(st.booleans(), NAMES), max_size=6))
    def test_search_follows_the_names(self, steps: list[tuple[bool, str]]) -> None:
        compound = _a_compound()
        for adds, name in steps:
            known = {each.name: each.id for each in compound.aliases.all()}
            if name in known and not adds:
                actions.remove_alias(compound_id=compound.id, alias_id=known[name], by=BY, at=AT)
            elif adds and name not in {*known, compound.name}:
                actions.add_alias(
                    compound_id=compound.id, name=name, kind=AliasKind.OTHER, by=BY, at=AT
                )
        compound.refresh_from_db()
        called = {"柳荫新村", *compound.aliases.values_list("name", flat=True)}
        lines = compound.search_text.splitlines()
        assert called == {line for line in lines if not line.isascii()}


def _a_compound() -> Compound:
    actions.add_region(code="990105", name="示范区", by=BY, at=AT)
    west = actions.add_region(code="990105001", name="河西街道", by=BY, at=AT)
    return actions.add_compound(name="柳荫新村", subdistrict=west, by=BY, at=AT)
