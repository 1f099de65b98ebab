"""`mashangban grade`, and the program of one file that recomputes what it wrote."""

import csv
import json
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from mashangban.cli.grade_summary import summary_page
from mashangban.core.grading import Table, grade, packaged_rulebook
from mashangban.core.grading import run as compute
from tests.cli.conftest import Run
from tests.gradings import rulebook

DATA = Path(__file__).parents[1] / "data" / "grading"
ROOT = Path(__file__).parents[2]
VERIFIER = ROOT / "src/mashangban/cli/verify_grade.py"


@pytest.fixture
def result(run: Run, tmp_path: Path) -> Path:
    """The demonstration's district, graded."""
    out = tmp_path / "out"
    done = run(
        "grade",
        "demo_district",
        DATA / "district.csv",
        "--events",
        DATA / "events.csv",
        "--on",
        "2026-06-30",
        "--out",
        out,
    )
    assert done.exit_code == 0, done.output
    assert "6 units, rules as in force on 2026-06-30" in done.output
    return out


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def verify(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the copy in the folder as a stranger would: alone, isolated from this package."""
    return subprocess.run(
        [sys.executable, "-I", "-S", folder / "verify_grade.py", folder],
        capture_output=True,
        text=True,
        check=False,
    )


def test_grades_and_companies_are_written(result: Path) -> None:
    grades = {row["unit"]: row for row in rows(result / "grades.csv")}
    assert [grades[unit]["grade"] for unit in sorted(grades)] == [
        "good",
        "failing",
        "failing",
        "adequate",
        "excellent",
        "",
    ]
    assert grades["D01"]["corrections"] == "excellent_quota"
    companies = {row["company"]: row for row in rows(result / "companies.csv")}
    assert companies["乙物业"]["not_rated"] == "D06"
    assert companies["甲物业"]["exact_then"] == companies["甲物业"]["exact"]


def test_every_trace_adds_up(result: Path) -> None:
    lines = (result / "traces.jsonl").read_text(encoding="utf-8").splitlines()
    traces = [json.loads(line) for line in lines]
    assert [own["unit"] for own in traces] == [f"D0{number}" for number in range(1, 7)]
    for own in traces[:5]:
        total = sum(round(float(part["points"]) * 10) for part in own["contributions"])
        assert total == round(own["published"] * 10)


def test_the_manifest_names_all_that_the_result_was_made_of(result: Path) -> None:
    manifest = json.loads((result / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["on"] == "2026-06-30"
    assert manifest["status"] == "illustrative"
    assert set(manifest["files"]) == {"rulebook.json", "data.csv", "weights.csv", "events.csv"}


def test_the_verifier_is_short_and_stands_alone() -> None:
    text = VERIFIER.read_text(encoding="utf-8")
    assert len(text.splitlines()) < 300
    imported = [
        line.split()[1] for line in text.splitlines() if line.startswith(("import", "from"))
    ]
    assert {name.partition(".")[0] for name in imported} <= sys.stdlib_module_names


def test_the_verifier_finds_the_result_equal(result: Path) -> None:
    done = verify(result)
    assert (done.returncode, done.stdout) == (0, "equal: 6 units, 20 nodes\n"), done.stderr


@pytest.mark.parametrize(
    ("file", "before", "after", "said"),
    [
        ("scores.csv", "78.88888888888889", "78.9888888888889", "D02, subdistrict_track"),
        (
            "grades.csv",
            "D02,78.88888888888889,78.9",
            "D02,78.88888888888889,79.9",
            "D02, published",
        ),
        ("grades.csv", "good,excellent_quota", "excellent,", "D01: published excellent"),
        ("grades.csv", "86.9,3,", "86.9,2,", "D04, rank"),
        (
            "data.csv",
            "D03,玉兰坊,subdistrict_track,甲物业,0,4",
            "D03,玉兰坊,subdistrict_track,甲物业,6,4",
            "D03",
        ),
        ("weights.csv", "subdistrict_track,effect,40", "subdistrict_track,effect,41", "D01"),
        ("events.csv", "annulled", "", "D04: published adequate, follows failing"),
        ("rulebook.json", '"at_least":[90.0,80.0,60.0]', '"at_least":[90.0,80.0,50.0]', "D03"),
    ],
)
def test_the_verifier_finds_whatever_was_changed(
    result: Path, file: str, before: str, after: str, said: str
) -> None:
    path = result / file
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    done = verify(result)
    assert done.returncode == 1, done.stdout + done.stderr
    assert said in done.stdout


HEAD = """\
format: 1
id: other
version: "1"
name: 另一规则
status: draft
effective_from: 2026-01-01
basis: own
sources: {own: {document: 示例, clause: 第一条, status: illustrative}}
data: {unit: unit, states: {"": not_collected}}
defaults:
  indicator: {score: {kind: as_is}, missing: {not_collected: {kind: fill, within: size}}}
"""
MIXED = """\
tree:
  id: all
  aggregate: {kind: geometric, zeros: zero}
  parts:
    - {id: x, weight: 2, denominator: {column: n, times: 10}, score: {kind: min_max}}
    - id: y
      direction: lower
      score: {kind: goalposts, low: 0, high: 3}
      treatment: [{kind: log}]
      round: 2
    - id: inner
      aggregate: {kind: harmonic, floor: 1}
      coverage: {weight: 0.5, parts: 1}
      parts:
        - {id: v, score: {kind: goalposts, low: 1, high: 100, log: true}}
        - {id: w, score: {kind: ratio_to_plan, plan: n, at_most: 1}}
outcome: {rounding: {decimals: 2, mode: half_even}, rank: {best: lowest}}
"""
TABLE = "unit,x,y,v,w,n,size\na,5,3,7,2,10,s\nb,,4,90,9,10,s\nc,1,9,,5,20,m\nd,8,1,2,7,20,m\n"


@pytest.mark.parametrize("kind", ["geometric, zeros: zero", "arithmetic", "minimum", "sum"])
def test_the_verifier_agrees_on_other_ways_of_computing(
    run: Run, tmp_path: Path, kind: str
) -> None:
    book, data = tmp_path / "other.yaml", tmp_path / "data.csv"
    text = HEAD + MIXED.replace("geometric, zeros: zero", kind)
    book.write_text(text, encoding="utf-8")
    data.write_text(TABLE, encoding="utf-8")
    done = run("grade", book, data, "--out", tmp_path / "out")
    assert done.exit_code == 0, done.output
    checked = verify(tmp_path / "out")
    assert checked.stdout.splitlines() == [
        "y: treated values are taken from steps.csv",
        "equal: 4 units, 6 nodes",
    ], checked.stderr


def test_the_verifier_says_what_it_does_not_know(run: Run, tmp_path: Path) -> None:
    data = tmp_path / "data.csv"
    data.write_text("unit,c0,c1,c2,c3\na,1,2,3,4\nb,2,1,4,3\n", encoding="utf-8")
    assert run("grade", "mcdm_topsis_pymcdm", data, "--out", tmp_path).exit_code == 0
    checked = verify(tmp_path)
    assert checked.returncode == 2
    assert checked.stdout == "This file cannot recompute the aggregation topsis.\n"


def test_weights_come_from_a_table(run: Run, tmp_path: Path) -> None:
    book, data, weights = (tmp_path / name for name in ("b.yaml", "d.csv", "w.csv"))
    body = "tree: {id: all, aggregate: {kind: arithmetic}, parts: [{id: x}, {id: y}]}\n"
    book.write_text(HEAD + body, encoding="utf-8")
    data.write_text("unit,x,y,size\na,0,100,s\n", encoding="utf-8")
    weights.write_text("id,weight\nx,3\n", encoding="utf-8")
    done = run("grade", book, data, "--weights", weights, "--out", tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert rows(tmp_path / "out" / "scores.csv")[0]["all"] == "25"
    assert verify(tmp_path / "out").returncode == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nothing.yaml", DATA / "district.csv"), "there are: asem, demo_district"),
        (("demo_district", DATA / "events.csv"), 'no column "compound"'),
        (
            ("demo_district", DATA / "district.csv", "--on", "2031-01-01"),
            "ask for the rulebook as expired",
        ),
        (("demo_district", DATA / "district.csv", "--on", "2025-01-01"), "no value on 2025-01-01"),
    ],
)
def test_a_refusal_is_a_sentence(
    run: Run, tmp_path: Path, words: tuple[str | Path, ...], said: str
) -> None:
    done = run("grade", *words, "--out", tmp_path / "out")
    assert done.exit_code == 1
    assert said in done.output


def test_what_has_ended_is_followed_when_asked_and_the_page_says_so(
    run: Run, tmp_path: Path
) -> None:
    words = ("grade", "demo_district", DATA / "district.csv", "--on", "2031-01-01", "--expired")
    assert run(*words, "--out", tmp_path).exit_code == 0
    assert "依据已失效，参照执行" in (tmp_path / "summary.html").read_text(encoding="utf-8")


class Texts(HTMLParser):
    """The texts of a page, and whether a script is in it."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.texts.append(data.strip())


def test_the_page_names_units_grades_and_reasons(result: Path) -> None:
    page = Texts()
    page.feed((result / "summary.html").read_text(encoding="utf-8"))
    for text in ("示例", "梧桐苑", "97.3", "优秀", "暂不评定", "优秀不超过参评面积的20%", "乙物业"):
        assert text in page.texts
    assert "名次区间" not in page.texts  # nothing was drawn
    assert "script" not in page.tags


def test_names_on_the_page_are_texts_and_no_markup() -> None:
    loaded = rulebook("tree: {id: x, score: {kind: as_is}}\n")
    table = Table.of([{"unit": "<script>alert(1)</script>", "x": 1}], unit="unit")
    page = summary_page(grade(compute(loaded, table)))
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_a_long_list_is_cut_and_says_where_the_rest_is() -> None:
    loaded = rulebook("tree: {id: x, score: {kind: as_is}}\n")
    table = Table.of([{"unit": f"u{n:03}", "x": n} for n in range(250)], unit="unit")
    page = summary_page(grade(compute(loaded, table)))
    assert "其余 50 个见 grades.csv" in page
    assert "u249" in page
    assert "u049" not in page


def test_packaged_rulebooks_are_asked_for_by_name() -> None:
    assert "示例" in packaged_rulebook("demo_district")


WORDS = ("demo_district", DATA / "district.csv", "--on", "2026-06-30")


def test_draws_say_how_far_ranks_and_grades_move(run: Run, tmp_path: Path) -> None:
    words = ("grade", *WORDS, "--draws", 200, "--seed", 7, "--vary", "weights=0.25")
    for name in ("one", "two"):
        done = run(*words, "--vary", "noise=2", "--out", tmp_path / name)
        assert done.exit_code == 0, done.output
    assert (tmp_path / "one/intervals.csv").read_bytes() == (
        tmp_path / "two/intervals.csv"
    ).read_bytes()
    found = {row["unit"]: row for row in rows(tmp_path / "one" / "intervals.csv")}
    ranks = [float(found["D01"][name]) for name in ("best", "middle", "worst")]
    assert ranks == sorted(ranks)
    assert ranks[0] == 1
    page = Texts()
    page.feed((tmp_path / "one/summary.html").read_text(encoding="utf-8"))
    assert "名次区间" in page.texts
    assert f"{found['D01']['best']}–{found['D01']['worst']}" in page.texts
    parts = [float(value) for name, value in found["D02"].items() if name.startswith("part_")]
    assert sum(parts) == pytest.approx(1)
    assert 0 < parts[1] < 1
    assert found["D06"]["score"] == ""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--draws", "10"), "--draws and --vary belong together"),
        (("--vary", "weights=0.1"), "--draws and --vary belong together"),
        (("--draws", "10", "--vary", "weight=0.1"), "varies nothing that is known"),
        (("--draws", "10", "--vary", "weights=x"), "varies nothing that is known"),
        (("--draws", "10", "--vary", "aggregate=mean"), "is no way of computing"),
        (("--draws", "10", "--vary", "treatment=none"), "treatment"),
    ],
)
def test_draws_that_cannot_be_meant_are_refused(
    run: Run, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    done = run("grade", *WORDS, *words, "--out", tmp_path / "out")
    assert done.exit_code != 0
    assert said in done.output


def test_methods_are_varied_by_name(run: Run, tmp_path: Path) -> None:
    data = tmp_path / "data.csv"
    data.write_text("unit,c0,c1,c2,c3\na,1,2,3,4\nb,2,1,4,3\nc,3,3,1,1\n", encoding="utf-8")
    words = ("mcdm_wsm_scikit_criteria", data, "--draws", 50, "--vary", "score=percentile")
    done = run("grade", *words, "--vary", "aggregate=arithmetic,minimum", "--out", tmp_path)
    assert done.exit_code == 0, done.output
    assert any(float(row["deviation"]) > 0 for row in rows(tmp_path / "intervals.csv"))
