"""Solve generated districts and write benchmarks/contiguity/latest.json.

    python -m benchmarks.contiguity [--quick]

Nothing else should run on the machine meanwhile. Compiling is not counted.
"""

import argparse
import json
import platform
import sys
from dataclasses import asdict
from datetime import UTC, datetime

from benchmarks.contiguity.districts import Width
from benchmarks.contiguity.measuring import ROOT, by_subdistrict, peers, whole
from mashangban.core.contiguity.packaged import warm_up


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.contiguity", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="without 90,000 and the others")
    quick = parser.parse_args().quick
    warm_up()
    results = [by_subdistrict(900, 2.0), by_subdistrict(9_000, 15.0)]
    if not quick:
        results.append(by_subdistrict(90_000, 120.0))
    results += [
        whole(Width.MEDIUM, 8, budget=False),
        whole(Width.LOOSE, 6, budget=False),
        whole(Width.MEDIUM, 8, budget=True),
    ]
    others = [] if quick else peers()
    for result in results:
        print(
            f"{'✓' if result.met else '✗'} {result.name}: {result.columns:,} columns, "
            f"{result.seconds} s of {result.target}, gap {result.bound - result.objective}, "
            f"{result.memory or '-'} MB"
        )
    for peer in others:
        print(f"  {peer.name}: gap {peer.gap} %, {peer.seconds} s")
    if not quick:
        report = {
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "machine": platform.platform(),
            "results": [asdict(result) for result in results],
            "peers": [asdict(peer) for peer in others],
        }
        text = json.dumps(report, ensure_ascii=False, indent=2) + "\n"
        (ROOT / "benchmarks" / "contiguity" / "latest.json").write_text(text, encoding="utf-8")
    return 0 if all(result.met for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
