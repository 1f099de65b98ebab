"""Codes of administrative divisions: 6, 9 or 12 digits, nested by prefix.

Six digits after GB/T 2260, nine after GB/T 10114, twelve as in the statistical division codes
(统计用区划代码).
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from mashangban.core.identifiers.errors import IdentifierError, Problem
from mashangban.core.identifiers.folding import fold

DISTRICT_DIGITS, SUBDISTRICT_DIGITS, COMMITTEE_DIGITS = 6, 9, 12
NONE_BELOW = "000"


class RegionLevel(StrEnum):
    PROVINCE = "province"
    CITY = "city"
    DISTRICT = "district"
    SUBDISTRICT = "subdistrict"
    COMMITTEE = "committee"


@dataclass(frozen=True, slots=True, order=True)
class RegionCode:
    """A region's code in its shortest form: 310105 for a district, never 310105000000."""

    value: str

    def __post_init__(self) -> None:
        if self.value != _shortest(_checked(self.value)):
            raise IdentifierError(
                f'"{self.value}" is not the shortest form of a region code; '
                f'write "{_shortest(self.value)}", or read it with RegionCode.parse.',
                problem=Problem.FORM,
                text=self.value,
            )

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a code as typed or as in statistics, where short codes are padded to 12 digits.

        Raises IdentifierError.
        """
        return cls(_shortest(_checked(fold(text))))

    @property
    def level(self) -> RegionLevel:
        """Return what kind of region it is, read off the length and the closing zeros."""
        if len(self.value) == COMMITTEE_DIGITS:
            return RegionLevel.COMMITTEE
        if len(self.value) == SUBDISTRICT_DIGITS:
            return RegionLevel.SUBDISTRICT
        return {
            2: RegionLevel.PROVINCE,
            4: RegionLevel.CITY,
            6: RegionLevel.DISTRICT,
        }[len(self._prefix)]

    @property
    def parent(self) -> "RegionCode | None":
        """Return the region one level up, None for a province."""
        match self.level:
            case RegionLevel.PROVINCE:
                return None
            case RegionLevel.CITY:
                return RegionCode(self.value[:2] + "0000")
            case RegionLevel.DISTRICT:
                return RegionCode(self.value[:4] + "00")
            case _:
                return RegionCode(_shortest(self.value[: -len(NONE_BELOW)]))

    def contains(self, other: "RegionCode") -> bool:
        """Say whether `other` is this region or lies in it."""
        return other.value.startswith(self._prefix)

    def __str__(self) -> str:
        return self.value

    @property
    def _prefix(self) -> str:
        if len(self.value) > DISTRICT_DIGITS:
            return self.value
        return self.value.removesuffix("00").removesuffix("00")


def _checked(text: str) -> str:
    """Return `text` if it has the digits of a region code; raises IdentifierError."""
    if not re.fullmatch(r"[0-9]*", text):
        raise IdentifierError(
            f'Region code "{text}" may contain digits only.', problem=Problem.CHARACTER, text=text
        )
    if len(text) not in {DISTRICT_DIGITS, SUBDISTRICT_DIGITS, COMMITTEE_DIGITS}:
        raise IdentifierError(
            f'Region code "{text}" has {len(text)} digits; it needs 6 (district), '
            "9 (subdistrict) or 12 (residents' committee).",
            problem=Problem.LENGTH,
            text=text,
        )
    if text.startswith("0"):
        raise IdentifierError(
            f'Region code "{text}" begins with 0; no province does.',
            problem=Problem.FORM,
            text=text,
        )
    return text


def _shortest(text: str) -> str:
    while len(text) > DISTRICT_DIGITS and text.endswith(NONE_BELOW):
        text = text[: -len(NONE_BELOW)]
    return text
