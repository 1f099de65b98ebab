"""What residents see of their requests."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from mashangban.kit import components as ui
from mashangban.kit.actors import ActorKind
from mashangban.kit.when import moment
from mashangban.service_requests.presenters.parts import timeline_entry
from mashangban.service_requests.presenters.words import (
    ERASED_WORDS,
    STEP_WORDS_RESIDENT,
    category_name,
    headline,
)
from mashangban.service_requests.queries import ClockLine, Detail
from mashangban.service_requests.states import ENDED_STATES, WORKFLOW, Party, S, Step
from mashangban.service_requests.types import Purpose


@dataclass(frozen=True, slots=True)
class ResidentDetail:
    """The page behind the private link."""

    number: str
    title: str
    place: str
    compound: str
    sentence: str
    detail: str
    steps: tuple[ui.Step, ...]
    untouched: bool
    may_answer: bool
    answer_until: str
    may_withdraw: bool
    may_rate: bool
    score: int | None
    counts: bool
    erased: str
    timeline: tuple[ui.TimelineEntry, ...]


def resident_detail(detail: Detail, *, link: str, now: datetime) -> ResidentDetail:
    """Return the page behind the private link; `link` is its address."""
    answer = _running(detail.clocks, Purpose.ANSWER)
    sentence, explanation = _sentence(detail, now=now)
    return ResidentDetail(
        number=detail.number,
        title=headline(detail.description) or category_name(detail.category, detail.category_en),
        place=detail.place,
        compound=detail.compound,
        sentence=sentence,
        detail=explanation,
        steps=_steps(detail.state),
        untouched=detail.state == S.REPORTED and detail.round == 1,
        may_answer=detail.state == S.RESOLVED,
        answer_until=moment(answer.due_at, now=now) if answer else "",
        may_withdraw=Step.WITHDRAW in WORKFLOW.allowed(detail.state, Party.RESIDENT),
        may_rate=detail.state == S.CLOSED and detail.score is None,
        score=detail.score,
        counts=detail.counts,
        erased=str(ERASED_WORDS) if detail.erased else "",
        timeline=tuple(
            timeline_entry(
                line,
                title=str(STEP_WORDS_RESIDENT[line.transition]),
                who=detail.company if line.actor_kind == ActorKind.PERSON else "",
                base=f"{link}photos",
                now=now,
                newest=number == 0,
            )
            for number, line in enumerate(detail.history)
        ),
    )


@dataclass(frozen=True, slots=True)
class MyReport:
    """One line of "my reports"."""

    url: str
    title: str
    number: str
    compound: str
    sentence: str
    when: str


def my_report(detail: Detail, link: str, *, now: datetime) -> MyReport:
    """Return one line of the reports made from this phone."""
    sentence, _explanation = _sentence(detail, now=now)
    return MyReport(
        url=link,
        title=headline(detail.description) or category_name(detail.category, detail.category_en),
        number=detail.number,
        compound=detail.compound,
        sentence=sentence,
        when=moment(detail.reported_at, now=now),
    )


_STEPS_DONE = {
    S.REPORTED: 1,
    S.ACCEPTED: 2,
    S.WORKING: 2,
    S.RESOLVED: 3,
    S.CLOSED: 4,
    S.WITHDRAWN: 0,
}


def _sentence(detail: Detail, *, now: datetime) -> tuple[str, str]:
    """Return where the request stands, and what comes next, in the resident's words."""
    promise = (
        _("It is to be mended by %(when)s") % {"when": moment(detail.due_at, now=now)}
        if detail.due_at
        else ""
    )
    match detail.state:
        case S.REPORTED if detail.round > 1:
            return _("We have sent it back"), promise
        case S.REPORTED:
            return _("We have got it"), promise
        case S.ACCEPTED:
            return _("%(company)s has taken it on") % {"company": detail.company}, promise
        case S.WORKING:
            return _("The fitter is on the way"), promise
        case S.RESOLVED:
            return _("Mended, please have a look"), detail.history[0].words
        case S.CLOSED:
            return _("Done"), _("Thank you for telling us.")
        case S.WITHDRAWN:
            return _("You took this report back"), ""


def _steps(state: S) -> tuple[ui.Step, ...]:
    """Return the four steps with the one that was reached marked; all are done at the end."""
    words = (_("Received"), _("Accepted"), _("Mended"), _("You confirm"))
    reached = _STEPS_DONE[state]
    tones = [ui.Tone.DONE] * (reached - 1) + [ui.Tone.NOW] + [ui.Tone.TODO] * len(words)
    if state in ENDED_STATES:
        tones = [ui.Tone.DONE] * reached + [ui.Tone.TODO] * len(words)
    return tuple(ui.Step(text, tone) for text, tone in zip(words, tones, strict=False))


def _running(clocks: Sequence[ClockLine], purpose: Purpose) -> ClockLine | None:
    return next((c for c in clocks if c.purpose == purpose and c.stopped_at is None), None)
