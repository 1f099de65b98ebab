"""Telling how far the worker is, past its own transaction."""

import time
from types import TracebackType
from typing import Final, Self
from uuid import UUID

from django.db import connections

from mashangban.kit.imports import Step

_EVERY: Final = 0.5  # seconds

# Reading and saving are shown as one bar.
_SHARE: Final = {Step.READ: (0, 50), Step.SAVE: (50, 100)}


class Reporter:
    """Writes done and total of an import over a connection of its own, twice a second at most.

    The work's own transaction would show them only when all is over.
    """

    def __init__(self, run_id: UUID) -> None:
        self._run_id = run_id
        self._told = 0.0

    def __enter__(self) -> Self:
        self._connection = connections.create_connection("default")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._connection.close()

    def __call__(self, step: Step, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self._told < _EVERY or not total:
            return
        self._told = now
        first, last = _SHARE[step]
        with self._connection.cursor() as cursor:
            cursor.execute(
                "UPDATE imports_importrun SET done = %s, total = 100 WHERE id = %s",
                [first + (last - first) * done // total, self._run_id],
            )
