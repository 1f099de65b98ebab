"""The two published shifts: WGS84 to GCJ-02, and GCJ-02 to BD-09; plain degrees.

Neither has an official formula. These are the ones in general use since 2013, which agree with the
maps to a few metres; written after the article "Restrictions on geographic data in China" of the
English Wikipedia, which prints both.
"""

from math import atan2, cos, hypot, pi, radians, sin, sqrt

# The ellipsoid of Krasovsky 1940, which the formula of GCJ-02 is written on.
SEMI_MAJOR_AXIS_M = 6_378_245.0
ECCENTRICITY_SQUARED = 0.00669342162296594323
# The middle that the polynomials are written around.
MIDDLE_LONGITUDE, MIDDLE_LATITUDE = 105.0, 35.0

BAIDU_EAST, BAIDU_NORTH = 0.0065, 0.006  # degrees
BAIDU_RIPPLES = pi * 3000 / 180  # radians of ripple per degree


def wgs84_to_gcj02(longitude: float, latitude: float) -> tuple[float, float]:
    """Return the GCJ-02 degrees of a WGS84 place in China: up to 720 m away, 490 m in Shanghai."""
    x, y = longitude - MIDDLE_LONGITUDE, latitude - MIDDLE_LATITUDE
    px, py = pi * x, pi * y
    root = sqrt(abs(x))
    ripple = 20 * (sin(6 * px) + sin(2 * px))
    east_waves = 20 * sin(px) + 40 * sin(px / 3) + 150 * sin(px / 12) + 300 * sin(px / 30)
    north_waves = 20 * sin(py) + 40 * sin(py / 3) + 160 * sin(py / 12) + 320 * sin(py / 30)
    east_m = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    north_m = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    east_m += (ripple + east_waves) * 2 / 3
    north_m += (ripple + north_waves) * 2 / 3

    phi = radians(latitude)
    narrowing = 1 - ECCENTRICITY_SQUARED * sin(phi) ** 2
    parallel_m = SEMI_MAJOR_AXIS_M / sqrt(narrowing) * cos(phi)
    meridian_m = SEMI_MAJOR_AXIS_M * (1 - ECCENTRICITY_SQUARED) / (narrowing * sqrt(narrowing))
    return (
        longitude + east_m / (radians(1) * parallel_m),
        latitude + north_m / (radians(1) * meridian_m),
    )


def gcj02_to_bd09(longitude: float, latitude: float) -> tuple[float, float]:
    """Return the BD-09 degrees of a GCJ-02 place: about 900 m north-east of it."""
    length = hypot(longitude, latitude) + 2e-5 * sin(latitude * BAIDU_RIPPLES)
    angle = atan2(latitude, longitude) + 3e-6 * cos(longitude * BAIDU_RIPPLES)
    return length * cos(angle) + BAIDU_EAST, length * sin(angle) + BAIDU_NORTH
