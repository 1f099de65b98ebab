"""Reads of the registry."""

from mashangban.registry.queries.areas import (
    area_and_right,
    area_for,
    area_view,
    areas_by_id,
    contract_for,
)
from mashangban.registry.queries.choices import subdistricts_in_reach
from mashangban.registry.queries.codes import (
    code_with_compound,
    place_of_code,
    read_code,
    tokens_in_use,
)
from mashangban.registry.queries.committees import barred_from, committee_of, may_vote, vote_on
from mashangban.registry.queries.companies import (
    company_facts,
    company_page,
    loads_of,
    manager_loads,
    ownership_counts,
    served_areas,
    succession_line,
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
from mashangban.registry.queries.contracts import contract_calendar
from mashangban.registry.queries.households import bound_unit, homes
from mashangban.registry.queries.maps import (
    PlacePage,
    PlaceRow,
    SubdistrictCount,
    compounds_geojson,
    listed_places,
    subdistrict_counts,
    subdistricts_geojson,
)
from mashangban.registry.queries.places import (
    compound,
    compounds,
    managers_of,
    subdistrict_at,
    subdistrict_map,
)
from mashangban.registry.queries.practice import rule_now, rules_on

__all__ = [
    "COUNT_CAP",
    "CompoundDetail",
    "CompoundPage",
    "CompoundRow",
    "Contracted",
    "Cursor",
    "Narrowing",
    "PlacePage",
    "PlaceRow",
    "SubdistrictCount",
    "Suggestion",
    "area_and_right",
    "area_for",
    "area_view",
    "areas_by_id",
    "barred_from",
    "bound_unit",
    "code_with_compound",
    "committee_of",
    "committees_in",
    "company_facts",
    "company_page",
    "compound",
    "compound_detail",
    "compounds",
    "compounds_geojson",
    "contract_calendar",
    "contract_for",
    "count_compounds",
    "homes",
    "list_compounds",
    "listed_places",
    "loads_of",
    "manager_loads",
    "managers_of",
    "may_vote",
    "nearest_committee",
    "ownership_counts",
    "place_of_code",
    "read_code",
    "rule_now",
    "rules_on",
    "served_areas",
    "subdistrict_at",
    "subdistrict_counts",
    "subdistrict_map",
    "subdistricts_beside",
    "subdistricts_geojson",
    "subdistricts_in_reach",
    "subdistricts_of",
    "succession_line",
    "tokens_in_use",
    "vote_on",
]
