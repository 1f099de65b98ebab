"""Codes on paper: issued, read, withdrawn, and what they lead to."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from mashangban.accounts.actions import create_person
from mashangban.accounts.errors import NotFitToServe
from mashangban.core.identifiers import code_tokens
from mashangban.kit.errors import NotFound
from mashangban.registry import actions, checks, queries
from mashangban.registry.errors import BadReplacement, CodeWithdrawn
from mashangban.registry.models import Code
from mashangban.registry.periods import days
from mashangban.registry.types import CodeState, ReadState, WithdrawReason
from tests.apps.registry.conftest import AT, BY, Place

YEAR = days(date(2026, 1, 1), date(2026, 12, 31))
ON = date(2026, 6, 1)


@pytest.fixture
def code(place: Place) -> Code:
    return actions.issue_code(compound=place.compound, place="6 号楼", by=BY, at=AT)


def test_a_code_is_read_however_it_is_typed(code: Code, place: Place) -> None:
    for typed in (code.token, code.token.lower(), f" {code_tokens.grouped(code.token)} "):
        reading = queries.read_code(typed)
        assert reading.state is ReadState.GENUINE
        assert (reading.token, reading.code_id) == (code.token, code.id)
        assert (reading.compound_name, reading.place) == ("柳荫新村", "6 号楼")


def test_a_slip_of_the_hand_is_not_a_forgery(code: Code) -> None:
    swapped = code.token[1] + code.token[0] + code.token[2:]
    slip = swapped if swapped != code.token else "7" + code.token[1:]
    assert queries.read_code(slip).state is ReadState.MISTYPED
    assert queries.read_code("").state is ReadState.MISTYPED


@pytest.mark.django_db
def test_a_forged_code_is_told_without_asking_the_database(
    django_assert_num_queries: Any,
) -> None:
    forged = code_tokens.issue(b"12345", b"a key that is not ours")
    with django_assert_num_queries(0):
        assert queries.read_code(forged).state is ReadState.FORGED


@pytest.mark.django_db
def test_a_code_with_our_seal_that_nobody_issued_is_unknown(settings: Any) -> None:
    sealed = code_tokens.issue(b"12345", settings.CODE_TOKEN_KEYS[0])
    assert queries.read_code(sealed).state is ReadState.UNKNOWN


def test_paper_sealed_with_an_older_key_stays_good(code: Code, settings: Any) -> None:
    settings.CODE_TOKEN_KEYS = (b"the key of this year", *settings.CODE_TOKEN_KEYS)
    assert queries.read_code(code.token).state is ReadState.GENUINE
    settings.CODE_TOKEN_KEYS = settings.CODE_TOKEN_KEYS[:1]
    assert queries.read_code(code.token).state is ReadState.FORGED


def test_a_lost_key_is_noticed_before_paper_is_called_forged(code: Code, settings: Any) -> None:
    kept = settings.CODE_TOKEN_KEYS
    assert checks.code_seals().ok
    settings.CODE_TOKEN_KEYS = (b"made anew in silence",)
    assert not checks.code_seals().ok
    with pytest.raises(NotFitToServe, match="1 of 1 codes in use"):
        checks.require_codes_to_be_ours()
    settings.CODE_TOKEN_KEYS = (b"made anew in silence", *kept)
    checks.require_codes_to_be_ours()


def test_a_withdrawn_code_says_where_the_new_one_hangs(code: Code, place: Place) -> None:
    new = actions.issue_code(compound=place.compound, place="门卫室", by=BY, at=AT)
    later = AT + timedelta(days=3)
    actions.withdraw_code(
        code_id=code.id, reason=WithdrawReason.OTHER, replacement=new, by=BY, at=later
    )
    reading = queries.read_code(code.token)
    assert reading.state is ReadState.WITHDRAWN
    assert reading.replacement_place == "门卫室"
    assert queries.place_of_code(code.token, on=ON) is None
    assert Code.objects.get(id=code.id).withdrawn_at == later
    with pytest.raises(CodeWithdrawn):
        actions.withdraw_code(code_id=code.id, reason=WithdrawReason.OTHER, by=BY, at=later)


def test_a_code_is_replaced_by_one_in_use_for_the_same_compound(code: Code, place: Place) -> None:
    other = actions.add_compound(name="梧桐苑", subdistrict=place.east, by=BY, at=AT)
    elsewhere = actions.issue_code(compound=other, by=BY, at=AT)
    spent = actions.issue_code(compound=place.compound, by=BY, at=AT)
    spent = actions.withdraw_code(code_id=spent.id, reason=WithdrawReason.OTHER, by=BY, at=AT)
    for wrong in (code, elsewhere, spent):
        with pytest.raises(BadReplacement):
            actions.withdraw_code(
                code_id=code.id, reason=WithdrawReason.OTHER, replacement=wrong, by=BY, at=AT
            )
    assert Code.objects.get(id=code.id).state == CodeState.ACTIVE
    with pytest.raises(NotFound):
        actions.withdraw_code(code_id=uuid4(), reason=WithdrawReason.OTHER, by=BY, at=AT)


def test_the_database_refuses_half_a_withdrawal(code: Code) -> None:
    for broken in ({"state": "withdrawn"}, {"withdrawn_at": AT}, {"replacement_id": code.id}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Code.objects.filter(id=code.id).update(**broken)


def test_a_code_leads_to_all_the_page_needs_in_one_query(
    code: Code, place: Place, django_assert_num_queries: Any
) -> None:
    chen = create_person(by=BY, at=AT)
    actions.join_area(area=place.area, compound=place.compound, period=YEAR, by=BY, at=AT)
    actions.sign_contract(
        area=place.area,
        company=place.company,
        period=YEAR,
        fee=Decimal("0.95"),
        duty_phone="021-5550142",
        desk_hours="8:00-20:00",
        by=BY,
        at=AT,
    )
    actions.appoint_manager(area=place.area, person=chen, period=YEAR, by=BY, at=AT)
    with django_assert_num_queries(1):
        found = queries.place_of_code(code.token, on=ON)
    assert found is not None
    assert (found.code_id, found.token, found.place) == (code.id, code.token, "6 号楼")
    assert (found.compound_id, found.compound_name) == (place.compound.id, "柳荫新村")
    assert (found.address, found.scope_id) == ("柳荫路 12 弄", place.compound.scope_id)
    assert (found.subdistrict_name, found.committee_name) == ("河西街道", "河西第一居委会")
    assert (found.area_id, found.area_name) == (place.area.id, "柳荫新村")
    assert (found.company_id, found.company_name) == (place.company.id, "青禾物业")
    assert (found.duty_phone, found.desk_hours) == ("021-5550142", "8:00-20:00")
    assert (found.fee, found.contract_until) == (Decimal("0.95"), date(2026, 12, 31))
    assert found.manager_person_id == chen.pk


def test_a_code_leads_to_its_compound_when_nobody_serves_it(code: Code, place: Place) -> None:
    actions.join_area(area=place.area, compound=place.compound, period=YEAR, by=BY, at=AT)
    actions.sign_contract(area=place.area, company=place.company, period=YEAR, by=BY, at=AT)
    found = queries.place_of_code(code.token, on=date(2027, 1, 1))
    assert found is not None
    assert found.compound_name == "柳荫新村"
    assert found.company_id is None
    assert found.area_id is None
    assert (found.fee, found.duty_phone, found.contract_until) == (None, "", None)
    assert found.manager_person_id is None


def test_compounds_are_listed_by_name_and_within_scopes(place: Place) -> None:
    other = actions.add_compound(name="安和里", subdistrict=place.east, by=BY, at=AT)
    assert [line.name for line in queries.compounds()] == ["安和里", "柳荫新村"]
    assert [line.id for line in queries.compounds(name="安和里")] == [other.id]
    assert [line.id for line in queries.compounds(subdistrict_code="990105002")] == [other.id]
    (line,) = queries.compounds(scope_ids=[place.compound.scope_id])
    assert (line.name, line.subdistrict_name) == ("柳荫新村", "河西街道")
