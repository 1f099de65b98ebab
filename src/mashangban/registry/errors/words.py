"""Words that refusals share."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from mashangban.registry.periods import last_day


def listed(names: Iterable[str], *, most: int = 5) -> str:
    """Return the first few names, and that there are more."""
    taken = list(names)
    shown = _(", ").join(taken[:most])
    return _("%(names)s and others") % {"names": shown} if len(taken) > most else shown


def spoken(period: DateRange) -> str:
    """Return a period as people write it, with the days counted that belong to it."""
    first, last = period.lower, last_day(period)
    if first is None and last is None:
        return _("always")
    if last is None:
        return _("from %(first)s on") % {"first": first}
    if first is None:
        return _("until %(last)s") % {"last": last}
    return _("%(first)s to %(last)s") % {"first": first, "last": last}
