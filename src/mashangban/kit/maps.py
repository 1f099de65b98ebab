"""Maps: the layers that contexts contribute, and what their addresses answer.

A context registers in its `panels.py`; a page that shows a map asks for what is registered and
says where the page of each kind of subject lies. The list beside a map is told in the same way what
each layer knows about its rows, so that nobody needs the picture.
"""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse

from mashangban.kit.components import Cell, Layer, LayerKind, Map
from mashangban.kit.slots import Viewer

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# Seconds for which a browser may show what it has: places hardly move, work does.
PLACES_KEEP: Final = 300
WORK_KEEPS: Final = 60


@dataclass(frozen=True, slots=True)
class MapLayer:
    """A layer for whoever holds `permission` somewhere; see `components.Layer`.

    `subject` is the kind of thing its features are: the page knows where each is described.
    Layers are drawn and listed in their order, later ones above.
    """

    id: str
    title: "_StrPromise"
    kind: LayerKind
    subject: str
    url_name: str
    colour: str
    permission: str
    order: int
    count: str = ""
    says: "_StrPromise | str" = ""
    shown: bool = True


@dataclass(frozen=True, slots=True)
class MapColumn:
    """A column of the list of `subject`: `cells` answers for the ids shown, in one query.

    A row that it says nothing about stays empty.
    """

    subject: str
    heading: "_StrPromise"
    permission: str
    order: int
    cells: Callable[[Viewer, Sequence[uuid.UUID]], Mapping[uuid.UUID, Cell]]


_layers: list[MapLayer] = []
_columns: list[MapColumn] = []


def register_map_layer(layer: MapLayer) -> None:
    """Add a layer to every map of the district."""
    _layers.append(layer)


def register_map_column(column: MapColumn) -> None:
    """Add a column to the list beside the map."""
    _columns.append(column)


def district_map(label: str, permissions: frozenset[str], *, pages: Mapping[str, str]) -> Map:
    """Return the map with the layers that `permissions` allow.

    `pages` gives the address of a subject's page, with {id} or {name} in it, by the subject kind.
    """
    shown = sorted(
        (layer for layer in _layers if layer.permission in permissions),
        key=lambda layer: layer.order,
    )
    return Map(
        label=label,
        layers=[
            Layer(
                id=layer.id,
                title=str(layer.title),
                kind=layer.kind,
                url=reverse(layer.url_name),
                colour=layer.colour,
                count=layer.count,
                says=str(layer.says),
                opens=pages.get(layer.subject, ""),
                shown=layer.shown,
            )
            for layer in shown
        ],
        tiles=settings.MAP_TILES,
    )


def columns_of(subject: str, permissions: frozenset[str]) -> list[MapColumn]:
    """Return the columns of a list of `subject` that `permissions` allow, in order."""
    return sorted(
        (each for each in _columns if each.subject == subject and each.permission in permissions),
        key=lambda column: column.order,
    )


def geojson(body: str, *, keep: int) -> HttpResponse:
    """Answer with a FeatureCollection, to be kept `keep` seconds by this browser and nobody else.

    Answers depend on who asks: `Vary: Cookie`, which every answer carries, keeps them apart. Views
    compress it with `gzip_page`; nothing in it is secret to who may read it.
    """
    response = HttpResponse(body, content_type="application/geo+json")
    response.headers["Cache-Control"] = f"private, max-age={keep}"
    return response
