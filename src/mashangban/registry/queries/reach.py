"""Which areas somebody may see: those of a compound within their scopes, whenever it belonged."""

from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet

from mashangban.accounts.permissions import permitted_scope_ids, permitted_scopes
from mashangban.registry.models import ManagementArea

# For statements that join a compound; `permitted_parameters` gives the values.
COMPOUND_IN_REACH: Final = f"compound.scope_id = ANY (ARRAY ({permitted_scopes()}))"


def areas_in_reach(person_id: UUID, permission: str, *, on: date) -> QuerySet[ManagementArea]:
    """Return the areas that a person holds `permission` over on a day.

    The permission lies in the scopes of compounds: an area that another has swallowed keeps its
    page for whoever looks after the compounds that once were in it.
    """
    scopes = permitted_scope_ids(person_id, permission, on=on)
    within = ManagementArea.objects.filter(memberships__compound__scope_id__in=scopes)
    return ManagementArea.objects.filter(Q(scope_id__in=scopes) | Q(pk__in=within.values("pk")))
