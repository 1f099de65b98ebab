"""Why a deadline is when it is, in words."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from mashangban.core.worktime import ReasonCode
from mashangban.kit.clock import SHANGHAI
from mashangban.kit.when import duration


def reason_words(reasons: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """Return a sentence for each reason of `core.worktime`, as kept with the clock."""
    return tuple(_sentence(reason) for reason in reasons)


def _sentence(reason: Mapping[str, Any]) -> str:
    match ReasonCode(reason["code"]):
        case ReasonCode.AROUND_THE_CLOCK:
            return _("%(time)s, counted around the clock") % {"time": _length(reason["seconds"])}
        case ReasonCode.WORKING_TIME:
            return _("%(time)s of working time (%(hours)s)") % {
                "time": _hours(reason["seconds"]),
                "hours": reason["hours"],
            }
        case ReasonCode.WORKING_DAYS:
            return _("%(days)s working days") % reason
        case ReasonCode.START_MOVED:
            return _("counted from %(when)s, when work began") % {"when": _instant(reason["to"])}
        case ReasonCode.HOLIDAY_SKIPPED:
            return _("%(name)s, %(first)s to %(last)s, does not count (%(notice)s)") % {
                **reason,
                "first": _day(reason["first"]),
                "last": _day(reason["last"]),
            }
        case ReasonCode.WEEKEND_SKIPPED:
            return _("the weekend %(first)s to %(last)s does not count") % {
                "first": _day(reason["first"]),
                "last": _day(reason["last"]),
            }
        case ReasonCode.WEEKEND_WORKED:
            return _("%(day)s is worked for %(name)s (%(notice)s)") % {
                **reason,
                "day": _day(reason["day"]),
            }
        case ReasonCode.YEAR_MISSING:
            return _("the holidays of %(year)s are not published yet") % reason


def _length(seconds: int) -> str:
    return duration(timedelta(seconds=seconds))


def _hours(seconds: int) -> str:
    return _("%(hours)s hours") % {"hours": f"{seconds / 3600:g}"}


def _day(text: str) -> str:
    day = date.fromisoformat(text)
    return f"{day.month}-{day.day:02}"


def _instant(text: str) -> str:
    at = datetime.fromisoformat(text).astimezone(SHANGHAI)
    return f"{at.month}-{at.day:02} {at.hour}:{at:%M}"
