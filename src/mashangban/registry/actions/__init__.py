"""Writes of the registry. Each keeps the closure of scopes equal to the facts (`covers`).

What an action writes, its `compose_*` function makes without writing: the generator of the
demonstration district saves the same rows in bulk.
"""

from mashangban.registry.actions.codes import issue_code, withdraw_code
from mashangban.registry.actions.households import (
    SLIPS_VALID_FOR,
    bind_household,
    issue_slips,
    read_slip,
    unbind_household,
)
from mashangban.registry.actions.management import (
    add_area,
    add_company,
    appoint_manager,
    join_area,
    sign_contract,
)
from mashangban.registry.actions.owners import (
    OwnedRows,
    add_building,
    add_composed_units,
    add_entrance,
    add_organisation,
    add_owner,
    add_units,
    begin_holding,
    compose_building,
    compose_entrance,
    compose_holding,
    compose_organisation,
    compose_owner,
    compose_unit,
    transfer_holding,
)
from mashangban.registry.actions.places import (
    add_composed_compounds,
    add_compound,
    add_region,
    change_compounds,
    change_region,
)
from mashangban.registry.actions.rolls import compose_roll, freeze_roll, open_names
from mashangban.registry.actions.votes import count_vote, open_vote, record_ballot, strike_ballot
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
    "SLIPS_VALID_FOR",
    "OwnedRows",
    "add_area",
    "add_building",
    "add_company",
    "add_composed_compounds",
    "add_composed_units",
    "add_compound",
    "add_entrance",
    "add_organisation",
    "add_owner",
    "add_region",
    "add_units",
    "appoint_manager",
    "begin_holding",
    "bind_household",
    "change_compounds",
    "change_region",
    "compose_area",
    "compose_building",
    "compose_code",
    "compose_company",
    "compose_compound",
    "compose_contract",
    "compose_entrance",
    "compose_holding",
    "compose_manager_post",
    "compose_membership",
    "compose_organisation",
    "compose_owner",
    "compose_region",
    "compose_roll",
    "compose_unit",
    "count_vote",
    "freeze_roll",
    "issue_code",
    "issue_slips",
    "join_area",
    "open_names",
    "open_vote",
    "read_slip",
    "record_ballot",
    "sign_contract",
    "strike_ballot",
    "transfer_holding",
    "unbind_household",
    "withdraw_code",
]
