"""Each way of tampering, done by SQL or on the files, is found and named."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection
from django.utils import translation

from mashangban.audit.checking import check
from mashangban.audit.log import keys, notes
from mashangban.audit.log.merkle import Tree, leaf_hash
from mashangban.audit.models import Checkpoint, Entry, Leaf
from mashangban.audit.types import FindingKind
from tests.apps.audit.conftest import Tamper, insert_by, seal, write

pytestmark = pytest.mark.django_db(transaction=True)
LEAF_HASH = "sha256('\\x00'::bytea || convert_to(canonical, 'UTF8'))"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def log(home: Path) -> list[int]:
    """Three checkpoints over nine entries; the ids of the entries."""
    ids = []
    for _ in range(3):
        ids += write(3)
        seal()
    return ids


def found() -> dict[FindingKind, list[str]]:
    findings: dict[FindingKind, list[str]] = {}
    for finding in check().findings:
        findings.setdefault(finding.kind, []).append(finding.sentence)
    return findings


def file(home: Path, size: int) -> Path:
    return home / "checkpoints" / f"{size:012}.checkpoint"


def rebuild(key: Ed25519PrivateKey | None) -> None:
    """Put a consistent log over the entries as they are, signed by `key` or not at all."""
    texts = dict(Entry.objects.values_list("id", "canonical"))
    tree, leaves = Tree(), list(Leaf.objects.order_by("index"))
    rows = {row.size: row for row in Checkpoint.objects.all()}
    with connection.cursor() as cursor:
        for leaf in leaves:
            new_hash = leaf_hash(texts[leaf.entry_id])
            tree.append(new_hash)
            cursor.execute(
                "UPDATE audit_leaf SET hash = %s WHERE index = %s", [new_hash, leaf.index]
            )
            if row := rows.get(tree.size):
                at = row.note.splitlines()[3]
                stated = notes.Statement(tree.size, tree.root(), at)
                note = notes.sign(stated, key) if key else row.note
                cursor.execute(
                    "UPDATE audit_checkpoint SET root = %s, frontier = %s, note = %s"
                    " WHERE size = %s",
                    [tree.root(), tree.frontier, note, tree.size],
                )


def test_an_untouched_log_passes(log: list[int]) -> None:
    report = check()
    assert report.ok
    assert (report.sealed, report.unsealed, report.checkpoints) == (9, 0, 3)


def test_an_empty_log_passes() -> None:
    report = check()
    assert report.ok
    assert (report.sealed, report.unsealed, report.checkpoints) == (0, 0, 0)


def test_what_is_not_sealed_yet_is_counted_and_fine(
    log: list[int], another_session: psycopg.Connection
) -> None:
    insert_by(another_session, 1)
    write(2)
    seal()
    another_session.commit()
    report = check()
    assert report.ok
    assert (report.sealed, report.unsealed) == (9, 3)


def test_progress_is_told(log: list[int]) -> None:
    told: list[tuple[int, int]] = []
    check(lambda done, total: told.append((done, total)))
    assert told[-1] == (9, 9)


def test_a_changed_text_is_found(log: list[int], tamper: Tamper) -> None:
    tamper(
        "UPDATE audit_entry SET canonical = replace(canonical, 'test.did', 'test.not')"
        " WHERE id = %s",
        log[4],
    )
    assert found() == {
        FindingKind.ENTRY_CHANGED: [f"Entry {log[4]} was changed; it has place 5 in the log."]
    }


def test_a_changed_column_is_found(log: list[int], tamper: Tamper) -> None:
    changes = (
        "at = at + interval '1 day'",
        "actor_id = 'somebody-else'",
        "actor_kind = 'system'",
        "verb = 'test.not'",
        "subject_id = 'other'",
        "subject_kind = 'other'",
        "scope_id = 8",
        "scope_id = NULL",
    )
    for entry_id, change in zip(log, changes, strict=False):
        tamper(f"UPDATE audit_entry SET {change} WHERE id = %s", entry_id)
    assert found() == {
        FindingKind.COLUMNS_CHANGED: [
            f"The columns of entry {entry_id} were changed; its sealed text says otherwise."
            for entry_id in log[: len(changes)]
        ]
    }


def test_a_text_that_is_not_one_is_found(log: list[int], tamper: Tamper) -> None:
    tamper("UPDATE audit_entry SET canonical = '[]' WHERE id = %s", log[4])
    assert set(found()) == {FindingKind.ENTRY_CHANGED}


def test_a_text_changed_together_with_its_leaf_is_found(log: list[int], tamper: Tamper) -> None:
    tamper(
        "UPDATE audit_entry SET canonical = replace(canonical, '\"scope\":7', '\"scope\":8'),"
        " scope_id = 8 WHERE id = %s",
        log[4],
    )
    tamper(
        f"UPDATE audit_leaf SET hash = (SELECT {LEAF_HASH}"
        " FROM audit_entry WHERE id = entry_id) WHERE entry_id = %s",
        log[4],
    )
    (sentence,) = found().pop(FindingKind.REBUILT)
    assert sentence.startswith("Places 4 to 6 of the log do not add up to the root signed at")


def test_a_removed_entry_is_found(log: list[int], tamper: Tamper) -> None:
    tamper("DELETE FROM audit_entry WHERE id = %s", log[4])
    assert found() == {
        FindingKind.ENTRY_REMOVED: [f"Entry {log[4]} was removed; it has place 5 in the log."]
    }


def test_an_entry_removed_with_its_leaf_is_found(log: list[int], tamper: Tamper) -> None:
    tamper("DELETE FROM audit_entry WHERE id IN (%s, %s)", log[3], log[4])
    tamper("DELETE FROM audit_leaf WHERE entry_id IN (%s, %s)", log[3], log[4])
    assert found() == {FindingKind.PLACE_REMOVED: ["Places 4 to 5 of the log were removed."]}


def test_an_entry_removed_with_its_leaf_and_the_gap_closed_is_found(
    log: list[int], tamper: Tamper
) -> None:
    tamper("DELETE FROM audit_entry WHERE id = %s", log[4])
    tamper("DELETE FROM audit_leaf WHERE entry_id = %s", log[4])
    for index in range(5, 9):
        tamper("UPDATE audit_leaf SET index = index - 1 WHERE index = %s", index)
    assert {FindingKind.REBUILT, FindingKind.CUT_OFF} <= set(found())


@pytest.mark.parametrize("transaction", ["transaction", "'999999999999'"])
def test_an_entry_inserted_past_the_sealer_is_found(
    log: list[int], tamper: Tamper, transaction: str
) -> None:
    tamper(
        "INSERT INTO audit_entry (at, actor_kind, actor_id, verb, subject_kind, subject_id,"
        " canonical, transaction) SELECT at, actor_kind, actor_id, verb, subject_kind, subject_id,"
        f" canonical, {transaction} FROM audit_entry WHERE id = %s",
        log[4],
    )
    new = log[-1] + 1
    assert found() == {
        FindingKind.ENTRY_INSERTED: [
            f"Entry {new} was put in past the sealer: its transaction cannot be that one."
        ]
    }
    assert check().unsealed == 0
    seal()
    assert FindingKind.ENTRY_INSERTED in found()


def test_an_entry_inserted_into_the_log_is_found(log: list[int], tamper: Tamper) -> None:
    new = write()[0]
    for index in range(8, 3, -1):
        tamper("UPDATE audit_leaf SET index = index + 1 WHERE index = %s", index)
    tamper(
        f"INSERT INTO audit_leaf SELECT 4, id, {LEAF_HASH} FROM audit_entry WHERE id = %s",
        new,
    )
    findings = found()
    assert {FindingKind.REBUILT, FindingKind.REORDERED, FindingKind.UNSIGNED_END} == set(findings)


def test_leaves_in_another_order_are_found(log: list[int], tamper: Tamper) -> None:
    tamper("UPDATE audit_leaf SET index = -1 WHERE index = 3")
    tamper("UPDATE audit_leaf SET index = 3 WHERE index = 4")
    tamper("UPDATE audit_leaf SET index = 4 WHERE index = -1")
    findings = found()
    assert findings[FindingKind.REORDERED] == [
        f"Entry {log[3]} stands in the log behind entry {log[4]}, which came after it."
    ]
    assert set(findings) == {FindingKind.REORDERED, FindingKind.REBUILT}


def test_contents_swapped_between_entries_are_found(log: list[int], tamper: Tamper) -> None:
    tamper(
        "UPDATE audit_entry one SET (at, subject_id, canonical) ="
        " (SELECT at, subject_id, canonical FROM audit_entry two"
        "  WHERE two.id = CASE one.id WHEN %s THEN %s ELSE %s END) WHERE one.id IN (%s, %s)",
        *(log[3], log[4], log[3], log[3], log[4]),
    )
    assert len(found()[FindingKind.ENTRY_CHANGED]) == 2


def cut_back(tamper: Tamper, log: list[int]) -> None:
    tamper("DELETE FROM audit_entry WHERE id >= %s", log[6])
    tamper("DELETE FROM audit_leaf WHERE index >= 6")
    tamper("DELETE FROM audit_checkpoint WHERE size > 6")


def test_a_log_cut_back_to_an_earlier_checkpoint_is_found(log: list[int], tamper: Tamper) -> None:
    cut_back(tamper, log)
    findings = found()
    assert findings[FindingKind.CUT_OFF] == [
        "The log ends at 6 entries, but 9 were signed at 2026-11-23 11:20: the end was cut off."
    ]
    assert findings[FindingKind.CHECKPOINT_REMOVED] == [
        "The checkpoint at 9 entries was exported, but its row is gone."
    ]


def test_a_log_cut_back_and_grown_again_is_found(log: list[int], tamper: Tamper) -> None:
    cut_back(tamper, log)
    write(7, verb="test.other")
    seal()
    findings = found()
    assert findings[FindingKind.REBUILT][0].startswith("Places 7 to 9 of the log do not add up")
    assert FindingKind.CHECKPOINT_REMOVED in findings


def test_a_log_that_was_emptied_is_found(log: list[int], tamper: Tamper) -> None:
    for table in ("audit_entry", "audit_leaf", "audit_checkpoint"):
        tamper(f"DELETE FROM {table}")
    assert set(found()) == {FindingKind.CUT_OFF, FindingKind.CHECKPOINT_REMOVED}


def test_leaves_that_nobody_signed_are_found(log: list[int], tamper: Tamper) -> None:
    (new,) = write()
    tamper(
        f"INSERT INTO audit_leaf SELECT 9, id, {LEAF_HASH} FROM audit_entry WHERE id = %s",
        new,
    )
    assert found() == {FindingKind.UNSIGNED_END: ["Places 10 to 10 of the log were never signed."]}


def change_and_rebuild(tamper: Tamper, log: list[int], key: Ed25519PrivateKey | None) -> None:
    tamper(
        "UPDATE audit_entry SET canonical = replace(canonical, '\"scope\":7', '\"scope\":8'),"
        " scope_id = 8 WHERE id = %s",
        log[4],
    )
    with connection.cursor() as cursor:
        for table in ("audit_leaf", "audit_checkpoint"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER audit_unchanged")
    rebuild(key)
    tamper("SELECT 1")


def test_a_log_rebuilt_without_a_key_is_found(log: list[int], tamper: Tamper) -> None:
    change_and_rebuild(tamper, log, None)
    findings = found()
    assert findings[FindingKind.REBUILT][0].startswith("Places 4 to 6 of the log do not add up")
    assert len(findings[FindingKind.CHECKPOINT_CHANGED]) == 2


def test_a_log_rebuilt_with_another_key_is_found(log: list[int], tamper: Tamper) -> None:
    change_and_rebuild(tamper, log, Ed25519PrivateKey.generate())
    findings = found()
    assert findings[FindingKind.SIGNATURE] == [
        f"None of our keys has signed the checkpoint at {size} entries." for size in (3, 6, 9)
    ]
    assert len(findings[FindingKind.FILE_CHANGED]) == 3
    assert FindingKind.REBUILT in findings


def test_a_log_rebuilt_with_our_key_is_found_by_its_files(
    log: list[int], tamper: Tamper, home: Path
) -> None:
    change_and_rebuild(tamper, log, keys.load(home / "secrets"))
    findings = found()
    assert len(findings[FindingKind.FILE_CHANGED]) == 2
    assert findings[FindingKind.REBUILT][0].startswith("Places 4 to 6 of the log do not add up")


def test_a_changed_note_is_found(log: list[int], tamper: Tamper) -> None:
    tamper("UPDATE audit_checkpoint SET note = replace(note, '11-23', '11-22') WHERE size = 6")
    assert found()[FindingKind.SIGNATURE] == [
        "The checkpoint at 6 entries was changed after it was signed."
    ]


@pytest.mark.parametrize(
    "change",
    ["at = at + interval '1 day'", "root = sha256('x')", "frontier = sha256('x')", "size = 7"],
)
def test_a_changed_row_of_a_checkpoint_is_found(
    log: list[int], tamper: Tamper, change: str
) -> None:
    tamper(f"UPDATE audit_checkpoint SET {change} WHERE size = 6")
    assert FindingKind.CHECKPOINT_CHANGED in found()


def test_a_removed_row_of_a_checkpoint_is_found(log: list[int], tamper: Tamper) -> None:
    tamper("DELETE FROM audit_checkpoint WHERE size = 6")
    assert set(found()) == {FindingKind.CHECKPOINT_REMOVED}


def test_a_removed_file_is_found(log: list[int], home: Path) -> None:
    file(home, 6).unlink()
    assert found() == {
        FindingKind.FILE_REMOVED: ["The exported file of the checkpoint at 6 entries is gone."]
    }


def test_a_removed_folder_is_found_and_stays_found(log: list[int], home: Path) -> None:
    shutil.rmtree(home / "checkpoints")
    write()
    seal()
    assert len(found()[FindingKind.FILE_REMOVED]) == 3


def test_a_changed_file_is_found(log: list[int], home: Path) -> None:
    file(home, 6).write_text(file(home, 6).read_text().replace("2026-11-23", "2026-11-22"))
    findings = found()
    assert set(findings) == {FindingKind.FILE_CHANGED, FindingKind.SIGNATURE}


def test_a_file_that_is_not_text_is_found(log: list[int], home: Path) -> None:
    file(home, 6).write_bytes(b"\xff\xfe\x00")
    findings = found()
    assert findings[FindingKind.SIGNATURE] == ["The checkpoint at 6 entries is not a signed note."]


def test_of_many_alike_the_first_are_told_and_the_rest_counted(tamper: Tamper) -> None:
    write(30)
    seal()
    tamper("UPDATE audit_entry SET scope_id = 9")
    sentences = found()[FindingKind.COLUMNS_CHANGED]
    assert len(sentences) == 21
    assert sentences[-1] == "… and 10 more like these."


def test_a_report_reads_as_sentences(log: list[int], tamper: Tamper) -> None:
    assert check().summary == (
        "9 sealed entries and 3 checkpoints checked; 0 entries wait to be sealed."
        " Everything agrees."
    )
    tamper("DELETE FROM audit_entry WHERE id = %s", log[4])
    report = check()
    assert report.summary.endswith("The trail is not what was sealed.")
    assert str(report.findings[0]) == report.findings[0].sentence
