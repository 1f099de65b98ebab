"""Reads of the registry."""

from mashangban.registry.queries.codes import (
    code_with_compound,
    place_of_code,
    read_code,
    tokens_in_use,
)
from mashangban.registry.queries.households import bound_unit, homes
from mashangban.registry.queries.places import (
    compound,
    compounds,
    managers_of,
    subdistrict_at,
    subdistrict_map,
)

__all__ = [
    "bound_unit",
    "code_with_compound",
    "compound",
    "compounds",
    "homes",
    "managers_of",
    "place_of_code",
    "read_code",
    "subdistrict_at",
    "subdistrict_map",
    "tokens_in_use",
]
