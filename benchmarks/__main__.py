"""Measure processor time and queries of the main pages; write JSON and docs/benchmarks.md.

    python -m benchmarks [--size demo|small] [--requests 300]

Nothing else should run on the machine meanwhile.
"""

import argparse
import json
import os
import platform
import statistics
import sys
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path

from benchmarks.cases import CASES, Case
from benchmarks.counting import queries
from benchmarks.grading import DrawResult, measured, section
from benchmarks.installation import Client, Installation, running
from benchmarks.processes import paused_worker, usage

ROOT = Path(__file__).resolve().parent.parent
WARM_UP = 60
ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Result:
    """Medians of five rounds; times in milliseconds per request."""

    name: str
    queries: int
    web: float
    database: float
    wall: float
    most_queries: int
    most_milliseconds: float

    @property
    def within(self) -> bool:
        spent = self.web + self.database
        return self.queries <= self.most_queries and spent <= self.most_milliseconds


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--size", default="demo", choices=["demo", "small"])
    parser.add_argument("--requests", type=int, default=300, help="per round")
    options = parser.parse_args()
    with running(options.size) as installation:
        with paused_worker(installation.pid):
            spent = [_measure(case, installation, options.requests) for case in CASES]
        counted = queries(CASES, installation)
    results = [
        Result(case.name, counted[case.name], *times, case.most_queries, case.most_milliseconds)
        for case, times in zip(CASES, spent, strict=True)
    ]
    draws = measured()
    report = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": _machine(),
        "size": options.size,
        "requests": options.requests * ROUNDS,
        "results": [asdict(result) for result in results],
        "draws": [asdict(result) for result in draws],
    }
    text = json.dumps(report, ensure_ascii=False, indent=2) + "\n"
    (ROOT / "benchmarks" / "latest.json").write_text(text, encoding="utf-8")
    (ROOT / "docs" / "benchmarks.md").write_text(_page(report, results, draws), encoding="utf-8")
    for result in results:
        mark = "✓" if result.within else "✗"
        milliseconds = result.web + result.database
        print(f"{mark} {result.name}: {milliseconds:.1f} ms, {result.queries} queries")
    for drawn in draws:
        mark = "✓" if drawn.within else "✗"
        print(f"{mark} {drawn.text}: {drawn.wall:.2f} s, {drawn.megabytes:.0f} MB")
    return 0 if all(result.within for result in (*results, *draws)) else 1


def _measure(case: Case, installation: Installation, count: int) -> tuple[float, float, float]:
    """Return the medians of web, database and wall time of one request, in milliseconds."""
    client = Client(installation.about["base_url"])
    if case.signed_in:
        account = installation.about["accounts"]["bureau"]
        client.sign_in(account["username"], account["password"])
    path = case.path.format(token=installation.token)
    for _ in range(WARM_UP):
        _send(client, case, path)
    rounds = []
    for _ in range(ROUNDS):
        before, began = usage(installation.pid), time.perf_counter()
        for _ in range(count):
            _send(client, case, path)
        spent, wall = usage(installation.pid) - before, time.perf_counter() - began
        rounds.append((spent.web / count, spent.database / count, 1000 * wall / count))
    web, database, wall = (statistics.median(values) for values in zip(*rounds, strict=True))
    return round(web, 2), round(database, 2), round(wall, 2)


def _send(client: Client, case: Case, path: str) -> None:
    answer = client.report(path) if case.method == "POST" else client.send("GET", path)
    assert answer.status in (HTTPStatus.OK, HTTPStatus.CREATED), answer


def _machine() -> dict[str, str]:
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.processor(),
    )
    return {
        "processor": model,
        "cores": str(os.cpu_count()),
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
    }


def _page(report: dict[str, object], results: list[Result], draws: list[DrawResult]) -> str:
    machine = report["machine"]
    assert isinstance(machine, dict)
    rows = "".join(
        f"| {r.name} | {r.queries} / {r.most_queries} | {r.web:.1f} | {r.database:.1f}"
        f" | {r.web + r.database:.1f} / {r.most_milliseconds:g} | {r.wall:.1f} |\n"
        for r in results
    )
    return f"""# Benchmarks

Written by `make bench` ({report["at"]}); the raw figures are in `benchmarks/latest.json`.

Machine: {machine["processor"]}, {machine["cores"]} cores, {machine["system"]}, Python
{machine["python"]}. Data: the demonstration district of size “{report["size"]}”. One client on the
same machine, one request at a time over one connection; medians of {ROUNDS} rounds,
{report["requests"]} requests in all. Processor time is read from the kernel for the web server's
and the database's processes; the background worker is held meanwhile.

| Request | queries / budget | web ms | database ms | together ms / budget | wall ms |
|---|---|---|---|---|---|
{rows}
The report leaves request, texts, history, clock, private link, audit entry, event and the job that
delivers it, in one transaction, synchronously committed.
{section(draws)}"""


if __name__ == "__main__":
    sys.exit(main())
