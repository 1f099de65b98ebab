"""Sealing: gives settled entries their place in the Merkle log and signs how far it has come.

An entry is settled when no transaction that was open beside it can still commit before it: its
transaction is below the snapshot's xmin. So entries are sealed in the order of (transaction, id),
and none is ever overtaken, however late it commits. A long write elsewhere in the cluster delays
sealing until it ends.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import connection, transaction

from mashangban.audit import actions
from mashangban.audit.canonical import instant_text
from mashangban.audit.errors import CheckpointExists, LogBroken, SigningKeyLost
from mashangban.audit.log import keys, notes
from mashangban.audit.log.files import Exports
from mashangban.audit.log.merkle import Tree
from mashangban.audit.models import Checkpoint
from mashangban.kit.actors import Actor

BATCH: Final = 10_000
_ADVISORY_LOCK: Final = 7_305_437_618  # any number that nobody else in this database takes

# The range of the index (transaction, id) that can hold entries not sealed yet. Of the transaction
# in which a full batch ended some are sealed and some are not; hence the look into the leaves.
_SETTLED_SINCE: Final = (
    "transaction >= %(sealed_below)s::text::xid8"
    " AND transaction < pg_snapshot_xmin(pg_current_snapshot())"
)
# After a restore into another cluster, entries bear numbers of the old one: those that lie ahead
# of the new one's counter can only be committed. This reads the whole table, but only then.
_SETTLED_ANYWHERE: Final = (
    "(transaction < pg_snapshot_xmin(pg_current_snapshot())"
    " OR transaction >= pg_snapshot_xmax(pg_current_snapshot()))"
)
_SEAL: Final = """
WITH settled AS MATERIALIZED (
    SELECT entry.id, entry.canonical, entry.transaction
    FROM audit_entry entry
    WHERE {condition}
      AND NOT EXISTS (SELECT FROM audit_leaf leaf WHERE leaf.entry_id = entry.id)
    ORDER BY entry.transaction, entry.id
    LIMIT %(batch)s
), placed AS (
    INSERT INTO audit_leaf (index, entry_id, hash)
    SELECT %(size)s::bigint + row_number() OVER (ORDER BY transaction, id) - 1,
           id,
           sha256('\\x00'::bytea || convert_to(canonical, 'UTF8'))
    FROM settled
    RETURNING index, entry_id, hash
)
SELECT placed.hash, settled.transaction::text::bigint,
       pg_snapshot_xmin(pg_current_snapshot())::text::bigint
