"""The lines that really leave the program, in production's form."""

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog

from mashangban.kit import logs


class Logged:
    """What was written to the log since it was looked at."""

    def __init__(self, stream: io.StringIO) -> None:
        self._stream = stream

    @property
    def text(self) -> str:
        return self._stream.getvalue()

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The lines in production's form, a JSON object each."""
        return [json.loads(line) for line in self.text.splitlines()]


@contextmanager
def logging_to_memory(*, readable: bool = False) -> Iterator[Logged]:
    """Keep the log as production writes it, or the one for a terminal."""
    logs.configure(readable=readable)
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
