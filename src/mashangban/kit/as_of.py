"""Looking at dated facts as they stood on another day: `?on=2025-06-30` in the address.

A page that shows dated facts reads the day with `read`, hands `as_of.on` to its queries, sends its
links to other such pages through `as_of.link`, and draws `{% as_of_bar page.as_of %}`: among the
actions of its heading today, above its content on another day. What the viewer may see is always a
question of today.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from mashangban.kit.errors import BadInput

PARAMETER: Final = "on"
_FIRST, _LAST = date(1900, 1, 1), date(2199, 12, 31)  # beyond them is a slip of the hand


class NotADay(BadInput):
    """The day asked for is none, or one of which nobody keeps facts."""

    def __init__(self, text: str) -> None:
        super().__init__(
            _("“%(text)s” is not a day that can be shown. Write it like 2025-06-30.")
            % {"text": text},
            field=PARAMETER,
        )


@dataclass(frozen=True, slots=True)
class AsOf:
    """The day whose facts a page shows, and the present one."""

    on: date
    today: date

    @property
    def is_today(self) -> bool:
        return self.on == self.today

    def link(self, url: str) -> str:
        """Return the address of another page with dated facts, so that it shows the same day."""
        if self.is_today:
            return url
        joint = "&" if "?" in url else "?"
        return f"{url}{joint}{PARAMETER}={self.on.isoformat()}"


@dataclass(frozen=True, slots=True)
class Bar:
    """What `as_of_bar` draws: which day it is, the way back, a field for another day."""

    on: str
    is_today: bool
    back_url: str
    kept: tuple[tuple[str, str], ...]  # the rest of the address, which another day keeps
    note: str


def read(query: Mapping[str, str], *, today: date) -> AsOf:
    """Return the day that an address asks for, today where it asks for none. Raises NotADay."""
    text = query.get(PARAMETER, "").strip()
    if not text:
        return AsOf(today, today)
    try:
        on = date.fromisoformat(text)
    except ValueError:
        raise NotADay(text[:20]) from None
    if not _FIRST <= on <= _LAST:
        raise NotADay(text[:20])
    return AsOf(on, today)


def bar(as_of: AsOf, path: str, kept: Iterable[tuple[str, str]] = (), *, note: str = "") -> Bar:
    """Return the bar of the page at `path` whose address holds the pairs `kept` besides the day.

    `note` says what of the page is not of that day.
    """
    pairs = tuple(pair for pair in kept if pair[1])
    return Bar(
        on=as_of.on.isoformat(),
        is_today=as_of.is_today,
        back_url=f"{path}?{urlencode(pairs)}" if pairs else path,
        kept=pairs,
        note=note,
    )
