"""Coordinates of Chinese maps: which system a file is in, conversion, distances.

Everything inside the house is WGS84; other systems occur at its edges only, in what comes in and in
what another map is asked to show.
"""

from mashangban.core.coordinates.conversion import from_wgs84, to_wgs84
from mashangban.core.coordinates.distances import distance_m, offset_m
from mashangban.core.coordinates.judging import Evidence, Finding, Fit, Shift, Verdict, judge
from mashangban.core.coordinates.points import CRS, Bounds, Point

__all__ = [
    "CRS",
    "Bounds",
    "Evidence",
    "Finding",
    "Fit",
    "Point",
    "Shift",
    "Verdict",
    "distance_m",
    "from_wgs84",
    "judge",
    "offset_m",
    "to_wgs84",
]
