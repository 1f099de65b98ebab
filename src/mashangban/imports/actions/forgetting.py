"""Deleting what is no longer needed of imports."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from mashangban.audit.actions import record
from mashangban.imports.models import ImportFile, ImportRun
from mashangban.imports.states import ENDED, S
from mashangban.kit.actors import Actor

_KEEP_WAITING: Final = timedelta(days=7)  # files that nobody went on with
_KEEP_REPORTS: Final = timedelta(days=90)


@transaction.atomic
def forget_old(*, at: datetime) -> int:
    """Discard imports that nobody went on with, and delete old reports; return how many."""
    waiting = ImportRun.objects.filter(
        state__in=[S.COLUMNS, S.CHECKED], begun_at__lt=at - _KEEP_WAITING
    )
    gone = list(waiting.select_for_update().values_list("pk", flat=True))
    ImportFile.objects.filter(run__in=gone).delete()
    ImportRun.objects.filter(pk__in=gone).update(state=S.DISCARDED)
    old = ImportFile.objects.filter(run__state__in=ENDED, run__begun_at__lt=at - _KEEP_REPORTS)
    reports, _ = old.delete()
    if gone or reports:
        record(
            by=Actor.system("imports.forget"),
            at=at,
            verb="imports.forget",
            subject=("import", "old"),
            data={"discarded": len(gone), "reports": reports},
        )
    return len(gone) + reports
