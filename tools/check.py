"""Run every check that needs no database and no browser; go on after a failure, fail at the end."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYTHON = sys.executable


@dataclass(frozen=True, slots=True)
class Step:
    """A check: its name, its command, what it needs in the environment, and how to mend."""

    name: str
    command: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)
    mend: str = ""


def steps() -> Iterator[Step]:
    """Yield the checks, the quick and telling ones first."""
    fix = "make fix"
    yield Step("format", (f"{BIN}/ruff", "format", "--check", "."), mend=fix)
    yield Step("lint", (f"{BIN}/ruff", "check", "--quiet", "."), mend=fix)
    yield Step("layers", (f"{BIN}/lint-imports", "--no-cache"))
    yield Step("workflows", (PYTHON, "tools/workflows.py"))
    yield Step("strings", (PYTHON, "tools/messages.py", "check"))
    yield Step("locks", (PYTHON, "tools/locks.py", "--check"), mend="make lock")
    yield Step("assets", (PYTHON, "tools/vendor_assets.py", "--check"))
    yield Step("pages", (PYTHON, "tools/generate_docs.py", "--check"), mend=fix)
    yield Step("django", (PYTHON, "-m", "django", "check"))
    yield Step(
        "migrations",
        (PYTHON, "-W", "ignore", "-m", "django", "makemigrations", "--check", "--dry-run"),
        mend=".venv/bin/python -m django makemigrations <app>",
    )
    yield Step("types", (f"{BIN}/mypy",))
    tools = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "tools").rglob("*.py"))
    yield Step("types of the tools", (f"{BIN}/mypy", *tools), {"MYPYPATH": "tools:src"})
    yield Step("types of the benches", (f"{BIN}/mypy", "benchmarks"))
    with tempfile.TemporaryDirectory() as folder:
        yield Step("docs", (f"{BIN}/sphinx-build", "-q", "-W", "--keep-going", "docs", folder))


def run(step: Step, environment: dict[str, str]) -> bool:
    """Run one check, print its line and what it had to say, tell whether it passed."""
    began = time.monotonic()
    result = subprocess.run(
        step.command,
        cwd=ROOT,
        env=environment | step.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    passed = result.returncode == 0
    seconds = time.monotonic() - began
    print(f"{step.name:<20} {'ok' if passed else 'FAILED':<7} {seconds:5.1f} s", flush=True)
    if not passed:
        print("    " + result.stdout.rstrip().replace("\n", "\n    "))
        if step.mend:
            print(f"    To mend it: {step.mend}", flush=True)
    return passed


def main() -> int:
    with tempfile.TemporaryDirectory() as home:
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "mashangban.config.settings",
            "MASHANGBAN_MODE": "test",
            "MASHANGBAN_HOME": home,
            # No check may lean on a database that happens to run: nothing listens at port 1.
            "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        }
        failed = [step.name for step in steps() if not run(step, environment)]
    if failed:
        print(f"Failed: {', '.join(failed)}.")
        return 1
    print("All in step.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
