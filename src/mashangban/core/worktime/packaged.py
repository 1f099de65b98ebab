"""The calendars that come with the package, read when asked for and kept."""

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from mashangban.core.worktime.calendar import Calendar
from mashangban.core.worktime.hours import WorkingHours, parse_hours
from mashangban.core.worktime.notices import parse_notice


@cache
def packaged_calendar() -> Calendar:
    """Return the calendar of every year of which `calendars/cn_<year>.yaml` is packaged."""
    yearly = sorted(
        (entry for entry in _calendars().iterdir() if entry.name.startswith("cn_")),
        key=lambda entry: entry.name,
    )
    return Calendar(tuple(parse_notice(entry.read_bytes(), origin=entry.name) for entry in yearly))


@cache
def packaged_hours() -> WorkingHours:
    """Return the illustrative working hours of `calendars/hours.yaml`."""
    entry = _calendars() / "hours.yaml"
    return parse_hours(entry.read_bytes(), origin=entry.name)


def _calendars() -> Traversable:
    return files("mashangban") / "calendars"
