"""Writes of the registry. Each keeps the closure of scopes equal to the facts (`covers`).

What an action writes, its `compose_*` function makes without writing: the generator of the
demonstration district saves the same rows in bulk.
"""

from mashangban.registry.actions.area_changes import (
    merge_areas,
    plan_merge,
    plan_split,
    split_area,
)
from mashangban.registry.actions.codes import issue_code, withdraw_code
from mashangban.registry.actions.committees import begin_reelection, record_committee_term
from mashangban.registry.actions.companies import (
    add_company,
    add_group,
    record_former_name,
    record_succession,
    rename_company,
)
from mashangban.registry.actions.contracts import end_contract, sign_contract
from mashangban.registry.actions.management import add_area, appoint_manager, join_area
from mashangban.registry.actions.places import (
    add_composed_compounds,
    add_compound,
    add_region,
    change_compounds,
    change_region,
)
from mashangban.registry.actions.practice import follow_expired_rule
from mashangban.registry.compose import (
    compose_area,
    compose_code,
    compose_company,
    compose_compound,
    compose_contract,
    compose_manager_post,
    compose_membership,
    compose_region,
)

__all__ = [
    "add_area",
    "add_company",
    "add_composed_compounds",
    "add_compound",
    "add_group",
    "add_region",
    "appoint_manager",
    "begin_reelection",
    "change_compounds",
    "change_region",
    "compose_area",
    "compose_code",
    "compose_company",
    "compose_compound",
    "compose_contract",
    "compose_manager_post",
    "compose_membership",
    "compose_region",
    "end_contract",
    "follow_expired_rule",
    "issue_code",
    "join_area",
    "merge_areas",
    "plan_merge",
    "plan_split",
    "record_committee_term",
    "record_former_name",
    "record_succession",
    "rename_company",
    "sign_contract",
    "split_area",
    "withdraw_code",
]
