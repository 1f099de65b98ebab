"""The solver: equal to brute force, proven, and the same every time."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mashangban.core.contiguity import (
    Columns,
    Instance,
    Progress,
    SideRow,
    Stage,
    Status,
    certificate_files,
    read_instance,
    solve,
)
from mashangban.core.contiguity.instance import parts
from mashangban.core.contiguity.primal import is_plan
from mashangban.core.contiguity.verify_plan import verify
from tests.packing import best, instances

CASES = Path(__file__).parents[2] / "data" / "plan_cases"
OPTIMA = {case["name"]: case["optimum"] for case in json.loads((CASES / "optima.json").read_text())}


def written(folder: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


@given(instances())
def test_the_plan_is_the_best_one(instance: Instance) -> None:
    solution = solve(instance)
    assert is_plan(instance, solution.chosen)
    assert solution.objective == instance.values[solution.chosen].sum() == best(instance)
    assert solution.bound == solution.objective
    assert solution.status is Status.CERTIFIED


@given(instances(rows=0, values=(30, 42)))
def test_fractional_problems_are_closed_too(instance: Instance) -> None:
    solution = solve(instance)
    assert solution.objective == solution.bound == best(instance)


@given(instances(rows=1), st.integers(0, 10))
def test_a_looser_row_never_lowers_the_best(instance: Instance, more: int) -> None:
    looser = Instance(
        instance.nodes,
        instance.columns,
        instance.values,
        tuple(
            SideRow(row.name, row.columns, row.coefficients, row.at_most + more)
            for row in instance.rows
        ),
    )
    assert solve(looser).objective >= solve(instance).objective


@pytest.mark.parametrize("name", OPTIMA)
def test_proven_optima_are_met_and_certified(name: str, tmp_path: Path) -> None:
    layout = read_instance((CASES / f"{name}.npz").read_bytes())
    solution = solve(layout.instance)
    assert solution.objective == solution.bound == OPTIMA[name]
    files = certificate_files(layout.instance, solution)
    word, sentence = verify(written(tmp_path, files))
    assert (word, sentence) == ("certified", f"no plan is worth more than {OPTIMA[name]}.")


def test_same_input_same_bytes() -> None:
    layout = read_instance((CASES / "base_900.npz").read_bytes())
    first, second = (certificate_files(layout.instance, solve(layout.instance)) for _ in range(2))
    assert first == second


def budgeted(name: str, seed: int) -> Instance:
    """A case with a budget that half of what the best plan costs would need."""
    case = read_instance((CASES / f"{name}.npz").read_bytes()).instance
    rng = np.random.default_rng(seed)
    cost = rng.integers(20, 200, len(case.columns)) * 1_000 * (case.columns.sizes - 1)
    half = int(cost[solve(case).chosen].sum()) // 2
    return Instance(case.nodes, case.columns, case.values, (SideRow.of("budget", cost, half),))


def test_a_budget_is_branched_upon_until_it_is_proven(tmp_path: Path) -> None:
    instance = budgeted("tiny_60", seed=1)
    solution = solve(instance)
    assert solution.status is Status.CERTIFIED
    assert len(solution.proofs) == 1
    tree = solution.proofs[0].tree
    assert tree is not None
    assert sum(1 for _ in tree.leaves()) > 1
    assert verify(written(tmp_path, certificate_files(instance, solution)))[0] == "certified"


def test_what_is_not_finished_is_bounded(tmp_path: Path) -> None:
    instance = budgeted("tiny_60", seed=1)
    solution = solve(instance, most_branches=1)
    exact = solve(instance)
    assert solution.status is Status.BOUNDED
    assert solution.objective <= exact.objective < solution.bound
    word, sentence = verify(written(tmp_path, certificate_files(instance, solution)))
    assert word == "bounded"
    assert f"gap {solution.gap}" in sentence


@pytest.mark.parametrize("stage", Stage)
def test_a_watch_stops_at_any_stage(stage: Stage, tmp_path: Path) -> None:
    instance = budgeted("tiny_60", seed=1)
    seen: list[Progress] = []

    def until(progress: Progress) -> bool:
        seen.append(progress)
        return progress.stage != stage

    solution = solve(instance, watch=until)
    assert {progress.stage for progress in seen} >= {Stage.RELAXATION}
    assert seen[-1].stage is stage
    assert is_plan(instance, solution.chosen)
    assert 0 < solution.objective <= solve(instance).objective <= solution.bound
    word, _ = verify(written(tmp_path, certificate_files(instance, solution)))
    assert word == ("certified" if solution.gap == 0 else "bounded")


def test_parts_share_neither_nodes_nor_rows() -> None:
    columns = Columns.of([(5, 4), (0, 1), (3, 2), (1, 6)])
    apart = Instance(8, columns, np.array([1, 2, 3, 4]))
    assert [part.nodes.tolist() for part in parts(apart)] == [[0, 1, 6], [2, 3], [4, 5]]
    assert [part.columns.tolist() for part in parts(apart)] == [[1, 3], [2], [0]]
    row = SideRow.of("both", [1, 1, 0, 0], 1)
    joined = parts(Instance(8, columns, np.array([1, 2, 3, 4]), (row,)))
    assert [part.nodes.tolist() for part in joined] == [[0, 1, 4, 5, 6], [2, 3]]
    assert [part.rows for part in joined] == [(0,), ()]
    assert joined[0].problem.rows[0].columns.tolist() == [0, 1]
    assert [list(part.problem.columns) for part in joined] == [
        [(2, 3), (0, 1), (1, 4)],
        [(0, 1)],
    ]


def test_an_instance_without_columns_is_worth_nothing(tmp_path: Path) -> None:
    instance = Instance(3, Columns.of([]), np.zeros(0, np.int64))
    solution = solve(instance)
    assert (solution.objective, solution.bound, len(solution.chosen)) == (0, 0, 0)
    assert verify(written(tmp_path, certificate_files(instance, solution)))[0] == "certified"


def test_values_of_any_size_are_exact() -> None:
    columns = Columns.of([(0, 1), (1, 2), (0, 2), (2,)])
    for unit in (1, 10**6, 10**12, 10**14):
        solution = solve(Instance(3, columns, np.array([5, 4, 4, 2]) * unit + 1))
        assert solution.objective == solution.bound == 7 * unit + 2
