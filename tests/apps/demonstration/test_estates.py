"""What is known of the demonstration's compounds: enough to see, with gaps as life has them."""

from collections import Counter
from datetime import date

import pytest

from mashangban.demonstration.plan import Plan, make_plan
from mashangban.demonstration.sizes import SIZES, SizeName
from mashangban.registry.models import CompoundAlias, EntranceBlock, Lane, Region
from mashangban.registry.queries import nearest_committee
from mashangban.registry.types import AliasKind, Basis, HousingType
from tests.apps.demonstration.making import make

TODAY = date(2026, 11, 23)
OPENING = 3


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_plan(size=SIZES[SizeName.DEMO], seed=2026, today=TODAY)


def test_every_kind_of_knowledge_and_of_gap_is_there(plan: Plan) -> None:
    estates = plan.estates
    assert {each.housing for each in estates} == {*HousingType, None}
    assert {each.basis for each in estates} == set(Basis)
    assert {alias.kind for each in estates for alias in each.aliases} == {
        AliasKind.COMMON,
        AliasKind.FORMER,
        AliasKind.OFFICIAL,
    }
    assert any(len(each.lanes) > 2 for each in estates)
    for facts in ("floor_area", "lanes", "entrances", "renovations"):
        known = Counter(bool(getattr(each, facts)) for each in estates)
        assert min(known.values()) > len(estates) / 20, facts
        assert len(known) == 2, facts


def test_of_the_opening_compounds_everything_is_known(plan: Plan) -> None:
    for each in plan.estates[:OPENING]:
        assert each.floor_area
        assert each.housing
        assert each.aliases
        assert each.lanes
        assert each.entrances


def test_another_name_is_no_compounds_own(plan: Plan) -> None:
    names = {each.name for each in plan.compounds}
    others = [alias.name for each in plan.estates for alias in each.aliases]
    assert not names & set(others)


@pytest.mark.django_db
def test_what_is_planned_is_entered() -> None:
    make()
    planned = make_plan(size=SIZES[SizeName.SMALL], seed=1, today=TODAY).estates
    assert CompoundAlias.objects.count() == sum(len(each.aliases) for each in planned)
    assert Lane.objects.count() == sum(len(each.lanes) for each in planned)
    assert EntranceBlock.objects.count() == sum(sum(each.entrances) for each in planned)
    committee = Region.objects.filter(kind="committee", longitude__isnull=False).first()
    assert committee is not None
    alias = CompoundAlias.objects.first()
    assert alias is not None
    assert alias.name in alias.compound.search_text
    assert nearest_committee(alias.compound_id) is not None
