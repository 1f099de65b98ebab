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
    owned: int  # compounds whose units and owners are known
    most_units: int  # of one of them


SIZES = {
    SizeName.SMALL: Size(
        subdistricts=2, compounds=8, companies=3, requests=200, months=3, owned=3, most_units=18
    ),
    SizeName.DEMO: Size(
        subdistricts=10,
        compounds=240,
        companies=30,
        requests=20_000,
        months=18,
        owned=40,
        most_units=500,
    ),
}
