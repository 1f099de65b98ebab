"""Reads of the registry."""

from mashangban.registry.queries.codes import (
    code_with_compound,
    place_of_code,
    read_code,
    tokens_in_use,
)
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

__all__ = [
    "PlacePage",
    "PlaceRow",
    "SubdistrictCount",
    "code_with_compound",
    "compound",
    "compounds",
    "compounds_geojson",
    "listed_places",
    "managers_of",
    "place_of_code",
    "read_code",
    "subdistrict_at",
    "subdistrict_counts",
    "subdistrict_map",
    "subdistricts_geojson",
    "tokens_in_use",
]
