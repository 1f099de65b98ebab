"""Audit entries, and the Merkle log that seals them (RFC 6962 §2).

The three tables only grow: triggers refuse to change or remove rows (migration 0002). Whoever can
remove the triggers is found by `check-audit`.
"""

from typing import Any

from django.db import models
from django.db.models.expressions import RawSQL


class TransactionId(models.BigIntegerField):  # type: ignore[type-arg]
    """PostgreSQL's xid8: a number that grows with each writing transaction of the cluster."""

    def db_type(self, connection: object) -> str:
        return "xid8"

    def get_placeholder(self, value: object, compiler: object, connection: object) -> str:
        return "%s::text::xid8"  # there is no cast from a number

    def get_db_prep_value(self, value: Any, connection: object, prepared: bool = False) -> Any:
        return None if value is None else str(value)

    def from_db_value(self, value: Any, *_: object) -> int | None:
        return None if value is None else int(value)


class Entry(models.Model):
    """One thing that somebody did, written in the transaction that did it.

    `canonical` is the text that is hashed; the other columns repeat parts of it for searching, and
    `check-audit` compares them. No foreign keys: an entry outlives what it speaks of. The sealer
    goes by `transaction`, because ids are handed out before the commit and so not in its order.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=16)
    actor_id = models.CharField(max_length=64)
    verb = models.CharField(max_length=64)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=64)
    scope_id = models.BigIntegerField(null=True)
    canonical = models.TextField()
    transaction = TransactionId(db_default=RawSQL("pg_current_xact_id()", ()), editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "id"], name="entry_subject"),
            models.Index(fields=["transaction", "id"], name="entry_transaction"),
        ]


class Leaf(models.Model):
    """The place of an entry in the sealed log, counted from 0, and its leaf hash."""

    index = models.BigIntegerField(primary_key=True)
    entry_id = models.BigIntegerField(unique=True)
    hash = models.BinaryField(max_length=32)


class Checkpoint(models.Model):
    """A signed statement of size and root of the log (`note`); also exported to a file.

    The last one is also what the sealer continues from: `frontier` holds the roots of the perfect
    subtrees side by side; every entry whose transaction is below `sealed_below` has its leaf, which
    is true of the database `cluster` only, as another one counts its transactions anew.
    """

    size = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    root = models.BinaryField(max_length=32)
    note = models.TextField()
    frontier = models.BinaryField()
    sealed_below = TransactionId()
    cluster = models.BigIntegerField()
