"""Parts that the pages of one request share."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from mashangban.kit import components as ui
from mashangban.kit.when import moment
from mashangban.service_requests.presenters.words import SEVERITY_WORDS
from mashangban.service_requests.queries import HistoryLine, PhotoLine
from mashangban.service_requests.types import Severity


def timeline_entry(
    line: HistoryLine, *, title: str, who: str, base: str, now: datetime, newest: bool
) -> ui.TimelineEntry:
    return ui.TimelineEntry(
        title=title,
        when=moment(line.at, now=now),
        who=who,
        text=line.words,
        photos=photo_views(line.photos, base),
        tone=ui.Tone.NOW if newest else ui.Tone.DONE,
    )


def photo_views(photos: Iterable[PhotoLine], base: str) -> tuple[ui.Photo, ...]:
    """Return the photos that can be shown; one still in work shows its placeholder."""
    return tuple(
        ui.Photo(
            thumbnail_url=f"{base}/{photo.id}/thumb",
            url=f"{base}/{photo.id}/full",
            alt=_("photo %(n)s") % {"n": number},
        )
        for number, photo in enumerate(photos, start=1)
        if photo.state != "refused"
    )


def severity_tag(severity: Severity) -> ui.Severity:
    return ui.Severity(_SEVERITY_LEVELS[severity], str(SEVERITY_WORDS.get(severity, "")))


_SEVERITY_LEVELS = {
    Severity.EMERGENCY: ui.SeverityLevel.URGENT,
    Severity.URGENT: ui.SeverityLevel.HIGH,
    Severity.NORMAL: ui.SeverityLevel.NORMAL,
}
