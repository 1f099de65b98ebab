"""Draws over real rulebooks: what the compiled loops give is what the engine gives."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from mashangban.core.grading import Run, Table, load
from mashangban.core.grading import run as grade_run
from mashangban.core.grading.combining import combine
from mashangban.core.grading.doubt.draws import (
    CannotDraw,
    CellNoise,
    Choice,
    Experiment,
    NothingChanges,
    ScoreNoise,
    WeightNoise,
    draw,
    run,
)
from mashangban.core.grading.doubt.draws.planned import (
    PlanModel,
    aggregated_by,
    as_it_is,
    scale_of,
    scored_by,
    without_treatment,
)
from mashangban.core.grading.doubt.randomness import Stream, normals, uniforms, unit_keys
from mashangban.core.grading.rulebook.nodes import Geometric, Topsis
from mashangban.core.grading.rulebook.scores import MinMax

ROOT = Path(__file__).parents[4]
DISTRICT = (ROOT / "tests/data/grading/district.csv").read_text(encoding="utf-8")
DEMO = (ROOT / "src/mashangban/rulebooks/grading/demo_district.yaml").read_text(encoding="utf-8")

KINDS = (
    {"kind": "arithmetic"},
    {"kind": "sum"},
    {"kind": "geometric", "floor": 5},
    {"kind": "geometric", "zeros": "zero"},
    {"kind": "harmonic", "floor": 5},
    {"kind": "harmonic", "zeros": "zero"},
    {"kind": "power_mean", "exponent": 0.5, "zeros": "zero"},
    {"kind": "power_mean", "exponent": 0, "zeros": "zero"},
    {"kind": "minimum"},
    {"kind": "maximum"},
)


def rulebook_text(
    kinds: list[dict[str, object]], score: dict[str, object] | None = None, decimals: int = 3
) -> str:
    """Two groups of three indicators under a third one, with everything a group can say."""
    score = score or {"kind": "as_is"}
    one, two, top = kinds
    reweight = {"not_applicable": {"kind": "reweight"}, "withheld": {"kind": "score", "score": 0}}
    leaves = [
        {"id": name, "weight": weight, "score": score, "missing": reweight}
        for name, weight in zip("abcdef", (3, 2, 1, 0, 1, 1), strict=True)
    ]
    return yaml.safe_dump(
        {
            "format": 1,
            "id": "mixed",
            "version": "1",
            "name": "mixed",
            "status": "illustrative",
            "effective_from": date(2026, 1, 1),
            "basis": "none",
            "sources": {"none": {"document": "示例", "clause": "-", "status": "illustrative"}},
            "data": {"unit": "unit"},
            "tree": {
                "id": "top",
                "aggregate": top,
                "parts": [
                    {
                        "id": "one",
                        "weight": 60,
                        "aggregate": one,
                        "round": decimals,
                        "coverage": {"parts": 2},
                        "unrated": {"kind": "score", "score": 10},
                        "parts": leaves[:3],
                    },
                    {
                        "id": "two",
                        "weight": 40,
                        "aggregate": two,
                        "unrated": {"kind": "reweight"},
                        "parts": leaves[3:],
                    },
                ],
            },
        }
    )


def computed(text: str, rows: list[dict[str, object]], unit: str = "unit") -> Run:
    return grade_run(load(text, origin="test"), Table.of(rows, unit=unit))


def table_rows(cells: list[list[object]]) -> list[dict[str, object]]:
    return [
        {"unit": f"u{at}", **dict(zip("abcdef", row, strict=True))} for at, row in enumerate(cells)
    ]


def by_the_engine(made: Run, spread: float, seed: int, number: int) -> np.ndarray:
    """Work out a draw of weights with the engine itself."""
    plan, model = made.plan, PlanModel(made)
    at = np.array([number], dtype=np.uint64)
    weight = plan.weight.copy()
    for group in plan.groups:
        edges = slice(group.first, group.last)
        u = uniforms(seed, Stream.WEIGHTS, model.edges.keys[edges], at)[:, 0]
        moved = plan.weight[edges] * (1 + spread * (2 * u - 1))
        weight[edges] = moved * plan.weight[edges].sum() / moved.sum()
    scores = combine(
        plan.with_weights(weight),
        scores=made.leaves.scores,
        states=made.leaves.states,
        counted=made.leaves.counted,
        table=made.table,
    )
    return scores.values[:, plan.root]


# Whole hundredths: of the smallest floats there is no reciprocal.
CELL = st.integers(0, 10_000).map(lambda cell: cell / 100) | st.sampled_from(
    ["not_applicable", "withheld"]
)


@settings(max_examples=40)
@given(
    st.lists(st.sampled_from(KINDS), min_size=3, max_size=3),
    st.lists(st.lists(CELL, min_size=6, max_size=6), min_size=3, max_size=8),
    st.integers(0, 1000),
)
def test_compiled_loops_are_the_engine(kinds, cells, number):
    made = computed(rulebook_text(kinds), table_rows(cells))
    experiment = Experiment(PlanModel(made), (WeightNoise(0.4),), 3)
    nominal = draw(Experiment(PlanModel(made), (), 3), 0)
    np.testing.assert_allclose(nominal, made.scores.values[:, made.plan.root], rtol=1e-11)
    # A place after rounding may differ by the last digit where a sum differs by its last bit.
    ours, its = draw(experiment, number), by_the_engine(made, 0.4, 3, number)
    np.testing.assert_allclose(ours, its, rtol=1e-9, atol=1e-9)


def test_the_demonstration_district_with_its_tracks():
    made = grade_run(load(DEMO, origin="demo"), Table.from_csv(DISTRICT, unit="compound"))
    model = PlanModel(made)
    assert model.rules({}) is not None
    np.testing.assert_allclose(
        draw(Experiment(model, (), 0), 0), made.scores.values[:, made.plan.root], rtol=1e-12
    )
    experiment = Experiment(model, (WeightNoise(0.25), ScoreNoise(2.0)), 1)
    shock = 2.0 * normals(1, Stream.SCORES, unit_keys(model.units), np.array([5], np.uint64))[:, 0]
    expected = by_the_engine(made, 0.25, 1, 5) + shock
    np.testing.assert_allclose(draw(experiment, 5), expected, rtol=1e-10)
    outcome = run(experiment, 300, scale=scale_of(made))
    assert outcome.grades.shape == (6, 4)
    assert scale_of(made).decimals == 1
    scored = ~np.isnan(outcome.score)
    assert (outcome.best[scored] <= outcome.rank[scored]).all()
    np.testing.assert_allclose(outcome.grades[scored].sum(axis=1), 1)


def test_tracks_have_levels_of_their_own():
    made = grade_run(load(DEMO, origin="demo"), Table.from_csv(DISTRICT, unit="compound"))
    levels = PlanModel(made).edges.levels
    named = {made.plan.ids[made.plan.part[edge]]: int(level) for edge, level in enumerate(levels)}
    assert named["subdistrict_track"] == 1
    assert named["subdistrict_assessment"] == named["effect"] == 2
    assert named["on_time"] == 4


def _rows() -> list[dict[str, object]]:
    rng = np.random.default_rng(2)
    return table_rows(rng.uniform(20, 90, (12, 6)).round(2).tolist())


def test_noise_in_cells_is_noise_in_the_data():
    text = rulebook_text([KINDS[0]] * 3, {"kind": "goalposts", "low": 10, "high": 95}, decimals=9)
    made = computed(text, _rows())
    deviations = np.array([4.0, 0, 2, 1, 0, 3])
    model = PlanModel(made)
    got = draw(Experiment(model, (CellNoise(deviations),), 8), 6)
    shaken = np.array(made.leaves.raw)
    keys, at = unit_keys(model.units), np.array([6], np.uint64)
    for column, name in enumerate(model.leaf_names):
        item = int(unit_keys([name])[0])
        noise = normals(8, Stream.CELLS, keys, at, item=item)[:, 0]
        shaken[:, column] += deviations[column] * noise
    rows = [
        {"unit": unit, **dict(zip("abcdef", map(float, row), strict=True))}
        for unit, row in zip(model.units, shaken, strict=True)
    ]
    again = computed(text, rows)
    np.testing.assert_allclose(got, again.scores.values[:, again.plan.root], rtol=1e-9)


def test_ways_to_treat_score_and_aggregate():
    score = {"kind": "goalposts", "low": 10, "high": 95}
    text = rulebook_text([KINDS[0]] * 3, score, decimals=6)
    tamed = yaml.safe_load(text)
    for group in tamed["tree"]["parts"]:
        for leaf in group["parts"]:
            leaf["treatment"] = [{"kind": "clip", "low": 30, "high": 80}]
    made = computed(yaml.safe_dump(tamed), _rows())
    model = PlanModel(
        made,
        {
            "treatment": {"clipped": as_it_is, "none": without_treatment},
            "normalisation": {
                "goalposts": as_it_is,
                "least to greatest": scored_by(MinMax(kind="min_max", to=(1, 100))),
            },
            "aggregation": {
                "mean": as_it_is,
                "geometric": aggregated_by(Geometric(kind="geometric", floor=1), ["top"]),
                "topsis": aggregated_by(Topsis(kind="topsis"), ["top"]),
            },
        },
    )
    vary = (
        Choice("treatment", ("clipped", "none")),
        Choice("normalisation", ("goalposts", "least to greatest")),
        Choice("aggregation", ("mean", "geometric", "topsis")),
        WeightNoise(0.2),
    )
    experiment = Experiment(model, vary, 1)
    one, two = (run(experiment, 120, scale=scale_of(made), threads=n) for n in (1, 2))
    assert one.worst.tobytes() == two.worst.tobytes()
    assert one.mean.tobytes() == two.mean.tobytes()
    untreated = computed(text, _rows())
    alone = experiment.scored_as({"treatment": "none"})
    np.testing.assert_allclose(alone, untreated.scores.values[:, untreated.plan.root])
    topsis = computed(rulebook_text([KINDS[0], KINDS[0], {"kind": "topsis"}], score, 6), _rows())
    both = experiment.scored_as({"treatment": "none", "aggregation": "topsis"})
    np.testing.assert_allclose(both, topsis.scores.values[:, topsis.plan.root])


def test_a_treatment_that_treats_nothing_is_refused():
    made = computed(rulebook_text([KINDS[0]] * 3), _rows())
    ways = {"treatment": {"as it is": as_it_is, "none": without_treatment}}
    vary = (Choice("treatment", ("as it is", "none")),)
    with pytest.raises(NothingChanges, match="none gives every unit the same score as as it is"):
        run(Experiment(PlanModel(made, ways), vary, 1), 10, scale=scale_of(made))


def test_an_unknown_way_is_refused():
    made = computed(rulebook_text([KINDS[0]] * 3), _rows())
    experiment = Experiment(PlanModel(made), (Choice("treatment", ("a", "b")),), 1)
    with pytest.raises(CannotDraw, match="no alternative “a” of treatment"):
        run(experiment, 10, scale=scale_of(made))
