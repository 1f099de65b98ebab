"""Regions and compounds: containment by code, refusals, who covers what."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from mashangban.accounts.models import ScopeCover
from mashangban.audit.models import Entry
from mashangban.registry import actions
from mashangban.registry.errors import (
    BadRegionCode,
    NotARegionHere,
    NotASubdistrict,
    NotItsCommittee,
    ParentMissing,
    RegionExists,
)
from mashangban.registry.models import Compound, Region
from mashangban.registry.types import Basis, Point
from tests.apps.registry.conftest import AT, BY, Place


def outers_of(scope_id: int) -> set[int]:
    return set(ScopeCover.objects.filter(inner_id=scope_id).values_list("outer_id", flat=True))


def test_regions_nest_by_their_codes(place: Place) -> None:
    first = Region.objects.get(code="990105001001")
    assert first.parent == place.west
    assert place.west.parent == place.district
    assert place.district.parent is None
    assert outers_of(first.scope_id) == {
        first.scope_id,
        place.west.scope_id,
        place.district.scope_id,
    }


def test_a_code_may_be_typed_wide_or_padded(place: Place) -> None:
    region = actions.add_region(code=" ９９０１０５００３０００ ", name="河南街道", by=BY, at=AT)
    assert region.code == "990105003"


@pytest.mark.parametrize(
    ("code", "refusal"),
    [
        ("990105", RegionExists),
        ("990105009001", ParentMissing),
        ("990106001", ParentMissing),
        ("9901", BadRegionCode),
        ("99010500A", BadRegionCode),
        ("990100", NotARegionHere),
    ],
)
def test_a_region_that_cannot_be_is_refused(
    place: Place, code: str, refusal: type[Exception]
) -> None:
    regions = Region.objects.count()
    with pytest.raises(refusal):
        actions.add_region(code=code, name="某处", by=BY, at=AT)
    assert Region.objects.count() == regions


def test_a_compound_is_covered_by_all_that_administer_it(place: Place) -> None:
    compound = place.compound
    assert outers_of(compound.scope_id) == {
        compound.scope_id,
        place.first.scope_id,
        place.west.scope_id,
        place.district.scope_id,
    }
    assert (compound.pinyin, compound.initials) == ("liu yin xin cun", "lyxc")
    entry = Entry.objects.get(subject_kind="compound", subject_id=str(compound.id))
    assert entry.verb == "registry.add_compound"
    assert entry.scope_id == compound.scope_id


def test_a_compound_lies_in_a_subdistrict_and_a_committee_of_it(place: Place) -> None:
    with pytest.raises(NotASubdistrict):
        actions.add_compound(name="甲小区", subdistrict=place.district, by=BY, at=AT)
    with pytest.raises(NotItsCommittee):
        actions.add_compound(
            name="甲小区", subdistrict=place.west, committee=place.third, by=BY, at=AT
        )
    assert Compound.objects.count() == 1


def test_moving_a_compound_moves_who_covers_it(place: Place) -> None:
    actions.change_compounds(
        changes=[
            (
                place.compound,
                {
                    "name": "长宁新村",
                    "subdistrict": place.east,
                    "subdistrict_basis": Basis.OVERRIDDEN,
                    "subdistrict_reason": "示房管〔2026〕1 号",
                    "committee": place.third,
                },
            )
        ],
        by=BY,
        at=AT,
    )
    moved = Compound.objects.get(id=place.compound.id)
    assert (moved.subdistrict, moved.committee) == (place.east, place.third)
    assert moved.initials == "cnxc"
    assert outers_of(moved.scope_id) == {
        moved.scope_id,
        place.third.scope_id,
        place.east.scope_id,
        place.district.scope_id,
    }


@pytest.mark.parametrize(
    "broken",
    [
        {"latitude": None},
        {"longitude": 181.0},
        {"subdistrict_basis": Basis.OVERRIDDEN},
        {"subdistrict_reason": "因为"},
        {"committee_id": "990105002001"},
    ],
)
def test_the_database_refuses_contradictions(place: Place, broken: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Compound.objects.filter(id=place.compound.id).update(**broken)


@pytest.mark.parametrize(
    "broken", [{"parent_id": "990105002"}, {"kind": "committee"}, {"parent_id": None}]
)
def test_the_database_refuses_misplaced_regions(place: Place, broken: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Region.objects.filter(code="990105001").update(**broken)


def test_compose_writes_nothing(place: Place) -> None:
    before = Compound.objects.count()
    composed = actions.compose_compound(
        at=AT,
        name="梧桐苑",
        subdistrict=place.west,
        scope=place.area.scope,
        point=Point(121.405, 31.205),
    )
    assert Compound.objects.count() == before
    assert composed.initials == "wty"
    assert (composed.longitude, composed.latitude) == (121.405, 31.205)
