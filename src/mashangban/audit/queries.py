"""Reading the trail."""

from django.db.models import Exists, OuterRef

from mashangban.audit import canonical
from mashangban.audit.models import Entry, Leaf
from mashangban.audit.types import EntryRow
from mashangban.kit.actors import Actor, ActorKind


def entries_about(
    subject: tuple[str, object], *, limit: int = 100, before: int | None = None
) -> list[EntryRow]:
    """Return the entries about a subject (kind, id), the latest first, in one query.

    For the page after, give the id of the last row as `before`.
    """
    rows = Entry.objects.filter(subject_kind=subject[0], subject_id=str(subject[1]))
    if before is not None:
        rows = rows.filter(id__lt=before)
    rows = rows.annotate(sealed=Exists(Leaf.objects.filter(entry_id=OuterRef("id"))))
    return [_row(entry, sealed=entry.sealed) for entry in rows.order_by("-id")[:limit]]


def _row(entry: Entry, *, sealed: bool) -> EntryRow:
    return EntryRow(
        id=entry.pk,
        at=entry.at,
        by=Actor(ActorKind(entry.actor_kind), entry.actor_id),
        verb=entry.verb,
        scope_id=entry.scope_id,
        data=canonical.parse(entry.canonical)["data"],
        sealed=sealed,
    )
