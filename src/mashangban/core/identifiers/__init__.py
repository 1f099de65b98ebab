"""Identifiers of the field: region codes, company codes, request numbers, tokens of printed codes.

Each has one canonical form; reading is kind to what people type, everything else is exact.
"""

from mashangban.core.identifiers import code_tokens
from mashangban.core.identifiers.errors import IdentifierError, Problem
from mashangban.core.identifiers.regions import RegionCode, RegionLevel
from mashangban.core.identifiers.request_numbers import RequestNumber
from mashangban.core.identifiers.uscc import is_canonical_uscc, parse_uscc

__all__ = [
    "IdentifierError",
    "Problem",
    "RegionCode",
    "RegionLevel",
    "RequestNumber",
    "code_tokens",
    "is_canonical_uscc",
    "parse_uscc",
]
