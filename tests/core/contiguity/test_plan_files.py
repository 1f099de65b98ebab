"""What is written of a plan: the example of the documentation, told in six ways."""

import csv
import json
from fractions import Fraction
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path

import pytest

from mashangban.core.contiguity.files import (
    Planned,
    certificate_of,
    planned,
    read_settings,
    read_sheets,
    result_files,
)
from mashangban.core.contiguity.files.documents import decimal, shares_sheet
from mashangban.core.contiguity.model import rules_on

EXAMPLE = Path(__file__).parents[3] / "docs/examples/plan"


def example(**changes: tuple[str, str]) -> Planned:
    """Plan the example; `compounds=("a", "b")` has b for a in that sheet."""
    texts = {}
    for name in ("compounds.csv", "edges.csv", "parameters.yaml"):
        text = (EXAMPLE / name).read_text("utf-8")
        old, new = changes.get(name.split(".")[0], ("", ""))
        assert old in text
        texts[name] = text.replace(old, new) if old else text
    settings = read_settings(texts["parameters.yaml"], origin="parameters.yaml")
    sheets = read_sheets(texts["compounds.csv"], texts["edges.csv"], on=settings.on)
    return planned(sheets, settings)


@pytest.fixture(scope="module")
def made() -> Planned:
    return example()


@pytest.fixture(scope="module")
def files(made: Planned) -> dict[str, str]:
    written = result_files(made, certificate_of(made), status="certified")
    return {name: text.decode() for name, text in written.items() if not name.endswith("npz")}


def test_the_plan_of_the_example(files: dict[str, str]) -> None:
    plan = json.loads(files["plan.json"])
    assert plan["status"] == "certified"
    assert plan["yuan"] == plan["bound"] == sum(each["yuan"] for each in plan["clusters"])
    cluster = plan["clusters"][0]
    assert cluster["names"] == ["临江公寓", "映月坊", "松涛里", "清荷苑"]
    assert cluster["mode"] == "opened"
    assert cluster["gates_closed"] == 2
    assert cluster["walls"] == [["临江公寓", "映月坊"], ["松涛里", "清荷苑"]]
    assert [row["figure"] for row in plan["rules"] if row["code"] == "most_compounds"] == ["5"]
    assert {row["code"] for row in plan["rules"] if row["expired"]} == {
        "areas_per_manager",
        "merge_in_one_subdistrict",
        "merge_across",
    }
    own = {row["code"]: row["figure"] for row in plan["parameters"] if row["own"]}
    assert own == {"wall_cost": "90000"}
    assert (plan["uncertain_edges"], plan["unasked"]) == (1, 1)
    assert len(plan["nodes"]) == 9


def test_three_figures_and_shares_agree_with_the_plan(files: dict[str, str]) -> None:
    cluster = json.loads(files["plan.json"])["clusters"][0]
    assert set(cluster["figures"]) == {"today", "joint", "merged"}
    rows = list(csv.DictReader(StringIO(files["figures.csv"].removeprefix("\ufeff"))))
    by_item = {row["item"]: row for row in rows if row["cluster"] == "1"}
    for name, figure in cluster["figures"].items():
        assert int(by_item["cost"][name]) == figure["cost"] == sum(figure["running"].values())
        assert int(by_item["running: guards"][name]) == figure["running"]["guards"]
    assert int(by_item["worth"]["merged"]) == cluster["yuan"]
    shares = list(csv.DictReader(StringIO(files["shares.csv"].removeprefix("\ufeff"))))
    assert [row["name"] for row in shares] == cluster["names"]
    assert sum(int(row["saved"]) for row in shares) == cluster["yuan"]
    assert sum(int(row["share"]) for row in shares) == cluster["shares"]["cost"]


def test_the_map_has_every_compound_and_edge(files: dict[str, str]) -> None:
    features = json.loads(files["plan.geojson"])["features"]
    points = [each for each in features if each["geometry"]["type"] == "Point"]
    lines = [each["properties"] for each in features if each["geometry"]["type"] == "LineString"]
    assert (len(points), len(lines)) == (9, 10)
    assert [
        each["properties"]["name"] for each in points if each["properties"]["cluster"] == 1
    ] == [
        "临江公寓",
        "映月坊",
        "松涛里",
        "清荷苑",
    ]
    assert sum(line["cluster"] == 1 for line in lines) == 3
    assert [line["one"] for line in lines if line["uncertain"]] == ["南塘小区"]
    assert points[0]["geometry"]["coordinates"] == [121.3723, 31.2083]


class Page(HTMLParser):
    """Collects what a page opens, closes, refers to, and says."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []
        self.said: list[str] = []
        self.counts: dict[str, int] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.counts[tag] = self.counts.get(tag, 0) + 1
        self.links += [value or "" for name, value in attrs if name in ("src", "href", "srcset")]
        if tag not in ("meta", "line", "circle"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("line", "circle"):
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def test_the_page_is_whole_and_asks_nobody(files: dict[str, str]) -> None:
    page = Page(files["plan.html"])
    assert page.open == []
    assert page.links == []
    assert "http" not in files["plan.html"].replace("http-equiv", "")
    assert (page.counts["circle"], page.counts["line"]) == (9, 10)
    assert "4,588,884" in page.said
    for name in ("现状", "联合选聘", "合并并关闭出入口", "已失效，仍参照"):
        assert name in page.said
    assert "script" not in page.counts


def test_names_cannot_break_the_page_or_run_in_a_spreadsheet() -> None:
    evil = '=HYPERLINK("x")<b>'
    quoted = '"=HYPERLINK(""x"")<b>"'
    made = example(
        compounds=("临江公寓", quoted),
        edges=("临江公寓", quoted),
        parameters=("seed: 1", "prices: false"),
    )
    files = result_files(made, certificate_of(made), status="certified")
    assert evil not in files["plan.html"].decode()
    assert "=HYPERLINK(&quot;x&quot;)&lt;b&gt;" in files["plan.html"].decode()
    assert "\"'=HYPERLINK" in shares_sheet(made)
    assert [told.cluster.names[0] for told in made.told] == [evil]


def test_the_same_files_give_the_same_bytes_in_any_order(files: dict[str, str]) -> None:
    settings = read_settings((EXAMPLE / "parameters.yaml").read_text("utf-8"), origin="p")
    turned = []
    for name in ("compounds.csv", "edges.csv"):
        heading, *rows = (EXAMPLE / name).read_text("utf-8").splitlines()
        turned.append("\n".join([heading, *reversed(rows)]))
    made = planned(read_sheets(*turned, on=settings.on), settings)
    again = result_files(made, certificate_of(made), status="certified")
    assert {name: again[name].decode() for name in files} == files


def test_prices_are_told_or_left_out(made: Planned) -> None:
    prices = made.price_of
    assert set(prices) == {*made.plan.problem.rules.kept, "apart: 清荷苑, 桂香里"}
    assert all(price is not None and price >= 0 for price in prices.values())
    # Without the rule, the compound in re-election could join its neighbour.
    assert prices["reelection_bars"] > 0
    assert example(parameters=("seed: 1", "prices: false")).prices == ()
    assert "similar_age" in rules_on(made.settings.on, followed=True).kept


def test_decimals_are_rounded_halves_up() -> None:
    assert decimal(Fraction(1, 200)) == "0.01"
    assert decimal(Fraction(-1, 3)) == "-0.33"
    assert decimal(None) == ""
