"""What the staff pages of the registry read from a request alike."""

from typing import TYPE_CHECKING
from uuid import UUID

from django import forms
from django.http import HttpRequest

from mashangban.accounts.access import viewer_of
from mashangban.kit import as_of
from mashangban.kit.as_of import AsOf
from mashangban.kit.errors import BadInput, NotFound, Refusal
from mashangban.registry import queries
from mashangban.registry.permissions import MANAGE

if TYPE_CHECKING:
    from mashangban.registry.models import ManagementArea


def asked_as_of(request: HttpRequest) -> AsOf:
    """Return the day that the page is asked for, `?on=2026-11-23`. Raises NotADay."""
    return as_of.read(request.GET, today=viewer_of(request).on)


def managed_area(request: HttpRequest, area_id: UUID) -> "ManagementArea":
    """Return an area that the viewer keeps the registry of; NotFound for any other."""
    viewer = viewer_of(request)
    area = queries.area_for(viewer.person_id, MANAGE, area_id, on=viewer.on)
    if area is None:
        raise NotFound
    return area


def say(form: forms.Form, refusal: Refusal) -> None:
    """Show a refusal on the form: beside its field if it names one, above otherwise."""
    field = refusal.field if isinstance(refusal, BadInput) else ""
    form.add_error(field if field in form.fields else None, str(refusal.sentence))
