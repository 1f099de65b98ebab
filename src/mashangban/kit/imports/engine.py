"""One import from file to report: read, plan, write, tell."""

from collections.abc import Callable, Iterator, Sequence
from collections.abc import Mapping as MappingABC
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TextIO, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from mashangban.kit.imports.cells import Cells
from mashangban.kit.imports.errors import UnreadableFile
from mashangban.kit.imports.mapping import Mapping, check_mapping, same_names
from mashangban.kit.imports.readers import Sheet, read_sheet
from mashangban.kit.imports.report import write_report
from mashangban.kit.imports.types import Finding, Outcome, Progress, Step, Summary


class Draft(Protocol):
    """What a kind makes of a row before it is compared with what is there."""

    @property
    def row(self) -> int: ...

    @property
    def key(self) -> str: ...


@dataclass(slots=True)
class Plan:
    """What is to be written. `save` writes it, in the transaction that it is called in."""

    created: int
    changed: int
    unchanged: int
    save: Callable[[], None]
    findings: list[Finding] = field(default_factory=list)


DraftT = TypeVar("DraftT", bound=Draft)


class Importer(Protocol[DraftT]):
    """One kind of rows.

    `fields`: our fields, and whether each is required. `options`: further lines of a mapping.
    """

    kind: str
    fields: MappingABC[str, bool]
    options: frozenset[str]

    def prepare(self, mapping: Mapping) -> None:
        """Look up once what all rows need; raises UnreadableFile when they cannot be imported."""

    def parse(self, cells: Cells) -> DraftT | None:
        """Read a row. What is wrong goes to `cells`; None is right only for a refused row."""

    def plan(self, drafts: Sequence[DraftT], progress: Progress) -> Plan:
        """Compare with what is there, without writing anything."""


def import_file(
    importer: Importer[DraftT],
    *,
    path: Path,
    mapping: Mapping | None,
    dry_run: bool,
    report_path: Path | None,
    record: Callable[[Summary], None],
    progress: Progress,
) -> Summary:
    """Import a file and return what became of its rows; with `dry_run` nothing is written.

    Without `mapping` the columns must bear our names. `record` is called in the transaction that
    writes. Raises UnreadableFile, in which case nothing has been written.
    """
    sheet = read_sheet(path)
    mapping = mapping or same_names(sheet, importer.fields)
    check_mapping(mapping, sheet, fields=importer.fields, options=importer.options)
    # Opened first: an import whose report cannot be written must not happen.
    with _report(report_path) as report, transaction.atomic():
        importer.prepare(mapping)
        drafts, findings, left_out = _parse(importer, sheet, mapping, progress)
        plan = importer.plan(drafts, progress)
        findings += plan.findings
        summary = Summary(
            kind=importer.kind,
            sha256=sheet.sha256,
            encoding=sheet.encoding,
            dry_run=dry_run,
            rows=len(sheet.rows),
            created=plan.created,
            changed=plan.changed,
            unchanged=plan.unchanged,
            refused=len({each.row for each in findings if each.outcome is Outcome.REFUSED}),
            left_out=left_out,
            findings=tuple(findings),
        )
        if not dry_run:
            plan.save()
            record(summary)
        if report is not None:
            write_report(report, findings)
    return summary


def _parse(
    importer: Importer[DraftT], sheet: Sheet, mapping: Mapping, progress: Progress
) -> tuple[list[DraftT], list[Finding], int]:
    drafts: list[DraftT] = []
    findings: list[Finding] = []
    first_of: dict[str, int] = {}
    left_out = 0
    for done, row in enumerate(sheet.rows, start=1):
        if mapping.wants(row):
            cells = Cells(row, mapping)
            draft = importer.parse(cells)
            if draft is not None:
                _refuse_twin(cells, draft.key, first_of)
                if not cells.refused:
                    drafts.append(draft)
            findings += cells.findings
        else:
            left_out += 1
        progress(Step.READ, done, len(sheet.rows))
    return drafts, findings, left_out


def _refuse_twin(cells: Cells, key: str, first_of: dict[str, int]) -> None:
    first = first_of.setdefault(key, cells.row)
    if first != cells.row:
        cells.refuse(
            "key",
            _("“%(key)s” stands in row %(first)d already.") % {"key": key, "first": first},
        )


@contextmanager
def _report(path: Path | None) -> Iterator[TextIO | None]:
    if path is None:
        yield None
        return
    try:
        file = path.open("w", encoding="utf-8-sig", newline="")
    except OSError as error:
        raise UnreadableFile(
            _("The report “%(name)s” cannot be written: %(why)s.")
            % {"name": path.name, "why": error.strerror}
        ) from None
    with file:
        yield file
