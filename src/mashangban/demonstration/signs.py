"""Entrances and facilities of the compounds that the demonstration opens with, each with a code.

The other compounds are left without: whoever tries the workbench has something to issue.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from mashangban.demonstration.naming import building_name, form
from mashangban.demonstration.plan import Compound as PlannedCompound
from mashangban.demonstration.words import read
from mashangban.kit.actors import Actor
from mashangban.registry import actions as registry
from mashangban.registry.models import Compound, EntranceBlock
from mashangban.registry.types import CodeTarget, FacilityKind

_BUILDINGS: Final = 3  # of each compound
_ENTRANCES: Final = 2  # of each building


def hang_signs(
    planned: Sequence[PlannedCompound], compounds: Sequence[Compound], *, by: Actor, at: datetime
) -> None:
    """Enter entrances, gate and lifts of the opening compounds, and issue their codes."""
    opening = len(read("names.yaml")["opening"])
    for plan, compound in zip(planned[:opening], compounds[:opening], strict=True):
        entrances = _entrances(plan, compound, by=by, at=at)
        for entrance in entrances if plan.lifts else ():
            registry.add_facility(
                compound=compound,
                entrance=entrance,
                kind=FacilityKind.LIFT,
                name=form("lift", number=1),
                by=by,
                at=at,
            )
        registry.add_facility(
            compound=compound, kind=FacilityKind.GATE, name=form("gate"), by=by, at=at
        )
        for target in (CodeTarget.ENTRANCE, CodeTarget.FACILITY):
            registry.issue_missing_codes(compound_ids=[compound.id], target=target, by=by, at=at)


def _entrances(
    plan: PlannedCompound, compound: Compound, *, by: Actor, at: datetime
) -> list[EntranceBlock]:
    """Return the entrances of a compound; some are entered where there are none yet."""
    known = EntranceBlock.objects.select_related("building").filter(building__compound=compound)
    entrances = list(known.order_by("building__name", "number"))
    if entrances:
        return entrances[: _BUILDINGS * _ENTRANCES]
    for number in range(1, min(plan.buildings, _BUILDINGS) + 1):
        building = registry.add_building(
            compound=compound, name=building_name(number), floors=plan.floors, by=by, at=at
        )
        for place in range(1, _ENTRANCES + 1):
            plate = form("entrance", number=(number - 1) * _ENTRANCES + place)
            entrances.append(registry.add_entrance(building=building, number=plate, by=by, at=at))
    return entrances
