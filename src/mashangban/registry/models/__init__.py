"""Rows of the registry, by what they are about."""

from mashangban.registry.models.buildings import Building, EntranceBlock, Facility
from mashangban.registry.models.codes import Code
from mashangban.registry.models.committees import CommitteeTerm
from mashangban.registry.models.companies import Company, CompanyGroup, FormerName, Succession
from mashangban.registry.models.compounds import Compound, CompoundAlias, Lane
from mashangban.registry.models.heritage import ProtectedBuilding, Renovation
from mashangban.registry.models.management import (
    AreaChange,
    AreaMembership,
    Contract,
    ManagementArea,
    ManagerPost,
)
from mashangban.registry.models.practice import ExpiredRuleChoice
from mashangban.registry.models.regions import Region
from mashangban.registry.models.searchable import matching

__all__ = [
    "AreaChange",
    "AreaMembership",
    "Building",
    "Code",
    "CommitteeTerm",
    "Company",
    "CompanyGroup",
    "Compound",
    "CompoundAlias",
    "Contract",
    "EntranceBlock",
    "ExpiredRuleChoice",
    "Facility",
    "FormerName",
    "Lane",
    "ManagementArea",
    "ManagerPost",
    "ProtectedBuilding",
    "Region",
    "Renovation",
    "Succession",
    "matching",
]
