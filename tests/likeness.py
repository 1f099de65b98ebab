"""Measures comparisons against pairs that people have labelled.

    python -m tests.likeness pairs.csv

The columns are id, kind (compound or company), left_name, left_alias, left_address, right_name,
right_alias, right_address, distance_m and label (same, different or doubtful). An alias field may
hold several, with any of ; 、 | between.
"""

import csv
import re
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from mashangban.core.text import (
    Comparison,
    Kind,
    Record,
    Verdict,
    compare_companies,
    compare_compounds,
)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records and what people say about them."""

    id: str
    kind: Kind
    left: Record
    right: Record
    distance_m: float | None
    label: Verdict

    def compared(self) -> Comparison:
        """Return what we say about them."""
        if self.kind is Kind.COMPANY:
            return compare_companies(self.left, self.right)
        return compare_compounds(self.left, self.right, distance_m=self.distance_m)


@dataclass(frozen=True, slots=True)
class Measure:
    """How often each label met each verdict, and the pairs where the two are not one."""

    counts: Counter[tuple[Verdict, Verdict]]  # (label, verdict)
    misjudged: list[tuple[Pair, Comparison]] = field(repr=False)

    @property
    def precision(self) -> float:
        """Return which share of what we call the same is labelled so; 1 if nothing is called so."""
        return _share(self.counts[SAME, SAME], sum(self.counts[label, SAME] for label in Verdict))

    @property
    def recall(self) -> float:
        """Return which share of what is labelled the same we call so; 1 if nothing is."""
        return _share(
            self.counts[SAME, SAME], sum(self.counts[SAME, verdict] for verdict in Verdict)
        )

    @property
    def asked(self) -> float:
        """Return which share of all pairs we send to a person; 0 if there are none."""
        sent = sum(self.counts[label, Verdict.DOUBTFUL] for label in Verdict)
        return sent / (self.counts.total() or 1)

    def __str__(self) -> str:
        head = f"{'label':<11}" + "".join(f"{verdict.value:>11}" for verdict in Verdict)
        rows = [
            f"{label.value:<11}"
            + "".join(f"{self.counts[label, verdict]:>11}" for verdict in Verdict)
            for label in Verdict
        ]
        shares = (
            f"precision of same {self.precision:.1%}, recall {self.recall:.1%}, "
            f"sent to a person {self.asked:.1%} of {self.counts.total()}"
        )
        return "\n".join((head, *rows, shares))


SAME = Verdict.SAME


def read_pairs(path: Path) -> list[Pair]:
    """Read a file of labelled pairs; ValueError and KeyError if it is not one."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [
            Pair(
                id=row["id"],
                kind=Kind(row["kind"]),
                left=_record(row, "left"),
                right=_record(row, "right"),
                distance_m=float(row["distance_m"]) if row["distance_m"].strip() else None,
                label=Verdict(row["label"].strip()),
            )
            for row in csv.DictReader(file)
        ]


def measure(pairs: Iterable[Pair]) -> Measure:
    """Compare each pair and set the verdict against its label."""
    counts: Counter[tuple[Verdict, Verdict]] = Counter()
    misjudged = []
    for pair in pairs:
        comparison = pair.compared()
        counts[pair.label, comparison.verdict] += 1
        if comparison.verdict is not pair.label:
            misjudged.append((pair, comparison))
    return Measure(counts, misjudged)


def _record(row: dict[str, str], side: str) -> Record:
    aliases = re.split(r"[;；、|]", row[f"{side}_alias"])
    return Record(
        row[f"{side}_name"],
        tuple(alias.strip() for alias in aliases if alias.strip()),
        row[f"{side}_address"],
    )


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def main(path: Path) -> None:
    """Print the measure of a file, for each kind and for all, and each misjudged pair."""
    pairs = read_pairs(path)
    for kind in Kind:
        print(f"{kind.value}\n{measure(pair for pair in pairs if pair.kind is kind)}\n")
    whole = measure(pairs)
    print(f"all\n{whole}\n")
    for pair, comparison in whole.misjudged:
        reasons = " ".join(str(reason.as_data()) for reason in comparison.reasons)
        print(
            f"{pair.id}: labelled {pair.label}, called {comparison.verdict} "
            f"({comparison.score:.2f}): {pair.left} / {pair.right} {reasons}"
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
