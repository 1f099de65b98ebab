"""Reads of the registry."""

from mashangban.registry.queries.buildings import (
    building_row,
    entrance_row,
    place_row,
    standing,
    standing_in,
)
from mashangban.registry.queries.code_lists import (
    CompoundsPage,
    code_line,
    coded_compound,
    coded_compounds,
    codes_of,
    compounds_of_subdistrict,
    place_to_print,
    places_to_print,
    subdistrict,
    subdistricts_with_codes,
)
from mashangban.registry.queries.codes import (
    code_with_compound,
    place_of_code,
    read_code,
    tokens_in_use,
)
from mashangban.registry.queries.legacy import token_of_legacy
from mashangban.registry.queries.places import (
    compound,
    compounds,
    managers_of,
    scope_of_compound,
    subdistrict_at,
    subdistrict_map,
)
from mashangban.registry.queries.printing import sheet_order, sheet_orders, sheets_pdf

__all__ = [
    "CompoundsPage",
    "building_row",
    "code_line",
    "code_with_compound",
    "coded_compound",
    "coded_compounds",
    "codes_of",
    "compound",
    "compounds",
    "compounds_of_subdistrict",
    "entrance_row",
    "managers_of",
    "place_of_code",
    "place_row",
    "place_to_print",
    "places_to_print",
    "read_code",
    "scope_of_compound",
    "sheet_order",
    "sheet_orders",
    "sheets_pdf",
    "standing",
    "standing_in",
    "subdistrict",
    "subdistrict_at",
    "subdistrict_map",
    "subdistricts_with_codes",
    "token_of_legacy",
    "tokens_in_use",
]
