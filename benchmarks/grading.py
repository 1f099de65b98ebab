"""What the draws of `core.grading` cost, each case in a process of its own.

python -m benchmarks.grading NAME       one case, as JSON
"""

import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import yaml

from benchmarks.reports import Report, heading, mark
from mashangban.core.grading import Run, Table, load
from mashangban.core.grading import run as compute
from mashangban.core.grading.doubt.draws import (
    CellNoise,
    Choice,
    Experiment,
    Perturbation,
    Scale,
    ScoreNoise,
    WeightNoise,
    run,
)
from mashangban.core.grading.doubt.draws.planned import (
    PlanModel,
    aggregated_by,
    as_it_is,
    scored_by,
    without_treatment,
)
from mashangban.core.grading.doubt.rank_sets import simultaneous_rank_sets
from mashangban.core.grading.rulebook.nodes import Geometric
from mashangban.core.grading.rulebook.scores import MinMax

ROUNDS = 5
THREADS = 2
ONE_GB = 1000  # MB


@dataclass(frozen=True, slots=True)
class DrawCase:
    """Something to run again and again, once it is compiled, and what it may take."""

    name: str
    text: str
    prepare: Callable[[], Callable[[], object]]
    most_seconds: float
    most_megabytes: float = ONE_GB


@dataclass(frozen=True, slots=True)
class DrawResult:
    """Medians of the rounds in seconds, and the most memory the process ever had, in MB."""

    name: str
    text: str
    wall: float
    processor: float
    megabytes: float
    most_seconds: float
    most_megabytes: float

    @property
    def within(self) -> bool:
        return self.wall <= self.most_seconds and self.megabytes <= self.most_megabytes


def district(units: int, indicators: int) -> Run:
    """Compute an invented district: groups of five indicators, dimensions of four groups."""
    names = [f"indicator_{at}" for at in range(indicators)]
    leaves = [
        {
            "id": name,
            "weight": 1 + at % 5,
            "treatment": [{"kind": "winsorise_quantiles", "low": 0.02, "high": 0.98}],
            "score": {"kind": "goalposts", "low": 0, "high": 100, "beyond": "clip"},
        }
        for at, name in enumerate(names)
    ]
    tree = {"id": "score", "parts": _grouped(_grouped(leaves, 5, "group"), 4, "dimension")}
    text = yaml.safe_dump(
        {
            "format": 1,
            "id": "bench",
            "version": "1",
            "name": "bench",
            "status": "illustrative",
            "effective_from": np.datetime64("2026-01-01").item(),
            "basis": "none",
            "sources": {"none": {"document": "示例", "clause": "-", "status": "illustrative"}},
            "defaults": {"group": {"aggregate": {"kind": "arithmetic"}}},
            "data": {"unit": "unit"},
            "tree": tree,
        }
    )
    cells = np.random.default_rng(1).uniform(20, 95, (units, indicators)).round(2)
    rows = [
        {"unit": f"unit {at}", **dict(zip(names, map(float, row), strict=True))}
        for at, row in enumerate(cells)
    ]
    return compute(load(text, origin="bench"), Table.of(rows, unit="unit"))


def _grouped(parts: list[dict[str, object]], size: int, name: str) -> list[dict[str, object]]:
    pieces = [parts[at : at + size] for at in range(0, len(parts), size)]
    return [
        {"id": f"{name}_{at}", "weight": 1 + at % 3, "parts": piece}
        for at, piece in enumerate(pieces)
    ]


def _draws(
    units: int, draws: int, vary: tuple[Perturbation, ...]
) -> Callable[[], Callable[[], object]]:
    def prepare() -> Callable[[], object]:
        scale = Scale(decimals=2, cuts=(90, 75, 60))
        model = PlanModel(district(units, 60))
        return lambda: run(Experiment(model, vary, 1), draws, scale=scale, threads=THREADS)

    return prepare


