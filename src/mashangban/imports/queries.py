"""Reads of imports, as plain data."""

import csv
import io
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from mashangban.imports.errors import FileGone
from mashangban.imports.files import unseal
from mashangban.imports.models import ImportRun
from mashangban.imports.states import S
from mashangban.kit.errors import NotFound

SHOWN: Final = 200  # lines of a report on the page; the file has all
_LISTED: Final = 50


@dataclass(frozen=True, slots=True)
class RunLine:
    """An import as the list shows it."""

    id: uuid.UUID
    kind: str
    file_name: str
    state: S
    person_id: uuid.UUID | None
    begun_at: datetime
    rows: int
    created: int
    changed: int
    refused: int


@dataclass(frozen=True, slots=True)
class Run:
    """One import with everything its page shows. `report` is its beginning, without the header."""

    id: uuid.UUID
    kind: str
    file_name: str
    state: S
    person_id: uuid.UUID | None
    begun_at: datetime
    written_at: datetime | None
    undone_at: datetime | None
    mapping: dict[str, Any]
    columns: tuple[str, ...]
    skip_refused: bool
    problem: str
    encoding: str
    crs: str
    rows: int
    created: int
    changed: int
    unchanged: int
    refused: int
    left_out: int
    done: int
    total: int
    has_report: bool
    report: tuple[tuple[str, ...], ...]


def recent_runs() -> list[RunLine]:
    """Return the latest imports, newest first."""
    rows = ImportRun.objects.order_by("-begun_at", "id").defer("mapping", "columns")
    return [
        RunLine(
            id=row.pk,
            kind=row.kind,
            file_name=row.file_name,
            state=S(row.state),
            person_id=row.person_id,
            begun_at=row.begun_at,
            rows=row.rows,
            created=row.created,
            changed=row.changed,
            refused=row.refused,
        )
        for row in rows[:_LISTED]
    ]


def run(run_id: uuid.UUID) -> Run:
    """Return one import. Raises NotFound."""
    row = ImportRun.objects.select_related("person", "file").filter(pk=run_id).first()
    if row is None:
        raise NotFound
    report = _report(row)
    lines = list(csv.reader(io.StringIO(report.decode("utf-8-sig"))))[1:] if report else []
    return Run(
        id=row.pk,
        kind=row.kind,
        file_name=row.file_name,
        state=S(row.state),
        person_id=row.person_id,
        begun_at=row.begun_at,
        written_at=row.written_at,
        undone_at=row.undone_at,
        mapping=row.mapping,
        columns=tuple(row.columns),
        skip_refused=row.skip_refused,
        problem=row.problem,
        encoding=row.encoding,
        crs=row.crs,
        rows=row.rows,
        created=row.created,
        changed=row.changed,
        unchanged=row.unchanged,
        refused=row.refused,
        left_out=row.left_out,
        done=row.done,
        total=row.total,
        has_report=bool(lines),
        report=tuple(tuple(line) for line in lines[:SHOWN]),
    )


def report(run_id: uuid.UUID) -> bytes:
    """Return the whole report of an import as CSV. Raises NotFound, FileGone."""
    row = ImportRun.objects.select_related("person", "file").filter(pk=run_id).first()
    if row is None:
        raise NotFound
    found = _report(row)
    if found is None:
        raise FileGone
    return found


def _report(row: ImportRun) -> bytes | None:
    kept = getattr(row, "file", None)
    if kept is None or kept.report is None:
        return None
    try:
        return unseal(row, kept.report, "report")
    except FileGone:
        return None
