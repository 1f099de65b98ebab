"""Companies: groups, branches, names, successions, and how they are found."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from mashangban.registry import actions, queries
from mashangban.registry.errors import (
    BranchOfABranch,
    GroupExists,
    RenamedThatDay,
    SuccessionCircle,
    SuccessionExists,
)
from mashangban.registry.models import Company, CompanyGroup, Succession
from mashangban.registry.queries.companies import Cursor
from mashangban.registry.types import Ownership, SuccessionKind
from tests.apps.registry.conftest import AT, BY, Place

DAY = date(2026, 9, 1)


def succeed(old: Company, new: Company, on: date = DAY) -> Succession:
    return actions.record_succession(
        predecessor=old, successor=new, on=on, kind=SuccessionKind.MERGER, by=BY, at=AT
    )


def test_a_branch_has_a_head_office_and_no_code_of_its_own(place: Place) -> None:
    branch = actions.add_company(name="青禾物业西分公司", head_office=place.company, by=BY, at=AT)
    assert branch.uscc is None
    facts = queries.company_facts(place.company.pk)
    assert facts
    assert [kin.name for kin in facts.branches] == ["青禾物业西分公司"]
    seen = queries.company_facts(branch.pk)
    assert seen
    assert seen.head_office
    assert seen.head_office.id == place.company.pk
    with pytest.raises(BranchOfABranch):
        actions.add_company(name="分公司的分公司", head_office=branch, by=BY, at=AT)


def test_groups_may_belong_to_larger_ones(place: Place) -> None:
    above = actions.add_group(name="青禾集团", by=BY, at=AT)
    group = actions.add_group(name="青禾城服", parent=above, by=BY, at=AT)
    company = actions.add_company(
        name="青禾三物业", ownership=Ownership.DISTRICT, group=group, by=BY, at=AT
    )
    facts = queries.company_facts(company.pk)
    assert facts
    assert (facts.parent_group, facts.group) == ("青禾集团", "青禾城服")
    with pytest.raises(GroupExists):
        actions.add_group(name="青禾集团", by=BY, at=AT)


def test_a_company_is_found_by_what_it_was_called(place: Place) -> None:
    actions.rename_company(company=place.company, name="新禾城服", on=DAY, by=BY, at=AT)
    actions.record_former_name(
        company=place.company, name="柳荫房管所", until=date(2011, 1, 1), by=BY, at=AT
    )
    for words in ("新禾", "xinhe", "青禾物业", "qhwy", "房管", "91990105MA1FW0000B", "MA1F"):
        page = queries.company_page(person_id=place.company.pk, words=words, day=DAY, on=DAY)
        assert [row.name for row in page.rows] == ["新禾城服"], words
    facts = queries.company_facts(place.company.pk)
    assert facts
    assert [name for name, _ in facts.former_names] == ["青禾物业", "柳荫房管所"]
    with pytest.raises(RenamedThatDay):
        actions.rename_company(company=place.company, name="又改", on=DAY, by=BY, at=AT)


def test_the_line_of_a_company_is_told_whole(place: Place) -> None:
    old, new = (actions.add_company(name=name, by=BY, at=AT) for name in ("老禾物业", "禾家物业"))
    succeed(old, place.company, date(2019, 4, 1))
    succeed(place.company, new)
    for each in (old, place.company, new):
        line = queries.succession_line(each.pk)
        assert [(step.predecessor.name, step.successor.name) for step in line] == [
            ("老禾物业", "青禾物业"),
            ("青禾物业", "禾家物业"),
        ]
    assert queries.succession_line(place.rival.pk) == ()
    with pytest.raises(SuccessionExists):
        succeed(old, place.company)
    with pytest.raises(SuccessionCircle):
        succeed(new, place.company)
    with pytest.raises(SuccessionCircle):
        succeed(new, new)


def test_what_the_database_refuses(place: Place) -> None:
    group = actions.add_group(name="青禾集团", by=BY, at=AT)
    with pytest.raises(IntegrityError, match="group_not_its_own_parent"), transaction.atomic():
        CompanyGroup.objects.filter(pk=group.pk).update(parent=group)
    with pytest.raises(IntegrityError, match="company_not_its_own_branch"), transaction.atomic():
        Company.objects.filter(pk=place.rival.pk).update(head_office=place.rival)
    succession = succeed(place.company, place.rival)
    with (
        pytest.raises(IntegrityError, match="company_does_not_succeed_itself"),
        transaction.atomic(),
    ):
        Succession.objects.filter(pk=succession.pk).update(successor=place.company)


def test_the_list_counts_by_ownership_and_goes_on_behind_a_row(place: Place) -> None:
    for number in range(51):
        actions.add_company(name=f"测试{number}物业", ownership=Ownership.PRIVATE, by=BY, at=AT)
    assert queries.ownership_counts() == {Ownership.PRIVATE: 51}
    first = queries.company_page(
        person_id=place.company.pk, ownership=Ownership.PRIVATE, day=DAY, on=DAY
    )
    assert (len(first.rows), first.next is None) == (50, False)
    assert first.next
    assert Cursor.from_text(first.next.as_text()) == first.next
    rest = queries.company_page(
        person_id=place.company.pk,
        ownership=Ownership.PRIVATE,
        after=first.next,
        day=DAY,
        on=DAY,
    )
    assert len(rest.rows) == 1
    assert not {row.id for row in rest.rows} & {row.id for row in first.rows}
    for nonsense in ("", "x", "~", "a\0~" + str(place.company.pk)):
        assert Cursor.from_text(nonsense) is None
