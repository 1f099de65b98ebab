"""Reads of the registry."""

from mashangban.registry.queries.codes import (
    code_with_compound,
    place_of_code,
    read_code,
    tokens_in_use,
)
from mashangban.registry.queries.compound_details import (
    CompoundDetail,
    Suggestion,
    committees_in,
    compound_detail,
    nearest_committee,
    subdistricts_beside,
)
from mashangban.registry.queries.compound_lists import (
    COUNT_CAP,
    CompoundPage,
    CompoundRow,
    Contracted,
    Cursor,
    Narrowing,
    count_compounds,
    list_compounds,
    subdistricts_of,
)
from mashangban.registry.queries.places import (
    compound,
    compounds,
    managers_of,
    subdistrict_at,
    subdistrict_map,
)

__all__ = [
    "COUNT_CAP",
    "CompoundDetail",
    "CompoundPage",
    "CompoundRow",
    "Contracted",
    "Cursor",
    "Narrowing",
    "Suggestion",
    "code_with_compound",
    "committees_in",
    "compound",
    "compound_detail",
    "compounds",
    "count_compounds",
    "list_compounds",
    "managers_of",
    "nearest_committee",
    "place_of_code",
    "read_code",
    "subdistrict_at",
    "subdistrict_map",
    "subdistricts_beside",
    "subdistricts_of",
    "tokens_in_use",
]
