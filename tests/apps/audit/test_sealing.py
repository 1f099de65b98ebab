import json
import threading
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from mashangban.audit import actions, sealing
from mashangban.audit.checking import check
from mashangban.audit.errors import CheckpointExists, LogBroken, SigningKeyLost
from mashangban.audit.log import notes
from mashangban.audit.log.files import Exports
from mashangban.audit.log.merkle import Tree, leaf_hash
from mashangban.audit.models import Checkpoint, Entry, Leaf
from tests.apps.audit.conftest import AT, SOMEBODY, Tamper, insert_by, seal, write

pytestmark = pytest.mark.django_db(transaction=True)


def sealed_ids() -> list[int]:
    return list(Leaf.objects.order_by("index").values_list("entry_id", flat=True))


def root_of_everything() -> bytes:
    texts = dict(Entry.objects.values_list("id", "canonical"))
    tree = Tree()
    tree.extend(leaf_hash(texts[entry_id]) for entry_id in sealed_ids())
    return tree.root()


def test_entries_are_sealed_in_order_and_the_checkpoint_states_their_root() -> None:
    ids = write(5)
    assert seal() == 5
    assert sealed_ids() == ids
    checkpoint = Checkpoint.objects.get()
    assert (checkpoint.size, bytes(checkpoint.root)) == (5, root_of_everything())
    stated = notes.read(checkpoint.note, sealing.verifiers())
    assert stated == notes.Statement(5, root_of_everything(), "2026-11-23T03:20:00.000000Z")


def test_each_seal_continues_the_last() -> None:
    for count in (1, 2, 7, 1, 30):
        write(count)
        assert seal() == count
        assert bytes(Checkpoint.objects.latest("size").root) == root_of_everything()
    assert list(Checkpoint.objects.order_by("size").values_list("size", flat=True)) == [
        1, 3, 10, 11, 41,
    ]  # fmt: skip


def test_nothing_new_makes_no_checkpoint() -> None:
    write()
    seal()
    assert seal() == 0
    assert Checkpoint.objects.count() == 1


def test_many_are_sealed_in_batches_even_when_one_transaction_wrote_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sealing, "BATCH", 4)
    ids = write(3)
    Entry.objects.bulk_create(
        actions.compose(by=SOMEBODY, at=AT, verb="test.many", subject=("thing", number))
        for number in range(10)
    )
    assert seal() == 13
    assert sealed_ids()[:3] == ids
    assert len(set(sealed_ids())) == 13
    assert Checkpoint.objects.count() == 4
    assert check().ok


def test_an_open_transaction_is_not_overtaken(another_session: psycopg.Connection) -> None:
    before = write()
    late = insert_by(another_session, 1)
    after = write(2)
    assert seal() == 1
    assert sealed_ids() == before
    assert check().ok
    another_session.commit()
    assert seal() == 3
    assert sealed_ids() == [*before, late, *after]
    assert check().ok


def test_an_entry_with_a_small_id_that_commits_last_is_sealed_too(
    another_session: psycopg.Connection,
) -> None:
    another_session.execute("SELECT pg_current_xact_id()")  # its transaction is the older one
    early_id = write()
    late_id = insert_by(another_session, 1)  # its id is the greater one
    assert seal() == 0
    another_session.commit()
    assert seal() == 2
    assert sealed_ids() == [late_id, *early_id]
    assert check().ok


def test_an_aborted_transaction_leaves_no_hole(another_session: psycopg.Connection) -> None:
    insert_by(another_session, 1)
    ids = write()
    another_session.rollback()
    assert seal() == 1
    assert sealed_ids() == ids
    assert check().ok


def test_only_one_worker_seals(another_session: psycopg.Connection) -> None:
    write()
    another_session.execute("SELECT pg_advisory_xact_lock(%s)", [sealing._ADVISORY_LOCK])
    assert seal() == 0
    another_session.rollback()
    assert seal() == 1


def test_workers_that_seal_and_write_at_once_leave_a_sound_log() -> None:
    sealed: list[int] = []

    def work(worker: int) -> None:
        try:
            for number in range(10):
                actions.record(by=SOMEBODY, at=AT, verb="t", subject=("w", f"{worker}-{number}"))
                sealed.append(seal())
        finally:
            connection.close()

    workers = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in workers:
        thread.start()
    for thread in workers:
        thread.join()
    sealed.append(seal())
    assert sum(sealed) == 40
    report = check()
    assert (report.findings, report.sealed, report.unsealed) == ((), 40, 0)


def test_checkpoints_leave_the_database_as_files(home: Path) -> None:
    write(2)
    seal()
    write(1)
    seal()
    folder = home / "checkpoints"
    assert sorted(path.name for path in folder.iterdir()) == [
        "000000000002.checkpoint",
        "000000000003.checkpoint",
    ]
    assert (folder / "000000000003.checkpoint").read_text() == Checkpoint.objects.get(size=3).note


