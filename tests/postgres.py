"""The database server of a test run: one, thrown away afterwards.

The process that controls the run starts it; the workers of pytest-xdist inherit its address in
DATABASE_URL and make databases of their own on it. `MASHANGBAN_TEST_DATABASE_URL` names a server
to use instead.
"""

import os
import shutil
import tempfile
from pathlib import Path

from mashangban.runtime.database_url import parse_database_url
from mashangban.runtime.postgres import IMMEDIATE_SHUTDOWN, THROWAWAY, EmbeddedPostgres

_server: EmbeddedPostgres | None = None


def start() -> None:
    """Start the server and tell Django; call it in `pytest_configure`."""
    global _server
    if "PYTEST_XDIST_WORKER" in os.environ:
        return
    url = os.environ.get("MASHANGBAN_TEST_DATABASE_URL")
    if url is None:
        _server = EmbeddedPostgres(
            scratch_folder(),
            settings=THROWAWAY,
            stop_steps=IMMEDIATE_SHUTDOWN,
        )
        _server.start()
        url = _server.url
    os.environ["DATABASE_URL"] = url
    _tell_django(url)


def stop() -> None:
    """Stop the server and delete its data; call it in `pytest_unconfigure`."""
    global _server
    if _server is not None:
        _server.stop()
        shutil.rmtree(_server.data_dir)
        _server = None


def scratch_folder() -> Path:
    """Return a new empty folder, in memory where there is room: making databases is all files."""
    memory = Path("/dev/shm")
    has_room = memory.is_dir() and shutil.disk_usage(memory).free > 2_000_000_000
    place = memory if has_room else None
    return Path(tempfile.mkdtemp(prefix="mashangban-test-database-", dir=place))


def _tell_django(url: str) -> None:
    """Correct settings that pytest-django has read before any conftest was loaded."""
    from django.conf import settings
    from django.db import connections

    if settings.configured:
        connections.databases["default"].update(**parse_database_url(url))