FROM placed JOIN settled ON settled.id = placed.entry_id
ORDER BY placed.index
"""


@dataclass(frozen=True, slots=True)
class _Placed:
    """What one statement sealed: the leaf hashes in order, and how far that has come."""

    hashes: list[bytes]
    sealed_below: int
    cluster: int


def seal(*, at: datetime) -> int:
    """Seal all settled entries in batches, one signed and exported checkpoint each.

    Returns how many were sealed; 0 as well when another worker is sealing. Raises SealingStopped
    when the key is gone or the end of the log is not what was signed last.
    """
    sealed = 0
    while True:
        batch = _seal_batch(at)
        sealed += batch
        if batch < BATCH:
            return sealed


def renew_signing_key(*, by: Actor, at: datetime) -> None:
    """Sign with a new key from now on, after the old one was lost or seen by others.

    Checkpoints signed before stay verifiable; the trail tells who renewed it and the new verifier.
    """
    key = keys.make(_secrets())
    verifier = notes.Verifier.of(notes.ORIGIN, key.public_key())
    actions.record(
        by=by,
        at=at,
        verb="audit.renew_signing_key",
        subject=("audit_log", notes.ORIGIN),
        data={"verifier": verifier.line},
    )


def exports() -> Exports:
    """Return the folder of exported checkpoints of this home."""
    return Exports(Path(settings.HOME) / "checkpoints")


def verifiers() -> tuple[notes.Verifier, ...]:
    """Return the public halves of the keys that sign or signed in this home."""
    return keys.verifiers(_secrets())


def current_cluster() -> int:
    """Return the identifier that a database cluster gets at its birth."""
    return int(str(_value("SELECT system_identifier FROM pg_control_system()")))


def _seal_batch(at: datetime) -> int:
    with transaction.atomic(durable=True):
        if not _take_lock():
            return 0
        last = Checkpoint.objects.order_by("size").last()
        if last is not None:
            _finish_export(last)
        placed = _place(last)
        if not placed.hashes:
            return 0
        tree, key = _continue(last)
        tree.extend(placed.hashes)
        note = notes.sign(notes.Statement(tree.size, tree.root(), instant_text(at)), key)
        _prepare(tree.size, note)
        Checkpoint(
            size=tree.size,
            at=at,
            root=tree.root(),
            note=note,
            frontier=tree.frontier,
            sealed_below=placed.sealed_below,
            cluster=placed.cluster,
        ).save(force_insert=True)
    exports().publish(tree.size)
    return len(placed.hashes)


def _take_lock() -> bool:
    """Take the right to seal until the transaction ends; False when another session has it."""
    return bool(_value("SELECT pg_try_advisory_xact_lock(%s)", _ADVISORY_LOCK))


def _finish_export(last: Checkpoint) -> None:
    """Publish what was prepared when the program died between commit and publishing."""
    if exports().prepared(last.size) == last.note:
        exports().publish(last.size)


def _place(last: Checkpoint | None) -> _Placed:
    cluster = current_cluster()
    sealed_here = last is not None and last.cluster == cluster
    with connection.cursor() as cursor:
        cursor.execute(
            _SEAL.format(condition=_SETTLED_SINCE if sealed_here else _SETTLED_ANYWHERE),
            {
                "batch": BATCH,
                "size": last.size if last else 0,
                "sealed_below": str(last.sealed_below) if last else "0",
            },
        )
        rows = cursor.fetchall()
    hashes = [bytes(row[0]) for row in rows]
    if len(rows) < BATCH:
        return _Placed(hashes, rows[-1][2] if rows else 0, cluster)
    # More may wait. Until all that a restore brought is sealed, its cluster stays the known one.
    return _Placed(hashes, rows[-1][1], cluster if sealed_here else last.cluster if last else 0)


def _continue(last: Checkpoint | None) -> tuple[Tree, Ed25519PrivateKey]:
    """Return the tree as last signed, and the key. Raises SigningKeyLost, LogBroken."""
    key = keys.load(_secrets())
    if last is None:
        return Tree(), key or keys.make(_secrets())
    if key is None:
        raise SigningKeyLost(
            "The key that signs audit checkpoints is gone from the folder of secrets, so nothing"
            " is sealed. Put audit-signing-key.pem back from the backup; if it is lost for good,"
            " renew the key."
        )
    try:
        stated = notes.read(last.note, verifiers())
        tree = Tree(last.size, bytes(last.frontier))
    except ValueError as error:
        raise LogBroken(_broken(last, str(error))) from error
    if (stated.size, stated.root) != (tree.size, tree.root()):
        raise LogBroken(_broken(last, "It does not fit the tree."))
    return tree, key


def _broken(last: Checkpoint, reason: str) -> str:
    return (
        f"The last checkpoint of the audit log ({last.size} entries) cannot be continued: {reason}"
        " Nothing is sealed until somebody has looked into it: run `mashangban check-audit`."
    )


def _prepare(size: int, note: str) -> None:
    try:
        exports().prepare(size, note)
    except FileExistsError as error:
        raise CheckpointExists(
            f"A checkpoint of {size} entries was exported before, so the log in the database was"
            " cut back or replaced. Nothing is sealed until somebody has looked into it: run"
            " `mashangban check-audit`. After restoring an older backup on purpose, move the files"
            " of later checkpoints elsewhere and keep them."
        ) from error


def _value(sql: str, *parameters: int) -> object:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        row = cursor.fetchone()
    return row[0] if row else None


def _secrets() -> Path:
    return Path(settings.HOME) / "secrets"
