"""Periods of days: half-open as the database keeps them, without an end while they last."""

from datetime import date, timedelta

from psycopg.types.range import DateRange


def _between(first: date | None, end: date | None) -> DateRange:
    # The bounds that PostgreSQL gives back, so that a period read equals the one written.
    return DateRange(first, end, "[)" if first is not None else "()")


ALWAYS = _between(None, None)


def days(first: date | None, last: date | None = None) -> DateRange:
    """Return the period from `first` to `last`, both counted; without one it is open there."""
    return _between(first, None if last is None else last + timedelta(days=1))


def until(period: DateRange, end: date) -> DateRange:
    """Return the part of a half-open period before the day `end`."""
    return _between(period.lower, end)


def since(period: DateRange, first: date) -> DateRange:
    """Return the part of a half-open period from the day `first` on."""
    return _between(first, period.upper)


def day_after(day: date) -> date:
    return day + timedelta(days=1)


def overlap(one: DateRange, other: DateRange) -> DateRange | None:
    """Return the days that two half-open periods share, None when there are none."""
    starts = [lower for lower in (one.lower, other.lower) if lower is not None]
    ends = [upper for upper in (one.upper, other.upper) if upper is not None]
    first, end = max(starts, default=None), min(ends, default=None)
    if first is not None and end is not None and first >= end:
        return None
    return _between(first, end)


def last_day(period: DateRange) -> date | None:
    """Return the last day that belongs to a half-open period, None when it has no end."""
    return None if period.upper is None else period.upper - timedelta(days=1)
