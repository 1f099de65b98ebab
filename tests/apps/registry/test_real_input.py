"""A real district's files, wherever they lie beside the checkout. Nothing of them is kept here."""

import csv
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from mashangban.accounts.models import Scope, ScopeCover
from mashangban.core.coordinates import CRS, distance_m
from mashangban.imports import actions as imports
from mashangban.kit.imports import Outcome, Summary, UnreadableFile
from mashangban.registry import actions, queries
from mashangban.registry.models import Compound, Region
from mashangban.registry.types import Basis, Point, ReadState
from tests.apps.registry.conftest import AT, BY
from tests.real_input import FILES, MAPPINGS, needs_real_input

pytestmark = [pytest.mark.django_db, needs_real_input]


def bring_in(folder: Path, kind: str) -> Summary:
    mapping = folder / f"{kind}.yaml"
    mapping.write_text(MAPPINGS[kind], encoding="utf-8")
    started = time.perf_counter()
    summary, _ = imports.run(kind=kind, path=FILES[kind], mapping=mapping, by=BY, at=AT)
    print(
        f"{kind}: {summary.rows} rows, {summary.created} created, {summary.unchanged} unchanged, "
        f"{summary.refused} refused in {time.perf_counter() - started:.2f} s"
    )
    return summary


def everything() -> dict[str, Any]:
    return {
        model.__name__: list(model.objects.order_by("pk").values())  # type: ignore[attr-defined]
        for model in (Region, Compound, Scope, ScopeCover)
    }


def test_a_real_district_comes_in_whole_and_the_second_time_changes_nothing(
    tmp_path: Path,
) -> None:
    outlines = bring_in(tmp_path, "subdistricts")
    assert (outlines.created, outlines.refused) == (10, 0)
    # Two of the official outlines cross themselves by less than a square metre.
    assert [finding.outcome for finding in outlines.findings] == [Outcome.NOTED] * 2

    committees = bring_in(tmp_path, "committees")
    assert (committees.created, committees.refused, committees.rows) == (189, 0, 6509)
    assert committees.left_out == 6509 - 189

    compounds = bring_in(tmp_path, "compounds")
    assert (compounds.created, compounds.refused, compounds.rows) == (1002, 0, 1002)
    assert Region.objects.count() == 1 + 10 + 189
    assert Compound.objects.filter(built_year__isnull=False).count() == 196
    assert Compound.objects.filter(households__isnull=False).count() == 116

    with FILES["compounds"].open(encoding="utf-8", newline="") as file:
        expected = Counter(row["street_code"] for row in csv.DictReader(file))
    expected["310105011"] -= 2
    expected["310105102"] += 2
    assert Counter(Compound.objects.values_list("subdistrict_id", flat=True)) == expected

    before = everything()
    for kind in FILES:
        again = bring_in(tmp_path, kind)
        assert (again.created, again.changed, again.refused) == (0, 0, 0)
    assert everything() == before


def test_points_of_another_map_are_noticed_and_come_in_under_its_name(tmp_path: Path) -> None:
    for kind in ("subdistricts", "committees"):
        bring_in(tmp_path, kind)
    mapping = tmp_path / "bd09.yaml"
    text = MAPPINGS["compounds"].replace("lng_wgs84", "lng_bd09").replace("lat_wgs84", "lat_bd09")
    mapping.write_text(text, encoding="utf-8")
    told = {"kind": "compounds", "path": FILES["compounds"], "mapping": mapping, "by": BY, "at": AT}
    for crs in (None, CRS.GCJ02):
        with pytest.raises(UnreadableFile, match="BD-09") as caught:
            imports.run(**told, crs=crs)
        print(caught.value.sentence)
    assert Compound.objects.count() == 0

    summary, _ = imports.run(**told, crs=CRS.BD09)
    assert (summary.created, summary.refused) == (1002, 0)
    with FILES["compounds"].open(encoding="utf-8", newline="") as file:
        listed = {
            row["name"]: Point(float(row["lng_wgs84"]), float(row["lat_wgs84"]))
            for row in csv.DictReader(file)
        }
    for compound in Compound.objects.exclude(longitude=None):
        assert compound.longitude is not None
        assert compound.latitude is not None
        found = Point(compound.longitude, compound.latitude)
        assert distance_m(found, listed[compound.name]) < 1


def test_the_letters_compounds_are_administered_where_the_letter_says(tmp_path: Path) -> None:
    for kind in FILES:
        bring_in(tmp_path, kind)
    for name in ("平和公寓", "春房小区"):
        (line,) = queries.compounds(name=name)
        assert (line.subdistrict_name, line.subdistrict_basis) == ("新泾镇", Basis.OVERRIDDEN)
        compound = Compound.objects.get(id=line.id)
        assert compound.longitude is not None
        assert compound.latitude is not None
        assert queries.subdistrict_at(Point(compound.longitude, compound.latitude)) == "310105011"

    compound = Compound.objects.get(name="平和公寓")
    code = actions.issue_code(compound=compound, by=BY, at=AT)
    assert queries.read_code(code.token).state is ReadState.GENUINE
    found = queries.place_of_code(code.token, on=AT.date())
    assert found is not None
    assert (found.compound_name, found.subdistrict_name) == ("平和公寓", "新泾镇")
