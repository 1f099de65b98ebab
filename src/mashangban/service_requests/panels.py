"""What service requests contribute to pages drawn by `web`."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy

from mashangban.kit.clock import local_date
from mashangban.kit.slots import (
    LATE,
    LATER,
    TODAY,
    NavEntry,
    Panel,
    Todo,
    Viewer,
    register_nav,
    register_panel,
    register_todos,
)
from mashangban.registry.types import ReportPlace
from mashangban.service_requests import presenters, queries
from mashangban.service_requests.permissions import HANDLE, VIEW
from mashangban.service_requests.queries import ListRow, Tab
from mashangban.service_requests.states import WORKFLOW, Party, Step

_TODOS = 20


@dataclass(frozen=True, slots=True)
class ReportPanel:
    """The ways to report from a compound's landing page."""

    report_url: str
    my_reports_url: str
    duty_phone: str


def report_panel(place: ReportPlace) -> ReportPanel:
    """Return the buttons of a compound's landing page."""
    return ReportPanel(
        report_url=reverse("service_requests:report", args=[place.token]),
        my_reports_url=reverse("service_requests:my_reports"),
        duty_phone=place.duty_phone,
    )


def waiting_requests(viewer: Viewer) -> list[Todo]:
    """Return the open requests that the viewer can move on, the most pressing first."""
    if HANDLE not in viewer.permissions:
        return []
    page = queries.list_requests(
        person_id=viewer.person_id,
        tab=Tab.OPEN,
        words="",
        after=None,
        on=viewer.on,
        now=viewer.now,
    )
    todos = []
    for found in page.rows[:_TODOS]:
        row = presenters.list_row(found, now=viewer.now)
        step = Step(WORKFLOW.allowed(found.state, Party.HANDLER)[0])
        todos.append(
            Todo(
                urgency=_urgency(found, viewer),
                title=" · ".join(part for part in (row.category, row.description) if part),
                detail=" · ".join((row.compound, row.state, row.number)),
                verb=str(presenters.VERBS[step]),
                url=row.url,
                clock=row.clock,
            )
        )
    return todos


def _urgency(row: ListRow, viewer: Viewer) -> int:
    if row.due_at is None:
        return LATER
    if row.due_at < viewer.now:
        return LATE
    return TODAY if local_date(row.due_at) == viewer.on else LATER


register_nav(
    NavEntry(
        section="",
        label=gettext_lazy("Reports"),
        url_name="service_requests:list",
        icon="tool",
        permission=VIEW,
        order=10,
    )
)
register_panel("code", Panel(10, "service_requests/panels/report.html", report_panel))
register_todos(waiting_requests)
