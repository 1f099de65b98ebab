"""The work itself: find the columns, try, write, take back."""

import io
import uuid
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from django.db import transaction

from mashangban.audit.actions import record
from mashangban.core.coordinates import CRS
from mashangban.imports.actions.moving import locked, move
from mashangban.imports.files import opened, seal
from mashangban.imports.guessing import guess_columns
from mashangban.imports.kinds import kind_named
from mashangban.imports.models import ImportChange, ImportFile, ImportRun
from mashangban.imports.progress import Reporter
from mashangban.imports.states import Party, S, Step
from mashangban.kit.actors import Actor
from mashangban.kit.errors import Refusal
from mashangban.kit.ids import new_id
from mashangban.kit.imports import (
    Change,
    Progress,
    Summary,
    columns_of,
    import_file,
    parse_mapping,
    read_mapping,
)
from mashangban.kit.imports.report import write_report

_BATCH = 2_000  # rows of one statement


def run(
    *,
    kind: str,
    path: Path,
    mapping: Path | None = None,
    crs: CRS | None = None,
    dry_run: bool = False,
    skip_refused: bool = False,
    report_path: Path | None = None,
    by: Actor,
    at: datetime,
    progress: Progress = lambda step, done, total: None,
) -> tuple[Summary, uuid.UUID | None]:
    """Import a file in one go; return what became of its rows, and the import to undo, if any.

    `mapping` is a YAML file; without it the columns must bear our names. `crs` goes before what
    mapping and file say of their coordinates. All rows are written or, when one is refused, none;
    with `skip_refused`, those that are not refused. Raises `kit.imports.UnreadableFile` when the
    file as a whole cannot be imported: then nothing was.
    """
    written: list[uuid.UUID] = []

    def trail(summary: Summary, changes: Sequence[Change]) -> None:
        row = ImportRun(
            id=new_id(at),
            kind=kind,
            file_name=path.name[-200:],
            state=S.WRITTEN,
            begun_at=at,
            written_at=at,
            skip_refused=skip_refused,
        )
        _note(row, summary)
        row.save(force_insert=True)
        _keep(row, summary, changes, by=by, at=at)
        written.append(row.pk)

    summary = import_file(
        kind_named(kind).make(by, at),
        path=path,
        mapping=None if mapping is None else read_mapping(mapping),
        crs=crs,
        dry_run=dry_run,
        skip_refused=skip_refused,
        report_path=report_path,
        record=trail,
        progress=progress,
    )
    return summary, written[0] if written else None


def read_columns(*, run_id: uuid.UUID) -> None:
    """Find out what columns the file has, and guess which is which."""
    found = _found(run_id, S.UPLOADED)
    if found is None:
        return
    try:
        with opened(found) as path:
            columns = columns_of(path, found.mapping)
    except Refusal as refusal:
        _move(run_id, Step.FAIL, problem=str(refusal.sentence))
        return
    guessed = guess_columns(kind_named(found.kind), columns)

    def note(row: ImportRun) -> None:
        row.columns = list(columns)
        row.mapping = {**row.mapping, "columns": row.mapping.get("columns") or guessed}

    _move(run_id, Step.READ, note=note)


def check(*, run_id: uuid.UUID, at: datetime) -> None:
    """Try the import without writing, and keep the report for whoever decides."""
    found = _found(run_id, S.CHECKING)
    if found is None:
        return
    try:
        summary = _import(found, at, dry_run=True, record=lambda summary, changes: None)
    except Refusal as refusal:
        _move(run_id, Step.STOP, problem=str(refusal.sentence))
        return

    def note(row: ImportRun) -> None:
        _note(row, summary)
        _keep_report(row, summary)

    _move(run_id, Step.CHECK, note=note)


def write(*, run_id: uuid.UUID, at: datetime) -> None:
    """Import the file as it was tried; rows, changes and the step are one transaction."""
    found = _found(run_id, S.WRITING)
    if found is None:
        return

    def trail(summary: Summary, changes: Sequence[Change]) -> None:
        row = locked(run_id)
        _note(row, summary)
        _keep_report(row, summary)
        row.written_at = at
        move(row, Step.WRITE, Party.WORKER)
        _keep(row, summary, changes, by=_by(found), at=at)
        ImportFile.objects.filter(run=row).update(content=None)

    try:
        summary = _import(found, at, dry_run=False, record=trail)
    except Refusal as refusal:
        _move(run_id, Step.STOP, problem=str(refusal.sentence))
        return
    if summary.stopped:  # what was right when it was tried has become wrong since
        _move(run_id, Step.STOP, note=lambda row: _keep_report(row, summary))


