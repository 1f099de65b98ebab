"""What a grant may allow concerning the registry."""

from typing import Final

VIEW: Final = "registry.view"
MANAGE: Final = "registry.manage"
PRINT_CODES: Final = "registry.print_codes"
FOLLOW_CONTRACTS: Final = "registry.follow_contracts"  # told of contracts that end soon
