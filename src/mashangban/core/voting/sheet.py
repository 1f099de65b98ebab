"""The tally sheet (计票单) as data: the rows to print, the text that says it all, its digest.

Words and layout are the page's. Amounts belong beside percentages: 74.999 % reads as 75 % when it
is rounded, and 50.001 % as 50 % when it is cut.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from mashangban.core.dated import DatedRule
from mashangban.core.voting.areas import area_text, to_cm2
from mashangban.core.voting.ballots import Ballot
from mashangban.core.voting.matters import Thresholds
from mashangban.core.voting.tally import Check, Tally, Weight

FORMAT = 1


class Line(StrEnum):
    TOTAL = "total"
    PARTICIPATING = "participating"
    FOR = "for"
    AGAINST = "against"
    ABSTAINED = "abstained"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the sheet: area in m², heads, and what part they are of `of` (0 of nothing)."""

    line: Line
    weight: Weight
    of: Line
    area_share: Fraction
    heads_share: Fraction


def rows(tally: Tally) -> tuple[Row, ...]:
    """Return the lines in the order of the sheet.

    Choices are parts of those who took part, the other lines of the whole roll. The four
    conditions to print below are `tally.checks`.
    """
    everybody, present = tally.total, tally.participating
    return (
        _row(Line.TOTAL, everybody, Line.TOTAL, everybody),
        _row(Line.PARTICIPATING, present, Line.TOTAL, everybody),
        _row(Line.FOR, tally.agreed, Line.PARTICIPATING, present),
        _row(Line.AGAINST, tally.against, Line.PARTICIPATING, present),
        _row(Line.ABSTAINED, tally.abstained, Line.PARTICIPATING, present),
        _row(Line.ABSENT, tally.absent, Line.TOTAL, everybody),
    )


def canonical_text(tally: Tally) -> str:
    """Return all of the tally as JSON: keys sorted, no blanks, heads and ballots by id.

    The same roll, rule and ballots give the same text, byte for byte in UTF-8, in whatever order
    they were handed in. A format that changes gets another `v`.
    """
    fields = {
        "v": FORMAT,
        "matter": _rule(tally.rule)
        | {
            "quorum": _thresholds(tally.rule.quorum),
            "approval": _thresholds(tally.rule.approval),
            "in_each_area": tally.rule.in_each_area,
        },
        "head_rule": _rule(tally.roll.rule)
        | {
            "same_owners": tally.roll.rule.same_owners,
            "developer_stock": tally.roll.rule.developer_stock,
        },
        "rows": {row.line: _weight(row.weight) for row in rows(tally)},
        "checks": [_check(check) for check in tally.checks],
        "passed": tally.passed,
        "votes": list(_votes(tally)),
        "repeats": [_ballot(again.ballot) | {"counted": again.counted} for again in tally.repeats],
        "set_aside": [
            _ballot(aside.ballot) | {"fault": aside.fault, "contradicts": aside.contradicts}
            for aside in tally.set_aside
        ],
    }
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(tally: Tally) -> str:
    """Return the SHA-256 of the canonical text in UTF-8, 64 small hexadecimal digits."""
    return hashlib.sha256(canonical_text(tally).encode()).hexdigest()


def _row(line: Line, weight: Weight, of: Line, whole: Weight) -> Row:
    return Row(
        line=line,
        weight=weight,
        of=of,
        area_share=_share(to_cm2(weight.area), to_cm2(whole.area)),
        heads_share=_share(weight.heads, whole.heads),
    )


def _share(part: int, whole: int) -> Fraction:
    return Fraction(part, whole) if whole else Fraction(0)


def _rule(rule: DatedRule) -> dict[str, Any]:
    source = rule.source
    return {
        "code": rule.code,
        "name": rule.name,
        "document": source.document,
        "article": source.article,
        "status": source.status,
        "valid_from": source.valid_from.isoformat(),
        "valid_to": source.valid_to and source.valid_to.isoformat(),
        "expired": rule.expired,
    }


def _thresholds(both: Thresholds) -> dict[str, str]:
    return {"area": str(both.area), "heads": str(both.heads)}


def _weight(weight: Weight) -> dict[str, Any]:
    return {"area": area_text(weight.area), "heads": weight.heads}


def _check(check: Check) -> dict[str, Any]:
    return {
        "stage": check.stage,
        "measure": check.measure,
        "threshold": str(check.threshold),
        "whole": _amount(check.whole),
        "part": _amount(check.part),
        "needed": _amount(check.needed),
        "reached": str(check.reached),
        "passed": check.passed,
    }


def _amount(amount: Decimal | int) -> str | int:
    return area_text(amount) if isinstance(amount, Decimal) else amount


def _votes(tally: Tally) -> Iterator[dict[str, Any]]:
    for vote in tally.votes:
        yield {
            "head": vote.head.id,
            "units": vote.head.units,
            "area": area_text(vote.head.area),
            "ballot": vote.ballot and _ballot(vote.ballot),
        }


def _ballot(ballot: Ballot) -> dict[str, Any]:
    return {
        "id": ballot.id,
        "head": ballot.head,
        "choice": ballot.choice,
        "agent": ballot.proxy and ballot.proxy.agent,
        "mandate": ballot.proxy and ballot.proxy.mandate,
    }
