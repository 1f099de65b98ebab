"""`mashangban plan solve-columns` and `plan verify`: the bare mathematics from the command line."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from mashangban.cli.folders import write_folder
from mashangban.cli.main import cli

CASE = Path(__file__).parents[1] / "data" / "plan_cases" / "tiny_60.npz"
BEST = 4_731_770


def run(*words: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(cli, ["plan", *map(str, words)])
    return result.exit_code, result.output


def test_a_case_is_solved_and_certified() -> None:
    code, output = run("solve-columns", CASE)
    assert code == 0
    assert f"Objective {BEST}, bound {BEST}" in output
    assert f"certified: no plan is worth more than {BEST}." in output


def test_the_last_line_is_json() -> None:
    code, output = run("solve-columns", CASE, "--json")
    answer = json.loads(output.splitlines()[-1])
    seconds = answer.pop("seconds")
    assert code == 0
    assert seconds > 0
    assert answer == {"objective": BEST, "bound": BEST, "status": "certified"}


def test_without_a_check_it_is_claimed() -> None:
    _, output = run("solve-columns", CASE, "--json", "--no-check")
    assert json.loads(output)["status"] == "claimed"


def test_no_time_still_gives_a_plan_and_a_bound() -> None:
    _, output = run("solve-columns", CASE, "--json", "--seconds", "0")
    answer = json.loads(output)
    assert answer["status"] == "bounded"
    assert 0 < answer["objective"] <= BEST <= answer["bound"]


def test_decimals_come_back_as_decimals(tmp_path: Path) -> None:
    file = tmp_path / "case.json"
    columns = [{"members": [0, 1], "value": 0.25}, {"members": [1], "value": 1.5}]
    file.write_text(json.dumps({"columns": columns}))
    _, output = run("solve-columns", file, "--json")
    assert '"objective": 1.50, "bound": 1.50, "status": "certified"' in output
    _, output = run("solve-columns", file)
    assert "Objective 1.50, bound 1.50, 1 columns chosen." in output


def test_a_bad_file_is_refused_with_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "case.json"
    file.write_text('{"columns": [{"members": [], "value": 1}]}')
    code, output = run("solve-columns", file)
    assert code == 1
    assert output == f"Error: {file}: Column 0 has no node; every column needs one at least.\n"


def test_the_folder_is_checked_and_can_be_checked_again(tmp_path: Path) -> None:
    out = tmp_path / "new" / "plan"
    code, output = run("solve-columns", CASE, "--out", out)
    assert code == 0
    assert f"python {out}/verify_plan.py {out}" in output
    names = {path.name for path in out.iterdir()}
    assert names == {"instance.npz", "certificate.json", "verify_plan.py"}
    said = f"certified: no plan is worth more than {BEST}.\n"
    assert run("verify", out) == (0, said)
    first = (out / "certificate.json").read_bytes()
    run("solve-columns", CASE, "--out", out)
    assert (out / "certificate.json").read_bytes() == first
    assert [path.name for path in out.parent.iterdir()] == ["plan"]
    (out / "instance.npz").unlink()
    code, output = run("verify", out)
    assert code == 1
    assert output.startswith("claimed: ")


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("keep me")
    code, output = run("solve-columns", CASE, "--out", tmp_path)
    assert code == 1
    assert "holds other files" in output
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]
    code, output = run("solve-columns", CASE, "--out", tmp_path / "letter.txt")
    assert code == 1
    assert "is a file" in output


def test_a_run_that_ends_halfway_leaves_the_old_result(tmp_path: Path) -> None:
    out = tmp_path / "plan"
    write_folder(out, {"mark": b"old", "more": b"old"}, mark="mark")
    broken = {"mark": b"new", "more": "not bytes"}
    with pytest.raises(TypeError):
        write_folder(out, broken, mark="mark")  # type: ignore[arg-type]
    assert {path.name: path.read_bytes() for path in out.iterdir()} == {
        "mark": b"old",
        "more": b"old",
    }
    assert [path.name for path in tmp_path.iterdir()] == ["plan"]
