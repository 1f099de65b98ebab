"""Reports that a code looks wrong: pasted over, forged, or leading elsewhere."""

import uuid
from dataclasses import dataclass
from datetime import date

from mashangban.accounts.permissions import permitted_scope_ids
from mashangban.registry.permissions import MANAGE
from mashangban.service_requests.models import ServiceRequest
from mashangban.service_requests.rules import WRONG_CODE
from mashangban.service_requests.states import OPEN_STATES


@dataclass(frozen=True, slots=True)
class WrongCode:
    """An open report of that kind; `token` is that of the code it was reported from."""

    id: uuid.UUID
    number: str
    compound: str
    token: str


def said_to_be_wrong(*, person_id: uuid.UUID, on: date, most: int) -> list[WrongCode]:
    """Return what was reported, the oldest first, where the person keeps the registry."""
    found = ServiceRequest.objects.filter(
        category=WRONG_CODE,
        closed_at__isnull=True,
        state__in=OPEN_STATES,
        scope_id__in=permitted_scope_ids(person_id, MANAGE, on=on),
    ).order_by("reported_at")
    rows = found.values_list("id", "number", "compound__name", "code__token")[:most]
    return [WrongCode(id, number, compound, token or "") for id, number, compound, token in rows]
