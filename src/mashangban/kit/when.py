"""Times and durations in words, as people say them; presenters call these, templates never do."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mashangban.kit.clock import SHANGHAI, local_date

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
_MINUTE = timedelta(minutes=1)


def moment(at: datetime, *, now: datetime) -> str:
    """Return "today 10:20", "yesterday 18:42", "20 November 9:05", with another year named."""
    local = at.astimezone(SHANGHAI)
    day = local.date()
    time = f"{local.hour}:{local:%M}"
    difference = (local_date(now) - day).days
    if difference == 0:
        return _("today %(time)s") % {"time": time}
    if difference == 1:
        return _("yesterday %(time)s") % {"time": time}
    if difference == -1:
        return _("tomorrow %(time)s") % {"time": time}
    return f"{date_words(at, now=now)} {time}"


def date_words(at: datetime, *, now: datetime) -> str:
    """Return the day in words: "20 November", with the year if it is another."""
    day = local_date(at)
    words = {"year": day.year, "month": day.month, "day": day.day, "name": _MONTHS[day.month - 1]()}
    if day.year == local_date(now).year:
        # Translators: Chinese uses %(month)s, English %(name)s.
        return _("%(day)s %(name)s") % words
    return _("%(day)s %(name)s %(year)s") % words


def stamp(at: datetime) -> str:
    """Return the instant as staff lists show it: 2026-11-20 09:05."""
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def duration(length: timedelta) -> str:
    """Return a length of time in its largest whole unit: "25 minutes", "3 hours", "2 days".

    Never more than there is, but for the first minute: it counts as one.
    """
    length = max(length, timedelta(0))
    if length >= _DAY:
        return ngettext("%(n)s day", "%(n)s days", length // _DAY) % {"n": length // _DAY}
    if length >= _HOUR:
        return ngettext("%(n)s hour", "%(n)s hours", length // _HOUR) % {"n": length // _HOUR}
    minutes = max(1, length // _MINUTE)
    return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}


_MONTHS = (
    lambda: _("January"),
    lambda: _("February"),
    lambda: _("March"),
    lambda: _("April"),
    lambda: _("May"),
    lambda: _("June"),
    lambda: _("July"),
    lambda: _("August"),
    lambda: _("September"),
    lambda: _("October"),
    lambda: _("November"),
    lambda: _("December"),
)
