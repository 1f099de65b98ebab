"""What the map and the list beside it show of the registry."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q

from mashangban.accounts.permissions import (
    permitted_parameters,
    permitted_scope_ids,
    permitted_scopes,
)
from mashangban.registry.geometry import drawings
from mashangban.registry.models import Compound, matching
from mashangban.registry.permissions import VIEW
from mashangban.registry.types import RegionKind

PAGE_SIZE: Final = 50

# A subdistrict is shown to whoever may see it, and to whoever may see a compound in it: a manager's
# compounds would lie nowhere otherwise, and boundaries are public.
_SUBDISTRICTS: Final = f"""
WITH permitted AS MATERIALIZED ({permitted_scopes()})
SELECT region.code, region.name, region.boundary, count(compound.id)
  FROM registry_region region
  LEFT JOIN registry_compound compound
         ON compound.subdistrict_id = region.code
        AND compound.scope_id IN (SELECT inner_id FROM permitted)
 WHERE region.kind = %(kind)s AND region.boundary IS NOT NULL
 GROUP BY region.code
HAVING count(compound.id) > 0 OR region.scope_id IN (SELECT inner_id FROM permitted)
 ORDER BY region.code
"""  # noqa: S608 - put together from a constant

# The database writes the answer: 13,000 rows would take Python ten times as long.
_COMPOUNDS: Final = f"""
SELECT json_build_object('type', 'FeatureCollection', 'features', COALESCE(json_agg(
         json_build_object(
           'type', 'Feature',
           'properties', json_build_object(
             'id', compound.id, 'name', compound.name, 'of', subdistrict.name),
           'geometry', json_build_object(
             'type', 'Point',
             'coordinates', json_build_array(
               trim_scale(round(compound.longitude::numeric, 6)),
               trim_scale(round(compound.latitude::numeric, 6)))))
         ORDER BY compound.id), '[]'))::text
  FROM registry_compound compound
  JOIN registry_region subdistrict ON subdistrict.code = compound.subdistrict_id
 WHERE compound.longitude IS NOT NULL AND compound.scope_id = ANY (ARRAY ({permitted_scopes()}))
"""  # noqa: S608 - put together from a constant


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A compound as the list beside the map shows it."""

    id: UUID
    name: str
    address: str
    subdistrict: str
    on_map: bool


@dataclass(frozen=True, slots=True)
class PlacePage:
    """A page of compounds in the order of pinyin; `next` is its cursor, empty on the last."""

    rows: tuple[PlaceRow, ...]
    next: str


@dataclass(frozen=True, slots=True)
class SubdistrictCount:
    """How many compounds of a subdistrict somebody may see, and how many of them have a point."""

    code: str
    name: str
    compounds: int
    on_map: int


def subdistricts_geojson(person_id: UUID, *, on: date) -> str:
    """Return the outlines of the subdistricts a person may see, in one query.

    Properties: id (region code), name, compounds (how many the person may see there), middle.
    """
    known = {**permitted_parameters(person_id, VIEW, on=on), "kind": RegionKind.SUBDISTRICT.value}
    with connection.cursor() as cursor:
        cursor.execute(_SUBDISTRICTS, known)
        rows = cursor.fetchall()
    drawn = drawings(json.loads(boundary) for _, _, boundary, _ in rows)
    features = [
        {
            "type": "Feature",
            "properties": {
                "id": code,
                "name": name,
                "compounds": compounds,
                "middle": drawing.middle,
            },
            "geometry": drawing.geometry,
        }
        for (code, name, _, compounds), drawing in zip(rows, drawn, strict=True)
    ]
    return json.dumps(
        {"type": "FeatureCollection", "features": features},
        ensure_ascii=False,
        separators=(",", ":"),
    )


def compounds_geojson(person_id: UUID, *, on: date) -> str:
    """Return the points of the compounds a person may see, made by the database in one query.

    Properties: id, name, of (the subdistrict's name). Those without a point are in the list only.
    """
    with connection.cursor() as cursor:
        cursor.execute(_COMPOUNDS, permitted_parameters(person_id, VIEW, on=on))
        [body] = cursor.fetchone()
    return str(body)


def listed_places(
    person_id: UUID, *, words: str, subdistrict_code: str, after: str, on: date
) -> PlacePage:
    """Return a page of the compounds a person may see, in one query.

    `words` are found in names, aliases and addresses, pinyin and initials. `after` is the cursor of
    the page before; one that is none begins anew.
    """
    found = Compound.objects.filter(
        matching(words), scope_id__in=permitted_scope_ids(person_id, VIEW, on=on)
    )
    if subdistrict_code:
        found = found.filter(subdistrict_id=subdistrict_code)
    if (behind := _behind(after)) is not None:
        found = found.filter(behind)
    rows = list(
        found.order_by("pinyin", "id").values_list(
            "id", "name", "address", "subdistrict__name", "longitude", "pinyin"
        )[: PAGE_SIZE + 1]
    )
    page, more = rows[:PAGE_SIZE], len(rows) > PAGE_SIZE
    return PlacePage(
        rows=tuple(
            PlaceRow(id, name, address, subdistrict, longitude is not None)
            for id, name, address, subdistrict, longitude, _ in page
        ),
        next=f"{page[-1][-1]}~{page[-1][0]}" if more else "",
    )


def subdistrict_counts(person_id: UUID, *, on: date) -> list[SubdistrictCount]:
    """Return the subdistricts in which a person may see compounds, by code, in one query."""
    counted: Any = (
        Compound.objects.filter(scope_id__in=permitted_scope_ids(person_id, VIEW, on=on))
        .values_list("subdistrict_id", "subdistrict__name")
        .annotate(Count("id"), Count("longitude"))
        .order_by("subdistrict_id")
    )
    return [SubdistrictCount(*row) for row in counted]


def _behind(cursor: str) -> Q | None:
    pinyin, _, row_id = cursor.rpartition("~")
    try:
        last = UUID(row_id)
    except ValueError:
        return None
    return Q(pinyin__gt=pinyin) | Q(pinyin=pinyin, id__gt=last)
