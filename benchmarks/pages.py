"""Processor time and queries of the main pages."""

import statistics
import time
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any

from benchmarks.cases import CASES, Case
from benchmarks.counting import queries
from benchmarks.installation import LARGE, Client, Installation, running
from benchmarks.processes import paused_worker, usage
from benchmarks.reports import Report, heading, mark

TITLES = {
    "small": "A few compounds",
    "demo": "The demonstration district: 240 compounds, 20,000 requests",
    LARGE: "A large city: 12,960 compounds with units and rolls, 2 million requests",
}
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


def measure(size: str, requests: int) -> Report:
    """Measure the pages of an installation of `size`, each `requests` times a round."""
    with running(size) as installation:
        with paused_worker(installation.pid):
            measured = [_measure(case, installation, requests) for case in CASES]
        counted = queries(CASES, installation)
    results = [
        Result(case.name, counted[case.name], *spent, case.most_queries, case.most_milliseconds)
        for case, spent in zip(CASES, measured, strict=True)
    ]
    for result in results:
        spent = result.web + result.database
        print(f"{mark(result.within)} {result.name}: {spent:.1f} ms, {result.queries} queries")
    rows = [asdict(result) for result in results]
    return Report(all(each.within for each in results), rows, about=f"{requests * ROUNDS} requests")


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


def section(size: str, report: dict[str, Any]) -> str:
    """Return the part of the page on benchmarks."""
    rows = "".join(map(_row, (Result(**result) for result in report["results"])))
    return f"""## {TITLES[size]}

{heading(report)} One client on the same machine, one request at a time over one connection; medians
of {ROUNDS} rounds. Processor time is read from the kernel for the web server's and the database's
processes; the background worker is held meanwhile. The report leaves request, texts, history,
clock, private link, audit entry, event and the job that delivers it, in one transaction,
synchronously committed.

| Request | queries / budget | web ms | database ms | together ms / budget | wall ms |
|---|---|---|---|---|---|
{rows}"""


def _row(r: Result) -> str:
    return (
        f"| {r.name} | {r.queries} / {r.most_queries} | {r.web:.1f} | {r.database:.1f}"
        f" | {r.web + r.database:.1f} / {r.most_milliseconds:g} | {r.wall:.1f} |\n"
    )
