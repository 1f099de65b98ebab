"""The page of one request for staff."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mashangban.core.identifiers.code_tokens import grouped
from mashangban.kit import components as ui
from mashangban.kit.actors import ActorKind
from mashangban.kit.when import moment
from mashangban.service_requests.presenters.clocks import ClockCard, clock_card
from mashangban.service_requests.presenters.parts import photo_views, severity_tag, timeline_entry
from mashangban.service_requests.presenters.words import (
    ERASED_WORDS,
    STATE_WORDS,
    STEP_WORDS_STAFF,
    VERBS,
    category_name,
    headline,
)
from mashangban.service_requests.queries import Detail, HistoryLine
from mashangban.service_requests.states import WORKFLOW, Party, Step


@dataclass(frozen=True, slots=True)
class StaffDetail:
    """The page of one request for staff."""

    id: uuid.UUID
    number: str
    severity: ui.Severity
    title: str
    subtitle: str
    description: str
    source: str
    photos: tuple[ui.Photo, ...]
    facts: tuple[ui.Fact, ...]
    timeline: tuple[ui.TimelineEntry, ...]
    history_count: str
    clock: ClockCard | None
    step: str
    step_verb: str
    needs_words: bool


def staff_detail(
    detail: Detail,
    *,
    names: Mapping[str, str],
    phone: ui.Masked | None,
    may_handle: bool,
    may_open_code: bool,
    now: datetime,
) -> StaffDetail:
    """Return the page of a request for staff; `names` gives the names of persons by id."""
    step = next(
        (Step(name) for name in WORKFLOW.allowed(detail.state, Party.HANDLER) if may_handle), None
    )
    category = category_name(detail.category, detail.category_en)
    return StaffDetail(
        id=detail.id,
        number=detail.number,
        severity=severity_tag(detail.severity),
        title=headline(detail.description) or category,
        subtitle=" · ".join((detail.compound, category, str(STATE_WORDS[detail.state]))),
        description=str(ERASED_WORDS) if detail.erased else detail.description,
        source=_("by scan · %(when)s") % {"when": moment(detail.reported_at, now=now)},
        photos=_first_photos(detail, f"/requests/{detail.id}/photos"),
        facts=_facts(detail, phone, may_open_code=may_open_code),
        timeline=tuple(
            timeline_entry(
                _without_what_the_card_shows(line),
                title=str(STEP_WORDS_STAFF[line.transition]),
                who=_who_staff(line, names, detail.company),
                base=f"/requests/{detail.id}/photos",
                now=now,
                newest=number == 0,
            )
            for number, line in enumerate(detail.history)
        ),
        history_count=ngettext("%(n)s entry", "%(n)s entries", len(detail.history))
        % {"n": len(detail.history)},
        clock=clock_card(detail, now=now),
        step=step or "",
        step_verb=str(VERBS[step]) if step else "",
        needs_words=step is Step.RESOLVE,
    )


def _without_what_the_card_shows(line: HistoryLine) -> HistoryLine:
    """Leave out the report's own words and photos: the card above the history shows them."""
    return replace(line, words="", photos=()) if line.transition == Step.REPORT else line


def _first_photos(detail: Detail, base: str) -> tuple[ui.Photo, ...]:
    return photo_views(detail.history[-1].photos, base) if detail.history else ()


def _facts(detail: Detail, phone: ui.Masked | None, *, may_open_code: bool) -> tuple[ui.Fact, ...]:
    deleted = _("deleted") if detail.erased else ""
    facts = [
        ui.Fact(_("Compound"), detail.compound, f"/registry/compounds/{detail.compound_id}/"),
        ui.Fact(_("Place"), detail.place or deleted or _("not said")),
        ui.Fact(_("Company"), detail.company or _("none under contract")),
        ui.Fact(_("Telephone"), phone or deleted or _("not left")),
    ]
    if detail.code_id is not None:
        url = reverse("registry:code", args=[detail.code_id]) if may_open_code else ""
        facts.append(ui.Fact(_("Scanned code"), grouped(detail.code_token), url))
    if detail.score:
        score = _("%(score)s of 5") % {"score": detail.score}
        said = (f"“{detail.comment}”",) if detail.comment else ()
        counts = _("counts") if detail.counts else _("shown apart: home not bound")
        facts.append(ui.Fact(_("Rating"), " · ".join((score, *said, counts))))
    return tuple(facts)


def _who_staff(line: HistoryLine, names: Mapping[str, str], company: str) -> str:
    if line.actor_kind != ActorKind.PERSON:
        return ""
    return " · ".join(part for part in (company, names.get(line.actor_id, "")) if part)
