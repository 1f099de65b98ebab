"""What several tests of the kit look at: the lines that really leave the program."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from mashangban.kit import logs


class Logged:
    """What was written to the log since the test began."""

    def __init__(self, stream: io.StringIO) -> None:
        self._stream = stream

    @property
    def text(self) -> str:
        return self._stream.getvalue()

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The lines in production's form, a JSON object each."""
        return [json.loads(line) for line in self.text.splitlines()]


@pytest.fixture
def logged(request: pytest.FixtureRequest) -> Iterator[Logged]:
    """The log as production writes it; parametrize with True for the form of the terminal."""
    logs.configure(readable=getattr(request, "param", False))
    stream = io.StringIO()
    _our_handler().setStream(stream)
    yield Logged(stream)
    logs.configure(readable=True)


def _our_handler() -> "logging.StreamHandler[Any]":
    for handler in logging.getLogger().handlers:
        if isinstance(handler.formatter, structlog.stdlib.ProcessorFormatter):
            assert isinstance(handler, logging.StreamHandler)
            return handler
    raise LookupError("nothing writes our log")
