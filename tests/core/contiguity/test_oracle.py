"""CP-SAT, in a process of its own, agrees."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from mashangban.core.contiguity import Instance, SideRow, read_instance, solve, write_npz

ROOT = Path(__file__).parents[3]
CASES = ROOT / "tests" / "data" / "plan_cases"


def cpsat(file: Path, seconds: int) -> dict[str, object]:
    command = [sys.executable, "-m", "benchmarks.contiguity.cpsat", str(file), str(seconds)]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return dict(json.loads(answer.stdout))


def test_a_small_case_with_a_budget(tmp_path: Path) -> None:
    case = read_instance((CASES / "tiny_60.npz").read_bytes()).instance
    cost = np.random.default_rng(7).integers(20, 200, len(case.columns)) * 1_000
    half = int(cost[solve(case).chosen].sum()) // 2
    budget = SideRow.of("budget", cost, half)
    instance = Instance(case.nodes, case.columns, case.values, (budget,))
    file = tmp_path / "budget.npz"
    file.write_bytes(write_npz(instance))
    answer = cpsat(file, 60)
    assert answer["optimal"]
    assert answer["objective"] == answer["bound"] == solve(instance).objective


@pytest.mark.long
@pytest.mark.parametrize("name", ["base_900", "mid_900", "loose_900_whole"])
def test_proven_optima_are_never_beaten(name: str) -> None:
    file = CASES / f"{name}.npz"
    solution = solve(read_instance(file.read_bytes()).instance)
    answer = cpsat(file, 300)
    assert isinstance(answer["objective"], int)
    assert answer["objective"] <= solution.objective
    if answer["optimal"]:
        assert answer["objective"] == solution.objective
