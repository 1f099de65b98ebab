"""A bare machine gets a plain sentence, locks stay in step, and a failed check is not the last."""

import subprocess
from pathlib import Path

import check
import locks
import pytest

from tests.architecture.house import ROOT

# Locks


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A made-up project whose locks are in step."""
    (tmp_path / "requirements").mkdir()
    (tmp_path / "pyproject.toml").write_text(
        "[project]\n"
        'requires-python = ">=3.11"\n'
        'dependencies = ["django>=5.2"]\n'
        "[dependency-groups]\n"
        'bootstrap = ["uv>=0.9"]\n'
        'dev = [{ include-group = "bootstrap" }, "pytest>=9"]\n'
        "[tool.other]\n"
        "line = 100\n"
    )
    for lock in locks.LOCKS:
        head = f"{locks.HEAD}{locks.wanted(lock, tmp_path)}\n"
        lock.path(tmp_path).write_text(f"{head}django==5.2.1 \\\n    --hash=sha256:00\n")
    return tmp_path


def change(tree: Path, old: str, new: str) -> None:
    path = tree / "pyproject.toml"
    path.write_text(path.read_text().replace(old, new))


def test_our_locks_are_in_step() -> None:
    assert list(locks.check(ROOT)) == []


def test_locks_in_step_have_no_findings(tree: Path) -> None:
    change(tree, "line = 100", "line = 80")
    assert list(locks.check(tree)) == []


@pytest.mark.parametrize(
    ("old", "new", "stale"),
    [
        ("django>=5.2", "django>=6", {"run", "dev"}),
        ("pytest>=9", "pytest>=10", {"dev"}),
        ("uv>=0.9", "uv>=1", {"bootstrap", "dev"}),
        (">=3.11", ">=3.12", {"bootstrap", "run", "dev"}),
    ],
)
def test_a_stale_lock_is_found(tree: Path, old: str, new: str, stale: set[str]) -> None:
    change(tree, old, new)
    assert list(locks.check(tree)) == [
        f"requirements/{lock.name}.lock is not in step with pyproject.toml: run `make lock`."
        for lock in locks.LOCKS
        if lock.name in stale
    ]


@pytest.mark.parametrize(
    "line", ["--index-url https://mirror.example.org/simple", "x @ https://example.org/x.whl"]
)
def test_a_lock_that_names_a_host_is_found(tree: Path, line: str) -> None:
    path = tree / "requirements/run.lock"
    path.write_text(f"{path.read_text()}{line}\n")
    assert list(locks.check(tree)) == [
        "requirements/run.lock:4: a lock names no host and no option: run `make lock`."
    ]


def test_a_missing_lock_is_found(tree: Path) -> None:
    (tree / "requirements/dev.lock").unlink()
    assert list(locks.check(tree)) == ["requirements/dev.lock is missing: run `make lock`."]


# The first Python


def bootstrap(folder: Path, python: str) -> subprocess.CompletedProcess[str]:
    """Run a copy of the script in a folder without a .venv."""
    (folder / "tools").mkdir()
    script = folder / "tools/bootstrap.sh"
    script.write_bytes((ROOT / "tools/bootstrap.sh").read_bytes())
    return subprocess.run(
        ["sh", script, "run"],
        env={"PATH": "/usr/bin:/bin", "PYTHON": python},
        capture_output=True,
        text=True,
        check=False,
    )


def program(path: Path, body: str) -> str:
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return str(path)


@pytest.mark.parametrize("answer", ["echo False", "echo True >&2; exit 1", "exit 0"])
def test_an_unusable_python_is_told(tmp_path: Path, answer: str) -> None:
    result = bootstrap(tmp_path, program(tmp_path / "python", answer))
    assert result.returncode == 1
    assert "is not a Python 3.11 or newer" in result.stderr


def test_a_python_without_venv_is_told_which_package_to_install(tmp_path: Path) -> None:
    python = program(
        tmp_path / "python",
        'case "$2" in *ensurepip*) exit 1;; *%d.%d*) echo 3.12;; *) echo True;; esac',
    )
    result = bootstrap(tmp_path, python)
    assert result.returncode == 1
    assert "apt-get install python3.12-venv" in result.stderr
    assert not (tmp_path / ".venv").exists()


# make check


def test_checks_go_on_after_a_failure_and_fail_at_the_end(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made_up = [
        check.Step("first", ("sh", "-c", "echo the reason; exit 3"), mend="make fix"),
        check.Step("second", ("sh", "-c", "exit 0")),
        check.Step("third", ("sh", "-c", 'exit "$CODE"'), {"CODE": "1"}),
    ]
    monkeypatch.setattr(check, "steps", lambda: iter(made_up))
    assert check.main() == 1
    printed = capsys.readouterr().out
    assert "    the reason\n    To mend it: make fix\n" in printed
    assert printed.index("second") < printed.index("third")
    assert printed.endswith("Failed: first, third.\n")


def test_checks_that_pass_say_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(check, "steps", lambda: iter([check.Step("one", ("true",))]))
    assert check.main() == 0
    assert capsys.readouterr().out.endswith("All in step.\n")


def test_every_check_names_a_program_that_is_installed() -> None:
    names = [step.name for step in check.steps()]
    assert len(names) == len(set(names))
    for step in check.steps():
        assert Path(step.command[0]).exists(), step.command[0]
