"""Which system a file's coordinates are in: named, converted, and judged."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from django.utils import translation

from mashangban.core.coordinates import CRS, Bounds, Point, distance_m, from_wgs84
from mashangban.kit.imports import Places, UnreadableFile
from mashangban.kit.imports.places import choose_crs, in_wgs84, require_likely
from mashangban.kit.imports.reading import GEOMETRY, Sheet, SourceRow


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@dataclass(frozen=True)
class Said:
    option: CRS | None = None
    mapping: CRS | None = None
    file: str = ""


@pytest.mark.parametrize(
    ("said", "chosen", "told"),
    [
        (Said(), CRS.WGS84, []),
        (Said(file="cgcs2000"), CRS.CGCS2000, []),
        (Said(mapping=CRS.BD09), CRS.BD09, []),
        (Said(option=CRS.GCJ02, mapping=CRS.GCJ02), CRS.GCJ02, []),
        (Said(mapping=CRS.CGCS2000, file="wgs84"), CRS.CGCS2000, []),
        (
            Said(option=CRS.BD09, mapping=CRS.WGS84),
            CRS.BD09,
            ["The mapping says WGS84, the command BD-09: read as BD-09."],
        ),
        (
            Said(mapping=CRS.GCJ02, file="wgs84"),
            CRS.GCJ02,
            ["The file says of itself that it is in WGS84; it was read as GCJ-02."],
        ),
        (
            Said(option=CRS.WGS84, mapping=CRS.GCJ02, file="cgcs2000"),
            CRS.WGS84,
            ["The mapping says GCJ-02, the command WGS84: read as WGS84."],
        ),
    ],
)
def test_the_command_goes_before_the_mapping_and_that_before_the_file(
    said: Said, chosen: CRS, told: list[str]
) -> None:
    found, findings = choose_crs(option=said.option, of_mapping=said.mapping, of_file=said.file)
    assert found is chosen
    assert [(finding.row, finding.reason) for finding in findings] == [(0, each) for each in told]


def drawn(geometry: Any) -> Sheet:
    row = SourceRow(1, {"code": 1, GEOMETRY: geometry})
    return Sheet(("code", GEOMETRY), (row,), "utf-8", "")


RING = [[121.40, 31.20], [121.42, 31.20], [121.42, 31.22], [121.40, 31.20]]


def moved(ring: list[list[float]], crs: CRS) -> list[list[float]]:
    points = (from_wgs84(Point(*position), crs) for position in ring)
    return [[point.longitude, point.latitude, 4.5] for point in points]


@pytest.mark.parametrize("crs", [CRS.GCJ02, CRS.BD09])
def test_every_position_of_a_geometry_is_converted(crs: CRS) -> None:
    ring = moved(RING, crs)
    collection = {
        "type": "GeometryCollection",
        "geometries": [
            {"type": "Point", "coordinates": ring[0]},
            {"type": "Polygon", "coordinates": [ring]},
            {"type": "MultiPolygon", "coordinates": [[ring], [ring]]},
        ],
    }
    found = in_wgs84(drawn(collection), crs).rows[0].cells[GEOMETRY]["geometries"]
    rings = [[found[0]["coordinates"]], found[1]["coordinates"][0], found[2]["coordinates"][1][0]]
    for ring_found in rings:
        for (x, y, height), (x0, y0) in zip(ring_found, RING, strict=False):
            assert distance_m(Point(x, y), Point(x0, y0)) < 0.02
            assert height == 4.5


@pytest.mark.parametrize("crs", [CRS.WGS84, CRS.CGCS2000])
def test_what_is_in_our_system_stays_as_it_is(crs: CRS) -> None:
    sheet = drawn({"type": "Polygon", "coordinates": [RING]})
    assert in_wgs84(sheet, crs) is sheet


@pytest.mark.parametrize(
    "geometry",
    [
        None,
        "here",
        {"type": "Point", "coordinates": [200, 31.2]},
        {"type": "Point", "coordinates": ["121", "31"]},
        {"type": "Point", "coordinates": []},
    ],
)
def test_what_is_no_geometry_is_left_to_whoever_reads_it(geometry: Any) -> None:
    assert in_wgs84(drawn(geometry), CRS.BD09).rows[0].cells[GEOMETRY] == geometry


# Twenty compounds, 200 m apart, along the eastern and the western edge of a small district.
TRUE = {
    f"{number}苑": Point(121.4198 if number % 2 else 121.4002, 31.20 + number * 0.002)
    for number in range(20)
}
DISTRICT = Bounds(121.40, 31.19, 121.42, 31.25)


def in_system(points: Mapping[str, Point], crs: CRS) -> dict[str, Point]:
    return {key: from_wgs84(point, crs) for key, point in points.items()}


@pytest.mark.parametrize("crs", list(CRS))
def test_a_file_in_the_system_that_was_said_passes(crs: CRS) -> None:
    stated = in_system(TRUE, crs)
    assert require_likely(Places(stated, DISTRICT.contains, TRUE), crs) == []
    assert require_likely(Places(stated, DISTRICT.contains), crs) == []
    assert require_likely(Places(stated), crs) == []


def test_a_file_in_another_system_is_refused_and_told_how_to_mend_it() -> None:
    stated = in_system(TRUE, CRS.BD09)
    with pytest.raises(UnreadableFile) as caught:
        require_likely(Places(stated, DISTRICT.contains, TRUE), CRS.WGS84)
    assert str(caught.value.sentence) == (
        "The file was to be read as WGS84, but its points look like BD-09. "
        "As WGS84, 50.0 % of its 20 points lie in the district. "
        "As BD-09, 100.0 % of its 20 points lie in the district. "
        "As WGS84, the 20 points that are known already lie 1160 m beside their places (median). "
        "As BD-09, the 20 points that are known already lie 0 m beside their places (median). "
        "Between the two lie 1160 m (median). "
        "Nothing was imported. Name its system: --crs bd09, or crs: bd09 in the mapping."
    )


@pytest.mark.parametrize("assumed", list(CRS))
@pytest.mark.parametrize("true", list(CRS))
def test_every_mistake_is_noticed_by_the_outline_and_by_known_points(
    assumed: CRS, true: CRS
) -> None:
    stated = in_system(TRUE, true)
    is_right = {assumed, true} <= {CRS.WGS84, CRS.CGCS2000} or assumed is true
    for places in (Places(stated, DISTRICT.contains), Places(stated, None, TRUE)):
        if is_right:
            assert require_likely(places, assumed) == []
        else:
            with pytest.raises(UnreadableFile, match="but its points look like"):
                require_likely(places, assumed)


def test_a_shift_that_nothing_explains_and_another_town_are_told() -> None:
    beside = {key: Point(p.longitude + 0.005, p.latitude) for key, p in TRUE.items()}
    (finding,) = require_likely(Places(beside, None, TRUE), CRS.WGS84)
    assert "lie 476 m beside their places" in finding.reason
    assert "No coordinate system explains that" in finding.reason
    elsewhere = {key: Point(p.longitude + 1, p.latitude) for key, p in TRUE.items()}
    (finding,) = require_likely(Places(elsewhere, DISTRICT.contains), CRS.WGS84)
    assert "0.0 % of its 20 points" in finding.reason


def test_without_points_there_is_nothing_to_judge() -> None:
    assert require_likely(Places({}, DISTRICT.contains, TRUE), CRS.WGS84) == []
