"""The same compounds in two systems, as others converted them: ours agrees to half a metre."""

import csv
import json

import pytest
import shapely

from mashangban.core.coordinates import (
    CRS,
    Evidence,
    Finding,
    Point,
    distance_m,
    from_wgs84,
    judge,
    to_wgs84,
)
from tests.real_input import FILES, needs_real_input

pytestmark = needs_real_input


@pytest.fixture(scope="module")
def columns() -> dict[CRS, dict[int, Point]]:
    """Each system's points by the number of their row."""
    with FILES["compounds"].open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        crs: {
            number: Point(float(row[f"lng_{crs}"]), float(row[f"lat_{crs}"]))
            for number, row in enumerate(rows)
        }
        for crs in (CRS.WGS84, CRS.BD09)
    }


def test_a_thousand_compounds_agree_in_both_directions(
    columns: dict[CRS, dict[int, Point]],
) -> None:
    assert len(columns[CRS.WGS84]) == 1002
    for number, wgs84 in columns[CRS.WGS84].items():
        bd09 = columns[CRS.BD09][number]
        assert distance_m(to_wgs84(bd09, CRS.BD09), wgs84) < 0.5
        assert distance_m(from_wgs84(wgs84, CRS.BD09), bd09) < 0.5


def test_the_file_is_recognised(columns: dict[CRS, dict[int, Point]]) -> None:
    known = columns[CRS.WGS84]
    for assumed in (CRS.WGS84, CRS.GCJ02):
        verdict = judge(columns[CRS.BD09], assumed=assumed, known=known)
        assert (verdict.finding, verdict.best) == (Finding.OTHER_SYSTEM, CRS.BD09)
        assert verdict.evidence is Evidence.KNOWN_POINTS
    assert judge(known, assumed=CRS.CGCS2000, known=known).finding is Finding.FITS


def test_the_outline_of_the_district_recognises_it_too(
    columns: dict[CRS, dict[int, Point]],
) -> None:
    collection = json.loads(FILES["subdistricts"].read_text(encoding="utf-8"))
    district = shapely.union_all(
        [
            shapely.make_valid(shapely.geometry.shape(feature["geometry"]))
            for feature in collection["features"]
        ]
    )
    shapely.prepare(district)

    def inside(point: Point) -> bool:
        return bool(shapely.contains_xy(district, point.longitude, point.latitude))

    verdict = judge(columns[CRS.BD09], assumed=CRS.WGS84, inside=inside)
    assert (verdict.finding, verdict.best) == (Finding.OTHER_SYSTEM, CRS.BD09)
    assert verdict.evidence is Evidence.OUTLINE
    print({str(fit.crs): f"{fit.share_inside:.1%}" for fit in verdict.fits})
    assert judge(columns[CRS.WGS84], assumed=CRS.WGS84, inside=inside).finding is Finding.FITS
