"""Writing the trail: called by the actions of every app, inside their transaction."""

from collections.abc import Mapping
from datetime import datetime

from mashangban.audit.canonical import canonical_text
from mashangban.audit.models import Entry
from mashangban.audit.types import JSON
from mashangban.kit.actors import Actor


def compose(
    *,
    by: Actor,
    at: datetime,
    verb: str,
    subject: tuple[str, object],
    scope_id: int | None = None,
    data: Mapping[str, JSON] = {},
) -> Entry:
    """Return the unsaved entry: who (`by`) did what (`verb`) to whom (`subject`: kind, id).

    `data` holds ids, codes and numbers, never personal data: entries cannot be erased. Raises
    ValueError when `at` is naive, TypeError when `data` holds something that JSON cannot.
    """
    kind, subject_id = subject[0], str(subject[1])
    return Entry(
        at=at,
        actor_kind=by.kind.value,
        actor_id=by.id,
        verb=verb,
        subject_kind=kind,
        subject_id=subject_id,
        scope_id=scope_id,
        canonical=canonical_text(
            by=by, at=at, verb=verb, subject=(kind, subject_id), scope_id=scope_id, data=data
        ),
    )


def record(
    *,
    by: Actor,
    at: datetime,
    verb: str,
    subject: tuple[str, object],
    scope_id: int | None = None,
    data: Mapping[str, JSON] = {},
) -> None:
    """Write the entry that `compose` returns, in the transaction of the caller (one INSERT)."""
    compose(by=by, at=at, verb=verb, subject=subject, scope_id=scope_id, data=data).save(
        force_insert=True
    )
