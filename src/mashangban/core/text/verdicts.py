"""What a comparison of two records says: a score, a verdict, and the reasons for both."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from mashangban.core.text.reasons import Reason, ReasonCode
from mashangban.core.text.weights import DOUBTFUL_FROM, FULL, SAME_FROM, Weight


class Verdict(StrEnum):
    SAME = "same"
    DOUBTFUL = "doubtful"  # a person has to look
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Comparison:
    """How sure it is that two records are one thing: 0 (not) to 1 (certainly)."""

    score: float
    verdict: Verdict
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """A reason and what it weighs."""

    reason: Reason
    weight: Weight


def found(code: ReasonCode, weight: Weight, **params: str | int) -> Finding:
    """Return the finding `code` with its parameters."""
    return Finding(Reason(code, params), weight)


def weighed(findings: Iterable[Finding]) -> Comparison:
    """Add up what was found, lift it to the highest floor and cut it off at the lowest bar."""
    findings = tuple(findings)
    weights = [finding.weight for finding in findings]
    points = FULL + sum(weight.points for weight in weights)
    points = max(points, *(weight.floor for weight in weights), 0)
    points = min(points, *(weight.bar for weight in weights), FULL)
    if points >= SAME_FROM:
        verdict = Verdict.SAME
    else:
        verdict = Verdict.DOUBTFUL if points >= DOUBTFUL_FROM else Verdict.DIFFERENT
    return Comparison(points / FULL, verdict, tuple(finding.reason for finding in findings))