def _methods() -> Callable[[], object]:
    """Prepare an index of the size of ASEM's: 51 countries, 49 indicators."""
    model = PlanModel(
        district(51, 49),
        {
            "treatment": {"winsorised": as_it_is, "none": without_treatment},
            "normalisation": {
                "goalposts": as_it_is,
                "least to greatest": scored_by(MinMax(kind="min_max", to=(1, 100))),
            },
            "aggregation": {
                "arithmetic": as_it_is,
                "geometric": aggregated_by(Geometric(kind="geometric", floor=1)),
            },
        },
    )
    vary: tuple[Perturbation, ...] = (
        *(Choice(name, tuple(ways)) for name, ways in model.ways.items()),
        WeightNoise(0.25),
    )
    return lambda: run(
        Experiment(PlanModel(model.run, model.ways), vary, 1),
        1000,
        scale=Scale(decimals=2),
        threads=THREADS,
    )


def _rank_sets() -> Callable[[], object]:
    rng = np.random.default_rng(1)
    names = [f"unit {at}" for at in range(900)]
    figures, errors = rng.normal(75, 8, 900), rng.uniform(0.5, 3, 900)
    return lambda: simultaneous_rank_sets(names, figures, errors, threads=THREADS)


SHAKEN: tuple[Perturbation, ...] = (WeightNoise(0.25), ScoreNoise(2.0))
DRAW_CASES = (
    DrawCase(
        "weights-900",
        "weights of all levels and score noise, 900 × 60, 10,000 draws",
        _draws(900, 10_000, SHAKEN),
        1,
    ),
    DrawCase(
        "weights-13000",
        "the same, 13,000 × 60",
        _draws(13_000, 10_000, SHAKEN),
        10,
    ),
    DrawCase(
        "cells-13000",
        "cell noise, 13,000 × 60, 500 draws",
        _draws(13_000, 500, (CellNoise(2.0),)),
        20,
    ),
    DrawCase("methods", "treatment, method and weights, 51 × 49, 1,000 draws", _methods, 5),
    DrawCase("rank-sets", "simultaneous rank sets of 900 units", _rank_sets, 5),
)


def measure(case: DrawCase) -> DrawResult:
    """Run a case in this process: once to compile it, then the rounds."""
    work = case.prepare()
    work()
    walls, processors = [], []
    for _ in range(ROUNDS):
        wall, processor = time.perf_counter(), time.process_time()
        work()
        walls.append(time.perf_counter() - wall)
        processors.append(time.process_time() - processor)
    return DrawResult(
        case.name,
        case.text,
        round(statistics.median(walls), 3),
        round(statistics.median(processors), 3),
        round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000),
        case.most_seconds,
        case.most_megabytes,
    )


def measure_all() -> Report:
    """Run every case, each in a process of its own, so that its memory is its own."""
    results = []
    for case in DRAW_CASES:
        command = [sys.executable, "-m", "benchmarks.grading", case.name]
        answer = subprocess.run(command, check=True, capture_output=True, text=True)
        result = DrawResult(**json.loads(answer.stdout))
        print(
            f"{mark(result.within)} {result.text}: {result.wall:.2f} s, {result.megabytes:.0f} MB"
        )
        results.append(result)
    return Report(all(each.within for each in results), [asdict(each) for each in results])


def section(report: dict[str, Any]) -> str:
    """Return the part of the page on benchmarks."""
    rows = "".join(
        f"| {r.text} | {r.wall:.2f} / {r.most_seconds:g} | {r.processor:.2f}"
        f" | {r.megabytes:.0f} / {r.most_megabytes:.0f} |\n"
        for r in (DrawResult(**result) for result in report["results"])
    )
    return f"""## Draws of the grading engine

{heading(report)} After compiling, {THREADS} threads, medians of {ROUNDS} rounds; the most memory
the process ever had, reading the data included.

| Case | wall s / budget | processor s | MB / budget |
|---|---|---|---|
{rows}"""


if __name__ == "__main__":
    (chosen,) = (case for case in DRAW_CASES if case.name == sys.argv[1])
    print(json.dumps(asdict(measure(chosen))))
