"""The tally sheet: its rows, its canonical text, its digest."""

import hashlib
import json
from dataclasses import replace
from datetime import date
from fractions import Fraction

from mashangban.core.voting import (
    Choice,
    Line,
    Proxy,
    Tally,
    canonical_text,
    count,
    digest,
    packaged_matters,
    rows,
)
from tests.votes import ballot, matter, of_areas, roll, unit, votes


def example() -> Tally:
    houses = roll(
        unit("101", "89.50", "Fang"),
        unit("102", "60.25", "Fang"),
        unit("103", "50.125"),
        unit("104", "100"),
        unit("105", "75"),
    )
    return count(
        houses,
        [
            ballot("101", name="paper 1"),
            ballot("101", name="paper 2", proxy=Proxy("person 7", "mandate 3")),
            ballot("103", Choice.AGAINST, name="paper 3"),
            ballot("104", Choice.ABSTAIN, name="paper 4"),
            ballot("105", Choice.FOR, name="paper 5", proxy=Proxy("person 8")),
        ],
        matter("at least 3/4"),
    )


def test_the_rows_are_parts_of_the_roll_or_of_those_who_took_part() -> None:
    found = [(row.line, row.weight.heads, row.of, row.heads_share) for row in rows(example())]
    assert found == [
        (Line.TOTAL, 4, Line.TOTAL, 1),
        (Line.PARTICIPATING, 3, Line.TOTAL, Fraction(3, 4)),
        (Line.FOR, 1, Line.PARTICIPATING, Fraction(1, 3)),
        (Line.AGAINST, 1, Line.PARTICIPATING, Fraction(1, 3)),
        (Line.ABSTAINED, 1, Line.PARTICIPATING, Fraction(1, 3)),
        (Line.ABSENT, 1, Line.TOTAL, Fraction(1, 4)),
    ]
    by_line = {row.line: row for row in rows(example())}
    assert by_line[Line.FOR].area_share == Fraction(149_750, 299_875)
    assert by_line[Line.ABSENT].area_share == Fraction(75_000, 374_875)


def test_shares_of_nothing_are_nothing() -> None:
    assert {row.area_share for row in rows(count(of_areas(), [], matter()))} == {Fraction(0)}
    assert {row.heads_share for row in rows(count(of_areas(), [], matter()))} == {Fraction(0)}


def test_the_canonical_text_says_everything() -> None:
    data = json.loads(canonical_text(example()))
    assert data["v"] == 1
    assert data["matter"] == {
        "code": "example",
        "name": "示例事项",
        "document": "示例〔2026〕1号",
        "article": "第一条",
        "status": "illustrative",
        "valid_from": "2021-01-01",
        "valid_to": None,
        "expired": False,
        "quorum": {"area": "at least 2/3", "heads": "at least 2/3"},
        "approval": {"area": "at least 3/4", "heads": "at least 3/4"},
        "in_each_area": False,
    }
    assert data["head_rule"]["code"] == "statutory"
    assert data["rows"]["for"] == {"area": "149.75", "heads": 1}
    assert data["rows"]["participating"] == {"area": "299.875", "heads": 3}
    assert data["checks"][2] == {
        "stage": "approval",
        "measure": "area",
        "threshold": "at least 3/4",
        "whole": "299.875",
        "part": "149.75",
        "needed": "224.9063",
        "reached": "1198/2399",
        "passed": False,
    }
    assert data["passed"] is False
    assert [vote["head"] for vote in data["votes"]] == ["101", "103", "104", "105"]
    assert data["votes"][0]["units"] == ["101", "102"]
    assert data["votes"][0]["ballot"]["id"] == "paper 1"
    assert data["votes"][3]["ballot"] is None
    assert data["repeats"] == [
        {
            "id": "paper 2",
            "head": "101",
            "choice": "for",
            "agent": "person 7",
            "mandate": "mandate 3",
            "counted": "paper 1",
        }
    ]
    assert data["set_aside"] == [
        {
            "id": "paper 5",
            "head": "105",
            "choice": "for",
            "agent": "person 8",
            "mandate": "",
            "fault": "no_mandate",
            "contradicts": [],
        }
    ]


def test_the_text_is_canonical_json() -> None:
    text = canonical_text(example())
    plain = json.dumps(json.loads(text), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert text == plain
    assert digest(example()) == hashlib.sha256(text.encode()).hexdigest()


def test_how_an_area_was_typed_does_not_show() -> None:
    cast = votes(agree=["1"])
    typed = count(of_areas("89.5", "1E+2"), cast, matter())
    assert canonical_text(count(of_areas("89.5000", "100"), cast, matter())) == canonical_text(
        typed
    )


def test_the_digest_shows_a_single_changed_thing() -> None:
    houses = of_areas("100", "80", "60")
    cast = votes(agree=["1", "2"])
    base = digest(count(houses, cast, matter()))
    others = [
        count(of_areas("100", "80", "60.0001"), cast, matter()),
        count(houses, votes(agree=["1"], oppose=["2"]), matter()),
        count(houses, cast[:1], matter()),
        count(houses, [*cast, ballot("4")], matter()),
        count(houses, [cast[0], replace(cast[1], proxy=Proxy("p", "m"))], matter()),
        count(houses, cast, matter("at least 1/2")),
        count(houses, cast, replace(matter(), expired=True)),
    ]
    assert len({base, *map(digest, others)}) == len(others) + 1


def test_a_sheet_by_an_expired_rule_says_so() -> None:
    rule = packaged_matters().rule_for("company", on=date(2026, 11, 23))
    ended = replace(rule, source=replace(rule.source, valid_to=date(2026, 6, 30)), expired=True)
    data = json.loads(canonical_text(count(of_areas("100"), votes(agree=["1"]), ended)))
    assert data["matter"]["expired"] is True
    assert data["matter"]["valid_to"] == "2026-06-30"
