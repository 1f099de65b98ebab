"""Dividing a saving: known games, the core, its emptiness, whole yuan."""

from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mashangban.core.contiguity.sharing import Game, SharingError, divide, nucleolus


def additive(*parts: int) -> Game:
    count = len(parts)
    return Game(
        count,
        tuple(
            sum(part for member, part in enumerate(parts) if group >> member & 1)
            for group in range(1 << count)
        ),
    )


def game(count: int, whole: int, **worth: int) -> Game:
    """Make a game; names are groups: `ab=3`."""
    bits = {sum(1 << "abcdef".index(name) for name in names): v for names, v in worth.items()}
    return Game.of(count, bits, whole=whole)


def test_a_group_does_the_best_its_clusters_allow() -> None:
    made = game(4, 100, ab=10, cd=5, bc=20, abc=25, ac=-3)
    assert made.values[0b0011] == 10
    assert made.values[0b0101] == 0  # a and c leave each other alone
    assert made.values[0b0111] == 25
    assert made.values[0b1011] == 10
    assert made.values[0b1110] == 20
    assert made.whole == 100


def test_what_all_bring_alike_is_divided_alike() -> None:
    assert nucleolus(game(3, 90)).parts == (30, 30, 30)
    assert nucleolus(additive(5, 7, 0)).parts == (5, 7, 0)


def test_the_contested_garment() -> None:
    # The bankruptcy games of the Talmud (Aumann and Maschler 1985): claims of 100, 200 and 300.
    def bankruptcy(estate: int) -> Game:
        claims = (100, 200, 300)
        others = [
            sum(claim for member, claim in enumerate(claims) if not group >> member & 1)
            for group in range(8)
        ]
        return Game(3, tuple(max(0, estate - rest) if g else 0 for g, rest in enumerate(others)))

    third = Fraction(100, 3)
    assert nucleolus(bankruptcy(100)).parts == (third, third, third)
    assert nucleolus(bankruptcy(200)).parts == (50, 75, 75)
    assert nucleolus(bankruptcy(300)).parts == (50, 100, 150)


def test_an_empty_core_is_proven() -> None:
    # Any two do as well as all three: whoever is left out pays one of them better.
    made = game(3, 100, ab=90, bc=90, ac=90)
    found = divide(made)
    assert found.empty_core is not None
    assert found.empty_core.holds(made)
    assert dict(found.empty_core.weights) == dict.fromkeys((0b011, 0b101, 0b110), Fraction(1, 2))
    assert found.empty_core.weighted == 135
    assert not found.stable
    # Three get 34, 33 and 33: a pair of 66 or 67 lacks up to 24 of its 90.
    assert (sum(found.parts), found.short) == (100, 24)
    assert not found.empty_core.holds(game(3, 140, ab=90, bc=90, ac=90))


def test_the_core_of_a_tight_game() -> None:
    made = game(3, 135, ab=90, bc=90, ac=90)
    found = divide(made)
    assert found.stable
    assert found.parts == (45, 45, 45)
    # One yuan less and there is none; one more and rounding matters.
    assert divide(game(3, 134, ab=90, bc=90, ac=90)).empty_core is not None
    assert sum(divide(game(3, 136, ab=90, bc=90, ac=90)).parts) == 136


def test_where_no_whole_yuan_lie_in_the_core() -> None:
    # Each pair needs 3 of 5: only 5/3 each, or parts such as (1, 2, 2) that give each pair 3.
    found = divide(game(3, 5, ab=3, bc=3, ac=3))
    assert found.stable
    assert sorted(found.parts) == [1, 2, 2]
    # Each pair needs 3 of 4.5, here doubled: 9 for pairs of 6 is 3 each.
    assert divide(game(3, 9, ab=6, bc=6, ac=6)).parts == (3, 3, 3)


def test_one_member_keeps_all() -> None:
    assert divide(game(1, 7)).parts == (7,)


def test_games_that_cannot_be_are_refused() -> None:
    with pytest.raises(SharingError, match="1 to 12 members, not 13"):
        Game(13, (0,) * (1 << 13))
    with pytest.raises(SharingError, match="one value for each group"):
        Game(2, (0, 1, 2))
    with pytest.raises(SharingError, match="0 for none"):
        Game(1, (1, 2))


@st.composite
def games(draw: st.DrawFn, least: int = 2, most: int = 4) -> Game:
    count = draw(st.integers(least, most))
    worth = {
        group: draw(st.integers(-50, 1_000))
        for group in range(1, (1 << count) - 1)
        if group.bit_count() > 1
    }
    return Game.of(count, worth, whole=draw(st.integers(0, 2_500)))


def excesses(made: Game, parts: tuple[Fraction, ...]) -> list[Fraction]:
    return sorted(
        sum((parts[m] for m in range(made.members) if group >> m & 1), Fraction(0))
        - made.values[group]
        for group in range(1, (1 << made.members) - 1)
    )


@settings(deadline=None)
@given(games(), st.lists(st.integers(-30, 30), min_size=4, max_size=4), st.integers(1, 5))
def test_nothing_nearby_is_better(made: Game, steps: list[int], by: int) -> None:
    best = nucleolus(made)
    assert sum(best.parts) == made.whole
    steps = steps[: made.members]
    moved = [part + Fraction(step, by) for part, step in zip(best.parts, steps, strict=True)]
    moved[0] -= Fraction(sum(steps), by)
    assert excesses(made, best.parts) >= excesses(made, tuple(moved))
    assert best.least_excess == excesses(made, best.parts)[0]


@settings(deadline=None)
@given(games(most=6))
def test_whole_yuan_add_up_and_stay_in_the_core(made: Game) -> None:
    found = divide(made)
    assert sum(found.parts) == made.whole
    if found.empty_core is None:
        assert found.short <= made.members
    else:
        assert found.empty_core.holds(made)
        assert not found.stable
    near = zip(found.parts, found.exact, strict=True)
    assert all(abs(part - exact) <= 2 * made.members for part, exact in near)


@settings(deadline=None, max_examples=30)
@given(games(least=3, most=3))
def test_names_do_not_matter(made: Game) -> None:
    parts = nucleolus(made).parts
    for order in permutations(range(3)):
        values = [0] * 8
        for group in range(8):
            turned = sum(1 << order[member] for member in range(3) if group >> member & 1)
            values[turned] = made.values[group]
        turned_parts = nucleolus(Game(3, tuple(values))).parts
        assert [turned_parts[order[member]] for member in range(3)] == list(parts)


def test_twelve_members_are_exact() -> None:
    # Pairs of neighbours along a line save 100 each; all together 1,200.
    worth = {0b11 << place: 100 for place in range(11)}
    found = divide(Game.of(12, worth, whole=1_200))
    assert found.stable
    assert sum(found.parts) == 1_200
    assert found.exact == tuple(reversed(found.exact))


def test_rounding_that_leaves_the_core_is_mended() -> None:
    values = (0, 0, 0, 8, 0, 2, 4, 8, 0, 7, 0, 11, 8, 8, 9, 16, 0, 2, 8, 8, 10, 10, 10, 18)
    made = Game(5, (*values, 0, 8, 8, 15, 10, 17, 16, 21))
    found = divide(made)
    # To the nearest, by remainders, a group would lack a yuan: (5, 4, 5, 3, 4).
    assert found.exact != found.parts
    assert found.stable
    assert sum(found.parts) == 21
