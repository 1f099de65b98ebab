"""The coordinate system of a file: who names it, what is converted, whether it can be true."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from statistics import median
from typing import Any, Final

from django.utils.translation import gettext as _

from mashangban.core.coordinates import CRS, Fit, Point, Verdict, distance_m, judge, to_wgs84
from mashangban.core.coordinates import Finding as Judged
from mashangban.kit.imports.errors import UnreadableFile
from mashangban.kit.imports.findings import noted_of_file
from mashangban.kit.imports.reading import GEOMETRY, Sheet, SourceRow
from mashangban.kit.imports.types import Finding

TITLES: Final = {
    CRS.WGS84: "WGS84",
    CRS.CGCS2000: "CGCS2000",
    CRS.GCJ02: "GCJ-02",
    CRS.BD09: "BD-09",
}
_NOT_SHIFTED: Final = frozenset({CRS.WGS84, CRS.CGCS2000})
_DECIMALS: Final = 7  # of a degree: 1 cm, far less than anybody knows where a compound is


@dataclass(frozen=True, slots=True)
class Places:
    """Where a file's rows lie, as far as a kind knows, by keys of its own.

    `points` are in the file's system, those of refused rows among them. `inside` says of a WGS84
    point whether it lies in the district. `known` are WGS84 points of rows that were there before.
    """

    points: Mapping[str, Point]
    inside: Callable[[Point], bool] | None = None
    known: Mapping[str, Point] = field(default_factory=dict)


def choose_crs(
    *, option: CRS | None, of_mapping: CRS | None, of_file: str
) -> tuple[CRS, list[Finding]]:
    """Return the system to read a file in, and what there is to tell when it is named twice.

    The command's option goes before the mapping, and that before what the file says of itself.
    """
    chosen = option or of_mapping or (CRS(of_file) if of_file else CRS.WGS84)
    told = []
    if of_mapping is not None and of_mapping is not chosen:
        reason = _("The mapping says %(said)s, the command %(read)s: read as %(read)s.")
        told.append(noted_of_file(reason % {"said": TITLES[of_mapping], "read": TITLES[chosen]}))
    if of_file and CRS(of_file) is not chosen and not {CRS(of_file), chosen} <= _NOT_SHIFTED:
        reason = _("The file says of itself that it is in %(said)s; it was read as %(read)s.")
        told.append(noted_of_file(reason % {"said": TITLES[CRS(of_file)], "read": TITLES[chosen]}))
    return chosen, told


def read_point(stated: Point, crs: CRS) -> Point:
    """Return a point that is in `crs` in WGS84; a converted one to the centimetre."""
    if crs in _NOT_SHIFTED:
        return stated
    found = to_wgs84(stated, crs)
    return Point(round(found.longitude, _DECIMALS), round(found.latitude, _DECIMALS))


def in_wgs84(sheet: Sheet, crs: CRS) -> Sheet:
    """Return a sheet whose geometries are in `crs` with its geometries in WGS84."""
    if crs in _NOT_SHIFTED or GEOMETRY not in sheet.columns:
        return sheet
    rows = tuple(
        SourceRow(row.number, {**row.cells, GEOMETRY: _converted(row.cells[GEOMETRY], crs)})
        for row in sheet.rows
    )
    return replace(sheet, rows=rows)


def require_likely(places: Places, crs: CRS) -> list[Finding]:
    """Return what there is to tell of a file that was read in `crs`.

    Raises UnreadableFile when its points fit another system clearly better.
    """
    if not places.points:
        return []
    verdict = judge(places.points, assumed=crs, inside=places.inside, known=places.known)
    match verdict.finding:
        case Judged.OTHER_SYSTEM:
            raise UnreadableFile(_not_in_it(verdict, places.points))
        case Judged.SHIFTED:
            reason = _("%(shift)s No coordinate system explains that; look at the map.")
            return [noted_of_file(reason % {"shift": _shift_of(verdict.fit(crs))})]
        case Judged.NOWHERE:
            reason = _("%(inside)s Read in another system it is no better; is it this district's?")
            return [noted_of_file(reason % {"inside": _share_of(verdict.fit(crs))})]
        case _:
            return []


def _not_in_it(verdict: Verdict, points: Mapping[str, Point]) -> str:
    """Return the sentences about a file that seems to be in another system than was said."""
    assumed, best = verdict.fit(verdict.assumed), verdict.fit(verdict.best)
    apart = median(
        distance_m(to_wgs84(point, verdict.assumed), to_wgs84(point, verdict.best))
        for point in points.values()
    )
    sentences = [
        _("The file was to be read as %(assumed)s, but its points look like %(best)s.")
        % {"assumed": TITLES[verdict.assumed], "best": TITLES[verdict.best]},
        *(_share_of(fit) for fit in (assumed, best)),
        *(_shift_of(fit) for fit in (assumed, best)),
        _("Between the two lie %(metres)d m (median).") % {"metres": round(apart)},
        _("Nothing was imported. Name its system: --crs %(name)s, or crs: %(name)s in the mapping.")
        % {"name": verdict.best.value},
    ]
    return " ".join(filter(None, sentences))


def _share_of(fit: Fit) -> str:
    """Return how many points lie in the district, "" where no outline is known."""
    if fit.share_inside is None:
        return ""
    return _("As %(crs)s, %(share)s %% of its %(points)d points lie in the district.") % {
        "crs": TITLES[fit.crs],
        "share": f"{100 * fit.share_inside:.1f}",
        "points": fit.points,
    }


def _shift_of(fit: Fit) -> str:
    """Return how far the points lie from known ones, "" where too few are known."""
    if fit.shift is None:
        return ""
    return _(
        "As %(crs)s, the %(points)d points that are known already lie %(metres)d m beside their "
        "places (median)."
    ) % {
        "crs": TITLES[fit.crs],
        "points": fit.shift.count,
        "metres": round(fit.shift.length),
    }


def _converted(geometry: Any, crs: CRS) -> Any:
    """Return a GeoJSON geometry in WGS84; what is none stays, and is refused where it is read."""
    if isinstance(geometry, dict):
        return {
            name: _converted(value, crs) if name in ("coordinates", "geometries") else value
            for name, value in geometry.items()
        }
    if not isinstance(geometry, list):
        return geometry
    if _is_position(geometry):
        point = read_point(Point(*geometry[:2]), crs)
        return [point.longitude, point.latitude, *geometry[2:]]
    return [_converted(part, crs) for part in geometry]


def _is_position(value: list[Any]) -> bool:
    """Say whether a list is a GeoJSON position: degrees, and perhaps a height."""
    return (
        len(value) > 1
        and all(isinstance(part, int | float) for part in value[:2])
        and abs(value[0]) <= 180
        and abs(value[1]) <= 90
    )
