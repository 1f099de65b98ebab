"""Links of the system before this one: registered so that old paper keeps leading somewhere."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from mashangban.audit.actions import record
from mashangban.kit.actors import Actor
from mashangban.registry.models import Code, LegacyLink


@transaction.atomic
def register_legacy_links(*, links: Sequence[tuple[str, Code]], by: Actor, at: datetime) -> None:
    """Let each key (`links.legacy_key`) lead to its code, in place of an earlier one."""
    LegacyLink.objects.bulk_create(
        [LegacyLink(key=key, code=code, registered_at=at) for key, code in links],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["code", "registered_at"],
    )
    for key, code in links:
        record(
            by=by,
            at=at,
            verb="registry.register_legacy_link",
            subject=("legacy_link", key),
            scope_id=code.compound.scope_id,
            data={"code": str(code.id)},
        )


@transaction.atomic
def forget_legacy_links(*, keys: Sequence[str], by: Actor, at: datetime) -> None:
    """Let the keys lead nowhere any more."""
    LegacyLink.objects.filter(key__in=keys).delete()
    for key in keys:
        record(
            by=by, at=at, verb="registry.forget_legacy_link", subject=("legacy_link", key), data={}
        )
