"""Which requests somebody may see."""

import uuid
from datetime import date

from django.db.models import QuerySet

from mashangban.accounts.permissions import within_permitted
from mashangban.service_requests.models import ServiceRequest
from mashangban.service_requests.permissions import VIEW


def visible(person_id: uuid.UUID, on: date) -> "QuerySet[ServiceRequest]":
    """Return the requests within the scopes in which a person may view them on a day."""
    return ServiceRequest.objects.filter(within_permitted(person_id, VIEW, on=on))
