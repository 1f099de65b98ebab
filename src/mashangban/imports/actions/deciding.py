"""What a person decides about an import; the worker does what follows."""

import uuid
from collections.abc import Mapping as MappingABC
from datetime import datetime
from typing import Any

from django.db import transaction
from procrastinate.contrib.django import app

from mashangban.audit.actions import record
from mashangban.imports.actions.moving import locked, move
from mashangban.imports.errors import ColumnTwice
from mashangban.imports.files import seal
from mashangban.imports.kinds import kind_named
from mashangban.imports.models import ImportFile, ImportRun
from mashangban.imports.states import Party, S, Step
from mashangban.kit.actors import Actor
from mashangban.kit.ids import new_id


@transaction.atomic
def upload(
    *,
    kind: str,
    file_name: str,
    content: bytes,
    mapping: MappingABC[str, Any],
    by: Actor,
    at: datetime,
) -> uuid.UUID:
    """Take a file in; the worker then finds its columns. Raises UnreadableFile for the kind.

    `mapping` is what is known of the file already (see `kit.imports.Mapping`), {} for nothing.
    """
    kind_named(kind)
    run = ImportRun(
        id=new_id(at),
        kind=kind,
        file_name=file_name[-200:],
        state=S.UPLOADED,
        person_id=uuid.UUID(by.id),
        begun_at=at,
        mapping=dict(mapping),
    )
    run.save(force_insert=True)
    ImportFile.objects.create(run=run, content=seal(run, content, "content"))
    record(by=by, at=at, verb="imports.upload", subject=("import", run.pk), data={"kind": kind})
    app.configure_task("imports.read").defer(run_id=str(run.pk))
    return run.pk


@transaction.atomic
def choose(
    *, run_id: uuid.UUID, mapping: MappingABC[str, Any], skip_refused: bool, by: Actor, at: datetime
) -> None:
    """Say which column holds what; the worker then tries it. Raises NotNow, ColumnTwice."""
    columns = list(mapping.get("columns", {}).values())
    for column in columns:
        if columns.count(column) > 1:
            raise ColumnTwice(column)
    run = locked(run_id)
    run.mapping, run.skip_refused = dict(mapping), skip_refused
    move(run, Step.CHOOSE, Party.PERSON)
    app.configure_task("imports.check").defer(run_id=str(run.pk))


@transaction.atomic
def choose_again(*, run_id: uuid.UUID, by: Actor, at: datetime) -> None:
    """Go back to the columns. Raises NotNow."""
    move(locked(run_id), Step.CHOOSE_AGAIN, Party.PERSON)


@transaction.atomic
def start(*, run_id: uuid.UUID, by: Actor, at: datetime) -> None:
    """Import what was tried. Raises NotNow."""
    run = locked(run_id)
    move(run, Step.IMPORT, Party.PERSON)
    record(by=by, at=at, verb="imports.start", subject=("import", run.pk), data={"kind": run.kind})
    app.configure_task("imports.write").defer(run_id=str(run.pk))


@transaction.atomic
def discard(*, run_id: uuid.UUID, by: Actor, at: datetime) -> None:
    """Drop the file; nothing was written. Raises NotNow."""
    run = locked(run_id)
    move(run, Step.DISCARD, Party.PERSON)
    ImportFile.objects.filter(run=run).delete()
    record(by=by, at=at, verb="imports.discard", subject=("import", run.pk))


@transaction.atomic
def undo(*, run_id: uuid.UUID, by: Actor, at: datetime) -> None:
    """Have the worker take the import back. Raises NotNow."""
    run = locked(run_id)
    move(run, Step.UNDO, Party.PERSON)
    record(by=by, at=at, verb="imports.undo", subject=("import", run.pk), data={"kind": run.kind})
    app.configure_task("imports.undo").defer(run_id=str(run.pk))
