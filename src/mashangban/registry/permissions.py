"""What a grant may allow concerning the registry."""

from typing import Final

VIEW: Final = "registry.view"
MANAGE: Final = "registry.manage"
PRINT_CODES: Final = "registry.print_codes"
FOLLOW_CONTRACTS: Final = "registry.follow_contracts"  # told of contracts that end soon
SEE_ROLL: Final = "registry.see_roll"  # the owners' roll; names only with a reason
KEEP_ROLL: Final = "registry.keep_roll"  # freeze rolls, hold votes
ISSUE_SLIPS: Final = "registry.issue_slips"  # that bind households to their units
