"""What a bench leaves behind, and the page that shows the latest of each."""

import json
import os
import platform
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias

ROOT = Path(__file__).resolve().parent.parent
_LATEST = ROOT / "benchmarks" / "latest.json"
_PAGE = ROOT / "docs" / "benchmarks.md"
Section: TypeAlias = Callable[[dict[str, Any]], str]


@dataclass(frozen=True, slots=True)
class Report:
    """Whether all was within its budget, the rows, and what `about` says of how they came."""

    within: bool
    results: list[dict[str, Any]]
    about: str = ""


def keep(name: str, report: Report, sections: dict[str, Section]) -> None:
    """Write a report beside the others, and the page anew."""
    said = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": _machine(),
        "about": report.about,
        "results": report.results,
    }
    reports = {**json.loads(_LATEST.read_text(encoding="utf-8")), name: said}
    text = json.dumps(reports, ensure_ascii=False, indent=2) + "\n"
    _LATEST.write_text(text, encoding="utf-8")
    shown = [section(reports[each]) for each, section in sections.items() if each in reports]
    _PAGE.write_text("\n".join([_HEAD, *shown]), encoding="utf-8")


def heading(report: dict[str, Any]) -> str:
    """Return when and where the figures of a section were taken."""
    about = f", {report['about']}" if report["about"] else ""
    return f"Measured {report['at']} on {report['machine']}{about}."


def mark(within: bool) -> str:
    return "✓" if within else "✗"


_HEAD = """# Benchmarks

Written by `make bench`; the raw figures are in `benchmarks/latest.json`. Nothing else should run on
the machine meanwhile. One part alone: `make bench ARGS=pages`, `large`, `grading` or `plans`.
"""


def _machine() -> str:
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.processor(),
    )
    system = platform.platform(terse=True)
    return f"{model}, {os.cpu_count()} cores, {system}, Python {platform.python_version()}"
