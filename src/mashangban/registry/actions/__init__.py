"""Writes of the registry. Each keeps the closure of scopes equal to the facts (`covers`).

What an action writes, its `compose_*` function makes without writing: the generator of the
demonstration district saves the same rows in bulk.
"""

from mashangban.registry.actions.area_changes import merge_areas, plan_merge, plan_split, split_area
from mashangban.registry.actions.codes import issue_code, withdraw_code
from mashangban.registry.actions.committees import begin_reelection, record_committee_term
from mashangban.registry.actions.companies import (
    add_company,
    add_group,
    record_former_name,
    record_succession,
    rename_company,
)
from mashangban.registry.actions.compounds import (
    add_alias,
    add_buildings,
    add_lane,
    add_names,
    add_protected_building,
    add_renovation,
    change_facts,
    override_subdistrict,
    remove_alias,
    remove_lane,
    set_committee,
)
from mashangban.registry.actions.contracts import end_contract, sign_contract
from mashangban.registry.actions.management import add_area, appoint_manager, join_area
from mashangban.registry.actions.places import (
    add_composed_compounds,
    add_compound,
    add_region,
    change_compounds,
    change_region,
    remove_compounds,
    remove_regions,
)
from mashangban.registry.actions.practice import follow_expired_rule
from mashangban.registry.compose import (
    compose_alias,
    compose_area,
    compose_building,
    compose_code,
    compose_company,
    compose_compound,
    compose_contract,
    compose_entrance,
    compose_lane,
    compose_manager_post,
    compose_membership,
    compose_region,
)

__all__ = [
    "add_alias",
    "add_area",
    "add_buildings",
    "add_company",
    "add_composed_compounds",
    "add_compound",
    "add_group",
    "add_lane",
    "add_names",
    "add_protected_building",
    "add_region",
    "add_renovation",
    "appoint_manager",
    "begin_reelection",
    "change_compounds",
    "change_facts",
    "change_region",
    "compose_alias",
    "compose_area",
    "compose_building",
    "compose_code",
    "compose_company",
    "compose_compound",
    "compose_contract",
    "compose_entrance",
    "compose_lane",
    "compose_manager_post",
    "compose_membership",
    "compose_region",
    "end_contract",
    "follow_expired_rule",
    "issue_code",
    "join_area",
    "merge_areas",
    "override_subdistrict",
    "plan_merge",
    "plan_split",
    "record_committee_term",
    "record_former_name",
    "record_succession",
    "remove_alias",
    "remove_compounds",
    "remove_lane",
    "remove_regions",
    "rename_company",
    "set_committee",
    "sign_contract",
    "split_area",
    "withdraw_code",
]
