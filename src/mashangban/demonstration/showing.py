"""What a demonstration opens with: found in the database, so that a later start finds it too."""

from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from mashangban.demonstration.chance import SEED
from mashangban.demonstration.opening import followed_seed
from mashangban.demonstration.stories import form_key
from mashangban.registry.tokens import address_of
from mashangban.service_requests.links import follow_token
from mashangban.service_requests.models import ServiceRequest


@dataclass(frozen=True, slots=True)
class Shown:
    """`resident_url` is the page of the code that hangs at `place`, `follow_url` the private one of
    a report that was mended there and waits for its resident; `latest_at` is when something was
    last reported."""

    code: str
    place: str
    resident_url: str
    follow_url: str = field(repr=False)
    latest_at: datetime


def shown(*, seed: int = SEED) -> Shown | None:
    """Return what to open, None in a district that was not generated from this seed."""
    requests = ServiceRequest.objects.select_related("code__compound")
    request = requests.filter(idempotency_key=form_key(followed_seed(seed))).first()
    latest = requests.order_by("reported_at").last()
    if request is None or request.code is None or latest is None:
        return None
    return Shown(
        code=request.code.token,
        place=f"{request.code.compound.name} {request.code.place}",
        resident_url=address_of(request.code.token),
        follow_url=settings.BASE_URL
        + reverse("service_requests:follow", args=[follow_token(request.pk)]),
        latest_at=latest.reported_at,
    )
