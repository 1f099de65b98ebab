"""Writing scopes and what they contain. Who knows the facts (registry) calls these."""

from collections.abc import Iterable

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from mashangban.accounts.models import Scope, ScopeCover
from mashangban.accounts.types import Cover, ScopeKind

SELF_SOURCE = "self"


def create_scope(*, kind: ScopeKind, label: str) -> Scope:
    """Write a scope, which covers itself for ever."""
    return create_scopes([(kind, label)])[0]


def create_scopes(kinds_and_labels: Iterable[tuple[ScopeKind, str]]) -> list[Scope]:
    """Write many scopes in two statements; return them in the order given."""
    with transaction.atomic():
        scopes = Scope.objects.bulk_create(
            Scope(kind=kind, label=label) for kind, label in kinds_and_labels
        )
        ScopeCover.objects.bulk_create(
            ScopeCover(outer=scope, inner=scope, period=DateRange(None, None), source=SELF_SOURCE)
            for scope in scopes
        )
    return scopes


def system_scope() -> Scope:
    """Return the one scope that the grants of the three administrators are about."""
    found = Scope.objects.filter(kind=ScopeKind.SYSTEM).first()
    return found or create_scope(kind=ScopeKind.SYSTEM, label="")


def replace_covers(*, source: str, covers: Iterable[Cover]) -> None:
    """Make `covers` all that follows from the fact named `source`.

    Writes only what differs, so that the same import again writes nothing.
    """
    wanted = {(cover.outer_id, cover.inner_id, cover.period) for cover in covers}
    with transaction.atomic():
        _take_turns(source)
        known = {
            (row.outer_id, row.inner_id, row.period): row.pk
            for row in ScopeCover.objects.filter(source=source)
        }
        gone = [pk for cover, pk in known.items() if cover not in wanted]
        if gone:
            ScopeCover.objects.filter(pk__in=gone).delete()
        ScopeCover.objects.bulk_create(
            ScopeCover(outer_id=outer, inner_id=inner, period=period, source=source)
            for outer, inner, period in sorted(wanted - known.keys(), key=str)
        )


def _take_turns(source: str) -> None:
    """Let one transaction at a time replace the covers of a source: two would add up."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"covers:{source}"]
        )
