"""Write the lock files from pyproject.toml, or check that they are in step with it.

    python tools/locks.py [--upgrade]    write them (needs a package index)
    python tools/locks.py --check        compare without one

A lock names versions and hashes for every platform and no host, so that any mirror serves it. Its
first line holds a digest of what pyproject.toml asks for.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
HEAD = "# pyproject.toml: "


@dataclass(frozen=True, slots=True)
class Lock:
    """A lock file: its name, whether it holds what the program needs, and which groups."""

    name: str
    program: bool
    groups: tuple[str, ...] = ()

    def path(self, root: Path) -> Path:
        return root / f"requirements/{self.name}.lock"


LOCKS = (
    Lock("bootstrap", program=False, groups=("bootstrap",)),
    Lock("run", program=True),
    Lock("dev", program=True, groups=("dev",)),
)


def wanted(lock: Lock, root: Path) -> str:
    """Return the digest of the tables of pyproject.toml that the lock depends on."""
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    project, groups = settings["project"], settings["dependency-groups"]
    asked: dict[str, Any] = {
        "python": project["requires-python"],
        "program": sorted(project["dependencies"]) if lock.program else [],
        "groups": [_members(name, groups) for name in lock.groups],
    }
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


def _members(name: str, groups: dict[str, list[Any]]) -> list[str]:
    members: list[str] = []
    for member in groups[name]:
        included = member["include-group"] if isinstance(member, dict) else None
        members += _members(included, groups) if included else [member]
    return sorted(members)


def check(root: Path) -> Iterator[str]:
    """Find locks that are missing, out of step, or bound to a host; a sentence each."""
    for lock in LOCKS:
        path = lock.path(root)
        name = path.relative_to(root)
        if not path.exists():
            yield f"{name} is missing: run `make lock`."
            continue
        text = path.read_text(encoding="utf-8")
        if text.partition("\n")[0] != HEAD + wanted(lock, root):
            yield f"{name} is not in step with pyproject.toml: run `make lock`."
        for number, line in enumerate(text.splitlines(), 1):
            if "://" in line or line.startswith("--"):
                yield f"{name}:{number}: a lock names no host and no option: run `make lock`."


def write(lock: Lock, *, upgrade: bool) -> None:
    """Resolve the lock anew, keeping the versions it has unless `upgrade` says otherwise."""
    path = lock.path(ROOT)
    command = [
        "uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11",
        "--generate-hashes", "--no-header", "--no-emit-index-url", "--no-emit-find-links",
        "--output-file", str(path),
    ]  # fmt: skip
    if lock.program:
        command.append("pyproject.toml")
    for group in lock.groups:
        command += ["--group", f"pyproject.toml:{group}"]
    if lock.name == "dev":  # what is developed against is what runs
        command += [
            "--constraints",
            "requirements/run.lock",
            "--constraints",
            "requirements/bootstrap.lock",
        ]
    if upgrade:
        command.append("--upgrade")
    subprocess.run([Path(sys.executable).parent / command[0], *command[1:]], cwd=ROOT, check=True)
    path.write_text(
        f"{HEAD}{wanted(lock, ROOT)}\n{path.read_text(encoding='utf-8')}", encoding="utf-8"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare only, change nothing")
    parser.add_argument("--upgrade", action="store_true", help="take newer versions")
    arguments = parser.parse_args()
    if not arguments.check:
        for lock in LOCKS:
            write(lock, upgrade=arguments.upgrade)
    problems = list(check(ROOT))
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
