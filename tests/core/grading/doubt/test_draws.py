"""Draws: what they change, that nothing else does, and what becomes of ranks and grades."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from mashangban.core.grading.doubt.draws import (
    CannotDraw,
    CellNoise,
    Choice,
    Chosen,
    Experiment,
    Mean,
    Node,
    NothingChanges,
    Outcome,
    Rule,
    Rules,
    Scale,
    ScoredLeaves,
    ScoreNoise,
    Tree,
    WeightNoise,
    draw,
    ranks_of,
    run,
)
from mashangban.core.grading.doubt.randomness import Stream, normals, uniforms, unit_keys

SCALE = Scale(decimals=1, cuts=(80, 65, 50))
EVERYTHING = (WeightNoise(0.3), ScoreNoise(2.0), CellNoise(3.0))


class WithWays(ScoredLeaves):
    """Scores halved, or squared, or left; and two ways to take the mean at the top."""

    def leaves(self, chosen: Chosen, noise: np.ndarray | None = None) -> np.ndarray:
        scores = super().leaves(chosen, noise)
        way = chosen.get("normalisation", "plain")
        ways = {"plain": scores, "same": scores, "half": scores / 2, "squared": scores**2 / 100}
        return ways[way]

    def rules(self, chosen: Chosen) -> Rules:
        top = Rule(Mean[chosen.get("aggregation", "ARITHMETIC")])
        return replace(super().rules(chosen), of=(*self.tree.rules[:-1], top))


def test_scores_are_those_worked_out_by_hand(model: ScoredLeaves):
    x = model.scores
    service = (3 * x[:, 0] + 2 * x[:, 1] + x[:, 2]) / 6
    residents = np.sqrt(x[:, 3] * x[:, 4])
    by_hand = 0.6 * service + 0.4 * residents
    by_hand[3] = 0.6 * (3 * x[3, 0] + x[3, 2]) / 4 + 0.4 * residents[3]
    by_hand[5] = service[5]
    nominal = run(Experiment(model, (ScoreNoise(1.0),), 1), 1, scale=SCALE).score
    np.testing.assert_allclose(nominal, by_hand, rtol=1e-14)
    assert np.isnan(nominal[7])


@pytest.mark.parametrize(
    ("mean", "by_hand"),
    [
        (Mean.ARITHMETIC, 0.25 * 80 + 0.75 * 40),
        (Mean.GEOMETRIC, 80**0.25 * 40**0.75),
        (Mean.HARMONIC, 1 / (0.25 / 80 + 0.75 / 40)),
        (Mean.POWER, (0.25 * 80**2 + 0.75 * 40**2) ** 0.5),
        (Mean.SUM, 80 + 3 * 40),
        (Mean.PRODUCT, 80.0 * 40.0**3),
        (Mean.MINIMUM, 40),
        (Mean.MAXIMUM, 80),
    ],
)
def test_means_of_leaves_and_of_nodes(mean: Mean, by_hand: float):
    flat = Tree(("a", "b"), (Node("top", ("a", "b"), (1, 3), Rule(mean, exponent=2)),))
    nested = Tree(
        ("a", "b", "c"),
        (
            Node("n", ("a",), (1,)),
            Node("top", ("n", "b"), (1, 3), Rule(mean, exponent=2)),
            Node("r", ("top", "c"), (1, 1)),
        ),
    )
    for tree, leaves in ((flat, [80.0, 40.0]), (nested, [80.0, 40.0, np.nan])):
        model = ScoredLeaves(["u"], tree, np.array([leaves]))
        assert draw(Experiment(model, (), 0), 0)[0] == pytest.approx(by_hand)


def test_a_draw_is_recomputed_by_hand_from_its_number(model: ScoredLeaves):
    experiment = Experiment(model, (WeightNoise(0.3), ScoreNoise(2.0)), seed=9)
    at = np.array([4321], dtype=np.uint64)
    edges = [f"service/{leaf}" for leaf in ("repairs", "lifts", "green")]
    edges += ["residents/survey", "residents/posted", "score/service", "score/residents"]
    factors = 1 + 0.3 * (2 * uniforms(9, Stream.WEIGHTS, unit_keys(edges), at)[:, 0] - 1)
    w = np.array([3, 2, 1, 1, 1, 60, 40]) * factors
    x = model.scores[0]
    service = w[:3] @ x[:3] / w[:3].sum()
    residents = np.exp(w[3:5] @ np.log(x[3:]) / w[3:5].sum())
    shock = 2.0 * normals(9, Stream.SCORES, unit_keys(["area 0"]), at)[0, 0]
    by_hand = (w[5] * service + w[6] * residents) / (w[5] + w[6]) + shock
    assert draw(experiment, 4321)[0] == pytest.approx(by_hand, rel=1e-13)


@pytest.mark.parametrize("vary", [EVERYTHING[:2], EVERYTHING[2:], EVERYTHING])
def test_one_draw_is_the_one_that_the_run_had(model: ScoredLeaves, vary):
    experiment = Experiment(model, vary, seed=5)
    for batch in experiment.batches(np.arange(300, dtype=np.uint64)):
        scores = experiment.scores(batch)
        for at, number in enumerate(batch.draws[:3]):
            assert draw(experiment, int(number)).tobytes() == scores[at].tobytes()


def _bytes(outcome: Outcome, order: Sequence[int] | None = None) -> list[bytes]:
    names = ("score", "rank", "best", "middle", "worst", "mean", "deviation", "grades")
    arrays = [getattr(outcome, name) for name in names]
    return [(a if order is None else a[list(order)]).tobytes() for a in arrays]


@given(st.permutations(range(12)), st.integers(0, 2**64 - 1))
def test_threads_and_the_order_of_rows_change_no_byte(order: list[int], seed: int):
    scores = np.random.default_rng(seed).uniform(30, 95, (12, 5))
    tree = Tree(
        tuple("abcde"), (Node("n", tuple("abc"), (1, 2, 3)), Node("r", ("n", *"de"), (1, 1, 1)))
    )
    names = [f"area {at}" for at in range(12)]
    deviations = np.arange(12) / 4
    vary = (WeightNoise(0.2), ScoreNoise(deviations), CellNoise(0.5))
    one = run(Experiment(ScoredLeaves(names, tree, scores), vary, seed), 40, scale=SCALE)
    shuffled = ScoredLeaves([names[at] for at in order], tree, scores[order])
    again = (WeightNoise(0.2), ScoreNoise(deviations[order]), CellNoise(0.5))
    two = run(Experiment(shuffled, again, seed), 40, scale=SCALE, threads=2)
    assert _bytes(one, order) == _bytes(two)


def test_other_units_do_not_change_what_is_drawn_for_one(model: ScoredLeaves):
    few = ScoredLeaves(model.units[:4], model.tree, model.scores[:4])
    for number in (0, 77):
        every = draw(Experiment(model, EVERYTHING, 3), number)
        assert draw(Experiment(few, EVERYTHING, 3), number).tobytes() == every[:4].tobytes()


def test_weights_of_one_level_leave_the_others(model: ScoredLeaves):
    plain = draw(Experiment(model, (), 0), 0)
    top = Experiment(model, (WeightNoise(0.5, level=1),), 2)
    # Area 5 has no residents' side: weights at the top move nothing there.
    assert draw(top, 1)[5] == plain[5]
    assert draw(top, 1)[0] != plain[0]
    low = Experiment(model, (WeightNoise(0.5, level=2),), 2)
    assert draw(low, 1)[5] != plain[5]


def test_the_outcome_is_that_of_its_draws(model: ScoredLeaves):
    ways = WithWays(model.units, model.tree, model.scores)
    choice = Choice("aggregation", ("ARITHMETIC", "HARMONIC"))
    experiment = Experiment(ways, (WeightNoise(0.3), ScoreNoise(4.0), choice), seed=5)
    outcome = run(experiment, 401, scale=SCALE, level=0.9)
    scores = np.array([draw(experiment, number) for number in range(401)])
    scored = ~np.isnan(outcome.score)
    rounded = np.floor(np.clip(scores[:, scored], 0, 100) * 10 + 0.5) / 10
    ranks = np.array([stats.rankdata(-row, method="min") for row in rounded])
    ordered = np.sort(ranks, axis=0)
    assert (outcome.best[scored] == ordered[20]).all()
    assert (outcome.middle[scored] == ordered[200]).all()
    assert (outcome.worst[scored] == ordered[380]).all()
    clipped = np.clip(scores[:, scored], 0, 100)
    np.testing.assert_allclose(outcome.mean[scored], clipped.mean(axis=0), rtol=1e-12)
    np.testing.assert_allclose(outcome.deviation[scored], clipped.std(axis=0), rtol=1e-9)
    shares = [(rounded >= 80), (rounded >= 65) & (rounded < 80), (rounded >= 50) & (rounded < 65)]
    for grade, share in enumerate(shares):
        np.testing.assert_allclose(outcome.grades[scored, grade], share.mean(axis=0))
    assert (outcome.rank[~scored] == 0).all()
    assert (outcome.worst[~scored] == 0).all()
    assert np.isnan(outcome.grades[~scored]).all()
    np.testing.assert_allclose(outcome.grades[scored].sum(axis=1), 1)


def test_choices_are_made_evenly_and_leaves_worked_out_once_for_each(model: ScoredLeaves):
    asked = []

    class Counting(WithWays):
        def leaves(self, chosen: Chosen, noise: np.ndarray | None = None) -> np.ndarray:
            asked.append(dict(chosen))
            return super().leaves(chosen, noise)

    ways = Counting(model.units, model.tree, model.scores)
    choice = Choice("normalisation", ("plain", "half", "squared"))
    experiment = Experiment(ways, (choice, WeightNoise(0.1)), 1)
    batches = list(experiment.batches(np.arange(3000, dtype=np.uint64)))
    counts = dict.fromkeys(choice.alternatives, 0)
    for batch in batches:
        counts[batch.chosen["normalisation"]] += len(batch.draws)
        experiment.scores(batch)
    assert len(asked) == 3
    assert sum(counts.values()) == 3000
    assert all(abs(count - 1000) < 4 * np.sqrt(3000 * 2 / 9) for count in counts.values())


def test_round_then_rank():
    scale = Scale(decimals=1)
    # Before rounding they differ; 84.25 as a float is a tie and goes up.
    scores = np.array([84.249, 84.25, 84.31, 84.26, np.nan, -3, 120])
    assert list(ranks_of(scores, scale)) == [5, 2, 2, 2, 0, 6, 1]


@given(st.lists(st.floats(0, 100) | st.just(float("nan")), max_size=200), st.integers(0, 9))
def test_ranks_are_what_sorting_gives(scores: list[float], decimals: int):
    given_scores = np.array(scores, dtype=np.float64)
    ranks = ranks_of(given_scores, Scale(decimals))
    keys = Scale(decimals).keys(given_scores)
    there = ~np.isnan(given_scores)
    expected = np.zeros(len(scores))
    if there.any():
        expected[there] = stats.rankdata(-keys[there], method="min")
    assert (ranks == expected).all()


@pytest.mark.parametrize(
    ("vary", "sentence"),
    [
        ((), "Nothing is varied"),
        ((WeightNoise(0.0),), "“weights” changes no score"),
        ((ScoreNoise(0.0),), "“score noise” changes no score"),
        ((CellNoise(0.0),), "“cell noise” changes no score"),
        ((ScoreNoise(1.0), WeightNoise(0.0, level=2)), "“weights of level 2” changes no score"),
        ((Choice("normalisation", ("plain", "same")),), "same gives every unit the same score as"),
    ],
)
def test_a_perturbation_that_changes_nothing_is_refused(model: ScoredLeaves, vary, sentence):
    ways = WithWays(model.units, model.tree, model.scores)
    with pytest.raises(NothingChanges, match=sentence):
        run(Experiment(ways, vary, 1), 10, scale=SCALE)


def test_weights_that_cannot_matter_are_refused():
    least = Tree(("a", "b"), (Node("r", ("a", "b"), (1, 1), Rule(Mean.MINIMUM)),))
    single = Tree(("a", "b"), (Node("n", ("a",), (1,)), Node("r", ("n", "b"), (1, 1))))
    scores = np.array([[50.0, 60], [80, 20]])
    with pytest.raises(NothingChanges):
        run(Experiment(ScoredLeaves("xy", least, scores), (WeightNoise(0.5),), 1), 5, scale=SCALE)
    below = (WeightNoise(0.5, level=2),)
    with pytest.raises(NothingChanges, match="a single child"):
        run(Experiment(ScoredLeaves("xy", single, scores), below, 1), 5, scale=SCALE)


@pytest.mark.parametrize(
    ("vary", "sentence"),
    [
        ((WeightNoise(1.0),), "from 0 to below 1"),
        ((WeightNoise(0.1, level=3),), "levels 1 to 2, not 3"),
        ((WeightNoise(0.1), WeightNoise(0.1, level=1)), "together, or level by level"),
        ((ScoreNoise(1.0), ScoreNoise(2.0)), "“score noise” is varied twice"),
        ((ScoreNoise([1.0, 2.0]),), "do not fit"),
        ((ScoreNoise(-1.0),), "not below 0"),
        ((Choice("normalisation", ("plain",)),), "two or more different alternatives"),
    ],
)
def test_what_makes_no_sense_is_refused(model: ScoredLeaves, vary, sentence):
    with pytest.raises(CannotDraw, match=sentence):
        Experiment(model, vary, 1)


def test_refusals_of_a_run(model: ScoredLeaves):
    experiment = Experiment(model, (ScoreNoise(1.0),), 1)
    with pytest.raises(CannotDraw, match="At least one draw"):
        run(experiment, 0, scale=SCALE)
    with pytest.raises(CannotDraw, match="Ask for 25000000 draws or fewer"):
        run(experiment, 10**9, scale=SCALE)
    with pytest.raises(CannotDraw, match="from 0 to"):
        Experiment(model, (), -1)


def test_a_draw_without_a_result_is_refused(model: ScoredLeaves):
    # Noise of 60 on a cell takes it below 0, of which there is no geometric mean.
    with pytest.raises(CannotDraw, match="Set a floor above 0"):
        run(Experiment(model, (CellNoise(60.0),), 1), 50, scale=SCALE)


@pytest.mark.parametrize(
    ("leaves", "nodes", "sentence"),
    [
        (("a", "a"), (Node("r", ("a",), (1,)),), "leaves of different names"),
        (("a",), (Node("r", ("a",), (0,)),), "not above 0"),
        (("a",), (Node("r", ("a",), (1, 2)),), "a weight for each"),
        (("a",), (Node("r", ("b",), (1,)),), "unknown or used twice"),
        (("a", "b"), (Node("r", ("a",), (1,)),), "No node has b as a child"),
        (("a",), (Node("a", ("a",), (1,)),), "two of the name a"),
    ],
)
def test_a_tree_that_hangs_together_badly_is_refused(leaves, nodes, sentence):
    with pytest.raises(CannotDraw, match=sentence):
        Tree(leaves, nodes)
