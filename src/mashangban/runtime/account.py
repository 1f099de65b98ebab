"""The unprivileged account a database server runs as when we were started as root.

PostgreSQL refuses to run as root, and no account of the machine is made or changed for it: an
existing one is used.
"""

import os
import pwd
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mashangban.runtime.errors import RuntimeFailure


@dataclass(frozen=True, slots=True)
class Account:
    """An entry of /etc/passwd."""

    name: str
    uid: int
    gid: int

    def can_reach(self, path: Path) -> bool:
        """Return whether the account may enter every folder above `path`.

        Judged by the permission bits; access control lists are not looked at.
        """
        return all(self._may_enter(folder) for folder in path.absolute().parents)

    def own(self, path: Path, mode: int) -> None:
        """Give `path` to the account with the permission bits `mode`."""
        os.chown(path, self.uid, self.gid)
        path.chmod(mode)

    def _may_enter(self, folder: Path) -> bool:
        try:
            status = folder.stat()
        except FileNotFoundError:
            return True  # will be made by us
        if status.st_uid == self.uid:
            return bool(status.st_mode & stat.S_IXUSR)
        if status.st_gid == self.gid:
            return bool(status.st_mode & stat.S_IXGRP)
        return bool(status.st_mode & stat.S_IXOTH)


def server_account(data_dir: Path, environment: Mapping[str, str] = os.environ) -> Account | None:
    """Return the account the server of `data_dir` runs as; None: the user we are.

    As root: the owner of an existing data folder, else `MASHANGBAN_PG_USER`, else `nobody`.
    Raises RuntimeFailure when there is no such account.
    """
    if os.geteuid() != 0:
        own_name()
        return None
    if data_dir.exists() and (owner := data_dir.stat().st_uid) != 0:
        return _account_by_uid(owner, data_dir)
    name = environment.get("MASHANGBAN_PG_USER", "nobody")
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        raise RuntimeFailure(
            f"PostgreSQL does not run as root, and this machine has no account {name!r} to run it "
            "as. Set MASHANGBAN_PG_USER to an existing unprivileged account, or start as an "
            "ordinary user."
        ) from None
    if entry.pw_uid == 0:
        raise RuntimeFailure(
            f"MASHANGBAN_PG_USER is {name!r}, which is root, and PostgreSQL does not run as root. "
            "Set it to an unprivileged account."
        )
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def own_name() -> str:
    """Return the name of the user we are.

    Raises RuntimeFailure when it has none: PostgreSQL lets nobody in without a name.
    """
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        raise RuntimeFailure(
            f"The user id {os.geteuid()} has no entry in /etc/passwd, and PostgreSQL needs one. "
            "Start as a user that has, or set DATABASE_URL to a server that runs already."
        ) from None


def _account_by_uid(uid: int, data_dir: Path) -> Account:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        raise RuntimeFailure(
            f"The database folder {data_dir} belongs to user id {uid}, which has no entry in "
            "/etc/passwd. Give it to an account of this machine: chown -R ACCOUNT "
            f"{data_dir}"
        ) from None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
