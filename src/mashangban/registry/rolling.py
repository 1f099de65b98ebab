"""The owners' roll of a day, worked out of plain facts: gaps, order, canonical text, digest."""

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from mashangban.core.voting import HeadRule, Roll, Unit, area_text
from mashangban.registry.types import Gap, GapKind, RollLine, UnitFacts

FORMAT = 1
_PARTS = re.compile(r"(\d+)")


def in_order(facts: Iterable[UnitFacts]) -> list[UnitFacts]:
    """Return the units as one walks past them: 2 号楼 before 10 号楼, 201 before 1001."""
    return sorted(
        facts,
        key=lambda unit: (
            *map(natural_key, (unit.compound, unit.building, unit.entrance, unit.number)),
            unit.unit_id,
        ),
    )


def gaps_of(facts: Iterable[UnitFacts]) -> list[Gap]:
    """Return what keeps units off the roll: no area, no owner, owners of less than the whole."""
    found = []
    for unit in facts:
        if unit.area is None:
            found.append(Gap(unit, GapKind.NO_AREA))
        if not unit.owners:
            found.append(Gap(unit, GapKind.NO_OWNER))
        elif unit.share < 1:
            found.append(Gap(unit, GapKind.SHARE_MISSING))
    return found


def lines_of(facts: Iterable[UnitFacts]) -> list[RollLine]:
    """Return the numbered lines of the roll of units without gaps."""
    return [
        RollLine(
            number=number,
            unit_id=unit.unit_id,
            label=unit.label,
            area=unit.area or Decimal(),
            owners=unit.owners,
            developer_stock=unit.developer_stock,
        )
        for number, unit in enumerate(in_order(facts), start=1)
    ]


def unit_name(number: int) -> str:
    """Return what `core.voting` calls the unit of a line; sorts as numbers do."""
    return f"{number:06d}"


def core_roll(lines: Iterable[RollLine], rule: HeadRule) -> Roll:
    """Return the roll that votes are counted with. Raises RollError."""
    units = (
        Unit(
            id=unit_name(line.number),
            area=line.area,
            owners=frozenset(map(str, line.owners)),
            developer_stock=line.developer_stock,
        )
        for line in lines
    )
    return Roll(tuple(units), rule)


def canonical_text(
    *, area_id: UUID, on: date, rule: HeadRule, lines: Sequence[RollLine], roll: Roll
) -> str:
    """Return all of a roll as JSON, keys sorted, no blanks; owners by the ids of parties.

    The same facts of the same day give the same text. A format that changes gets another `v`.
    """
    fields = {
        "v": FORMAT,
        "area": str(area_id),
        "on": on.isoformat(),
        "head_rule": {
            "code": rule.code,
            "document": rule.source.document,
            "article": rule.source.article,
            "valid_from": rule.source.valid_from.isoformat(),
        },
        "totals": {"units": len(lines), "heads": len(roll.heads), "area": area_text(roll.area)},
        "units": [
            {
                "number": line.number,
                "unit": str(line.unit_id),
                "label": line.label,
                "area": area_text(line.area),
                "owners": sorted(map(str, line.owners)),
                "developer_stock": line.developer_stock,
                "head": int(roll.head_of(unit_name(line.number)).id),
            }
            for line in lines
        ],
    }
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> str:
    """Return the SHA-256 of a canonical text, 64 small hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def natural_key(text: str) -> list[tuple[int, str]]:
    """Return a key that compares figures as numbers."""
    return [
        (int(part), "") if part.isdecimal() else (-1, part) for part in _PARTS.split(text) if part
    ]
