"""Writes of the registry. Each keeps the closure of scopes equal to the facts (`covers`).

What an action writes, its `compose_*` function makes without writing: the generator of the
demonstration district saves the same rows in bulk.
"""

from mashangban.registry.actions.buildings import (
    add_building,
    add_entrance,
    add_facility,
    rename,
    retire,
)
from mashangban.registry.actions.codes import (
    issue_code,
    issue_missing_codes,
    replace_code,
    withdraw_code,
)
from mashangban.registry.actions.legacy import register_legacy_links
from mashangban.registry.actions.management import (
    add_area,
    add_company,
    appoint_manager,
    join_area,
    sign_contract,
)
from mashangban.registry.actions.places import (
    add_composed_compounds,
    add_compound,
    add_region,
    change_compounds,
    change_region,
)
from mashangban.registry.actions.printing import (
    ask_for_sheets,
    close_order,
    discard_expired_sheets,
    keep_sheets,
)
from mashangban.registry.compose import (
    compose_area,
    compose_building,
    compose_code,
    compose_company,
    compose_compound,
    compose_contract,
    compose_entrance,
    compose_facility,
    compose_manager_post,
    compose_membership,
    compose_region,
)

__all__ = [
    "add_area",
    "add_building",
    "add_company",
    "add_composed_compounds",
    "add_compound",
    "add_entrance",
    "add_facility",
    "add_region",
    "appoint_manager",
    "ask_for_sheets",
    "change_compounds",
    "change_region",
    "close_order",
    "compose_area",
    "compose_building",
    "compose_code",
    "compose_company",
    "compose_compound",
    "compose_contract",
    "compose_entrance",
    "compose_facility",
    "compose_manager_post",
    "compose_membership",
    "compose_region",
    "discard_expired_sheets",
    "issue_code",
    "issue_missing_codes",
    "join_area",
    "keep_sheets",
    "register_legacy_links",
    "rename",
    "replace_code",
    "retire",
    "sign_contract",
    "withdraw_code",
]
