"""The places in front of names and addresses: city, district, subdistrict."""

import re
from dataclasses import dataclass
from functools import cache

from mashangban.core.text.words import packaged_words

LEAST_LEFT = 2  # characters; a shorter rest is no name, so that the place was one


@dataclass(frozen=True, slots=True)
class Placed:
    """A text without the place in front of it. `district`: its present one without 区, or ""."""

    city: str
    district: str
    rest: str


def without_place(text: str, *, bare_district: bool = False) -> Placed:
    """Take city, district and subdistrict off the front of folded `text`.

    With `bare_district` a district's name behind the city's counts without 区 too. Alone in front
    it never does: 静安 may be all there is of a brand.
    """
    match = _front(bare_district).match(text)
    if match is None or len(text) - match.end() < LEAST_LEFT:
        return Placed("", "", text)
    district = match["inner"] or match["outer"] or ""
    return Placed(match["city"] or "", present_district(district), text[match.end() :])


def present_district(name: str) -> str:
    """Return the district that `name` is part of today, itself unless it was merged."""
    return packaged_words().merged.get(name, name)


@cache
def _front(bare_district: bool) -> re.Pattern[str]:
    words = packaged_words()
    district = "|".join((*words.districts, *words.merged))
    level = "(?:新区|区|县)"
    inner = f"(?P<inner>{district}){level}{'?' if bare_district else ''}"
    return re.compile(
        rf"(?:(?P<city>{words.city})市?(?:{inner})?|(?P<outer>{district}){level})?"
        # A town's name is left where no district stands before it: 古镇 begins many a brand.
        r"(?:\w{2,6}?街道|(?(inner)\w{2,5}?镇(?![路街村])|(?(outer)\w{2,5}?镇(?![路街村])|(?!))))?"
    )
