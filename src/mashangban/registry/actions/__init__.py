"""Writes of the registry. Each keeps the closure of scopes equal to the facts (`covers`).

What an action writes, its `compose_*` function makes without writing: the generator of the
demonstration district saves the same rows in bulk.
"""

from mashangban.registry.actions.codes import issue_code, withdraw_code
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
    remove_compounds,
    remove_regions,
)
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
    "add_region",
    "appoint_manager",
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
    "issue_code",
    "join_area",
    "remove_compounds",
    "remove_regions",
    "sign_contract",
    "withdraw_code",
]
