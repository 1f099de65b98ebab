"""Addresses of Shanghai as roads, lanes and ranges of house numbers, and whether two meet."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain, product

from mashangban.core.text.folding import fold_name
from mashangban.core.text.places import without_place
from mashangban.core.text.sounds import sound_alike

ROAD_ENDS = "路街道巷线"

# A road or village, where it is named, then numbers and what they count; at the end the side of the
# street. Five figures are enough for any number, and keep ranges short.
_PART = re.compile(
    r"(?P<road>[^\d,()\-]{2,}(?:\d+(?:村|街坊))?)?"
    r"(?P<numbers>\d{1,5}(?:号?-\d{1,5})?(?:,\d{1,5}(?:号?-\d{1,5})?)*)"
    r"(?P<unit>支弄|弄|号楼|号院|号)(?:\([单双]\))?,?"
)


@dataclass(frozen=True, slots=True)
class Address:
    """A road or village with a lane (弄), a lane off that lane (支弄), and ranges of numbers (号).

    Without a lane the numbers are the road's own, and a range of them goes by two along one side of
    the street, unless it is from odd to even.
    """

    road: str
    lane: int | None = None
    sublane: int | None = None
    houses: tuple[range, ...] = ()


class Meeting(StrEnum):
    """What two lists of addresses have in common, from nothing known to one address in both."""

    UNKNOWN = "unknown"  # one of them has no address that can be read
    OTHER = "other"
    PART = "part"  # one is a part of the other, or both are parts of one lane
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Located:
    """A text read as addresses. `rest`: what stands behind the last of them."""

    district: str
    addresses: tuple[Address, ...]
    rest: str


def parse_addresses(text: str) -> Located:
    """Read every address that stands at the front of `text`, as in 松涛路133弄1-20号、135弄小区.

    A part without a road is on the road before it, numbers without a lane are in the lane before.
    Nothing is refused: what cannot be read is left in `rest`.
    """
    placed = without_place(fold_name(text))
    addresses: list[Address] = []
    at = 0
    while match := _PART.match(placed.rest, at):
        if match["road"] is None and not addresses:
            break
        addresses = _continued(addresses, match)
        at = match.end()
    return Located(placed.district, tuple(addresses), placed.rest[at:])


def meeting(ones: Iterable[Address], others: Iterable[Address]) -> Meeting:
    """Return the most that an address of the one list has in common with one of the other."""
    order = list(Meeting)
    pairs = product(ones, others)
    found = [_meeting(one, other) for one, other in pairs]
    return max(found, key=order.index, default=Meeting.UNKNOWN)


def _continued(addresses: list[Address], match: re.Match[str]) -> list[Address]:
    """Return `addresses` with what `match` adds to them or to the last of them."""
    ranges = _ranges(match["numbers"])
    road = match["road"] or addresses[-1].road
    if match["unit"] == "弄":
        # Of a range of lanes only the ends are named for certain.
        lanes = dict.fromkeys(end for run in ranges for end in (run[0], run[-1]))
        return [*addresses, *(Address(road, lane=lane) for lane in lanes)]
    if match["road"]:
        return [*addresses, Address(road, houses=_along(road, ranges))]
    *earlier, last = addresses
    if match["unit"] == "支弄":
        return [*earlier, *(replace(last, sublane=run.start, houses=()) for run in ranges)]
    ranges = ranges if last.lane else _along(road, ranges)
    return [*earlier, replace(last, houses=last.houses + ranges)]


def _ranges(numbers: str) -> tuple[range, ...]:
    ranges = []
    for run in numbers.replace("号", "").split(","):
        first, _, last = run.partition("-")
        low, high = sorted((int(first), int(last or first)))
        ranges.append(range(low, high + 1))
    return tuple(ranges)


def _along(road: str, ranges: tuple[range, ...]) -> tuple[range, ...]:
    """Return house numbers on one side of a road; a village counts through."""
    if road[-1] not in ROAD_ENDS:
        return ranges
    return tuple(run[::2] if len(run) % 2 else run for run in ranges)


def _meeting(one: Address, other: Address) -> Meeting:
    if one.lane != other.lane or not sound_alike(one.road, other.road):
        return Meeting.OTHER
    if one.sublane != other.sublane:
        both = one.sublane is not None and other.sublane is not None
        return Meeting.OTHER if both else Meeting.PART
    mine, theirs = (set(chain(*address.houses)) for address in (one, other))
    if mine == theirs:
        return Meeting.SAME
    if mine and theirs and not mine & theirs:
        return Meeting.OTHER if one.lane is None else Meeting.PART
    # A number out of several is a building of the whole. Two ranges along a road are two rows of
    # houses, but in one lane they are two people's idea of what belongs to it.
    parts = one.lane is None or 1 in (len(mine), len(theirs))
    return Meeting.PART if parts else Meeting.SAME
