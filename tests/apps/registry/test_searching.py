"""Finding a compound by what people type: two characters, an address, pinyin, initials."""

import json
from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from mashangban.registry.actions import add_compound, change_compounds
from mashangban.registry.models import Compound, Region, matching
from mashangban.registry.searching import fold, grams_of, search_columns, search_words
from tests.world import NOW, SETUP, World

WORDS = st.text(alphabet="听松小区石桥abc12 ，-（）", min_size=1, max_size=8)


@given(name=st.text(alphabet="听松小区石桥abc12", min_size=1, max_size=12), data=st.data())
def test_every_part_of_a_name_is_known_to_the_index(name: str, data: st.DataObject) -> None:
    columns = search_columns([name])
    first = data.draw(st.integers(0, len(name) - 1))
    part = name[first : data.draw(st.integers(first + 1, len(name)))]
    for word in search_words(part):
        assert word in columns.text
        assert set(grams_of(word)) <= set(columns.grams)


@given(WORDS)
def test_what_is_typed_is_folded_as_what_is_stored(typed: str) -> None:
    assert search_words(typed) == [fold(word) for word in typed.split() if fold(word)]


def test_lines_do_not_run_into_one_another() -> None:
    columns = search_columns(["松园"], ["长路"])
    assert "园长" not in columns.grams
    assert "园长" not in columns.text


@pytest.mark.django_db
class TestCompounds:
    @pytest.mark.parametrize(
        "typed",
        [
            "听",
            "听松",
            "听松小区",
            "松小",
            "tsxq",
            "TSXQ",
            "tingsong",
            "ting song",
            "２２号",
            "风和路 听松",
        ],
    )
    def test_finds(self, world: World, typed: str) -> None:
        compound = world.compound
        changes = [(compound, {"address": "风和路 22 号"})]
        change_compounds(changes=changes, by=SETUP, at=NOW)
        assert list(Compound.objects.filter(matching(typed))) == [compound]

    @pytest.mark.parametrize("typed", ["松听", "听松花园", "听松 石桥", "%", "听%", "sxqt"])
    def test_finds_nothing_else(self, world: World, typed: str) -> None:
        found = Compound.objects.filter(matching(typed))
        # Of signs alone nothing is left to look for.
        assert found.count() == (2 if typed == "%" else 1 if typed == "听%" else 0)

    def test_a_new_name_is_found_and_the_old_one_no_more(self, world: World) -> None:
        change_compounds(changes=[(world.compound, {"name": "望月新村"})], by=SETUP, at=NOW)
        assert Compound.objects.filter(matching("wyxc")).get() == world.compound
        assert not Compound.objects.filter(matching("听松")).exists()

    def test_two_characters_are_answered_by_the_index(self, world: World) -> None:
        subdistrict = Region.objects.get(code="990101001")
        names = [f"{one}{two}苑" for one in "甲乙丙丁戊己庚辛壬癸" for two in "春夏秋冬东南西北"]
        for name in names:
            add_compound(name=name, subdistrict=subdistrict, by=SETUP, at=NOW)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE registry_compound")
            cursor.execute("SET LOCAL enable_seqscan = off")  # so few rows are read at once else
        plan = Compound.objects.filter(matching("庚冬")).explain(format="json")
        assert "compound_search" in _indexes(json.loads(plan)[0]["Plan"])


def _indexes(node: dict[str, Any]) -> set[str]:
    """Return the names of the indexes that a plan reads."""
    own = {node["Index Name"]} if "Index Name" in node else set()
    return own.union(*(_indexes(below) for below in node.get("Plans", ())))
