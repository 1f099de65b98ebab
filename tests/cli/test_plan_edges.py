"""`mashangban plan edges`: outlines or positions in, a sheet of neighbours out."""

import csv
import json
from datetime import date
from pathlib import Path

import pytest
import shapely

from mashangban.core.contiguity.files import read_sheets
from tests.cli.conftest import Run

METRE_EAST = 1 / 95_300  # degrees, at this latitude
METRE_NORTH = 1 / 110_870


def block(west: float, south: float) -> shapely.Geometry:
    """Return a square of 100 m, so many metres from a corner of the city."""
    east, north = 121.4 + west * METRE_EAST, 31.2 + south * METRE_NORTH
    return shapely.box(east, north, east + 100 * METRE_EAST, north + 100 * METRE_NORTH)


def line(*points: tuple[float, float]) -> shapely.Geometry:
    return shapely.LineString([(121.4 + x * METRE_EAST, 31.2 + y * METRE_NORTH) for x, y in points])


def write(path: Path, **shapes: shapely.Geometry) -> Path:
    features = [
        {"properties": {"name": name}, "geometry": json.loads(shapely.to_geojson(shape))}
        for name, shape in shapes.items()
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path


def kinds(path: Path) -> dict[str, tuple[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {
            row["one"] + row["other"]: (row["kind"], row["origin"]) for row in csv.DictReader(file)
        }


def test_outlines_roads_rivers_and_corrections(run: Run, tmp_path: Path) -> None:
    outlines = write(
        tmp_path / "outlines.geojson",
        a=block(0, 0),
        b=block(102, 0),
        c=block(0, 110),
        d=block(102, 130),
        e=block(216, 0),
    )
    roads = write(tmp_path / "roads.geojson", r=line((101, 115), (300, 115)))
    rivers = write(tmp_path / "rivers.geojson", r=line((210, -50), (210, 110)))
    corrections = tmp_path / "corrections.csv"
    corrections.write_text(
        "change,one,other,kind,reason\nadd,a,e,walking_distance,有天桥\ncut,d,a,,院墙无门\n",
        "utf-8",
    )
    out = tmp_path / "edges.csv"
    result = run(
        "plan", "edges", outlines, "--roads", roads, "--rivers", rivers,
        "--corrections", corrections, "--out", out,
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    found = kinds(out)
    assert found["ab"] == ("shared_wall", "polygons")
    assert found["ac"] == ("lane", "polygons")
    assert found["bd"] == ("arterial_road", "polygons")
    assert found["be"] == ("river", "polygons")
    assert found["ae"] == ("walking_distance", "hand")
    assert "ad" not in found
    assert "5 compounds, " in result.output
    assert "shared_wall 2" in result.output


def test_positions_are_guessed_and_a_plan_can_read_them(run: Run, tmp_path: Path) -> None:
    compounds = tmp_path / "compounds.csv"
    heading = "name,subdistrict,longitude,latitude,households,area_m2,fee,gates"
    rows = [
        f"{name},3101,{121.4 + place / 1000},31.2,10,100,1,1" for place, name in enumerate("abc")
    ]
    compounds.write_text("\ufeff" + "\n".join([heading, *rows]), "utf-8")
    out = tmp_path / "edges.csv"
    assert run("plan", "edges", compounds, "--out", out).exit_code == 0
    assert kinds(out) == {
        "ab": ("walking_distance", "points"),
        "bc": ("walking_distance", "points"),
    }
    sheets = read_sheets(
        compounds.read_text("utf-8"), out.read_text("utf-8"), on=date(2026, 11, 24)
    )
    assert [edge.gap_m for edge in sheets.district.graph.edges] == [95.3, 95.3]
    assert run("plan", "edges", compounds, "--within", 90, "--out", out).exit_code == 0
    assert kinds(out) == {}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("name,longitude\na,1\n", "columns name, longitude, latitude"),
        ("name,longitude,latitude\na,x,1\n", "columns name, longitude, latitude"),
        ("name,longitude,latitude\na,1,1\na,2,2\n", "a name is there twice"),
        ("{}", "no GeoJSON FeatureCollection"),
        (
            '{"features": [{"geometry": {"type": "Point", "coordinates": [1, 2]}}]}',
            'property "name"',
        ),
    ],
)
def test_what_cannot_be_read_is_refused(run: Run, tmp_path: Path, text: str, sentence: str) -> None:
    compounds = tmp_path / "compounds"
    compounds.write_text(text, "utf-8")
    result = run("plan", "edges", compounds, "--out", tmp_path / "edges.csv")
    assert result.exit_code == 1
    assert sentence.lower() in result.output.lower()
    assert [path.name for path in tmp_path.iterdir()] == ["compounds"]


def test_outlines_and_points_do_not_mix(run: Run, tmp_path: Path) -> None:
    mixed = write(tmp_path / "mixed.geojson", a=block(0, 0), b=block(102, 0).centroid)
    result = run("plan", "edges", mixed, "--out", tmp_path / "edges.csv")
    assert "only a point" in result.output


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ("change,one\nadd,a\n", "Corrections have the columns"),
        ("change,one,other,kind,reason\nmove,a,b,lane,x\n", "line 2"),
        ("change,one,other,kind,reason\nadd,a,b,lane,\n", "has no reason"),
        ("change,one,other,kind,reason\ncut,a,z,,x\n", "nothing to cut"),
    ],
)
def test_corrections_that_cannot_be_are_refused(
    run: Run, tmp_path: Path, rows: str, sentence: str
) -> None:
    outlines = write(tmp_path / "outlines.geojson", a=block(0, 0), b=block(102, 0))
    corrections = tmp_path / "corrections.csv"
    corrections.write_text(rows, "utf-8")
    result = run(
        "plan", "edges", outlines, "--corrections", corrections, "--out", tmp_path / "edges.csv"
    )
    assert result.exit_code == 1
    assert sentence in result.output
