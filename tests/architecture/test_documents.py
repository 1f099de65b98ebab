"""What is written beside the code agrees with it: pages, variables, decisions, metadata."""

import ast
import re

import pytest
import yaml
from django.utils import translation
from generate_docs import PAGES, is_in_step

from tests.architecture.house import PACKAGE, ROOT, files, settings, short

DOCS = ROOT / "docs"
VARIABLE = re.compile(r"(?:MASHANGBAN_[A-Z_]+|DATABASE_URL)")


@pytest.mark.parametrize("name", PAGES)
def test_generated_pages_are_in_step(name: str) -> None:
    with translation.override("en"):
        assert is_in_step(name), "run `make fix`"


def test_every_variable_that_is_read_is_documented_and_the_other_way_round() -> None:
    read = {
        node.value
        for folder in (PACKAGE, ROOT / "tools", ROOT / "tests", ROOT / "benchmarks")
        for path in files(".py", below=folder)
        if not path.name.startswith("test_")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and VARIABLE.fullmatch(node.value)
    }
    page = (DOCS / "reference/settings.md").read_text(encoding="utf-8")
    documented = {
        name for name in re.findall(r"^\| `([A-Z_]+)`", page, re.M) if VARIABLE.fullmatch(name)
    }
    assert documented == read


# Decisions


def decisions() -> dict[int, str]:
    """Return the heading of each decision by the number of its file."""
    return {
        int(path.name[:4]): path.read_text(encoding="utf-8").partition("\n")[0]
        for path in sorted((DOCS / "adr").glob("[0-9]*.md"))
    }


def test_decisions_are_numbered_without_a_gap_and_headed_by_their_number() -> None:
    assert list(decisions()) == list(range(1, len(decisions()) + 1))
    for number, heading in decisions().items():
        assert heading.startswith(f"# {number}. "), heading


def test_decisions_have_their_three_parts() -> None:
    for path in sorted((DOCS / "adr").glob("[0-9]*.md")):
        parts = re.findall(r"^## (.+)$", path.read_text(encoding="utf-8"), re.M)
        assert parts == ["Context", "Decision", "Consequences"], short(path)


def test_decisions_that_are_referred_to_exist() -> None:
    found = [
        f"{short(path)}: ADR {number}"
        for path in [ROOT / "pyproject.toml", *files(".py", ".html", ".md", below=ROOT)]
        for number in re.findall(r"\bADR (\d+)", path.read_text(encoding="utf-8"))
        if int(number) not in decisions()
    ]
    assert not found, "\n".join(found)


# The glossary


def test_a_word_stands_once_in_the_glossary() -> None:
    page = (DOCS / "glossary.md").read_text(encoding="utf-8")
    words = [
        word
        for row in re.findall(r"^\| ([^|]*\S) \|", page, re.M)
        if row not in {"中文", "---"}
        for word in re.split(r"[、（）]", row)
        if word
    ]
    assert sorted(words) == sorted(set(words))


# Pictures and links


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md", "CONTRIBUTING.md"])
def test_what_a_page_links_to_is_there(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)#]+)", text)
    missing = [target for target in targets if "://" not in target and not (ROOT / target).exists()]
    assert missing == []


# publiccode.yml (publiccode.yml standard 0.5)


def test_the_metadata_for_catalogues_has_what_the_standard_asks_for() -> None:
    data = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
    for key in (
        "publiccodeYmlVersion", "name", "url", "platforms", "developmentStatus", "softwareType",
        "description", "legal", "maintenance", "localisation",
    ):  # fmt: skip
        assert key in data, key
    assert data["developmentStatus"] in {"concept", "development", "beta", "stable", "obsolete"}
    assert data["maintenance"]["type"] in {"internal", "contract", "community", "none"}
    assert all(contact["name"] for contact in data["maintenance"]["contacts"])
    assert set(data["description"]) == set(data["localisation"]["availableLanguages"])
    for description in data["description"].values():
        assert len(description["shortDescription"]) <= 150
        assert 150 <= len(description["longDescription"]) <= 10_000
        assert all(len(feature) <= 100 for feature in description["features"])


def test_the_metadata_agrees_with_the_project() -> None:
    data = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
    assert data["legal"]["license"] == settings()["project"]["license"]
    assert data["softwareVersion"] == settings()["project"]["version"]
    assert "Apache License" in (ROOT / "LICENSE").read_text(encoding="utf-8").partition("\n")[0]
