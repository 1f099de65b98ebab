"""How much is running in each compound, for the map and the list beside it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import connection

from mashangban.accounts.permissions import permitted_parameters, permitted_scopes
from mashangban.service_requests.permissions import VIEW
from mashangban.service_requests.states import OPEN_STATES

# Running requests are a small part of all and have an index of their own; see `lists`.
_BY_COMPOUND: Final = f"""
SELECT request.compound_id, count(*) AS open,
       count(*) FILTER (WHERE request.due_at < %(now)s) AS late
  FROM service_requests_servicerequest request
 WHERE request.closed_at IS NULL AND request.state = ANY (%(open)s)
   AND request.scope_id = ANY (ARRAY ({permitted_scopes()}))
"""  # noqa: S608 - put together from a constant
_OF_THESE: Final = f"{_BY_COMPOUND} AND request.compound_id = ANY (%(ids)s) GROUP BY 1"
_GEOJSON: Final = f"""
SELECT json_build_object('type', 'FeatureCollection', 'features', COALESCE(json_agg(
         json_build_object(
           'type', 'Feature',
           'properties', json_build_object(
             'id', compound.id, 'name', compound.name, 'open', running.open, 'late', running.late),
           'geometry', json_build_object(
             'type', 'Point',
             'coordinates', json_build_array(
               trim_scale(round(compound.longitude::numeric, 6)),
               trim_scale(round(compound.latitude::numeric, 6)))))
         ORDER BY compound.id), '[]'))::text
  FROM ({_BY_COMPOUND} GROUP BY 1) running
  JOIN registry_compound compound ON compound.id = running.compound_id
 WHERE compound.longitude IS NOT NULL
"""  # noqa: S608 - put together from a constant


@dataclass(frozen=True, slots=True)
class Running:
    """How many requests of a compound are open, and how many of these are late."""

    open: int
    late: int


def running_geojson(*, person_id: uuid.UUID, on: date, now: datetime) -> str:
    """Return the compounds in which requests run, made by the database in one query.

    Properties: id and name of the compound, open, late (which open includes). Compounds without a
    point are in the list only.
    """
    [[body]] = _run(_GEOJSON, _known(person_id, on, now))
    return str(body)


def running_in(
    compound_ids: Sequence[uuid.UUID], *, person_id: uuid.UUID, on: date, now: datetime
) -> dict[uuid.UUID, Running]:
    """Return how much runs in these compounds, in one query; where nothing does is left out."""
    rows = _run(_OF_THESE, {**_known(person_id, on, now), "ids": list(compound_ids)})
    return {compound_id: Running(open, late) for compound_id, open, late in rows}


def _known(person_id: uuid.UUID, on: date, now: datetime) -> dict[str, Any]:
    return {
        **permitted_parameters(person_id, VIEW, on=on),
        "open": [state.value for state in OPEN_STATES],
        "now": now,
    }


def _run(statement: str, known: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, known)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
