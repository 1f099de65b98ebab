"""The trace of a list that was taken out."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from mashangban.accounts.errors import ReasonMissing
from mashangban.accounts.models import Export, Person
from mashangban.accounts.queries import export_reason_context
from mashangban.audit import actions as audit
from mashangban.kit import crypto
from mashangban.kit.actors import Actor
from mashangban.kit.exports import Format


@transaction.atomic
def record_export(
    *,
    export_id: uuid.UUID,
    subject: str,
    form: Format,
    rows: int,
    filters: Mapping[str, str],
    personal: bool,
    reason: str,
    by: Actor,
    at: datetime,
) -> None:
    """Keep who took which list out, how many rows it had, and why if it held personal data.

    Raises ReasonMissing.
    """
    if personal and not reason.strip():
        raise ReasonMissing
    person = Person.objects.get(pk=by.id)
    Export.objects.create(
        id=export_id,
        person=person,
        at=at,
        subject=subject,
        format=form,
        rows=rows,
        filters=dict(filters),
        personal=personal,
        reason=crypto.encrypt_text(
            person.wrapped_key, reason.strip(), context=export_reason_context(export_id)
        )
        if personal
        else None,
    )
    audit.record(
        by=by,
        at=at,
        verb="accounts.export",
        subject=("export", export_id),
        data={"subject": subject, "format": form.value, "rows": rows, "personal": personal},
    )
