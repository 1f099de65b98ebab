"""Which scopes contain which, worked out from the registry's facts.

Each function returns all covers of one `source`; writing them in place of that source's earlier
rows (`accounts.actions.replace_covers`) keeps the closure equal to the facts. A period that ends
ends the access with it: nobody has to remember to take it away.
"""

from collections.abc import Iterable

from mashangban.accounts.types import Cover
from mashangban.registry.models import (
    AreaMembership,
    Compound,
    Contract,
    ManagementArea,
    Region,
)
from mashangban.registry.periods import ALWAYS, overlap


def source_of_region(region: Region) -> str:
    return f"region:{region.code}"


def source_of_compound(compound: Compound) -> str:
    return f"compound:{compound.id}"


def source_of_area(area: ManagementArea) -> str:
    return f"area:{area.id}"


def of_region(region: Region) -> list[Cover]:
    """Return: what the region lies in contains it."""
    return [
        Cover(outer_id=outer.scope_id, inner_id=region.scope_id, period=ALWAYS)
        for outer in _upwards(region.parent)
    ]


def of_compound(compound: Compound) -> list[Cover]:
    """Return: district, subdistrict and committee contain the compound."""
    outers = _upwards(compound.subdistrict)
    if compound.committee is not None:
        outers.append(compound.committee)
    return [
        Cover(outer_id=outer.scope_id, inner_id=compound.scope_id, period=ALWAYS)
        for outer in outers
    ]


def of_area(
    area: ManagementArea,
    *,
    memberships: Iterable[AreaMembership],
    contracts: Iterable[Contract],
) -> list[Cover]:
    """Return: the area contains its compounds while they belong to it; a contract, and the company
    that serves by it, contain the area while it lasts, and the compounds while both last."""
    belonging = [(each.compound.scope_id, each.period) for each in memberships]
    covers = [
        Cover(outer_id=area.scope_id, inner_id=scope_id, period=period)
        for scope_id, period in belonging
    ]
    for contract in contracts:
        for outer in (contract.company.scope_id, contract.scope_id):
            covers.append(Cover(outer_id=outer, inner_id=area.scope_id, period=contract.period))
            for scope_id, period in belonging:
                if shared := overlap(contract.period, period):
                    covers.append(Cover(outer_id=outer, inner_id=scope_id, period=shared))
    return covers


def _upwards(region: Region | None) -> list[Region]:
    path = []
    while region is not None:
        path.append(region)
        region = region.parent
    return path
