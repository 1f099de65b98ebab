"""Which requests somebody may see."""

import uuid
from datetime import date

from django.db.models import QuerySet

from mashangban.accounts.permissions import permitted_scope_ids
from mashangban.service_requests.models import ServiceRequest
from mashangban.service_requests.permissions import VIEW


def visible(person_id: uuid.UUID, on: date) -> "QuerySet[ServiceRequest]":
    """Return the requests within the scopes in which a person may view them on a day.

    To pick one of them by its key; lists are read by the statements in `lists`.
    """
    return ServiceRequest.objects.filter(scope_id__in=permitted_scope_ids(person_id, VIEW, on=on))
