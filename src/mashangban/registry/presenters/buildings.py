"""The page of what stands in a compound."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from mashangban.kit import components as ui
from mashangban.registry.code_words import FACILITY_WORDS
from mashangban.registry.types import FacilityKind, PlaceKind, Standing


@dataclass(frozen=True, slots=True)
class PlacesPage:
    """Buildings, entrances and facilities of a compound; no table where there are none."""

    id: UUID
    name: str
    codes_url: str
    table: ui.Table | None


@dataclass(frozen=True, slots=True)
class PlacePage:
    """One of them, to be renamed or retired."""

    kind: str
    id: UUID
    title: str
    compound: str
    back_url: str
    is_entrance: bool


def places_page(compound_id: UUID, name: str, standing: Sequence[Standing]) -> PlacesPage:
    """Return the page; `standing` comes in the order in which one walks."""
    return PlacesPage(
        id=compound_id,
        name=name,
        codes_url=reverse("registry:compound_codes", args=[compound_id]),
        table=ui.Table(
            columns=(
                ui.Column(_("Name"), "ell", labelled=False),
                ui.Column(_("Kind")),
            ),
            rows=[
                (
                    ui.Matter(reverse("registry:place", args=[each.kind, each.id]), each.words),
                    kind_words(each),
                )
                for each in standing
            ],
        )
        if standing
        else None,
    )


def place_page(place: Standing) -> PlacePage:
    """Return the page of one place."""
    return PlacePage(
        kind=place.kind,
        id=place.id,
        title=place.words,
        compound=place.compound_name,
        back_url=reverse("registry:compound_places", args=[place.compound_id]),
        is_entrance=place.kind is PlaceKind.ENTRANCE,
    )


def kind_words(place: Standing) -> str:
    """Return what kind of place it is."""
    if place.facility_kind is not None:
        return str(FACILITY_WORDS[FacilityKind(place.facility_kind)])
    return _("building") if place.kind is PlaceKind.BUILDING else _("entrance")
