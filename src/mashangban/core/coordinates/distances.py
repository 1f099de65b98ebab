"""Metres between two WGS84 points, on the ellipsoid."""

from math import asin, atan, cos, radians, sin, sqrt, tan

from mashangban.core.coordinates.points import Point

# The ellipsoid of WGS84 (NGA.STND.0036).
SEMI_MAJOR_AXIS_M = 6_378_137.0
FLATTENING = 1 / 298.257223563
ECCENTRICITY_SQUARED = FLATTENING * (2 - FLATTENING)


def distance_m(one: Point, other: Point) -> float:
    """Return the metres from `one` to `other` along the ellipsoid, after Lambert.

    Wrong by less than 1 in 100,000: 1 cm in a kilometre, 10 m across China. Not for places opposite
    each other on the globe.
    """
    # Lambert's formula: the distance on a sphere through reduced latitudes, then what the
    # flattening adds or takes away.
    low, high = _reduced(one.latitude), _reduced(other.latitude)
    middle, half = (low + high) / 2, (high - low) / 2
    half_longitude = radians(other.longitude - one.longitude) / 2
    haversine = sin(half) ** 2 + cos(low) * cos(high) * sin(half_longitude) ** 2
    if haversine == 0:
        return 0.0
    angle = 2 * asin(sqrt(min(1.0, haversine)))
    along = (angle - sin(angle)) * (sin(middle) * cos(half)) ** 2 / (1 - haversine)
    across = (angle + sin(angle)) * (cos(middle) * sin(half)) ** 2 / haversine
    return SEMI_MAJOR_AXIS_M * (angle - FLATTENING / 2 * (along + across))


def offset_m(origin: Point, point: Point) -> tuple[float, float]:
    """Return how many metres `point` lies east and north of `origin`.

    Right to 1 in 10,000 for points up to 20 km apart in the latitudes of China; for judging shifts.
    """
    latitude = radians((origin.latitude + point.latitude) / 2)
    narrowing = 1 - ECCENTRICITY_SQUARED * sin(latitude) ** 2
    parallel_m = SEMI_MAJOR_AXIS_M / sqrt(narrowing) * cos(latitude)
    meridian_m = SEMI_MAJOR_AXIS_M * (1 - ECCENTRICITY_SQUARED) / narrowing**1.5
    return (
        radians(point.longitude - origin.longitude) * parallel_m,
        radians(point.latitude - origin.latitude) * meridian_m,
    )


def _reduced(latitude: float) -> float:
    return atan((1 - FLATTENING) * tan(radians(latitude)))
