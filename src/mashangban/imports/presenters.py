"""What the pages of imports show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mashangban.core.coordinates import CRS
from mashangban.imports.kinds import CRS_WORDS, kind_named
from mashangban.imports.queries import SHOWN, Run, RunLine
from mashangban.imports.states import BUSY, S
from mashangban.kit import components as ui
from mashangban.kit.when import moment

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

_STATES: Mapping[S, "_StrPromise"] = {
    S.UPLOADED: gettext_lazy("The file is being read"),
    S.COLUMNS: gettext_lazy("Which column holds what?"),
    S.CHECKING: gettext_lazy("The rows are being checked"),
    S.CHECKED: gettext_lazy("Checked, nothing is written yet"),
    S.WRITING: gettext_lazy("The rows are being imported"),
    S.WRITTEN: gettext_lazy("Imported"),
    S.UNDOING: gettext_lazy("The import is being undone"),
    S.UNDONE: gettext_lazy("Undone"),
    S.FAILED: gettext_lazy("The file cannot be used"),
    S.DISCARDED: gettext_lazy("Discarded"),
}


@dataclass(frozen=True, slots=True)
class RunPage:
    """The page of one import."""

    id: UUID
    title: str
    state: str
    state_words: str
    busy: bool
    percent: int
    problem: str
    counts: tuple[ui.Fact, ...]
    facts: tuple[ui.Fact, ...]
    report: ui.Table | None
    report_note: str
    report_url: str
    may_import: bool
    import_label: str
    nothing_to_do: bool


def run_list(
    runs: Sequence[RunLine], names: Mapping[UUID, str], *, now: datetime
) -> ui.Table | None:
    """Return the list of imports, None when there is none yet."""
    if not runs:
        return None
    return ui.Table(
        columns=(
            ui.Column(_("File"), "ell", labelled=False),
            ui.Column(_("State")),
            ui.Column(_("Rows"), "num"),
            ui.Column(_("New"), "num"),
            ui.Column(_("Changed"), "num"),
            ui.Column(_("Refused"), "num"),
            ui.Column(_("Brought in by")),
            ui.Column(_("When"), "muted msb-nowrap"),
        ),
        rows=[
            (
                ui.Matter(
                    reverse("imports:run", args=[run.id]),
                    str(kind_named(run.kind).title),
                    run.file_name,
                ),
                str(_STATES[run.state]),
                f"{run.rows:,}",
                f"{run.created:,}",
                f"{run.changed:,}",
                f"{run.refused:,}",
                names.get(run.person_id, "") if run.person_id else _("command line"),
                moment(run.begun_at, now=now),
            )
            for run in runs
        ],
    )


def run_page(run: Run, names: Mapping[UUID, str], *, now: datetime) -> RunPage:
    """Return the page of one import."""
    checked = run.state in (S.CHECKED, S.WRITING, S.WRITTEN, S.UNDOING, S.UNDONE)
    to_write = run.created + run.changed
    stopped = run.refused > 0 and not run.skip_refused
    return RunPage(
        id=run.id,
        title=f"{kind_named(run.kind).title} · {run.file_name}",
        state=run.state,
        state_words=str(_STATES[run.state]),
        busy=run.state in BUSY,
        percent=round(100 * run.done / run.total) if run.total else 0,
        problem=run.problem,
        counts=_counts(run) if checked else (),
        facts=_facts(run, names, now=now),
        report=_report(run),
        report_note=_("The first %(shown)s lines; the file has all of them.") % {"shown": SHOWN}
        if len(run.report) >= SHOWN
        else "",
        report_url=reverse("imports:report", args=[run.id]) if run.has_report else "",
        may_import=run.state == S.CHECKED and to_write > 0 and not stopped,
        import_label=ngettext("Import %(n)s row", "Import %(n)s rows", to_write)
        % {"n": f"{to_write:,}"},
        nothing_to_do=run.state == S.CHECKED and to_write == 0 and not stopped,
    )


def _counts(run: Run) -> tuple[ui.Fact, ...]:
    lines = (
        (_("Rows"), run.rows),
        (_("New"), run.created),
        (_("Changed"), run.changed),
        (_("As before"), run.unchanged),
        (_("Refused"), run.refused),
        (_("Left out"), run.left_out),
    )
    return tuple(ui.Fact(term, f"{count:,}") for term, count in lines)


def _facts(run: Run, names: Mapping[UUID, str], *, now: datetime) -> tuple[ui.Fact, ...]:
    by = names.get(run.person_id, "") if run.person_id else _("command line")
    facts = [ui.Fact(_("Begun"), f"{moment(run.begun_at, now=now)} · {by}")]
    if run.written_at:
        facts.append(ui.Fact(_("Imported"), moment(run.written_at, now=now)))
    if run.undone_at:
        facts.append(ui.Fact(_("Undone"), moment(run.undone_at, now=now)))
    if run.encoding:
        facts.append(ui.Fact(_("Encoding"), run.encoding))
    if run.crs and kind_named(run.kind).on_the_map:
        facts.append(ui.Fact(_("Coordinates"), str(CRS_WORDS[CRS(run.crs)])))
    return tuple(facts)


def _report(run: Run) -> ui.Table | None:
    if not run.report:
        return None
    return ui.Table(
        columns=(
            ui.Column(_("Row"), "num"),
            ui.Column(_("Column")),
            ui.Column(_("Value")),
            ui.Column(_("Result")),
            ui.Column(_("Reason"), "ell"),
        ),
        rows=run.report,
        classes="wrap",
    )
