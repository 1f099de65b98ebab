"""A small district that does not exist, built by the real actions."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from mashangban.kit.actors import Actor
from mashangban.registry import actions
from mashangban.registry.models import Company, Compound, ManagementArea, Region
from mashangban.registry.types import Point

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
BY = Actor.system("test")


def square(west: float, south: float, side: float = 0.02) -> dict[str, object]:
    """Return a GeoJSON square of `side` degrees."""
    east, north = west + side, south + side
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


@dataclass(frozen=True)
class Place:
    """Two neighbouring subdistricts, three committees, one compound, one area, two companies."""

    district: Region
    west: Region
    east: Region
    first: Region
    second: Region
    third: Region
    compound: Compound
    area: ManagementArea
    company: Company
    rival: Company


@pytest.fixture
def place(db: None) -> Place:
    def region(code: str, name: str, boundary: dict[str, object] | None = None) -> Region:
        return actions.add_region(code=code, name=name, boundary=boundary, by=BY, at=AT)

    district = region("990105", "示范区")
    west = region("990105001", "河西街道", square(121.40, 31.20))
    east = region("990105002", "河东街道", square(121.42, 31.20))
    first = region("990105001001", "河西第一居委会")
    second = region("990105001002", "河西第二居委会")
    third = region("990105002001", "河东第一居委会")
    compound = actions.add_compound(
        name="柳荫新村",
        subdistrict=west,
        committee=first,
        address="柳荫路 12 弄",
        point=Point(121.41, 31.21),
        by=BY,
        at=AT,
    )
    area = actions.add_area(name="柳荫新村", by=BY, at=AT)
    company = actions.add_company(name="青禾物业", uscc="91990105MA1FW0000B", by=BY, at=AT)
    rival = actions.add_company(name="远帆物业", by=BY, at=AT)
    return Place(district, west, east, first, second, third, compound, area, company, rival)
