"""Rows of the registry, by what they are about."""

from mashangban.registry.models.buildings import Building, EntranceBlock, Facility
from mashangban.registry.models.codes import Code, LegacyLink
from mashangban.registry.models.companies import Company
from mashangban.registry.models.compounds import Compound
from mashangban.registry.models.management import (
    AreaMembership,
    Contract,
    ManagementArea,
    ManagerPost,
)
from mashangban.registry.models.printing import SheetJob
from mashangban.registry.models.regions import Region
from mashangban.registry.models.searchable import matching

__all__ = [
    "AreaMembership",
    "Building",
    "Code",
    "Company",
    "Compound",
    "Contract",
    "EntranceBlock",
    "Facility",
    "LegacyLink",
    "ManagementArea",
    "ManagerPost",
    "Region",
    "SheetJob",
    "matching",
]
