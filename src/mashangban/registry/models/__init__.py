"""Rows of the registry, by what they are about."""

from mashangban.registry.models.buildings import Building, EntranceBlock, Facility
from mashangban.registry.models.codes import Code
from mashangban.registry.models.companies import Company
from mashangban.registry.models.compounds import Compound, CompoundAlias, Lane
from mashangban.registry.models.heritage import ProtectedBuilding, Renovation
from mashangban.registry.models.management import (
    AreaMembership,
    Contract,
    ManagementArea,
    ManagerPost,
)
from mashangban.registry.models.regions import Region
from mashangban.registry.models.searchable import matching

__all__ = [
    "AreaMembership",
    "Building",
    "Code",
    "Company",
    "Compound",
    "CompoundAlias",
    "Contract",
    "EntranceBlock",
    "Facility",
    "Lane",
    "ManagementArea",
    "ManagerPost",
    "ProtectedBuilding",
    "Region",
    "Renovation",
    "matching",
]
