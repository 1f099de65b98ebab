"""Which ballots count, and why the others are set aside."""

import pytest

from mashangban.core.voting import Ballot, Choice, Fault, Proxy, Repeat, SetAside, Tally, count
from tests.votes import ballot, matter, of_areas, roll, unit

ROLL = of_areas("100", "80", "60")
MANDATE = Proxy("person 7", mandate="mandate 3")


def counted(*ballots: Ballot) -> Tally:
    return count(ROLL, ballots, matter())


def test_a_ballot_of_nobody_on_the_roll_is_set_aside() -> None:
    stray = ballot("4")
    tally = counted(ballot("1"), stray)
    assert tally.set_aside == (SetAside(stray, Fault.UNKNOWN_HEAD),)
    assert tally.participating.heads == 1


def test_a_ballot_by_the_second_unit_of_a_head_names_no_head() -> None:
    two_flats = roll(unit("101", "89", "Fang"), unit("102", "60", "Fang"))
    tally = count(two_flats, [ballot("102")], matter())
    assert [aside.fault for aside in tally.set_aside] == [Fault.UNKNOWN_HEAD]
    assert count(two_flats, [ballot(two_flats.head_of("102").id)], matter()).passed


def test_a_proxy_with_a_written_mandate_votes_for_the_owner() -> None:
    tally = counted(ballot("1", proxy=MANDATE))
    assert tally.agreed.heads == 1
    assert tally.set_aside == ()


@pytest.mark.parametrize("mandate", ["", "  "])
def test_a_proxy_without_a_written_mandate_is_set_aside(mandate: str) -> None:
    cast = ballot("1", proxy=Proxy("person 7", mandate))
    tally = counted(cast)
    assert tally.set_aside == (SetAside(cast, Fault.NO_MANDATE),)
    assert tally.participating.heads == 0


def test_a_proxy_without_a_mandate_does_not_contradict_the_owner() -> None:
    own = ballot("1", Choice.AGAINST, name="own")
    tally = counted(ballot("1", Choice.FOR, name="proxy", proxy=Proxy("person 7")), own)
    assert tally.against.heads == 1
    assert [(aside.ballot.id, aside.fault) for aside in tally.set_aside] == [
        ("proxy", Fault.NO_MANDATE)
    ]


def test_the_same_choice_twice_counts_once_and_is_noted() -> None:
    first = ballot("1", name="paper 1")
    again = ballot("1", name="paper 2", proxy=MANDATE)
    tally = counted(again, first)
    assert (tally.agreed.heads, tally.agreed.area) == (1, 100)
    assert tally.repeats == (Repeat(again, counted="paper 1"),)
    assert tally.set_aside == ()


def test_contradictory_ballots_are_all_set_aside_whichever_came_last() -> None:
    yes = ballot("1", Choice.FOR, name="paper 1")
    no = ballot("1", Choice.AGAINST, name="paper 2")
    again = ballot("1", Choice.FOR, name="paper 3")
    for order in ([yes, no, again], [again, no, yes], [no, again, yes]):
        tally = counted(*order)
        assert tally.set_aside == (
            SetAside(yes, Fault.CONTRADICTORY, contradicts=("paper 2",)),
            SetAside(no, Fault.CONTRADICTORY, contradicts=("paper 1", "paper 3")),
            SetAside(again, Fault.CONTRADICTORY, contradicts=("paper 2",)),
        )
        assert tally.repeats == ()
        assert tally.participating.heads == 0


def test_an_abstention_contradicts_too() -> None:
    tally = counted(ballot("1", Choice.ABSTAIN, name="a"), ballot("1", Choice.FOR, name="b"))
    assert [aside.fault for aside in tally.set_aside] == [Fault.CONTRADICTORY] * 2


def test_every_head_of_the_roll_is_accounted_for() -> None:
    tally = counted(ballot("1"), ballot("2", Choice.ABSTAIN))
    assert [(vote.head.id, vote.ballot and vote.ballot.choice) for vote in tally.votes] == [
        ("1", Choice.FOR),
        ("2", Choice.ABSTAIN),
        ("3", None),
    ]


def test_two_ballots_of_one_id_are_refused() -> None:
    with pytest.raises(ValueError, match='Two ballots have the id "paper 1"'):
        counted(ballot("1", name="paper 1"), ballot("2", name="paper 1"))