def test_the_key_is_made_on_first_use_and_is_nobody_elses(home: Path) -> None:
    write()
    seal()
    key = home / "secrets" / "audit-signing-key.pem"
    assert key.stat().st_mode & 0o777 == 0o600
    before = key.read_bytes()
    write()
    seal()
    assert key.read_bytes() == before
    assert len(sealing.verifiers()) == 1


def test_a_crash_before_the_commit_leaves_everything_to_the_next_seal(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(2)
    with monkeypatch.context() as crash:
        crash.setattr(Checkpoint, "save", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            seal()
    assert not Leaf.objects.exists()
    assert not list((home / "checkpoints").glob("*.checkpoint"))
    write(1)
    assert seal() == 3
    assert check().ok


def test_a_crash_before_the_file_has_its_name_is_mended_by_the_next_seal(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(2)
    with monkeypatch.context() as crash:
        crash.setattr(Exports, "publish", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            seal()
    assert check().ok  # it is on its way
    assert seal() == 0
    assert (home / "checkpoints" / "000000000002.checkpoint").exists()
    assert check().ok


def test_what_cannot_be_exported_is_not_sealed(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError("No space left on device")

    write()
    with monkeypatch.context() as disk:
        disk.setattr(Exports, "prepare", full)
        with pytest.raises(OSError, match="No space"):
            seal()
    assert not Checkpoint.objects.exists()
    assert seal() == 1


def test_a_lost_key_stops_the_sealer_until_it_is_renewed(home: Path) -> None:
    write()
    seal()
    (home / "secrets" / "audit-signing-key.pem").unlink()
    write()
    with pytest.raises(SigningKeyLost, match="renew"):
        seal()
    sealing.renew_signing_key(by=SOMEBODY, at=AT)
    assert seal() == 2
    assert check().ok
    entry = Entry.objects.latest("id")
    assert entry.verb == "audit.renew_signing_key"
    assert json.loads(entry.canonical)["data"]["verifier"] == sealing.verifiers()[-1].line
    assert len(sealing.verifiers()) == 2


@pytest.mark.parametrize(
    "change",
    ["frontier = sha256('x')", "note = replace(note, '1', '2')", "frontier = ''"],
)
def test_a_changed_end_of_the_log_is_not_continued(tamper: Tamper, change: str) -> None:
    write()
    seal()
    tamper(f"UPDATE audit_checkpoint SET {change}")
    write()
    with pytest.raises(LogBroken, match="check-audit"):
        seal()
    assert Leaf.objects.count() == 1


def test_a_log_that_was_cut_back_does_not_overwrite_its_files(tamper: Tamper, home: Path) -> None:
    write(2)
    seal()
    exported = (home / "checkpoints" / "000000000002.checkpoint").read_text()
    tamper("DELETE FROM audit_leaf")
    tamper("DELETE FROM audit_checkpoint")
    with pytest.raises(CheckpointExists, match="check-audit"):
        seal()
    assert (home / "checkpoints" / "000000000002.checkpoint").read_text() == exported


def test_after_a_restore_into_another_cluster_nothing_is_forgotten(tamper: Tamper) -> None:
    """A dump keeps the numbers of transactions, the new cluster starts at its own."""
    sealed, restored = write(2), []
    seal()
    restored = write(2)
    tamper("UPDATE audit_entry SET transaction = (900000000000 + id)::text::xid8")
    tamper("UPDATE audit_checkpoint SET cluster = 1, sealed_below = '900000000003'")
    new = write(2)
    assert seal() == 4
    assert sealed_ids() == [*sealed, *new, *restored]
    assert Checkpoint.objects.latest("size").cluster == sealing.current_cluster()
    newer = write(1)
    assert seal() == 1
    assert sealed_ids()[-1:] == newer
    assert check().ok


def test_a_large_restore_is_taken_up_over_several_batches(
    tamper: Tamper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "BATCH", 2)
    write(1)
    seal()
    write(5)
    tamper("UPDATE audit_entry SET transaction = (900000000000 + id)::text::xid8")
    tamper("UPDATE audit_checkpoint SET cluster = 1, sealed_below = '900000000002'")
    write(2)
    assert seal() == 7
    write(1)
    assert seal() == 1
    assert check().ok


def test_finding_what_is_new_does_not_read_the_whole_table() -> None:
    Entry.objects.bulk_create(
        actions.compose(by=SOMEBODY, at=AT, verb="test.many", subject=("thing", number))
        for number in range(2_000)
    )
    seal()
    write(3)
    last = Checkpoint.objects.latest("size")
    parameters = {"batch": 100, "size": last.size, "sealed_below": str(last.sealed_below)}
    sql = sealing._SEAL.format(condition=sealing._SETTLED_SINCE)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE audit_entry, audit_leaf")
        cursor.execute(f"EXPLAIN {sql}", parameters)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "entry_transaction on audit_entry" in plan, plan
    assert "Seq Scan" not in plan, plan
