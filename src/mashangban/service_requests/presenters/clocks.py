"""The clock of a request as a chip, a bar and a card with reasons."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from mashangban.kit import components as ui
from mashangban.kit.when import duration, moment
from mashangban.service_requests.presenters.reasons import reason_words
from mashangban.service_requests.queries import ClockLine, Detail
from mashangban.service_requests.states import S
from mashangban.service_requests.types import Purpose, RuleStatus

SOON_FROM = 0.75  # of the clock; the chip then says "soon"


@dataclass(frozen=True, slots=True)
class ClockCard:
    """The clock of the detail page with its reasons."""

    clock: ui.Clock
    track: ui.Track
    from_words: str
    due_words: str
    question: str
    reasons: tuple[str, ...]
    illustrative: bool


@dataclass(frozen=True, slots=True)
class ClockTimes:
    """The resolution clock of the present round."""

    started: datetime | None
    due: datetime | None
    stopped: datetime | None


def clock_of(state: S, times: ClockTimes, *, now: datetime) -> ui.Clock:
    """Return the clock chip of a request in `state`."""
    if state == S.WITHDRAWN:
        return ui.Clock(ui.ClockState.DONE, _("withdrawn"))
    if state == S.CLOSED:
        return ui.Clock(ui.ClockState.DONE, _closed_words(times))
    if state == S.RESOLVED:
        return ui.Clock(ui.ClockState.HOLD, _("with the resident"))
    if times.started is None or times.due is None:
        return ui.Clock(ui.ClockState.HOLD, _("no time limit"))
    if now > times.due:
        late = _("late %(time)s") % {"time": duration(now - times.due)}
        return ui.Clock(ui.ClockState.LATE, late)
    used = max(0.0, (now - times.started) / (times.due - times.started))
    return ui.Clock(
        ui.ClockState.SOON if used >= SOON_FROM else ui.ClockState.OK,
        _("%(time)s left") % {"time": duration(times.due - now)},
        round(100 * used),
    )


def clock_card(detail: Detail, *, now: datetime) -> ClockCard | None:
    lines = [c for c in detail.clocks if c.purpose == Purpose.RESOLUTION]
    if not lines:
        return None
    line = lines[-1]
    times = ClockTimes(line.started_at, line.due_at, line.stopped_at)
    due = moment(line.due_at, now=now)
    return ClockCard(
        clock=clock_of(detail.state, times, now=now),
        track=_track(line, now=now),
        from_words=_("from %(when)s") % {"when": moment(line.started_at, now=now)},
        due_words=_("due %(when)s") % {"when": due},
        question=_("Why %(when)s?") % {"when": due},
        reasons=(
            *reason_words(line.reasons),
            _("By: %(document)s %(clause)s") % {"document": line.document, "clause": line.clause},
            *(
                (_("The holidays of that year are not published yet; this may move."),)
                * line.provisional
            ),
        ),
        illustrative=line.status == RuleStatus.ILLUSTRATIVE,
    )


def _track(line: ClockLine, *, now: datetime) -> ui.Track:
    """Return the bar of time used; a late clock's bar grows beyond its deadline, at most double."""
    allowed = line.due_at - line.started_at
    used = ((line.stopped_at or now) - line.started_at) / allowed
    scale = max(1.0, used)
    return ui.Track(
        used_percent=100 * used / scale,
        due_percent=100 / scale,
        text=_("%(percent)s %% of the time used") % {"percent": round(100 * used)},
    )


def _closed_words(clock: ClockTimes) -> str:
    if clock.due is None or clock.stopped is None:
        return _("closed")
    return _("mended in time") if clock.stopped <= clock.due else _("mended late")
