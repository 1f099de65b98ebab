"""One import from file to report: read, plan, write, tell."""

from collections.abc import Callable, Iterator, Sequence
from collections.abc import Mapping as MappingABC
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol, TextIO, TypeVar, runtime_checkable

from django.db import transaction
from django.utils.translation import gettext as _

from mashangban.core.coordinates import CRS
from mashangban.kit.imports.cells import Cells
from mashangban.kit.imports.errors import UnreadableFile
from mashangban.kit.imports.mapping import Mapping, check_mapping, same_names
from mashangban.kit.imports.places import Places, choose_crs, in_wgs84, require_likely
from mashangban.kit.imports.reading import Layout, Sheet, read_sheet
from mashangban.kit.imports.report import write_report
from mashangban.kit.imports.types import Change, Finding, Outcome, Progress, Step, Summary


class Draft(Protocol):
    """What a kind makes of a row before it is compared with what is there."""

    @property
    def row(self) -> int: ...

    @property
    def key(self) -> str: ...


@dataclass(slots=True)
class Plan:
    """What is to be written. `save` writes it, in the transaction that it is called in.

    It returns every change, in the order in which it was made.
    """

    created: int
    changed: int
    unchanged: int
    save: Callable[[], Sequence[Change]]
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

    def undo(self, changes: Sequence[Change]) -> None:
        """Take changes of an earlier import back, all or none; raises CannotUndo."""


@runtime_checkable
class HasPlaces(Protocol):
    """A kind whose rows lie on the map, so that a file in a wrong coordinate system is noticed."""

    def places(self) -> Places:
        """Return where the rows lie that have been parsed, refused ones among them."""


def import_file(
    importer: Importer[DraftT],
    *,
    path: Path,
    mapping: Mapping | None,
    crs: CRS | None = None,
    dry_run: bool,
    skip_refused: bool = False,
    report_path: Path | None,
    record: Callable[[Summary, Sequence[Change]], None],
    progress: Progress,
) -> Summary:
    """Import a file, all of its rows or none, and return what became of them.

    Without `mapping` the columns must bear our names. `crs` goes before what mapping and file say
    of their coordinates. With `dry_run` nothing is written; with `skip_refused` the good rows are
    written although others are refused. `record` is called in the transaction that writes. Raises
    UnreadableFile, in which case nothing has been written.
    """
    layout = Layout(names=frozenset(importer.fields)) if mapping is None else mapping.layout
    sheet = read_sheet(path, layout)
    mapping = mapping or same_names(sheet, importer.fields)
    check_mapping(mapping, sheet, fields=importer.fields, options=importer.options)
    chosen, told = choose_crs(option=crs, of_mapping=mapping.crs, of_file=sheet.crs)
    mapping, sheet = replace(mapping, crs=chosen), in_wgs84(sheet, chosen)
    # Opened first: an import whose report cannot be written must not happen.
    with _report(report_path) as report, transaction.atomic():
        importer.prepare(mapping)
        drafts, findings, left_out = _parse(importer, sheet, mapping, progress)
        findings = [*told, *sheet.findings, *findings]
        if isinstance(importer, HasPlaces):
            findings += require_likely(importer.places(), chosen)
        plan = importer.plan(drafts, progress)
        findings += plan.findings
        refused = {each.row for each in findings if each.outcome is Outcome.REFUSED}
        summary = Summary(
            kind=importer.kind,
            sha256=sheet.sha256,
            encoding=sheet.encoding,
            crs=chosen.value,
            dry_run=dry_run,
            skip_refused=skip_refused,
            rows=len(sheet.rows) + _unread(sheet),
            created=plan.created,
            changed=plan.changed,
            unchanged=plan.unchanged,
            refused=len(refused),
            left_out=left_out,
            findings=tuple(findings),
        )
        if summary.written:
            record(summary, plan.save())
        if report is not None:
            write_report(report, findings)
    return summary


def _unread(sheet: Sheet) -> int:
    """Return how many rows of the file are missing in the sheet because they could not be read."""
    return sum(each.outcome is Outcome.REFUSED for each in sheet.findings)


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
