"""Rows of the registry, by what they are about."""

from mashangban.registry.models.buildings import Building, EntranceBlock, Facility
from mashangban.registry.models.codes import Code
from mashangban.registry.models.companies import Company
from mashangban.registry.models.compounds import Compound
from mashangban.registry.models.households import Binding, HouseholdSlip
from mashangban.registry.models.management import (
    AreaMembership,
    Contract,
    ManagementArea,
    ManagerPost,
)
from mashangban.registry.models.owners import OwnerHolding, OwnerParty, Unit
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
    "AreaMembership",
    "Binding",
    "Building",
    "Code",
    "Company",
    "Compound",
    "Contract",
    "EntranceBlock",
    "Facility",
    "HouseholdSlip",
    "ManagementArea",
    "ManagerPost",
    "OwnerHolding",
    "OwnerParty",
    "OwnersBallot",
    "OwnersVote",
    "Region",
    "Roll",
    "RollHead",
    "RollOpening",
    "RollUnit",
    "Unit",
    "matching",
]
