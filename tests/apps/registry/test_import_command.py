"""`mashangban import` as it is typed."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from mashangban.cli.main import cli
from mashangban.core.coordinates import CRS, Point, distance_m, from_wgs84
from mashangban.registry.models import Region
from tests.apps.registry.conftest import square


@pytest.fixture
def sheet(tmp_path: Path) -> list[str]:
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "name": "甲街道"},
            "geometry": square(121.40, 31.20),
        }
        for code in ("990106001", "99010600A")
    ]
    file, mapping = tmp_path / "areas.geojson", tmp_path / "mapping.yaml"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    mapping.write_text(
        "columns: {code: code, name: name, boundary: geometry}\n"
        'district: {code: "990106", name: 另一示范区}\n',
        encoding="utf-8",
    )
    return [str(file), "--mapping", str(mapping)]


@pytest.mark.django_db
def test_a_refused_row_keeps_the_others_out_unless_they_are_asked_for(
    sheet: list[str], tmp_path: Path
) -> None:
    report = tmp_path / "report.csv"
    for options in (["--dry-run"], ["--report", str(report)]):
        stopped = CliRunner().invoke(cli, ["import", "subdistricts", *sheet, *options])
        assert stopped.exit_code == 1
        assert "2 rows (utf-8, wgs84); 1 would be created" in stopped.output
        assert "99010600A" in stopped.output
        assert "Nothing was written, because rows are refused." in stopped.output
        assert "--skip-refused" in stopped.output
        assert not Region.objects.exists()
    assert "99010600A" in report.read_text(encoding="utf-8-sig")

    for options, verb in ((["--dry-run"], "would be"), ([], "were")):
        asked = ["import", "subdistricts", *sheet, "--skip-refused", *options]
        done = CliRunner().invoke(cli, asked)
        assert done.exit_code == 0, done.output
        assert f"1 {verb} created" in done.output
        assert "1 refused" in done.output
        assert "Refused rows are left out (--skip-refused)." in done.output
    assert set(Region.objects.values_list("code", flat=True)) == {"990106", "990106001"}


@pytest.mark.django_db
def test_the_system_is_named_on_the_command_line(sheet: list[str]) -> None:
    asked = ["import", "subdistricts", *sheet, "--skip-refused", "--crs"]
    done = CliRunner().invoke(cli, [*asked, "GCJ02"])
    assert done.exit_code == 0, done.output
    assert "(utf-8, gcj02)" in done.output
    boundary = Region.objects.get(code="990106001").boundary
    stated = from_wgs84(Point(*boundary["coordinates"][0][0]), CRS.GCJ02)
    assert distance_m(stated, Point(121.40, 31.20)) < 0.02
    wrong = CliRunner().invoke(cli, [*asked, "utm"])
    assert wrong.exit_code == 2
    assert "cgcs2000" in wrong.output


@pytest.mark.django_db
def test_a_file_that_cannot_be_imported_is_a_sentence(sheet: list[str]) -> None:
    wrong = CliRunner().invoke(cli, ["import", "companies", *sheet])
    assert wrong.exit_code == 1
    assert "companies" in wrong.output
    assert "Traceback" not in wrong.output
