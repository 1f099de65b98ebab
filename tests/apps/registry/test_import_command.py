"""`mashangban import` as it is typed."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from mashangban.cli.main import cli
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
def test_a_dry_run_then_the_import(sheet: list[str], tmp_path: Path) -> None:
    report = tmp_path / "report.csv"
    dry = CliRunner().invoke(cli, ["import", "subdistricts", *sheet, "--dry-run"])
    assert dry.exit_code == 0, dry.output
    assert "2 rows (utf-8); 1 would be created" in dry.output
    assert "99010600A" in dry.output
    assert not Region.objects.exists()

    done = CliRunner().invoke(cli, ["import", "subdistricts", *sheet, "--report", str(report)])
    assert done.exit_code == 0, done.output
    assert "1 were created" in done.output
    assert "1 refused" in done.output
    assert set(Region.objects.values_list("code", flat=True)) == {"990106", "990106001"}
    assert "99010600A" in report.read_text(encoding="utf-8-sig")


@pytest.mark.django_db
def test_a_file_that_cannot_be_imported_is_a_sentence(sheet: list[str]) -> None:
    wrong = CliRunner().invoke(cli, ["import", "companies", *sheet])
    assert wrong.exit_code == 1
    assert "companies" in wrong.output
    assert "Traceback" not in wrong.output
