"""What the map fetches of the registry."""

from django.http import HttpResponse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from mashangban.accounts.access import StaffRequest, staff_page, viewer_of
from mashangban.kit.maps import PLACES_KEEP, geojson
from mashangban.registry import queries
from mashangban.registry.permissions import VIEW


@gzip_page
@require_safe
@staff_page(VIEW)
def subdistricts(request: StaffRequest) -> HttpResponse:
    """The outlines of the viewer's subdistricts."""
    on = viewer_of(request).on
    return geojson(queries.subdistricts_geojson(request.person_id, on=on), keep=PLACES_KEEP)


@gzip_page
@require_safe
@staff_page(VIEW)
def compounds(request: StaffRequest) -> HttpResponse:
    """The points of the viewer's compounds."""
    on = viewer_of(request).on
    return geojson(queries.compounds_geojson(request.person_id, on=on), keep=PLACES_KEEP)
