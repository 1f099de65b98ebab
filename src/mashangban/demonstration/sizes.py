"""How large a demonstration district is."""

from dataclasses import dataclass
from enum import StrEnum


class SizeName(StrEnum):
    SMALL = "small"  # for tests
    DEMO = "demo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """What is in the district; `months` is how far its history reaches back."""

    subdistricts: int
    compounds: int
    companies: int
    requests: int
    months: int


SIZES = {
    SizeName.SMALL: Size(subdistricts=2, compounds=8, companies=3, requests=200, months=3),
    SizeName.DEMO: Size(subdistricts=10, compounds=240, companies=30, requests=20_000, months=18),
}
