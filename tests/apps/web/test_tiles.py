"""A tile server is taken only with the approval number of its maps; its host alone is let in."""

import os
import subprocess
import sys

import pytest

from mashangban.config import environment

URL = "https://tiles.example.org:8443/{z}/{x}/{y}.png?key=abc"


def told(monkeypatch: pytest.MonkeyPatch, **variables: str) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(f"MASHANGBAN_TILE_{name}", value)


def test_without_an_address_there_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    told(monkeypatch, APPROVAL="GS（2024）0650号")
    assert environment.tiles() is None


@pytest.mark.parametrize("approval", ["GS（2024）0650号", "沪S(2025)012号", " GS京(2022)1061 号 "])
def test_with_a_number_they_are_taken(monkeypatch: pytest.MonkeyPatch, approval: str) -> None:
    told(monkeypatch, URL=URL, APPROVAL=approval, ATTRIBUTION="某测绘院")
    tiles = environment.tiles()
    assert tiles is not None
    assert tiles.origin == "https://tiles.example.org:8443"
    assert tiles.attribution == "某测绘院"
    assert tiles.approval == "".join(approval.split())


@pytest.mark.parametrize("approval", ["", "yes", "GS 2024", "GS（24）0650号"])
def test_without_a_number_nothing_starts(monkeypatch: pytest.MonkeyPatch, approval: str) -> None:
    told(monkeypatch, URL=URL, APPROVAL=approval)
    with pytest.raises(ValueError, match=r"MASHANGBAN_TILE_APPROVAL is .*GS（2024）0650号"):
        environment.tiles()


@pytest.mark.parametrize(
    "url",
    [
        "tiles.example.org/{z}/{x}/{y}.png",
        "ftp://tiles.example.org/{z}/{x}/{y}.png",
        "https:///{z}/{x}/{y}.png",
        "https://tiles.example.org/{z}/{x}.png",
        "https://{s}.example.org/{z}/{x}/{y}.png",
        "https://somebody@tiles.example.org/{z}/{x}/{y}.png",
        "https://tiles.example.org;script-src *;/{z}/{x}/{y}.png",
        "https://tiles.example.org 'unsafe-inline'/{z}/{x}/{y}.png",
    ],
)
def test_an_address_that_cannot_be_used_is_refused(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    told(monkeypatch, URL=url, APPROVAL="GS（2024）0650号")
    with pytest.raises(ValueError, match="MASHANGBAN_TILE_URL"):
        environment.tiles()


POLICY = (
    "from mashangban.config.settings import CONTENT_SECURITY_POLICY as policy;"
    "d = policy['DIRECTIVES'];"
    "print(*(' '.join(d[n]) for n in ('img-src', 'connect-src', 'worker-src', 'default-src')),"
    " sep='|')"
)


@pytest.mark.parametrize(
    ("tiles", "policy"),
    [
        ({}, "'self' data:|'self'|'self'|'self'"),
        (
            {"MASHANGBAN_TILE_URL": URL, "MASHANGBAN_TILE_APPROVAL": "GS（2024）0650号"},
            "'self' data: https://tiles.example.org:8443"
            "|'self' https://tiles.example.org:8443|'self'|'self'",
        ),
    ],
)
def test_the_policy_lets_exactly_that_host_in(tiles: dict[str, str], policy: str) -> None:
    said = subprocess.run(
        [sys.executable, "-c", POLICY],
        env={**os.environ, **tiles},
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.strip() == policy
