"""What is measured: districts solved, and other ways on the same columns."""

import json
import resource
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from benchmarks.contiguity.districts import District, Width, district, worth
from benchmarks.contiguity.peers import Worths, annealing, greedy_merge, plain_highs, timed
from mashangban.core.contiguity import (
    Instance,
    SideRow,
    enumerate_sets,
    solve,
    undominated,
    write_npz,
)
from mashangban.core.contiguity.packaged import warm_up

ROOT = Path(__file__).resolve().parents[2]
PROCESSES = 2
SECONDS = 60.0  # for each general solver


@dataclass(frozen=True, slots=True)
class Result:
    """One row of the table; values in yuan, memory of the largest process in MB."""

    name: str
    columns: int
    kept: int
    objective: int
    bound: int
    seconds: float
    target: float
    memory: int = 0

    @property
    def met(self) -> bool:
        return self.objective == self.bound and self.seconds <= self.target


@dataclass(frozen=True, slots=True)
class Peer:
    """What another way reached on the columns of the 900 compounds, and its gap in percent."""

    name: str
    objective: int
    gap: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Found:
    columns: int
    kept: int
    objective: int
    bound: int
    memory: int


def solved(here: District) -> Found:
    """Enumerate, drop what is dominated and solve one subdistrict."""
    columns = enumerate_sets(here.graph, here.caps(Width.MEDIUM, 8))
    values = worth(here, columns).values
    keep = undominated(here.graph, columns, values)
    solution = solve(Instance(len(here), columns.kept(keep), values[keep]))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return Found(len(columns), int(keep.sum()), solution.objective, solution.bound, peak)


def by_subdistrict(count: int, target: float) -> Result:
    """Solve a whole district, its subdistricts spread over two processes."""
    parts = district(count, seed=1).split()
    with ProcessPoolExecutor(
        PROCESSES, mp_context=get_context("spawn"), initializer=warm_up
    ) as pool:
        list(pool.map(solved, parts[:PROCESSES]))  # both have started and compiled
        began = time.monotonic()
        found = list(pool.map(solved, parts, chunksize=4))
        seconds = time.monotonic() - began
    return Result(
        f"{count:,} compounds, medium caps, K = 8",
        sum(one.columns for one in found),
        sum(one.kept for one in found),
        sum(one.objective for one in found),
        sum(one.bound for one in found),
        round(seconds, 2),
        target,
        max(one.memory for one in found),
    )


def whole(width: Width, size: int, *, budget: bool) -> Result:
    """Solve 900 compounds as one problem across subdistricts, or with one budget for all."""
    here = district(900, seed=1)
    caps = here.caps(width, size, across=not budget)
    columns = enumerate_sets(here.graph, caps)
    value = worth(here, columns)
    began = time.monotonic()
    keep = undominated(here.graph, columns, value.values)
    instance = Instance(len(here), columns.kept(keep), value.values[keep])
    name = f"900 compounds across subdistricts, {width} caps, K = {size}"
    target = 5.0
    solution = solve(instance)
    if budget:
        half = int(value.once[keep][solution.chosen].sum()) // 2
        began = time.monotonic()
        keep = undominated(here.graph, columns, value.values, uses=value.once.reshape(-1, 1))
        row = SideRow.of("budget", value.once[keep], half)
        instance = Instance(len(here), columns.kept(keep), value.values[keep], (row,))
        name = f"900 compounds, {width} caps, K = {size}, one budget for the district"
        target = 10.0
        solution = solve(instance)
    seconds = round(time.monotonic() - began, 2)
    kept = int(keep.sum())
    return Result(name, len(columns), kept, solution.objective, solution.bound, seconds, target)


def peers() -> list[Peer]:
    """Let others work on the columns of 900 compounds with medium caps."""
    here = district(900, seed=1)
    columns = enumerate_sets(here.graph, here.caps(Width.MEDIUM, 8))
    values = worth(here, columns).values
    keep = undominated(here.graph, columns, values)
    instance = Instance(len(here), columns.kept(keep), values[keep])
    began = time.monotonic()
    best = solve(instance).objective
    found = [("this solver", best, time.monotonic() - began)]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "instance.npz"
        file.write_bytes(write_npz(instance))
        command = [sys.executable, "-m", "benchmarks.contiguity.cpsat", str(file), str(SECONDS)]
        answer = json.loads(subprocess.check_output(command, cwd=ROOT))
        found.append(("CP-SAT, 2 workers", answer["objective"], answer["seconds"]))
    found.append(("HiGHS alone", *timed(plain_highs, instance, seconds=SECONDS)))
    worths = Worths(Instance(len(here), columns, values))
    found.append(("greedy merging", *timed(greedy_merge, here.graph, worths)))
    found.append(
        ("annealing, 2 million steps",
         *timed(annealing, here.graph, worths, steps=2_000_000, seed=1))
    )  # fmt: skip
    return [
        Peer(name, value, round(100 * (best - value) / best, 3), round(seconds, 2))
        for name, value, seconds in found
    ]