def take_back(*, run_id: uuid.UUID, at: datetime) -> None:
    """Undo an import, or say why that cannot be."""
    found = _found(run_id, S.UNDOING)
    if found is None:
        return
    try:
        with transaction.atomic():
            _undo_changes(found, by=_by(found), at=at)

            def note(row: ImportRun) -> None:
                row.undone_at = at

            _move(run_id, Step.TAKE_BACK, note=note)
    except Refusal as refusal:
        _move(run_id, Step.KEEP, problem=str(refusal.sentence))


@transaction.atomic
def undo_now(*, run_id: uuid.UUID, by: Actor, at: datetime) -> int:
    """Take an import back at once; return how many changes that were.

    Raises NotFound, NotNow, CannotUndo.
    """
    row = locked(run_id)
    move(row, Step.UNDO, Party.PERSON)
    _undo_changes(row, by=by, at=at)
    row.undone_at = at
    move(row, Step.TAKE_BACK, Party.WORKER)
    return row.changes.count()


def _undo_changes(found: ImportRun, *, by: Actor, at: datetime) -> None:
    rows = found.changes.order_by("number").values_list("subject", "label", "before", "after")
    kind_named(found.kind).make(by, at).undo([Change(*row) for row in rows])
    record(
        by=by, at=at, verb="imports.undone", subject=("import", found.pk), data={"kind": found.kind}
    )


def _import(
    found: ImportRun,
    at: datetime,
    *,
    dry_run: bool,
    record: Callable[[Summary, Sequence[Change]], None],
) -> Summary:
    with opened(found) as path, Reporter(found.pk) as progress:
        return import_file(
            kind_named(found.kind).make(_by(found), at),
            path=path,
            mapping=parse_mapping(found.mapping, name=found.file_name),
            dry_run=dry_run,
            skip_refused=found.skip_refused,
            report_path=None,
            record=record,
            progress=progress,
        )


def _found(run_id: uuid.UUID, state: S) -> ImportRun | None:
    """Return the import if it still waits for this: a job may come twice."""
    runs = ImportRun.objects.select_related("person", "file")
    return runs.filter(pk=run_id, state=state).first()


def _move(
    run_id: uuid.UUID,
    step: Step,
    *,
    problem: str = "",
    note: Callable[[ImportRun], None] = lambda row: None,
) -> None:
    with transaction.atomic():
        row = locked(run_id)
        note(row)
        move(row, step, Party.WORKER, problem=problem)


def _by(found: ImportRun) -> Actor:
    return Actor.person(found.person_id) if found.person_id else Actor.system("import")


def _note(row: ImportRun, summary: Summary) -> None:
    row.sha256, row.encoding, row.crs = summary.sha256, summary.encoding, summary.crs
    for name in ("rows", "created", "changed", "unchanged", "refused", "left_out"):
        setattr(row, name, getattr(summary, name))


def _keep_report(row: ImportRun, summary: Summary) -> None:
    text = io.StringIO(newline="")
    write_report(text, summary.findings)
    report = seal(row, text.getvalue().encode("utf-8-sig"), "report")
    ImportFile.objects.filter(run=row).update(report=report)


def _keep(
    row: ImportRun, summary: Summary, changes: Sequence[Change], *, by: Actor, at: datetime
) -> None:
    """Keep what was changed, and leave the trail."""
    ImportChange.objects.bulk_create(
        (
            ImportChange(
                run=row,
                number=number,
                subject=change.subject,
                label=change.label[:200],
                before=change.before,
                after=change.after,
            )
            for number, change in enumerate(changes)
        ),
        batch_size=_BATCH,
    )
    record(
        by=by,
        at=at,
        verb="imports.import",
        subject=("import", row.pk),
        data={
            "kind": summary.kind,
            "sha256": summary.sha256,
            "crs": summary.crs,
            "rows": summary.rows,
            "created": summary.created,
            "changed": summary.changed,
            "unchanged": summary.unchanged,
            "refused": summary.refused,
            "left_out": summary.left_out,
        },
    )
