"""`mashangban plan solve`: three sheets in, a folder out, or a sentence and nothing."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run

EXAMPLE = Path(__file__).parents[2] / "docs/examples/plan"
APART = "apart:\n  - [清荷苑, 桂香里]"
NAMES = ("compounds.csv", "edges.csv", "parameters.yaml")


@pytest.fixture
def sheets(tmp_path: Path) -> list[Path]:
    return [Path(shutil.copy(EXAMPLE / name, tmp_path)) for name in NAMES]


def test_a_plan_is_written_and_can_be_checked(run: Run, sheets: list[Path], tmp_path: Path) -> None:
    out = tmp_path / "plan"
    result = run("plan", "solve", *sheets, "--out", out)
    assert result.exit_code == 0
    assert "certified: no plan is worth more than 4588884" in result.output
    assert "1 cluster saves 4,588,884 yuan in 60 months" in result.output
    assert {path.name for path in out.iterdir()} == {
        "plan.json",
        "plan.geojson",
        "plan.html",
        "figures.csv",
        "shares.csv",
        "certificate.json",
        "instance.npz",
        "verify_plan.py",
    }
    assert run("plan", "verify", out).output.startswith("certified")
    # A stranger has nothing but Python.
    checked = subprocess.run(
        [sys.executable, "-I", "-S", out / "verify_plan.py", out], capture_output=True, text=True
    )
    assert checked.stdout.startswith("certified")
    first = {path.name: path.read_bytes() for path in out.iterdir()}
    assert run("plan", "solve", *sheets, "--out", out).exit_code == 0
    assert {path.name: path.read_bytes() for path in out.iterdir()} == first


@pytest.mark.parametrize(
    ("sheet", "old", "new", "sentence"),
    [
        (0, ",420,", ",many,", '"households" is "many"'),
        (1, "lane", "tunnel", "one of shared_wall"),
        (2, "follow_expired: true", "follow_expired: false", "ended on 2026-06-30"),
        (2, "wall_cost", "wall_costs", "No cost parameter is called wall_costs"),
        (2, "most_compounds", "most_dogs", "No rule of plans is called most_dogs"),
        (2, APART, "together: [[南塘小区, 春晖苑]]", "No plan keeps together: 南塘小区, 春晖苑"),
        (2, "桂香里", "无名里", 'No compound is called "无名里"'),
    ],
)
def test_a_refusal_is_a_sentence_and_leaves_nothing(
    run: Run, sheets: list[Path], tmp_path: Path, sheet: int, old: str, new: str, sentence: str
) -> None:
    text = sheets[sheet].read_text("utf-8")
    assert old in text
    sheets[sheet].write_text(text.replace(old, new), "utf-8")
    result = run("plan", "solve", *sheets, "--out", tmp_path / "plan")
    assert result.exit_code == 1
    assert sentence in result.output
    assert not (tmp_path / "plan").exists()


def test_sheets_in_another_encoding_are_refused(
    run: Run, sheets: list[Path], tmp_path: Path
) -> None:
    sheets[0].write_bytes(sheets[0].read_text("utf-8").encode("gb18030"))
    result = run("plan", "solve", *sheets, "--out", tmp_path / "plan")
    assert "compounds.csv is not UTF-8" in result.output


def test_too_many_clusters_lower_the_size_and_say_so(
    run: Run, sheets: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mashangban.core.contiguity import files

    usual = files.planned
    monkeypatch.setattr(files, "planned", lambda *args, **words: usual(*args, **words, most=12))
    sheets[2].write_text(sheets[2].read_text("utf-8").replace("seed: 1", "prices: false"), "utf-8")
    result = run("plan", "solve", *sheets, "--out", tmp_path / "plan")
    assert "the rules allow 5" in result.output.lower()
    assert "the plan is the best for 2" in result.output
    plan = json.loads((tmp_path / "plan/plan.json").read_text("utf-8"))
    assert (plan["most_compounds"], plan["most_compounds_asked"]) == (2, 5)
