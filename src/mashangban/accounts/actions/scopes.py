"""Writing scopes and what they contain. Who knows the facts (registry) calls these."""

from collections.abc import Iterable, Mapping
from typing import Final
from zlib import crc32

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from mashangban.accounts.models import Scope, ScopeCover
from mashangban.accounts.types import Cover, ScopeKind

SELF_SOURCE = "self"
BATCH: Final = 5_000  # rows of one statement: PostgreSQL takes 65,535 parameters at most
HOW_MANY_LOCKS: Final = 256
_LOCKS: Final = int.from_bytes(b"covers", "big")


def create_scope(*, kind: ScopeKind, label: str) -> Scope:
    """Write a scope, which covers itself for ever."""
    return create_scopes([(kind, label)])[0]


def create_scopes(kinds_and_labels: Iterable[tuple[ScopeKind, str]]) -> list[Scope]:
    """Write many scopes in a few statements; return them in the order given."""
    with transaction.atomic():
        scopes = Scope.objects.bulk_create(
            (Scope(kind=kind, label=label) for kind, label in kinds_and_labels), batch_size=BATCH
        )
        ScopeCover.objects.bulk_create(
            (
                ScopeCover(
                    outer=scope, inner=scope, period=DateRange(None, None), source=SELF_SOURCE
                )
                for scope in scopes
            ),
            batch_size=BATCH,
        )
    return scopes


def remove_scopes(scope_ids: Iterable[int]) -> None:
    """Delete scopes with their covers. Raises ProtectedError while something has one of them."""
    Scope.objects.filter(pk__in=list(scope_ids)).delete()


def system_scope() -> Scope:
    """Return the one scope that the grants of the three administrators are about."""
    found = Scope.objects.filter(kind=ScopeKind.SYSTEM).first()
    return found or create_scope(kind=ScopeKind.SYSTEM, label="")


def replace_covers(*, source: str, covers: Iterable[Cover]) -> None:
    """Make `covers` all that follows from the fact named `source`.

    Writes only what differs, so that the same import again writes nothing.
    """
    replace_covers_of({source: covers})


def replace_covers_of(covers_by_source: Mapping[str, Iterable[Cover]]) -> None:
    """Do what `replace_covers` does for many facts at once, in a handful of statements."""
    wanted = {
        (source, cover.outer_id, cover.inner_id, cover.period)
        for source, covers in covers_by_source.items()
        for cover in covers
    }
    with transaction.atomic():
        _take_turns(covers_by_source)
        known = {
            (row.source, row.outer_id, row.inner_id, row.period): row.pk
            for row in ScopeCover.objects.filter(source__in=list(covers_by_source))
        }
        gone = [pk for cover, pk in known.items() if cover not in wanted]
        if gone:
            ScopeCover.objects.filter(pk__in=gone).delete()
        ScopeCover.objects.bulk_create(
            (
                ScopeCover(outer_id=outer, inner_id=inner, period=period, source=source)
                for source, outer, inner, period in sorted(wanted - known.keys(), key=str)
            ),
            batch_size=BATCH,
        )


def _take_turns(sources: Iterable[str]) -> None:
    """Let one transaction at a time replace the covers of a source: two would add up.

    Sources share a small number of locks, because the server's table of locks is small; they are
    taken in order, because two transactions would else wait for each other.
    """
    keys = sorted({_LOCKS + crc32(source.encode()) % HOW_MANY_LOCKS for source in sources})
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(key) FROM unnest(%s::bigint[]) key", [keys])
