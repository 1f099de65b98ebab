"""Codes of entrances and facilities: where they hang, issued all at once, replaced."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from mashangban.audit.models import Entry
from mashangban.registry import actions, queries
from mashangban.registry.errors import CodeExists, CodeWithdrawn
from mashangban.registry.models import Code, EntranceBlock, Facility
from mashangban.registry.types import (
    CodeState,
    CodeTarget,
    FacilityKind,
    ReadState,
    WithdrawReason,
)
from tests.apps.registry.conftest import AT, BY, Place

ON = date(2026, 6, 1)
LATER = AT + timedelta(days=3)


@pytest.fixture
def entrances(place: Place) -> list[EntranceBlock]:
    building = actions.add_building(compound=place.compound, name="6 号楼", by=BY, at=AT)
    return [
        actions.add_entrance(building=building, number=number, by=BY, at=AT)
        for number in ("11 号", "12 号")
    ]


@pytest.fixture
def lift(place: Place, entrances: list[EntranceBlock]) -> Facility:
    return actions.add_facility(
        compound=place.compound,
        entrance=entrances[1],
        kind=FacilityKind.LIFT,
        name="1 号电梯",
        by=BY,
        at=AT,
    )


def issue(place: Place, target: CodeTarget) -> list[Code]:
    return actions.issue_missing_codes(
        compound_ids=[place.compound.id], target=target, by=BY, at=AT
    )


def test_a_code_says_where_it_hangs(
    place: Place, entrances: list[EntranceBlock], lift: Facility
) -> None:
    gate = actions.add_facility(
        compound=place.compound, kind=FacilityKind.GATE, name="东门", by=BY, at=AT
    )
    expected = {
        CodeTarget.COMPOUND: actions.issue_code(compound=place.compound, by=BY, at=AT),
        CodeTarget.ENTRANCE: actions.issue_code(
            compound=place.compound, entrance=entrances[1], by=BY, at=AT
        ),
        CodeTarget.FACILITY: actions.issue_code(
            compound=place.compound, facility=lift, by=BY, at=AT
        ),
    }
    words = {
        CodeTarget.COMPOUND: "",
        CodeTarget.ENTRANCE: "6 号楼 12 号",
        CodeTarget.FACILITY: "1 号电梯 · 6 号楼 12 号",
    }
    for target, code in expected.items():
        reached = queries.place_of_code(code.token, on=ON)
        assert reached is not None
        assert (reached.target, reached.place) == (target, words[target])
        assert queries.read_code(code.token).place == words[target]
        kind = FacilityKind.LIFT if target is CodeTarget.FACILITY else None
        assert reached.facility_kind is kind
        assert code.target is target
    of_gate = actions.issue_code(compound=place.compound, facility=gate, by=BY, at=AT)
    assert queries.read_code(of_gate.token).place == "东门"


def test_where_it_leads_still_costs_one_query(
    place: Place, lift: Facility, django_assert_num_queries: Any
) -> None:
    code = actions.issue_code(compound=place.compound, facility=lift, by=BY, at=AT)
    with django_assert_num_queries(1):
        queries.place_of_code(code.token, on=ON)
    with django_assert_num_queries(1):
        queries.read_code(code.token)


def test_the_database_refuses_a_code_at_two_places_and_two_codes_at_one(
    place: Place, entrances: list[EntranceBlock], lift: Facility
) -> None:
    code = actions.issue_code(compound=place.compound, entrance=entrances[0], by=BY, at=AT)
    for broken in ({"facility": lift}, {"place": "门厅"}, {"withdrawn_because": "lost"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Code.objects.filter(id=code.id).update(**broken)
    with pytest.raises(CodeExists, match="6 号楼 11 号"):
        actions.issue_code(compound=place.compound, entrance=entrances[0], by=BY, at=AT)
    actions.issue_code(compound=place.compound, facility=lift, by=BY, at=AT)
    with pytest.raises(CodeExists, match="1 号电梯"):
        actions.issue_code(compound=place.compound, facility=lift, by=BY, at=AT)


def test_the_database_refuses_a_withdrawal_without_a_reason(place: Place) -> None:
    code = actions.issue_code(compound=place.compound, by=BY, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Code.objects.filter(id=code.id).update(state="withdrawn", withdrawn_at=AT)


def test_issuing_all_at_once_leaves_what_is_there(
    place: Place, entrances: list[EntranceBlock], lift: Facility
) -> None:
    kept = actions.issue_code(compound=place.compound, entrance=entrances[0], by=BY, at=AT)
    (new,) = issue(place, CodeTarget.ENTRANCE)
    assert new.entrance == entrances[1]
    assert [code.facility for code in issue(place, CodeTarget.FACILITY)] == [lift]
    assert len(issue(place, CodeTarget.COMPOUND)) == 1
    for target in CodeTarget:
        assert issue(place, target) == []
    assert Code.objects.get(id=kept.id).state == CodeState.ACTIVE
    assert Entry.objects.filter(verb="registry.issue_code").count() == Code.objects.count() == 4


def test_a_code_at_the_gate_is_not_the_compounds_own(place: Place) -> None:
    actions.issue_code(compound=place.compound, place="东门", by=BY, at=AT)
    assert len(issue(place, CodeTarget.COMPOUND)) == 1


def test_retired_entrances_and_withdrawn_codes_count_as_without(
    place: Place, entrances: list[EntranceBlock]
) -> None:
    issue(place, CodeTarget.ENTRANCE)
    actions.retire(place=entrances[0], by=BY, at=AT)
    code = Code.objects.get(entrance=entrances[1])
    actions.withdraw_code(code_id=code.id, reason=WithdrawReason.LOST, by=BY, at=AT)
    assert [code.entrance for code in issue(place, CodeTarget.ENTRANCE)] == [entrances[1]]


def test_all_compounds_of_a_subdistrict_get_theirs(place: Place) -> None:
    for name in ("梧桐苑", "杏陌新苑"):
        actions.add_compound(name=name, subdistrict=place.west, by=BY, at=AT)
    actions.add_compound(name="远处", subdistrict=place.east, by=BY, at=AT)
    ids = [line.id for line in queries.compounds(subdistrict_code=place.west.code)]
    codes = actions.issue_missing_codes(compound_ids=ids, target=CodeTarget.COMPOUND, by=BY, at=AT)
    assert {code.compound_id for code in codes} == set(ids)


def test_a_replaced_code_points_to_the_new_one_at_the_same_place(
    place: Place, lift: Facility
) -> None:
    old = actions.issue_code(compound=place.compound, facility=lift, by=BY, at=AT)
    new = actions.replace_code(code_id=old.id, reason=WithdrawReason.PASTED_OVER, by=BY, at=LATER)
    assert (new.facility, new.token != old.token) == (lift, True)
    reading = queries.read_code(old.token)
    assert reading.state is ReadState.WITHDRAWN
    assert reading.replacement_token == new.token
    assert reading.replacement_place == "1 号电梯 · 6 号楼 12 号"
    stored = Code.objects.get(id=old.id)
    assert (stored.withdrawn_at, stored.withdrawn_because) == (LATER, "pasted_over")
    verbs = Entry.objects.filter(subject_id=str(old.id)).values_list("verb", flat=True)
    assert set(verbs) == {
        "registry.issue_code",
        "registry.withdraw_code",
        "registry.replace_code",
    }
    with pytest.raises(CodeWithdrawn):
        actions.replace_code(code_id=old.id, reason=WithdrawReason.LOST, by=BY, at=LATER)


def test_replaced_again_and_again_the_oldest_paper_leads_to_the_newest(place: Place) -> None:
    codes = [actions.issue_code(compound=place.compound, place="东门", by=BY, at=AT)]
    for _ in range(3):
        codes.append(
            actions.replace_code(
                code_id=codes[-1].id, reason=WithdrawReason.DAMAGED, by=BY, at=LATER
            )
        )
    for old in codes[:-1]:
        assert queries.read_code(old.token).replacement_token == codes[-1].token
    actions.withdraw_code(code_id=codes[-1].id, reason=WithdrawReason.LOST, by=BY, at=LATER)
    assert queries.read_code(codes[0].token).replacement_token is None
