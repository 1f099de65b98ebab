"""The day whose facts a page shows."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mashangban.kit import as_of
from mashangban.kit.as_of import AsOf, NotADay

TODAY = date(2026, 11, 23)


def test_without_a_day_it_is_today() -> None:
    for query in ({}, {"on": ""}, {"on": " "}, {"on": "2026-11-23"}):
        found = as_of.read(query, today=TODAY)
        assert found == AsOf(TODAY, TODAY)
        assert found.is_today


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_a_day_is_read_and_kept_by_links(day: date) -> None:
    found = as_of.read({"on": day.isoformat()}, today=TODAY)
    assert found.on == day
    if day != TODAY:
        assert found.link("/a/") == f"/a/?on={day.isoformat()}"
        assert found.link("/a/?b=1") == f"/a/?b=1&on={day.isoformat()}"
    else:
        assert found.link("/a/") == "/a/"


@pytest.mark.parametrize(
    "text",
    ["2025-02-30", "gestern", "2025", "9999-12-31", "0001-01-01", "1899-12-31", "2200-01-01"],
)
def test_what_is_no_day_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(NotADay, match=text):
        as_of.read({"on": text}, today=TODAY)


def test_the_way_back_keeps_the_rest_of_the_address() -> None:
    bar = as_of.bar(AsOf(date(2025, 6, 30), TODAY), "/a/", [("find", "听松"), ("housing", "")])
    assert bar.back_url == "/a/?find=%E5%90%AC%E6%9D%BE"
    assert bar.kept == (("find", "听松"),)
    assert as_of.bar(AsOf(TODAY, TODAY), "/a/").back_url == "/a/"
