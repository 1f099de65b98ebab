"""The web server and the worker as supervised programs."""

import os
import socket
import sys
from collections.abc import Callable

from mashangban.config import environment
from mashangban.runtime.errors import RuntimeFailure
from mashangban.runtime.program import Program, http_answers

THREADS = 2


def web_command(*, host: str, port: int) -> list[str]:
    """Return the command line of the web server: as many workers as cores, two threads each."""
    return [
        sys.executable,
        "-m",
        "granian",
        "--interface=wsgi",
        f"--host={host}",
        f"--port={port}",
        f"--workers={os.cpu_count() or 1}",
        f"--blocking-threads={THREADS}",
        "--no-ws",
        "--respawn-failed-workers",
        "--workers-kill-timeout=3",
        "--log-level=warning",
        "mashangban.config.wsgi:application",
    ]


def require_listenable(host: str, port: int) -> None:
    """Raise RuntimeFailure where nothing could listen; the web server itself says it at length."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise RuntimeFailure(
            f"Nothing can listen on {host}, port {port}: {error.strerror}. Stop what does already,"
            " or choose another place with --host and --port."
        ) from error


def web(*, host: str, port: int, echo: Callable[[str], None] | None = None) -> Program:
    """Return the web server on `port`, ready when its health page answers."""
    return Program(
        "web",
        web_command(host=host, port=port),
        log_dir=environment.home() / "logs",
        environment=dict(os.environ),
        is_ready=http_answers(port, "/healthz", host=host),
        echo=echo,
    )


def worker(*, echo: Callable[[str], None] | None = None) -> Program:
    """Return the worker that runs the background jobs."""
    return Program(
        "worker",
        [sys.executable, "-m", "mashangban.cli", "worker"],
        log_dir=environment.home() / "logs",
        environment=dict(os.environ),
        echo=echo,
    )
