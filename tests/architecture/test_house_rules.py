"""Rules of the house that a machine can hold: sizes, hosts, paths, clocks, workflows."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from workflows import workflows

from mashangban.core.workflow import defects
from tests.architecture.house import PACKAGE, ROOT, files, settings, short

LONGEST_MODULE = 600
WRITTEN = (".py", ".html", ".css", ".js", ".sh")
# The names of vocabularies, and the host that is reserved for examples (RFC 2606).
HARMLESS = ("http://www.w3.org/", "https://example.org/")
ADDRESS = re.compile(r"""(?:https?:)?//[\w.-]+\.[a-z]{2,}[^\s"'<>)]*""")
FETCHED = re.compile(
    r"""(?:url\(|@import|(?:src|href|action)\s*=)\s*["']?((?:https?:)?//[^\s"')>]+)"""
)


def test_modules_stay_short() -> None:
    long = [
        f"{short(path)}: {lines} lines"
        for folder in ("src", "tests", "tools", "benchmarks")
        for path in files(*WRITTEN, below=ROOT / folder)
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_MODULE
    ]
    assert not long, "\n".join(long)


# Nothing is fetched from elsewhere


def addresses(text: str) -> Iterator[str]:
    """Yield each address of another host that the text of a page, style or script names."""
    for found in ADDRESS.findall(text):
        if not found.startswith(HARMLESS):
            yield found


def test_pages_styles_and_scripts_name_no_other_host() -> None:
    found = [
        f"{short(path)}: {address}"
        for path in files(".html", ".css", ".js", ".mjs", ".svg", ".typ")
        for address in addresses(path.read_text(encoding="utf-8"))
    ]
    assert not found, "\n".join(found)


def test_vendored_styles_fetch_nothing_from_elsewhere() -> None:
    found = [
        f"{short(path)}: {address}"
        for path in sorted(PACKAGE.rglob("vendor/**/*.css"))
        for address in FETCHED.findall(path.read_text(encoding="utf-8"))
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "text",
    [
        '<script src="https://cdn.example.net/x.js"></script>',
        '<img src="//images.example.net/a.png">',
        "@import url(https://fonts.example.net/css);",
        'fetch("https://api.example.net/v1")',
    ],
)
def test_another_host_is_found(text: str) -> None:
    assert list(addresses(text))


def test_a_namespace_is_no_host() -> None:
    assert list(addresses('<svg xmlns="http://www.w3.org/2000/svg">')) == []


def test_web_pages_ship_no_font() -> None:
    fonts = [*PACKAGE.glob("*/static/**/*.woff*"), *PACKAGE.glob("*/static/**/*.[ot]tf")]
    faces = [path for path in files(".css") if "@font-face" in path.read_text(encoding="utf-8")]
    assert [short(path) for path in (*fonts, *faces)] == []


# Nothing tells whose machine it was written on

# Written so that this file does not hold what it looks for.
OF_A_MACHINE = re.compile(r"/(?:ro{2}t|Users{1}|work{1})/|/home{1}/\w|C:\\Users{1}")
OF_A_REGISTRY = re.compile(r"pypi{1}\.org|pythonhosted{1}\.org|registry\.npmjs{1}|npm{1}mirror")
TEXTS = (
    ".py", ".html", ".css", ".js", ".md", ".toml", ".yaml", ".yml", ".json", ".sh", ".lock", ".txt",
    ".cfg", ".po", ".csv", ".typ", "",
)  # fmt: skip


def test_no_file_names_a_machine_or_a_registry() -> None:
    found = [
        f"{short(path)}:{number}: {line.strip()[:100]}"
        for path in files(*TEXTS, below=ROOT)
        for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1)
        if OF_A_MACHINE.search(line) or OF_A_REGISTRY.search(line)
    ]
    assert not found, "\n".join(found)


# Clock and chance come from the edge

BANNED = settings()["tool"]["ruff"]["lint"]["flake8-tidy-imports"]["banned-api"]


def lint(source: str, path: Path) -> str:
    """Return what ruff says of a source that would stand at this path."""
    command = ["ruff", "check", "--no-cache", "--output-format", "concise", "--stdin-filename"]
    result = subprocess.run(
        [Path(sys.executable).parent / command[0], *command[1:], path, "-"],
        input=source,
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    return result.stdout


@pytest.mark.parametrize("api", BANNED)
def test_reading_clock_or_chance_directly_is_found(api: str) -> None:
    module, _, function = api.rpartition(".")
    package, _, attribute = module.rpartition(".")
    plain = f"import {module if not attribute or attribute.islower() else package}\n{api}()\n"
    found = lint(plain, PACKAGE / "registry/actions.py")
    assert "TID251" in found, found
    if attribute and not attribute.islower():  # a method of a class: by the class's own name, too
        aliased = f"from {package} import {attribute}\n{attribute}.{function}()\n"
    else:
        aliased = f"from {module} import {function}\n{function}()\n"
    assert "TID251" in lint(aliased, PACKAGE / "registry/actions.py")


def test_an_instant_handed_down_is_let_be() -> None:
    source = (
        "from datetime import datetime\n\n\ndef hour(at: datetime) -> int:\n    return at.hour\n"
    )
    assert "TID251" not in lint(source, PACKAGE / "core/worktime/counting.py")


# Workflows


def test_every_workflow_is_sound() -> None:
    found = {room: defects(workflow) for room, workflow in workflows()}
    assert "service_requests" in found, "no workflow was found"
    assert not any(found.values()), found


def test_workflows_are_named_apart() -> None:
    names = [workflow.name for _room, workflow in workflows()]
    assert len(names) == len(set(names))
