"""The embedded database server: started, found ready and stopped by the program itself."""

import contextlib
import functools
import signal
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg
from psycopg import sql

from mashangban.runtime import binaries as wheel
from mashangban.runtime.account import server_account
from mashangban.runtime.binaries import Binaries
from mashangban.runtime.cluster import ENVIRONMENT, SUPERUSER, Cluster
from mashangban.runtime.database_url import socket_url
from mashangban.runtime.errors import DatabaseInUse, RuntimeFailure
from mashangban.runtime.guard import StopStep
from mashangban.runtime.guarded import GuardedProcess
from mashangban.runtime.lock import FolderLock
from mashangban.runtime.processes import command_of

DATABASE = "mashangban"
# Fast shutdown rolls open transactions back; immediate shutdown leaves recovery to the next start.
FAST_SHUTDOWN = (StopStep(signal.SIGINT, 30), StopStep(signal.SIGQUIT, 5))
IMMEDIATE_SHUTDOWN = (StopStep(signal.SIGQUIT, 5),)
# For one district on one small machine. A server that needs tuning is one for DATABASE_URL.
PRODUCTION: Mapping[str, str] = {
    "shared_buffers": "128MB",
    "jit": "off",  # many short queries: compiling costs more than it saves
    "synchronous_commit": "on",  # what was acknowledged is never lost
    "timezone": "UTC",
    "logging_collector": "on",
    "log_directory": "log",
    "log_filename": "postgresql-%a.log",  # one a weekday, overwritten a week later
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
    "log_truncate_on_rotation": "on",
    # A statement, or the DETAIL of an error, can hold personal data.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
# A database that is thrown away afterwards: nothing has to survive a crash.
THROWAWAY: Mapping[str, str] = {
    "shared_buffers": "128MB",
    "jit": "off",
    "timezone": "UTC",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}
_PREVIOUS_SERVER_PATIENCE_SECONDS = 20.0
_POLL_SECONDS = 0.05


class EmbeddedPostgres:
    """A PostgreSQL server on a folder of ours, reachable through a Unix socket only.

        with EmbeddedPostgres(home / "postgres") as database:
            connection = psycopg.connect(database.url)

    The server ends when this process does, however it does. `Supervisor` restarts it when it
    dies; by itself it stays down, and the next `start` recovers. Start it from the main thread.
    """

    name = "database"

    def __init__(
        self,
        data_dir: Path,
        *,
        settings: Mapping[str, str] = PRODUCTION,
        stop_steps: Sequence[StopStep] = FAST_SHUTDOWN,
        ready_within: float = 120,
        binaries: Binaries | None = None,
    ) -> None:
        """Describe the server of `data_dir`; nothing happens before `start`.

        `ready_within` is in seconds and includes the recovery after a crash. `binaries` are the
        installed ones unless given.
        """
        self.data_dir = data_dir.absolute()
        self.ready_within = ready_within
        self._settings = settings
        self._stop_steps = stop_steps
        self._binaries = binaries
        self._lock = FolderLock(self.data_dir / "lock")
        self._process: GuardedProcess | None = None
        self._refusal = ""  # why it did not answer last time

    @functools.cached_property
    def cluster(self) -> Cluster:
        return Cluster(self.data_dir, server_account(self.data_dir))

    @property
    def url(self) -> str:
        """The address of the database `mashangban`, as `DATABASE_URL` wants it."""
        return self._url(DATABASE)

    def start(self) -> None:
        """Start the server and wait until the database `mashangban` answers.

        Raises DatabaseInUse when the folder's server is run by another process,
        OtherMajorVersion, or RuntimeFailure with what PostgreSQL said.
        """
        try:
            self.launch()
            self._wait_until_ready()
        except BaseException:
            self.stop()
            raise

    def launch(self) -> None:
        """Start the server without waiting for it."""
        self.cluster.make_folders()
        if not self._lock.acquire(url=self.url):
            raise self._in_use()
        binaries = self._binaries or wheel.installed()
        if account := self.cluster.account:
            binaries = binaries.usable_by(account, near=self.data_dir)
        self.cluster.prepare(binaries, durable=self._settings.get("fsync") != "off")
        self._wait_for_previous_server()
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.cluster.socket_dir),
            "unix_socket_permissions": "0700",
            **self._settings,
        }
        with self._start_log.open("wb") as output:
            self._process = GuardedProcess(
                [
                    *(
                        str(binaries.program("postgres")),
                        "-D",
                        self.cluster.server_path(self.cluster.folder),
                    ),
                    *(word for key, value in settings.items() for word in ("-c", f"{key}={value}")),
                ],
                stop_steps=self._stop_steps,
                account=account.name if account else None,
                environment=ENVIRONMENT,
                directory=self.cluster.folder,
                output=output,
            )

    def is_ready(self) -> bool:
        """Return whether the database `mashangban` answers; makes it in a new cluster."""
        try:
            with contextlib.closing(
                psycopg.connect(self._url("postgres"), autocommit=True, connect_timeout=2)
            ) as connection:
                _make_database(connection)
        except psycopg.OperationalError as error:  # also when it dies under the question
            self._refusal = str(error)
            return False
        return True

    def exit_code(self) -> int | None:
        """Return the exit code of a server that has ended; None while it runs or before."""
        return self._process.exit_code() if self._process else None

    def is_launched(self) -> bool:
        return self._process is not None

    def ask_to_stop(self) -> None:
        """Begin a fast shutdown and return at once."""
        if self._process:
            self._process.ask_to_stop()

    def end_now(self) -> None:
        """Kill the server and return at once; the next start recovers."""
        if self._process:
            self._process.end_now()

    def close(self) -> None:
        """Let go of the folder once the server has ended."""
        if self._process:
            self.cluster.remove_temporary_socket_dir()
        self._process = None
        self._lock.release()

    def stop(self) -> None:
        """Stop the server, wait for its end and let go of the folder; nothing if it is not ours."""
        if self._process:
            self._process.ask_to_stop()
            self._process.wait()
        self.close()

    def what_it_said(self) -> str:
        """Return the last lines the server logged, oldest first."""
        logs = [self._start_log, *sorted(self.cluster.folder.glob("log/*"), key=_modified)[-1:]]
        lines = [line for log in logs if log.exists() for line in _last_lines(log)]
        return "\n".join(lines)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        exception_type: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def _start_log(self) -> Path:
        return self.data_dir / "start.log"

    def _url(self, database: str) -> str:
        return socket_url(self.cluster.socket_dir, user=SUPERUSER, database=database)

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + self.ready_within
        while not self.is_ready():
            if (code := self.exit_code()) is not None:
                raise RuntimeFailure(
                    f"PostgreSQL ended with exit code {code} while starting on {self.data_dir}:\n"
                    f"{self.what_it_said()}"
                )
            if time.monotonic() > deadline:
                raise RuntimeFailure(
                    f"PostgreSQL on {self.data_dir} does not answer after {self.ready_within:g} "
                    f"seconds: {self._refusal}\n{self.what_it_said()}"
                )
            time.sleep(_POLL_SECONDS)

    def _wait_for_previous_server(self) -> None:
        """Give the server of a killed program time to end; refuse to disturb any other."""
        deadline = time.monotonic() + _PREVIOUS_SERVER_PATIENCE_SECONDS
        while pids := self.cluster.server_processes():
            if time.monotonic() > deadline:
                pid = min(pids)
                raise DatabaseInUse(
                    f"Another PostgreSQL server (process {pid}: {command_of(pid)}) uses "
                    f"{self.cluster.folder}. Stop it (kill -INT {pid}) and start again."
                )
            time.sleep(_POLL_SECONDS)
        self.cluster.remove_leftovers()

    def _in_use(self) -> DatabaseInUse:
        holder = self._lock.holder()
        if holder is None:
            return DatabaseInUse(f"Another process is just starting the database {self.data_dir}.")
        return DatabaseInUse(
            f"The database in {self.data_dir} is run by process {holder.pid} ({holder.command}). "
            f"Stop that first (Ctrl-C in its terminal, or: kill {holder.pid}), or choose another "
            "place with MASHANGBAN_HOME.",
            url=holder.url,
        )


@contextlib.contextmanager
def running(data_dir: Path, *, binaries: Binaries | None = None) -> Iterator[str]:
    """Yield the address of the folder's database.

    The one that another process of ours runs is used; when none does, one is started for the
    block. Raises like `EmbeddedPostgres.start`.
    """
    database = EmbeddedPostgres(data_dir, binaries=binaries)
    try:
        database.start()
        url = database.url
    except DatabaseInUse as in_use:
        if in_use.url is None or not _answers(in_use.url, within=database.ready_within):
            raise
        url = in_use.url
    try:
        yield url
    finally:
        database.stop()


def _make_database(connection: "psycopg.Connection[tuple[object, ...]]") -> None:
    """Make our database where there is none yet."""
    query = "SELECT 1 FROM pg_database WHERE datname = %s"
    if connection.execute(query, [DATABASE]).fetchone() is None:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))


def _answers(url: str, *, within: float) -> bool:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        try:
            psycopg.connect(url, connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(_POLL_SECONDS)
        else:
            return True
    return False


def _modified(path: Path) -> float:
    return path.stat().st_mtime


def _last_lines(path: Path, count: int = 12) -> list[str]:
    return path.read_text(errors="replace").splitlines()[-count:]
