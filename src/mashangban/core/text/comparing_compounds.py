"""Whether two records are one compound."""

import itertools
from collections.abc import Iterator

from mashangban.core.text import weights
from mashangban.core.text.addresses import Meeting, meeting, parse_addresses
from mashangban.core.text.brands import compare_brands
from mashangban.core.text.compounds import CompoundName, Unit
from mashangban.core.text.reasons import ReasonCode
from mashangban.core.text.records import Record
from mashangban.core.text.sounds import sound_alike
from mashangban.core.text.verdicts import Comparison, Finding, found, weighed
from mashangban.core.text.weights import Weight
from mashangban.core.text.words import packaged_words


def compare_compounds(
    left: Record, right: Record, *, distance_m: float | None = None
) -> Comparison:
    """Compare two records by names, addresses and the metres between their points, if known.

    Of all names of the one and all of the other the pair that fits best counts; what is known of
    the places counts with each.
    """
    sides = _Side(left), _Side(right)
    where = tuple(_compare_places(*sides, distance_m=distance_m))
    comparisons = (
        weighed((*_compare_names(one, other, sides, distance_m), *where))
        for one, other in itertools.product(*(side.names for side in sides))
    )
    return max(comparisons, key=lambda comparison: comparison.score)


class _Side:
    """A record read: its own name first, then the others it goes by."""

    def __init__(self, record: Record) -> None:
        self.main = CompoundName.parse(record.name)
        others = (*self.main.others, *record.aliases)
        self.names = (self.main, *(CompoundName.parse(name) for name in others if name.strip()))
        located = parse_addresses(record.address)
        self.addresses = (
            *(address for name in self.names for address in name.addresses),
            *located.addresses,
        )
        self.districts = {name.district for name in self.names} | {located.district}
        self.districts.discard("")


def _compare_places(left: _Side, right: _Side, *, distance_m: float | None) -> Iterator[Finding]:
    met = meeting(left.addresses, right.addresses)
    if met is Meeting.SAME:
        yield found(ReasonCode.SAME_ADDRESS, weights.SAME_ADDRESS)
    elif met is Meeting.PART:
        yield found(ReasonCode.ADDRESS_IN_PART, weights.ADDRESS_IN_PART)
    elif met is Meeting.OTHER:
        yield found(ReasonCode.OTHER_ADDRESS, weights.OTHER_ADDRESS)
    if left.districts and right.districts and not left.districts & right.districts:
        yield found(
            ReasonCode.OTHER_DISTRICT,
            weights.OTHER_DISTRICT,
            left=",".join(sorted(left.districts)),
            right=",".join(sorted(right.districts)),
        )
    if distance_m is not None:
        yield from _compare_points(distance_m, met)


def _compare_points(distance_m: float, met: Meeting) -> Iterator[Finding]:
    metres = round(distance_m)
    if distance_m <= weights.NEAR_M:
        yield found(ReasonCode.NEAR, weights.NEAR, metres=metres)
    elif distance_m <= weights.CLOSE_M:
        yield found(ReasonCode.NEAR, weights.CLOSE, metres=metres)
    elif distance_m > weights.APART_M:
        weight = weights.FAR_WITH_ONE_ADDRESS if met is Meeting.SAME else weights.FAR
        yield found(ReasonCode.FAR, weight, metres=metres)
    elif distance_m > weights.NEUTRAL_M:
        yield found(ReasonCode.APART, weights.APART, metres=metres)


def _compare_names(
    one: CompoundName, other: CompoundName, sides: tuple[_Side, _Side], distance_m: float | None
) -> Iterator[Finding]:
    """Yield what was found about a name of the left record and one of the right."""
    mains = sides[0].main, sides[1].main
    if not one.brand or not other.brand:
        yield from _compare_lanes(one, other, sides, distance_m)
    elif one.whole == other.whole and (one, other) != mains:
        yield found(ReasonCode.ALIAS_EQUAL, weights.ALIAS_EQUAL, name=one.whole)
    else:
        yield from _compare_wholes(one, other)
    yield from _compare_parts(one, other)
    yield from _compare_remarks(one, other)
    if (one, other) != mains and mains[0].whole == mains[1].whole:
        yield from _compare_parts(*mains, weight=weights.PARTS_UNDER_ONE_ALIAS)


