"""From one system to another, there and back to less than a millimetre."""

from collections.abc import Callable

from mashangban.core.coordinates.points import CRS, Bounds, Point
from mashangban.core.coordinates.shifts import gcj02_to_bd09, wgs84_to_gcj02

# The rectangle of the published formula. It is generous: it holds parts of the neighbours, whose
# maps are not shifted, and lies a degree or more beyond every border of China. Outside it nothing
# is shifted. At its own edge, where the shift begins at once, a round trip may fail by the shift.
SHIFTED = Bounds(west=72.004, south=0.8293, east=137.8347, north=55.8271)

CLOSE_ENOUGH = 1e-9  # degrees: 0.1 mm
# Each step leaves a fiftieth of the error or less, from 0.02 degrees: five are enough.
MOST_STEPS = 20

_Shift = Callable[[float, float], tuple[float, float]]

# What was done to WGS84 to arrive there, in this order.
_SHIFTS: dict[CRS, tuple[_Shift, ...]] = {
    CRS.WGS84: (),
    CRS.CGCS2000: (),
    CRS.GCJ02: (wgs84_to_gcj02,),
    CRS.BD09: (wgs84_to_gcj02, gcj02_to_bd09),
}


def from_wgs84(point: Point, crs: CRS) -> Point:
    """Return the WGS84 `point` in `crs`; unchanged outside `SHIFTED`."""
    shifts = _SHIFTS[crs]
    if not shifts or not SHIFTED.contains(point):
        return point
    longitude, latitude = point.longitude, point.latitude
    for shift in shifts:
        longitude, latitude = shift(longitude, latitude)
    return Point(longitude, latitude)


def to_wgs84(point: Point, crs: CRS) -> Point:
    """Return `point`, which is in `crs`, in WGS84; unchanged outside `SHIFTED`."""
    shifts = _SHIFTS[crs]
    if not shifts or not SHIFTED.contains(point):
        return point
    longitude, latitude = point.longitude, point.latitude
    for shift in reversed(shifts):
        longitude, latitude = _undone(shift, longitude, latitude)
    return Point(longitude, latitude)


def _undone(shift: _Shift, longitude: float, latitude: float) -> tuple[float, float]:
    """Return the place that `shift` moves to the one given.

    The shifts have no inverse in closed form, but change slowly from place to place: correcting a
    guess by what it misses converges.
    """
    x, y = longitude, latitude
    for _ in range(MOST_STEPS):
        reached = shift(x, y)
        missing_x, missing_y = longitude - reached[0], latitude - reached[1]
        x, y = x + missing_x, y + missing_y
        if abs(missing_x) < CLOSE_ENOUGH and abs(missing_y) < CLOSE_ENOUGH:
            break
    return x, y
