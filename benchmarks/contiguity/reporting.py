"""Generated districts solved, beside other ways on the same columns, as a part of the page."""

from dataclasses import asdict
from typing import Any

from benchmarks.contiguity.districts import Width
from benchmarks.contiguity.measuring import Peer, Result, by_subdistrict, peers, whole
from benchmarks.reports import Report, heading, mark
from mashangban.core.contiguity.packaged import warm_up


def measure_all() -> Report:
    """Solve generated districts up to 90,000 compounds; compiling is not counted."""
    warm_up()
    results = [
        by_subdistrict(900, 2.0),
        by_subdistrict(9_000, 15.0),
        by_subdistrict(90_000, 120.0),
        whole(Width.MEDIUM, 8, budget=False),
        whole(Width.LOOSE, 6, budget=False),
        whole(Width.MEDIUM, 8, budget=True),
    ]
    for result in results:
        print(
            f"{mark(result.met)} {result.name}: {result.columns:,} columns, "
            f"{result.seconds} s of {result.target:g}, gap {result.bound - result.objective}, "
            f"{result.memory or '-'} MB"
        )
    others = peers()
    for peer in others:
        print(f"  {peer.name}: gap {peer.gap} %, {peer.seconds} s")
    rows = [*map(asdict, results), *map(asdict, others)]
    return Report(all(result.met for result in results), rows)


def section(report: dict[str, Any]) -> str:
    """Return the part of the page on benchmarks."""
    solved = "".join(
        f"| {r.name} | {r.columns:,} | {r.kept:,} | {r.bound - r.objective}"
        f" | {r.seconds:.2f} / {r.target:g} | {r.memory or '–'} |\n"
        for r in (Result(**row) for row in report["results"] if "target" in row)
    )
    beside = "".join(
        f"| {p.name} | {p.objective:,} | {p.gap:.3f} | {p.seconds:.2f} |\n"
        for p in (Peer(**row) for row in report["results"] if "target" not in row)
    )
    return f"""## Plans

{heading(report)} Generated districts, enumerated, reduced and solved to proven optimality (a gap of
0 yuan), after compiling; whole districts by two processes.

| District | clusters | after dominance | gap, yuan | s / budget | MB |
|---|---|---|---|---|---|
{solved}
The clusters of the 900 compounds with medium caps, solved in other ways to the same objective:

| Way | found, yuan | gap, % | s |
|---|---|---|---|
{beside}"""
