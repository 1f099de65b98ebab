"""The clock of the edge. Views, commands and jobs read it and hand `at` down; nobody else does.

Tests freeze it; the demonstration can move it for all its processes by a file in its home. In
production both are refused.
"""

import contextlib
import json
import time
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

SHANGHAI = ZoneInfo("Asia/Shanghai")
_frozen: ContextVar[datetime | None] = ContextVar("frozen clock", default=None)
_shift: tuple[float, timedelta] = (-1.0, timedelta(0))
_SHIFT_IS_FRESH_FOR = 1.0  # seconds; other processes see a moved clock within this time


class ClockIsFixed(RuntimeError):
    """Somebody tried to move the clock where it must not move."""


def now() -> datetime:
    """Return the present instant, aware, in UTC."""
    frozen = _frozen.get()
    if frozen is not None:
        return frozen
    real = datetime.now(UTC)  # noqa: TID251 - this is the one place
    return real + _current_shift() if settings.MODE.clock_may_move else real


def today() -> date:
    """Return the present date in Shanghai."""
    return local_date(now())


def local_date(at: datetime) -> date:
    """Return the date in Shanghai at the instant `at` (aware)."""
    return at.astimezone(SHANGHAI).date()


@contextlib.contextmanager
def frozen(at: datetime) -> Iterator[None]:
    """Stop the clock of this context at `at` (aware) inside the block."""
    _require_movable()
    token = _frozen.set(at)
    try:
        yield
    finally:
        _frozen.reset(token)


def move(by: timedelta) -> datetime:
    """Move the clock of all processes of this home by `by`, on top of earlier moves."""
    global _shift
    _require_movable()
    total = _read_shift() + by
    path = settings.HOME / "clock.json"
    beside = path.with_name("clock.json.new")
    beside.write_text(json.dumps({"seconds": total.total_seconds()}))
    beside.replace(path)  # at once: other processes may be reading
    _shift = (-1.0, timedelta(0))
    return now()


def _require_movable() -> None:
    if not settings.MODE.clock_may_move:
        raise ClockIsFixed("The clock can be moved in the demonstration and in tests only.")


def _current_shift() -> timedelta:
    global _shift
    read_at, shift = _shift
    if read_at < 0 or time.monotonic() - read_at > _SHIFT_IS_FRESH_FOR:
        shift = _read_shift()
        _shift = (time.monotonic(), shift)
    return shift


def _read_shift() -> timedelta:
    try:
        return timedelta(seconds=json.loads((settings.HOME / "clock.json").read_text())["seconds"])
    except FileNotFoundError:
        return timedelta(0)
