"""Commands run in this process on the database of the test run, and what they said."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from mashangban.accounts.models import Installation
from mashangban.cli.main import cli
from mashangban.kit import crypto

Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    """Run `mashangban WORDS`; `input` is what somebody types when asked."""

    def invoke(*words: object, input: str | None = None) -> Result:
        result = CliRunner().invoke(cli, [str(word) for word in words], input=input)
        # Anything but an orderly end would have been a traceback in a terminal.
        assert result.exception is None or isinstance(result.exception, SystemExit), (
            result.exception
        )
        assert "Traceback" not in result.output
        return result

    return invoke


@pytest.fixture
def home(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, db: None
) -> Iterator[Path]:
    """A home folder of its own; the database has not met a key ring."""
    settings.HOME = tmp_path
    monkeypatch.setitem(os.environ, "MASHANGBAN_HOME", str(tmp_path))
    Installation.objects.all().delete()
    crypto.forget_cached_keys()
    yield tmp_path
    crypto.forget_cached_keys()
