"""Rows of the registry, by what they are about."""

from mashangban.registry.models.buildings import Building, EntranceBlock, Facility
from mashangban.registry.models.codes import Code, LegacyLink
from mashangban.registry.models.committees import CommitteeTerm
from mashangban.registry.models.companies import Company, CompanyGroup, FormerName, Succession
from mashangban.registry.models.compounds import Compound, CompoundAlias, Lane
from mashangban.registry.models.heritage import ProtectedBuilding, Renovation
from mashangban.registry.models.households import Binding, HouseholdSlip
from mashangban.registry.models.management import (
    AreaChange,
    AreaMembership,
    Contract,
    ManagementArea,
    ManagerPost,
)
from mashangban.registry.models.owners import OwnerHolding, OwnerParty, Unit
from mashangban.registry.models.practice import ExpiredRuleChoice
from mashangban.registry.models.printing import SheetJob
from mashangban.registry.models.regions import Region
from mashangban.registry.models.searchable import matching
from mashangban.registry.models.votes import (
    OwnersBallot,
    OwnersVote,
    Roll,
    RollHead,
    RollOpening,
    RollUnit,
)

__all__ = [
    "AreaChange",
    "AreaMembership",
    "Binding",
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
    "HouseholdSlip",
    "Lane",
    "LegacyLink",
    "ManagementArea",
    "ManagerPost",
    "OwnerHolding",
    "OwnerParty",
    "OwnersBallot",
    "OwnersVote",
    "ProtectedBuilding",
    "Region",
    "Renovation",
    "Roll",
    "RollHead",
    "RollOpening",
    "RollUnit",
    "SheetJob",
    "Succession",
    "Unit",
    "matching",
]
