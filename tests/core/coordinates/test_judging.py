"""Invented files in each system, judged by an invented round district and by known points."""

from math import hypot
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mashangban.core.coordinates import (
    CRS,
    Bounds,
    Evidence,
    Finding,
    Point,
    distance_m,
    from_wgs84,
    judge,
)

MIDDLE = Point(121.40, 31.22)
RADIUS_M = 3500
DISTINCT = (CRS.WGS84, CRS.GCJ02, CRS.BD09)


def in_district(point: Point) -> bool:
    return distance_m(MIDDLE, point) <= RADIUS_M


def compounds(count: int = 300, *, seed: int = 1) -> dict[int, Point]:
    """Return places all over the invented district, in WGS84."""
    random = Random(seed)
    found: dict[int, Point] = {}
    while len(found) < count:
        place = Point(
            MIDDLE.longitude + random.uniform(-0.04, 0.04),
            MIDDLE.latitude + random.uniform(-0.04, 0.04),
        )
        if in_district(place):
            found[len(found)] = place
    return found


def written_in(crs: CRS, places: dict[int, Point], *, error_m: float = 0) -> dict[int, Point]:
    """Return the file somebody would make in `crs`, each point up to `error_m` beside its place."""
    random = Random(2)
    reach = error_m / 1e5  # about a metre in 1e-5 degrees
    return {
        key: from_wgs84(
            Point(
                place.longitude + random.uniform(-reach, reach),
                place.latitude + random.uniform(-reach, reach),
            ),
            crs,
        )
        for key, place in places.items()
    }


@pytest.mark.parametrize("written", DISTINCT)
@pytest.mark.parametrize("assumed", CRS)
def test_known_points_tell_which_system_a_file_is_in(written: CRS, assumed: CRS) -> None:
    places = compounds(40)
    file = written_in(written, places, error_m=150)
    verdict = judge(file, assumed=assumed, known=places)
    same = written is assumed or (written, assumed) == (CRS.WGS84, CRS.CGCS2000)
    assert verdict.finding is (Finding.FITS if same else Finding.OTHER_SYSTEM)
    assert verdict.best is (assumed if same else written)
    assert verdict.evidence is Evidence.KNOWN_POINTS
    assert verdict.fits[0].crs is assumed
    assert len(verdict.fits) == 3


@pytest.mark.parametrize("written", DISTINCT)
@pytest.mark.parametrize("assumed", DISTINCT)
def test_an_outline_tells_it_too(written: CRS, assumed: CRS) -> None:
    verdict = judge(written_in(written, compounds()), assumed=assumed, inside=in_district)
    assert verdict.finding is (Finding.FITS if written is assumed else Finding.OTHER_SYSTEM)
    assert verdict.best is written
    assert verdict.evidence is Evidence.OUTLINE
    shares = {fit.crs: fit.share_inside or 0 for fit in verdict.fits}
    assert max(shares, key=lambda crs: shares[crs]) is written
    assert shares[written] > 0.99


def test_the_shift_is_given_in_metres_east_and_north() -> None:
    places = compounds(40)
    verdict = judge(written_in(CRS.GCJ02, places), assumed=CRS.WGS84, known=places)
    shift = verdict.fit(CRS.WGS84).shift
    assert shift is not None
    # Around Shanghai GCJ-02 lies some 440 m east and 200 m south.
    assert shift.east == pytest.approx(440, abs=40)
    assert shift.north == pytest.approx(-200, abs=40)
    assert shift.spread < 30
    assert shift.count == 40
    assert shift.length == pytest.approx(hypot(shift.east, shift.north))
    right = verdict.fit(CRS.GCJ02).shift
    assert right is not None
    assert right.length < 0.001


def test_a_shift_that_no_system_explains_is_said() -> None:
    places = compounds(40)
    moved = {key: Point(at.longitude - 0.004, at.latitude) for key, at in places.items()}
    verdict = judge(moved, assumed=CRS.WGS84, known=places)
    assert (verdict.finding, verdict.best) == (Finding.SHIFTED, CRS.WGS84)


def test_scattered_known_points_prove_nothing_and_the_outline_speaks() -> None:
    """The keys are mixed up: each point is compared with another compound's."""
    places = compounds()
    file = written_in(CRS.BD09, places)
    mixed = dict(zip(places, sorted(places.values(), key=lambda at: at.latitude), strict=True))
    alone = judge(file, assumed=CRS.WGS84, known=mixed)
    assert (alone.finding, alone.best, alone.evidence) == (Finding.UNDECIDED, CRS.WGS84, None)
    verdict = judge(file, assumed=CRS.WGS84, known=mixed, inside=in_district)
    assert (verdict.best, verdict.evidence) == (CRS.BD09, Evidence.OUTLINE)


def test_a_few_points_of_the_wrong_town_do_not_hide_a_shift() -> None:
    places = compounds(40)
    file = written_in(CRS.GCJ02, places)
    file |= {key: Point(116.4, 39.9) for key in range(10)}
    assert judge(file, assumed=CRS.WGS84, known=places).best is CRS.GCJ02


@pytest.mark.parametrize(("common", "finding"), [(4, Finding.UNDECIDED), (5, Finding.FITS)])
def test_a_handful_of_known_points_is_needed(common: int, finding: Finding) -> None:
    places = compounds(40)
    known = {key: places[key] for key in range(common)}
    verdict = judge(places, assumed=CRS.WGS84, known=known)
    assert verdict.finding is finding
    assert (verdict.fits[0].shift is None) == (finding is Finding.UNDECIDED)


def test_a_wide_box_cannot_tell() -> None:
    box = Bounds(west=121, south=30.8, east=122, north=31.6)
    verdict = judge(written_in(CRS.BD09, compounds()), assumed=CRS.WGS84, inside=box.contains)
    assert (verdict.finding, verdict.best) == (Finding.UNDECIDED, CRS.WGS84)
    assert [fit.share_inside for fit in verdict.fits] == [1, 1, 1]


def test_a_file_about_somewhere_else_is_said() -> None:
    elsewhere = {key: Point(at.longitude + 1, at.latitude) for key, at in compounds(40).items()}
    verdict = judge(elsewhere, assumed=CRS.GCJ02, inside=in_district)
    assert (verdict.finding, verdict.best) == (Finding.NOWHERE, CRS.GCJ02)


def test_nothing_to_judge_is_undecided() -> None:
    empty: dict[int, Point] = {}
    for verdict in (
        judge(compounds(), assumed=CRS.WGS84),
        judge(empty, assumed=CRS.WGS84, inside=in_district, known=compounds()),
    ):
        assert (verdict.finding, verdict.evidence) == (Finding.UNDECIDED, None)
        assert verdict.fits[0].share_inside is None


@given(st.sampled_from(DISTINCT), st.sampled_from(DISTINCT), st.integers(0, 1000))
def test_the_right_system_is_found_from_any_assumption(
    written: CRS, assumed: CRS, seed: int
) -> None:
    places = compounds(12, seed=seed)
    verdict = judge(written_in(written, places, error_m=60), assumed=assumed, known=places)
    assert verdict.best is written
