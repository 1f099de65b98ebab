"""Importing a district's sheets: where a compound belongs, what is refused, what stays."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from mashangban.accounts.models import Scope, ScopeCover
from mashangban.audit.models import Entry
from mashangban.core.coordinates import CRS, Point, distance_m, from_wgs84
from mashangban.imports import actions as imports
from mashangban.kit.imports import Outcome, Summary, UnreadableFile
from mashangban.registry import actions
from mashangban.registry.geometry import centre_of
from mashangban.registry.models import Compound, Region
from mashangban.registry.types import Basis
from tests.apps.kit.workbooks import workbook
from tests.apps.registry.conftest import AT, BY, Place, square

DISTRICT = 'district: {code: "990106", name: 另一示范区}\n'
OUTLINES = f"columns: {{code: code9, name: name, boundary: geometry}}\n{DISTRICT}"
COMMITTEES = f"columns: {{code: code, name: name}}\nonly: {{area: '990106'}}\n{DISTRICT}"
COMPOUNDS = (
    "columns: {name: 小区, address: 地址, longitude: 经度, latitude: 纬度, "
    "subdistrict_code: 街镇, committee_code: 居委, built_year: 年份, households: 户数}\n"
)
HEADER = "小区,地址,经度,纬度,街镇,居委,年份,户数\n"


def run(folder: Path, kind: str, text: str, mapping: str, **options: Any) -> Summary:
    path = folder / ("sheet.geojson" if kind == "subdistricts" else "sheet.csv")
    path.write_text(text, encoding="utf-8")
    (folder / "mapping.yaml").write_text(mapping, encoding="utf-8")
    summary, _ = imports.run(
        kind=kind, path=path, mapping=folder / "mapping.yaml", by=BY, at=AT, **options
    )
    return summary


def geojson(*features: tuple[str, str, Any]) -> str:
    return json.dumps(
        {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "properties": {"code9": code, "name": name},
                    "geometry": geometry,
                }
                for code, name, geometry in features
            ],
        }
    )


def compounds(folder: Path, *rows: str, mapping: str = "", **options: Any) -> Summary:
    text = HEADER + "".join(f"{row}\n" for row in rows)
    return run(folder, "compounds", text, COMPOUNDS + mapping, **options)


def refusals(summary: Summary) -> list[tuple[int, str, str]]:
    return [
        (finding.row, finding.column, finding.value)
        for finding in summary.findings
        if finding.outcome is Outcome.REFUSED
    ]


def rows_of_everything() -> dict[str, list[Any]]:
    return {
        model.__name__: list(model.objects.order_by("pk").values())  # type: ignore[attr-defined]
        for model in (Region, Compound, Scope, ScopeCover)
    }


@pytest.mark.django_db
def test_subdistricts_bring_their_district_with_them(tmp_path: Path) -> None:
    text = geojson(
        ("990106001", "甲街道", square(121.40, 31.20)),
        ("990106002", "乙镇", None),
        ("990107001", "别区街道", square(121.50, 31.20)),
        ("990106003", "丙街道", {"type": "Point", "coordinates": [121.4, 31.2]}),
        ("990106", "区", None),
    )
    assert run(tmp_path, "subdistricts", text, OUTLINES).stopped
    assert not Region.objects.exists()
    summary = run(tmp_path, "subdistricts", text, OUTLINES, skip_refused=True)
    assert summary.created == 2
    assert [row for row, _, _ in refusals(summary)] == [3, 4, 5]
    district = Region.objects.get(code="990106")
    assert district.name == "另一示范区"
    first = Region.objects.get(code="990106001")
    assert (first.parent, first.boundary) == (district, square(121.40, 31.20))
    assert ScopeCover.objects.filter(outer_id=district.scope_id, inner_id=first.scope_id).exists()

    again = run(tmp_path, "subdistricts", text, OUTLINES, skip_refused=True)
    assert (again.created, again.changed, again.unchanged) == (0, 0, 2)
    redrawn = geojson(("990106001", "甲街道办", square(121.40, 31.19)))
    changed = run(tmp_path, "subdistricts", redrawn, OUTLINES)
    assert changed.changed == 1
    assert [finding.column for finding in changed.findings] == ["name", "geometry"]
    assert Region.objects.get(code="990106001").name == "甲街道办"


@pytest.mark.django_db
def test_subdistricts_without_their_district_are_refused(tmp_path: Path) -> None:
    text = geojson(("990106001", "甲街道", None))
    summary = run(tmp_path, "subdistricts", text, OUTLINES.replace(DISTRICT, ""))
    assert refusals(summary) == [(1, "code9", "990106001")]
    assert not Region.objects.exists()


@pytest.mark.parametrize(
    "district",
    ["district: 990106", 'district: {code: "990106001", name: x}', "district: {code: ab, name: x}"],
)
@pytest.mark.django_db
def test_a_district_in_the_mapping_is_a_district(tmp_path: Path, district: str) -> None:
    with pytest.raises(UnreadableFile):
        run(tmp_path, "subdistricts", geojson(("990106001", "甲", None)), OUTLINES + district)


@pytest.mark.django_db
def test_committees_are_picked_out_of_a_list_of_the_city(tmp_path: Path) -> None:
    run(tmp_path, "subdistricts", geojson(("990106001", "甲街道", None)), OUTLINES)
    text = (
        "code,name,area\n"
        "990106001001,第一居委会,990106\n"
        "990106001002.0,第二居委会,990106\n"
        "990199001001,别区居委会,990199\n"
        "990106009001,没有街道,990106\n"
        "990106001,不是居委会,990106\n"
        "990106001003,,990106\n"
    )
    summary = run(tmp_path, "committees", text, COMMITTEES, skip_refused=True)
    assert (summary.created, summary.left_out, summary.refused) == (2, 1, 3)
    assert refusals(summary) == [
        (6, "code", "990106001"),
        (7, "name", ""),
        (5, "code", "990106009001"),
    ]
    committee = Region.objects.get(code="990106001002")
    assert committee.parent_id == "990106001"
    assert run(tmp_path, "committees", text, COMMITTEES, skip_refused=True).unchanged == 2


def test_administration_goes_before_geometry(place: Place, tmp_path: Path) -> None:
    mapping = 'subdistrict_overrides:\n  丁苑: {code: "990105002", reason: 示房管〔2026〕1 号}\n'
    summary = compounds(
        tmp_path,
        "甲苑,,121.41,31.21,,,,",  # lies in the west
        "乙苑,,121.41,31.21,990105002,,,",  # lies in the west, is said to belong to the east
        "丙苑,,121.41,31.21,,990105002001,,",  # likewise, by its committee
        "丁苑,,121.41,31.21,990105001,,,",  # likewise, against the sheet
        "戊苑,,,,990105001,990105001002,,",  # no point at all
        mapping=mapping,
    )
    assert (summary.created, summary.refused) == (5, 0)
    assert [
        (c.name, c.subdistrict_id, c.subdistrict_basis, c.subdistrict_reason, c.committee_id)
        for c in Compound.objects.exclude(id=place.compound.id).order_by("import_key")
    ] == [
        ("丁苑", "990105002", Basis.OVERRIDDEN, "示房管〔2026〕1 号", None),
        ("丙苑", "990105002", Basis.STATED, "", "990105002001"),
        ("乙苑", "990105002", Basis.STATED, "", None),
        ("戊苑", "990105001", Basis.STATED, "", "990105001002"),
        ("甲苑", "990105001", Basis.DERIVED, "", None),
    ]
    noted = [finding.row for finding in summary.findings if finding.outcome is Outcome.NOTED]
    assert noted == [3, 4, 5]
    covered = ScopeCover.objects.filter(outer_id=place.east.scope_id).values("inner_id")
    inside = Compound.objects.filter(scope_id__in=covered).values_list("name", flat=True)
    assert set(inside) == {"乙苑", "丙苑", "丁苑"}


def test_a_sheet_may_say_that_its_codes_come_from_a_map(place: Place, tmp_path: Path) -> None:
    compounds(tmp_path, "甲苑,,,,990105001,,,", mapping="subdistrict_code_is: derived\n")
    assert Compound.objects.get(name="甲苑").subdistrict_basis == Basis.DERIVED


def test_an_import_never_takes_back_what_is_better_founded(place: Place, tmp_path: Path) -> None:
    compounds(tmp_path, "甲苑,,121.41,31.21,990105002,,,")
    summary = compounds(tmp_path, "甲苑,,121.41,31.21,,,,")
    assert (summary.changed, summary.unchanged) == (0, 1)
    assert Compound.objects.get(name="甲苑").subdistrict_id == "990105002"
    (finding,) = summary.findings[-1:]
    assert (finding.outcome, finding.value) == (Outcome.NOTED, "990105001")


def test_what_cannot_be_is_refused_and_the_rest_imported(place: Place, tmp_path: Path) -> None:
    summary = compounds(
        tmp_path,
        "甲苑,,121.41,31.21,,,1991.0,435",
        "乙苑,,121.41,31.21,,,0,",
        "丙苑,,31.21,121.41,,,,",
        "丁苑,,121.41,31.21,,,,22861964",
        "戊苑,,121.49,31.21,,,,",
        "己苑,,121.41,,,,,",
        "庚苑,,,,,,,",
        ",,121.41,31.21,,,,",
        "辛苑,,121.41,31.21,990105002,990105001001,,",
        "壬苑,,121.41,31.21,990105009,,,",
        "甲苑,,121.43,31.21,,,,",
        "癸苑,,121.45,31.21,,,,",  # inside the margin, outside every boundary
        skip_refused=True,
    )
    assert (summary.created, summary.refused) == (1, 11)
    assert refusals(summary) == [
        (3, "年份", "0"),
        (4, "纬度", "121.41"),
        (5, "户数", "22861964"),
        (6, "经度", "121.49"),
        (7, "纬度", ""),
        (8, "街镇", ""),
        (9, "小区", ""),
        (10, "街镇", "990105002"),
        (11, "街镇", "990105009"),
        (12, "key", ""),
        (13, "经度", "121.45"),
    ]
    found = Compound.objects.get(name="甲苑")
    assert (found.built_year, found.households) == (1991, 435)
    assert found.import_key == "990105:甲苑"


def test_the_same_file_twice_changes_nothing(place: Place, tmp_path: Path) -> None:
    rows = (
        "甲苑,甲路 1 号,121.41,31.21,,990105001001,1991,435",
        "乙苑,暂无数据,121.4300001,31.21,,,-,500户及以下",
    )
    first = compounds(tmp_path, *rows)
    before = rows_of_everything()
    second = compounds(tmp_path, *rows)
    assert (first.created, second.created) == (2, 0)
    assert (second.changed, second.unchanged) == (0, 2)
    assert rows_of_everything() == before
    assert second.findings == first.findings


def test_a_new_value_replaces_the_old_and_an_empty_cell_does_not(
    place: Place, tmp_path: Path
) -> None:
    compounds(tmp_path, "甲苑,甲路 1 号,121.41,31.21,,990105001001,1991,435")
    id = Compound.objects.get(name="甲苑").id
    summary = compounds(tmp_path, "甲苑,,121.43,31.21,,,1992,")
    assert (summary.created, summary.changed) == (0, 1)
    told = {
        finding.column: finding.value
        for finding in summary.findings
        if finding.outcome is Outcome.CHANGED
    }
    assert told == {"经度": "121.43", "年份": "1992"}
    found = Compound.objects.get(id=id)
    assert (found.address, found.households, found.built_year) == ("甲路 1 号", 435, 1992)
    # The committee says where it is administered, and the sheet did not take that back.
    assert (found.subdistrict_id, found.committee_id) == ("990105001", "990105001001")
    trail = Entry.objects.filter(subject_kind="compound", subject_id=str(id))
    assert [entry.verb for entry in trail.order_by("id")] == [
        "registry.add_compound",
        "registry.change_compound",
    ]


def test_a_compound_that_moves_leaves_its_committee(place: Place, tmp_path: Path) -> None:
    compounds(tmp_path, "甲苑,,121.41,31.21,,990105001001,,")
    mapping = 'subdistrict_overrides: {甲苑: {code: "990105002", reason: 示房管〔2026〕1 号}}\n'
    compounds(tmp_path, "甲苑,,121.41,31.21,,,,", mapping=mapping)
    found = Compound.objects.get(name="甲苑")
    assert (found.subdistrict_id, found.committee_id) == ("990105002", None)
    outers = ScopeCover.objects.filter(inner_id=found.scope_id).values_list("outer_id", flat=True)
    assert set(outers) == {found.scope_id, place.east.scope_id, place.district.scope_id}


def test_a_dry_run_writes_nothing(place: Place, tmp_path: Path) -> None:
    before, entries = rows_of_everything(), Entry.objects.count()
    summary = compounds(tmp_path, "甲苑,,121.41,31.21,,,,", dry_run=True)
    assert (summary.created, summary.dry_run) == (1, True)
    assert rows_of_everything() == before
    assert Entry.objects.count() == entries


def test_an_import_leaves_a_trail(place: Place, tmp_path: Path) -> None:
    rows = ("甲苑,,121.41,31.21,,,,", "乙苑,,1,1,,,,")
    assert compounds(tmp_path, *rows).stopped
    assert not Entry.objects.filter(verb="imports.import").exists()
    summary = compounds(tmp_path, *rows, skip_refused=True)
    entry = Entry.objects.get(verb="imports.import")
    assert summary.sha256 in entry.canonical
    assert '"created":1' in entry.canonical
    assert '"refused":1' in entry.canonical
    assert '"crs":"wgs84"' in entry.canonical


# Both edges of the two subdistricts, 300 m from the border.
EDGES = {
    f"{number}苑": Point(121.403 if number % 2 else 121.437, 31.2005 + number * 0.001)
    for number in range(16)
}


def in_bd09(points: dict[str, Point]) -> list[str]:
    stated = {name: from_wgs84(point, CRS.BD09) for name, point in points.items()}
    return [f"{name},,{point.longitude},{point.latitude},,,," for name, point in stated.items()]


def test_a_file_in_another_system_is_refused_and_comes_in_under_its_right_name(
    place: Place, tmp_path: Path
) -> None:
    rows = in_bd09(EDGES)
    with pytest.raises(UnreadableFile, match="BD-09"):
        compounds(tmp_path, *rows, skip_refused=True)
    assert Compound.objects.count() == 1
    with translation.override("en"), pytest.raises(UnreadableFile) as caught:
        compounds(tmp_path, *rows)
    assert "As WGS84, 50.0 % of its 16 points lie in the district." in str(caught.value.sentence)
    assert "--crs bd09" in str(caught.value.sentence)

    summary = compounds(tmp_path, *rows, crs=CRS.BD09)
    assert (summary.created, summary.refused, summary.crs) == (16, 0, "bd09")
    for name, point in EDGES.items():
        found = Compound.objects.get(name=name)
        assert found.longitude is not None
        assert found.latitude is not None
        assert distance_m(Point(found.longitude, found.latitude), point) < 1
    # The same file again changes nothing, and the mapping may say it too.
    again = compounds(tmp_path, *rows, mapping="crs: bd09\n")
    assert (again.created, again.changed, again.unchanged) == (0, 0, 16)


def test_a_shift_against_known_points_is_noticed_where_all_lie_inside(
    place: Place, tmp_path: Path
) -> None:
    middle = {name: Point(121.42, point.latitude) for name, point in EDGES.items()}
    true = [f"{name},,{point.longitude},{point.latitude},,,," for name, point in middle.items()]
    compounds(tmp_path, *true)
    before = rows_of_everything()
    with pytest.raises(UnreadableFile, match="BD-09"):
        compounds(tmp_path, *in_bd09(middle))
    assert rows_of_everything() == before


@pytest.mark.django_db
def test_boundaries_in_another_system_are_noticed_when_they_come_again(tmp_path: Path) -> None:
    squares = {f"99010600{n}": square(121.40 + n * 0.02, 31.20) for n in range(1, 7)}
    true = geojson(*((code, "甲街道", boundary) for code, boundary in squares.items()))
    run(tmp_path, "subdistricts", true, OUTLINES)
    before = rows_of_everything()
    stated = [
        (code, "甲街道", {"type": "Polygon", "coordinates": [moved(boundary["coordinates"][0])]})
        for code, boundary in squares.items()
    ]
    with pytest.raises(UnreadableFile, match="GCJ-02"):
        run(tmp_path, "subdistricts", geojson(*stated), OUTLINES)
    assert rows_of_everything() == before
    summary = run(tmp_path, "subdistricts", geojson(*stated), OUTLINES, crs=CRS.GCJ02)
    assert (summary.created, summary.refused) == (0, 0)
    for code, boundary in squares.items():
        found = Region.objects.get(code=code).boundary
        assert distance_m(centre_of(found), centre_of(boundary)) < 0.02


def moved(ring: list[list[float]]) -> list[list[float]]:
    points = (from_wgs84(Point(*position), CRS.GCJ02) for position in ring)
    return [[point.longitude, point.latitude] for point in points]


def test_compounds_come_in_from_a_workbook(place: Place, tmp_path: Path) -> None:
    path = tmp_path / "sheet.xlsx"
    path.write_bytes(
        workbook(
            ("某区小区一览表",),
            HEADER.strip().split(","),
            ("甲苑", "甲路 1 号", 121.41, 31.21, None, 990105001001.0, 1991.0, "４３５"),
            ("乙苑", None, "121.43", "31.21", None, None, "暂无数据", None),
            merged=["A1:H1"],
        )
    )
    (tmp_path / "mapping.yaml").write_text(COMPOUNDS, encoding="utf-8")
    for expected in ((2, 0), (0, 2)):
        summary, _ = imports.run(
            kind="compounds", path=path, mapping=tmp_path / "mapping.yaml", by=BY, at=AT
        )
        assert (summary.created, summary.unchanged, summary.refused) == (*expected, 0)
        assert [finding.row for finding in summary.findings] == [0, 4]
    found = Compound.objects.get(name="甲苑")
    assert (found.built_year, found.households, found.committee_id) == (1991, 435, "990105001001")


@pytest.mark.parametrize(
    ("mapping", "why"),
    [
        ("subdistrict_code_is: guessed\n", "guessed"),
        ("subdistrict_overrides: {甲苑: 990105002}\n", "reason"),
        ('subdistrict_overrides: {甲苑: {code: "990105002", reason: ""}}\n', "reason"),
        ('subdistrict_overrides: {甲苑: {code: "990105", reason: x}}\n', "990105"),
        ('subdistrict_overrides: {无此苑: {code: "990105002", reason: x}}\n', "无此苑"),
    ],
)
def test_a_mapping_that_cannot_be_followed_stops_the_import(
    place: Place, tmp_path: Path, mapping: str, why: str
) -> None:
    with pytest.raises(UnreadableFile, match=why):
        compounds(tmp_path, "甲苑,,121.41,31.21,,,,", mapping=mapping)
    assert Compound.objects.count() == 1


@pytest.mark.django_db
def test_compounds_need_boundaries_or_codes(tmp_path: Path) -> None:
    mapping = "columns: {name: 小区, longitude: 经度, latitude: 纬度}\n"
    with pytest.raises(UnreadableFile):
        run(tmp_path, "compounds", HEADER + "甲苑,,121.41,31.21,,,,\n", mapping)
    half = "columns: {name: 小区, latitude: 纬度}"
    with pytest.raises(UnreadableFile):
        run(tmp_path, "compounds", HEADER + "甲苑,,,,,,,\n", half)


@pytest.mark.django_db
def test_an_unknown_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="compounds"):
        imports.run(kind="companies", path=tmp_path / "x.csv", by=BY, at=AT)


def test_imported_compounds_equal_composed_ones(place: Place, tmp_path: Path) -> None:
    compounds(tmp_path, "甲苑,甲路 1 号,,,990105001,,1991,435")
    imported = Compound.objects.get(name="甲苑")
    by_hand = actions.add_compound(
        name="甲苑",
        subdistrict=place.west,
        address="甲路 1 号",
        built_year=1991,
        households=435,
        by=BY,
        at=AT,
    )
    own = {"id", "scope_id", "import_key", "_state"}
    assert {name: value for name, value in vars(imported).items() if name not in own} == {
        name: value
        for name, value in vars(Compound.objects.get(id=by_hand.id)).items()
        if name not in own
    }
