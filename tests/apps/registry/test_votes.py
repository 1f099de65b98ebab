"""Votes on a frozen roll: ballots, the boundary of 2/3 and 1/2, corrections, the count."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pypdfium2
import pytest
from django.db import IntegrityError, transaction

from mashangban.audit.models import Entry
from mashangban.core.voting import RuleSet, digest, packaged_matters
from mashangban.registry import actions, papers
from mashangban.registry.errors import (
    BallotStruck,
    HasBallot,
    MandateTooLong,
    MandateWithoutProxy,
    MatterRuleExpired,
    NoSuchHead,
    RollAltered,
    TitleMissing,
    UnitIsAmbiguous,
    UnknownChoice,
    UnknownMatter,
    VoteCounted,
)
from mashangban.registry.models import OwnersBallot, OwnersVote, Roll
from mashangban.registry.presenters.votes import vote_page
from mashangban.registry.queries.rolls import vote_detail
from mashangban.registry.types import NewBallot
from tests.owners import (
    an_entrance,
    cast,
    freeze,
    hold,
    open_vote,
    owned_units,
    the_landlord,
    units,
)
from tests.world import NOW, SETUP, World

pytestmark = pytest.mark.django_db


def enter(vote: OwnersVote, head: str, choice: str = "for", **more: object) -> OwnersBallot:
    new = NewBallot(head, choice, **more)  # type: ignore[arg-type]
    return actions.record_ballot(vote_id=vote.pk, new=new, by=SETUP, at=NOW)


def counted(vote: OwnersVote) -> OwnersVote:
    return actions.count_vote(vote_id=vote.pk, by=SETUP, at=NOW)


@pytest.fixture
def vote(world: World) -> OwnersVote:
    """A vote by six owners of 50 m² each."""
    owned_units(world.compound, *["50.00"] * 6)
    return open_vote(freeze(world.compound))


def test_exactly_two_thirds_is_a_quorum_and_exactly_half_is_not_enough(vote: OwnersVote) -> None:
    cast(vote, "for", [1, 2])
    cast(vote, "against", [3, 4])
    quorum_area, quorum_heads, approval_area, approval_heads = vote_detail(vote.pk).tally.checks
    assert (quorum_area.passed, quorum_heads.passed) == (True, True)
    assert (approval_area.passed, approval_heads.passed) == (False, False)
    assert quorum_area.part == Decimal("200.0000")
    assert counted(vote).passed is False


def test_one_more_than_half_passes_and_one_less_than_two_thirds_does_not(vote: OwnersVote) -> None:
    cast(vote, "for", [1, 2, 3])
    assert not vote_detail(vote.pk).tally.passed  # 3 of 6 took part
    cast(vote, "against", [4])
    assert counted(vote).passed is True


def test_the_landlord_alone_is_a_majority_by_area_but_one_head(world: World) -> None:
    made = units(an_entrance(world.compound), *["50.00"] * 4)
    for unit in made:
        hold(unit, the_landlord())
    owned_units_of_another_building(world)
    vote = open_vote(freeze(world.compound))
    cast(vote, "for", [1])
    cast(vote, "against", [5, 6])
    result = counted(vote)
    checks = json.loads(result.result)["checks"]
    assert [check["passed"] for check in checks] == [True, True, True, False]
    assert result.passed is False


def owned_units_of_another_building(world: World) -> None:
    from tests.owners import a_person

    for unit in units(an_entrance(world.compound, building="7 号楼"), "50.00", "50.00"):
        hold(unit, a_person())


def test_a_ballot_is_found_by_line_or_unit(vote: OwnersVote) -> None:
    assert enter(vote, "3").head.number == 3
    assert enter(vote, " 6 号楼 12 号 101 ").head.number == 1
    assert enter(vote, "12号102").head.number == 2
    for typed in ("99", "号109", "0", "", "  "):
        with pytest.raises(NoSuchHead):
            enter(vote, typed)
    with pytest.raises(UnknownChoice):
        enter(vote, "4", "maybe")


def test_a_name_that_fits_several_units_is_refused(world: World) -> None:
    owned_units(world.compound, "50.00")
    entrance = an_entrance(world.compound, building="16 号楼")
    hold(units(entrance, "50.00")[0], the_landlord())
    vote = open_vote(freeze(world.compound))
    with pytest.raises(UnitIsAmbiguous):
        enter(vote, "6号楼12号101")
    assert enter(vote, "16号楼12号101").head.number == 2


def test_a_slip_of_the_hand_is_struck_out_and_entered_anew(vote: OwnersVote) -> None:
    wrong = enter(vote, "1", "against")
    with pytest.raises(HasBallot):
        enter(vote, "1", "for")
    actions.strike_ballot(ballot_id=wrong.pk, vote_id=vote.pk, by=SETUP, at=NOW)
    with pytest.raises(BallotStruck):
        actions.strike_ballot(ballot_id=wrong.pk, vote_id=vote.pk, by=SETUP, at=NOW)
    enter(vote, "1", "for")
    detail = vote_detail(vote.pk)
    assert [ballot.struck for ballot in detail.ballots] == [False, True]
    assert detail.tally.agreed.heads == 1


def test_papers_that_contradict_and_proxies_without_mandate_are_set_aside(vote: OwnersVote) -> None:
    enter(vote, "1", "for")
    enter(vote, "1", "against", another=True)
    enter(vote, "2", "for", by_proxy=True)
    enter(vote, "3", "for", by_proxy=True, mandate="委-12")
    detail = vote_detail(vote.pk)
    assert detail.tally.participating.heads == 1
    page = vote_page(detail, recorders={})
    assert [(line.ballot, line.head) for line in page.set_aside] == [
        ("1", "1"), ("2", "1"), ("3", "2"),
    ]  # fmt: skip
    with pytest.raises(MandateWithoutProxy):
        enter(vote, "4", mandate="委-13")
    with pytest.raises(MandateTooLong):
        enter(vote, "4", by_proxy=True, mandate="委" * 41)


def test_a_counted_vote_stands(vote: OwnersVote) -> None:
    cast(vote, "for", [1, 2, 3, 4])
    result = counted(vote)
    detail = vote_detail(vote.pk)
    assert result.digest == detail.digest == digest(detail.tally)
    for change in (
        lambda: enter(vote, "5"),
        lambda: counted(vote),
        lambda: actions.strike_ballot(
            ballot_id=detail.ballots[0].id, vote_id=vote.pk, by=SETUP, at=NOW
        ),
    ):
        with pytest.raises(VoteCounted):
            change()
    entry = Entry.objects.get(verb="registry.count_vote")
    assert json.loads(entry.canonical)["data"]["digest"] == result.digest


def test_a_result_that_no_longer_follows_from_the_ballots_is_refused(vote: OwnersVote) -> None:
    cast(vote, "for", [1, 2, 3, 4])
    counted(vote)
    OwnersBallot.objects.filter(number=1).update(choice="against")
    with pytest.raises(RollAltered):
        vote_detail(vote.pk)


def test_nothing_is_counted_with_an_altered_roll(vote: OwnersVote) -> None:
    other = Roll.objects.get()
    other.pk, other.digest = OwnersVote.objects.get().pk, "0" * 64
    other.save(force_insert=True)  # inserting is all that the triggers let pass
    OwnersVote.objects.update(roll=other)
    with pytest.raises(RollAltered):
        counted(vote)


def test_constraints_hold_without_the_actions(vote: OwnersVote) -> None:
    enter(vote, "1")
    for constraint, change in (
        ("vote_counted_when", lambda: OwnersVote.objects.update(state="counted")),
        ("vote_counted_when", lambda: OwnersVote.objects.update(digest="0")),
        ("mandate_of_a_proxy", lambda: OwnersBallot.objects.update(mandate="委-1")),
        ("ballot_struck_by_whom", lambda: OwnersBallot.objects.update(struck_at=NOW)),
    ):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            change()


def test_a_matter_must_be_known_and_titled(vote: OwnersVote) -> None:
    roll = vote.roll
    with pytest.raises(UnknownMatter):
        open_vote(roll, matter="lottery")
    with pytest.raises(TitleMissing):
        open_vote(roll, title=" ")


def test_an_expired_rule_counts_only_as_followed_in_practice(
    vote: OwnersVote, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = packaged_matters().rule_for("company", on=date(2026, 1, 1))
    ended = replace(rule, source=replace(rule.source, valid_to=date(2026, 6, 30)))
    monkeypatch.setattr(
        "mashangban.registry.queries.rolls.packaged_matters", lambda: RuleSet((ended,))
    )
    with pytest.raises(MatterRuleExpired):
        open_vote(vote.roll)
    followed = actions.open_vote(
        roll_id=vote.roll_id,
        matter="company",
        title="续聘",
        follows_expired=True,
        by=SETUP,
        at=NOW,
    )
    page = vote_page(vote_detail(followed.pk), recorders={})
    assert "2026-06-30" in page.expired


def test_the_tally_sheet_is_the_same_bytes_and_names_nobody(vote: OwnersVote) -> None:
    cast(vote, "for", [1, 2, 3, 4])
    counted(vote)
    detail = vote_detail(vote.pk)
    first, again = (papers.tally_sheet(detail, language="zh-hans") for _ in range(2))
    assert first == again
    with pypdfium2.PdfDocument(first) as document:
        assert len(document) == 1
        page = document[0].get_textpage()
        words = page.get_text_range()
        page.close()
    for said in ("续聘青榆物业", "200.00 m²", "66.66%", "第二百七十八条", detail.digest, "监票人"):
        assert said in words
    assert "业主101" not in words
