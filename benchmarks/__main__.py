"""Measure pages and engines; write benchmarks/latest.json and docs/benchmarks.md.

    python -m benchmarks [pages] [large] [grading] [plans]

Without a name everything but `large`, whose city takes minutes to make. Nothing else should run on
the machine meanwhile. Fails where a budget is missed.
"""

import argparse
import sys
from collections.abc import Callable
from functools import partial

from benchmarks import contiguity, grading, pages
from benchmarks.installation import LARGE
from benchmarks.reports import Report, Section, keep

REQUESTS = 300  # a round
PARTS: dict[str, Callable[[], Report]] = {
    "pages": partial(pages.measure, "demo", REQUESTS),
    LARGE: partial(pages.measure, LARGE, REQUESTS // 3),
    "grading": grading.measure_all,
    "plans": contiguity.measure_all,
}
SECTIONS: dict[str, Section] = {
    "pages": partial(pages.section, "demo"),
    LARGE: partial(pages.section, LARGE),
    "grading": grading.section,
    "plans": contiguity.section,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=PARTS, metavar="PART")
    parts = parser.parse_args().parts or [name for name in PARTS if name != LARGE]
    within = True
    for name in parts:
        report = PARTS[name]()
        keep(name, report, SECTIONS)
        within = within and report.within
    return 0 if within else 1


if __name__ == "__main__":
    sys.exit(main())
