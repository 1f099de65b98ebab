"""Points, boxes, and the systems their degrees may be in."""

from dataclasses import dataclass
from enum import StrEnum


class CRS(StrEnum):
    """The coordinate reference systems that files and maps in China come in.

    CGCS2000 is treated as WGS84: the ellipsoids differ by a tenth of a millimetre and the frames at
    one epoch by centimetres (魏子卿《2000中国大地坐标系及其与WGS84的比较》, 大地测量与地球动力学
    2008 no. 5). CGCS2000 stands at the epoch 2000.0 while the continent moves on, some 3 cm a year:
    under a metre so far, and less than any listing's point is wrong.
    """

    WGS84 = "wgs84"
    CGCS2000 = "cgcs2000"
    GCJ02 = "gcj02"  # what public maps of China must use (Amap, Tencent, Google)
    BD09 = "bd09"  # Baidu's, one more shift on top of GCJ-02


@dataclass(frozen=True, slots=True)
class Point:
    """Degrees of longitude and latitude, in whichever system the holder says; ValueError if none.

    Nothing else is checked: whether the place makes sense is for `judge` to say.
    """

    longitude: float
    latitude: float

    def __post_init__(self) -> None:
        # Written so that "not a number" fails too.
        if not (-180 <= self.longitude <= 180 and -90 <= self.latitude <= 90):
            raise ValueError(
                f"({self.longitude}, {self.latitude}) are not degrees of longitude and latitude."
            )


@dataclass(frozen=True, slots=True)
class Bounds:
    """A box in degrees; its edges belong to it."""

    west: float
    south: float
    east: float
    north: float

    def contains(self, point: Point) -> bool:
        """Say whether `point` lies in the box."""
        return (
            self.west <= point.longitude <= self.east and self.south <= point.latitude <= self.north
        )
