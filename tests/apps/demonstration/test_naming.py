"""Names and numbers: valid in form, and nobody's."""

import csv
import re
from itertools import islice
from pathlib import Path

import pytest

from mashangban.core.identifiers import RegionCode, RegionLevel, is_canonical_uscc
from mashangban.demonstration.chance import source
from mashangban.demonstration.naming import (
    CompoundNames,
    company_code,
    organisation_check,
    people,
    phone_number,
)
from mashangban.demonstration.words import read
from mashangban.kit.phones import canonical_phone

# Real names, for comparison only: nothing of them is in the repository.
REAL = Path(__file__).resolve().parents[4] / "shared/data"
needs_real_names = pytest.mark.skipif(
    not REAL.is_dir(), reason="needs the lists of real names, which are not part of the repository"
)


def test_company_codes_are_valid_and_of_no_real_authority() -> None:
    chance = source("companies")
    codes = [company_code(chance) for _ in range(300)]
    assert len(set(codes)) == 300
    assert all(map(is_canonical_uscc, codes))
    assert {code[2:8] for code in codes} == {"990101"}
    assert all(code[16] == organisation_check(code[8:16]) for code in codes)


@pytest.mark.parametrize(
    ("body", "check"),
    [("D2143569", "X"), ("00000000", "0")],  # the first one is the example of GB 11714
)
def test_organisation_codes_are_checked_by_the_standard(body: str, check: str) -> None:
    assert organisation_check(body) == check


def test_the_district_has_a_code_that_no_province_could_give() -> None:
    code = RegionCode.parse(read("names.yaml")["district"]["code"])
    assert code.level is RegionLevel.DISTRICT
    assert code.value.startswith("99")


def test_telephone_numbers_are_well_formed_and_never_given_out() -> None:
    chance = source("phones")
    for _ in range(50):
        number = phone_number(chance)
        assert re.fullmatch(r"021-0000-\d{4}", number)
        assert canonical_phone(number) == number.replace("-", "")


def test_nobody_and_no_compound_shares_a_name() -> None:
    names = list(islice(people(source("people")), 400))
    assert len(set(names)) == 400
    called = CompoundNames(source("compounds"))
    compounds = [called.next(1953 + number % 70) for number in range(240)]
    assert len({*compounds, *opening()}) == 243


def test_old_compounds_are_called_otherwise_than_new_ones() -> None:
    called = CompoundNames(source("compounds"))
    endings = read("names.yaml")["endings"]
    for _ in range(20):
        assert called.next(1960).endswith(tuple(endings[1950]))
        assert called.next(2020).endswith(tuple(endings[2012]))


@needs_real_names
def test_no_compound_bears_a_real_name() -> None:
    names = read("names.yaml")
    ours = {
        stem + ending
        for stem in names["compounds"]
        for endings in names["endings"].values()
        for ending in endings
    } | opening()
    real = {row["name"] for row in _rows("changning_compounds/changning_compounds.csv")}
    assert len(real) > 900
    assert not ours & real


@needs_real_names
def test_no_company_bears_a_real_name() -> None:
    real = {row["property_company"] for row in _rows("changning_compounds/changning_compounds.csv")}
    stems = read("names.yaml")["companies"]
    assert len(real) > 50
    assert not [(stem, name) for stem in stems for name in real if name.startswith(stem)]
    assert not [(stem, name) for stem in stems for name in real if f"{stem}物业" in name]


@needs_real_names
def test_no_subdistrict_committee_or_road_bears_a_real_name() -> None:
    names = read("names.yaml")
    folder = "shanghai_divisions"
    subdistricts = {row["name"] for row in _rows(f"{folder}/streets.csv")}
    committees = "\n".join(row["name"] for row in _rows(f"{folder}/committees.csv"))
    assert len(subdistricts) > 200
    for stem, kind in names["subdistricts"]:
        assert stem + kind not in subdistricts
        assert f"{stem}第" not in committees
    addresses = "\n".join(
        row["address"] for row in _rows("changning_compounds/changning_compounds.csv")
    )
    assert not [road for road in names["roads"] if road in addresses]


def opening() -> set[str]:
    return {each["name"] for each in read("names.yaml")["opening"]}


def _rows(path: str) -> list[dict[str, str]]:
    with (REAL / path).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