def _compare_lanes(
    one: CompoundName, other: CompoundName, sides: tuple[_Side, _Side], distance_m: float | None
) -> Iterator[Finding]:
    """Compare names of which one at least is nothing but an address."""
    if one.addresses == other.addresses and not one.brand and not other.brand:
        yield found(ReasonCode.SAME_NAME, weights.NOTHING)
        return
    weight = {
        Meeting.SAME: weights.LANE_NAMED_SAME,
        Meeting.PART: weights.LANE_NAMED_PART,
        Meeting.OTHER: weights.LANE_NAMED_OTHER,
        Meeting.UNKNOWN: weights.LANE_NAMED_UNKNOWN,
    }
    met = meeting(sides[0].addresses, sides[1].addresses)
    if met is Meeting.SAME and meeting(one.addresses, other.addresses) is Meeting.OTHER:
        met = Meeting.PART  # two lanes of one compound, as far as one of the records says
    yield found(ReasonCode.ADDRESS_FOR_NAME, weight[met])
    if met is Meeting.UNKNOWN and distance_m is not None and distance_m <= weights.SAME_SPOT_M:
        yield found(ReasonCode.SAME_SPOT, weights.LANE_NAMED_ON_THE_SPOT)


def _compare_wholes(one: CompoundName, other: CompoundName) -> Iterator[Finding]:
    left, right = one.whole, other.whole
    if left == right:
        yield found(ReasonCode.SAME_NAME, weights.NOTHING, name=left)
    elif sound_alike(left, right):
        yield found(ReasonCode.SAME_SOUND, weights.SAME_SOUND, left=left, right=right)
    else:
        yield from compare_brands(one.brand, other.brand, loosely=True)
        yield from _compare_kinds(one, other)


def _compare_kinds(one: CompoundName, other: CompoundName) -> Iterator[Finding]:
    left, right = "".join(one.kinds), "".join(other.kinds)
    shorter, longer = sorted((one, other), key=lambda name: len(name.kinds))
    if one.kinds == other.kinds:
        return
    if sound_alike(left, right):
        yield found(ReasonCode.SAME_SOUND, weights.SAME_SOUND, left=left, right=right)
    elif not shorter.kinds and shorter.generic:
        building = longer.kinds[-1] in packaged_words().building_kinds
        generic = weights.GENERIC_FOR_BUILDING if building else weights.GENERIC_KIND
        yield found(ReasonCode.GENERIC_KIND, generic, kind="".join(longer.kinds))
    elif shorter.kinds == longer.kinds[: len(shorter.kinds)]:
        kind = "".join(longer.kinds[len(shorter.kinds) :])
        yield found(ReasonCode.KIND_LEFT_OUT, weights.KIND_LEFT_OUT, kind=kind)
    else:
        confused = any(left in pair and right in pair for pair in packaged_words().confused_kinds)
        weight = weights.CONFUSED_KIND if confused else weights.OTHER_KIND
        yield found(ReasonCode.OTHER_KIND, weight, left=left, right=right)


def _compare_parts(
    one: CompoundName, other: CompoundName, *, weight: Weight | None = None
) -> Iterator[Finding]:
    """Yield what tells parts apart; `weight` instead of each observation's own."""
    left, right = dict(one.parts), dict(other.parts)
    for unit in Unit:
        mine, theirs = left.get(unit, ""), right.get(unit, "")
        # Ranges of house numbers are compared as addresses.
        if mine == theirs or (mine and theirs and unit is Unit.HOUSES):
            continue
        if mine and theirs:
            yield found(
                ReasonCode.OTHER_PART, weight or weights.OTHER_PART, left=mine, right=theirs
            )
        else:
            yield found(ReasonCode.PART_OF, weight or weights.PART_OF, part=mine or theirs)


def _compare_remarks(one: CompoundName, other: CompoundName) -> Iterator[Finding]:
    if one.remarks and other.remarks and not set(one.remarks) & set(other.remarks):
        left, right = ",".join(one.remarks), ",".join(other.remarks)
        yield found(ReasonCode.OTHER_REMARK, weights.OTHER_REMARK, left=left, right=right)
