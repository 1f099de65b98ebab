"""Checking: recomputes the whole log and compares it with everything that was ever signed.

Three things must agree: each entry with its leaf, the leaves with the roots of all checkpoints,
and the checkpoints in the database with those exported to files. Whoever changes the database
cannot sign; whoever can sign cannot reach the copies of the files that were taken elsewhere.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NamedTuple

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mashangban.audit import canonical, sealing
from mashangban.audit.log.merkle import Tree, leaf_hash
from mashangban.audit.log.notes import BadNote, Flaw, Statement, Verifier, read
from mashangban.audit.models import Checkpoint
from mashangban.audit.types import Finding, FindingKind, Progress, Report
from mashangban.kit import when

_CHUNK: Final = 2_000
_SENTENCES_OF_A_KIND: Final = 20  # the rest is counted
_LEAVES: Final = """
SELECT leaf.index, leaf.entry_id, leaf.hash, entry.canonical, entry.at, entry.actor_kind,
       entry.actor_id, entry.verb, entry.subject_kind, entry.subject_id, entry.scope_id,
       entry.transaction::text::bigint
FROM audit_leaf leaf LEFT JOIN audit_entry entry ON entry.id = leaf.entry_id
ORDER BY leaf.index
"""
_UNSEALED: Final = """
SELECT entry.id,
       %(here)s AND (entry.transaction < %(sealed_below)s::text::xid8
                     OR entry.transaction >= pg_snapshot_xmax(pg_current_snapshot()))
FROM audit_entry entry
WHERE NOT EXISTS (SELECT FROM audit_leaf leaf WHERE leaf.entry_id = entry.id)
ORDER BY entry.id
"""


class _Row(NamedTuple):
    """A leaf with its entry, as `_LEAVES` selects them; `canonical` is None without an entry."""

    place: int  # counted from 0
    entry_id: int
    hash: bytes
    canonical: str | None
    at: datetime
    actor_kind: str
    actor_id: str
    verb: str
    subject_kind: str
    subject_id: str
    scope_id: int | None
    transaction: int


@dataclass(slots=True)
class _Findings:
    """Collects what is wrong: of many alike the first sentences, and how many more."""

    _sentences: dict[FindingKind, list[str]] = field(default_factory=lambda: defaultdict(list))
    _more: dict[FindingKind, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, kind: FindingKind, sentence: str, **values: object) -> None:
        if len(self._sentences[kind]) < _SENTENCES_OF_A_KIND:
            self._sentences[kind].append(sentence % values)
        else:
            self._more[kind] += 1

    def all(self) -> Iterator[Finding]:
        for kind, sentences in self._sentences.items():
            for sentence in sentences:
                yield Finding(kind, sentence)
            if more := self._more[kind]:
                text = ngettext("… and %(n)s more like this.", "… and %(n)s more like these.", more)
                yield Finding(kind, text % {"n": more})


def _silent(done: int, total: int) -> None:
    """Tell nobody."""


def check(progress: Progress = _silent) -> Report:
    """Compare every entry, leaf, checkpoint and exported file; tell what does not agree.

    Reads one snapshot of the database, so it may run beside the sealer; must not be called inside
    a transaction.
    """
    exports, found = sealing.exports(), _Findings()
    # Files first: what is published by now is committed, so the snapshot below holds it.
    files = {size: exports.read(size) or "" for size in exports.sizes()}
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        rows = list(Checkpoint.objects.order_by("size"))
        signed = _check_checkpoints(rows, files, found)
        sealed = _Walk(rows, signed, found).over_all_leaves(progress)
        unsealed = _check_unsealed(rows[-1] if rows else None, found)
    return Report(tuple(found.all()), sealed, unsealed, len(rows))


def _check_checkpoints(
    rows: Sequence[Checkpoint], files: dict[int, str], found: _Findings
) -> dict[int, list[Statement]]:
    """Compare rows with files; return what either states under a good signature, by size."""
    verifiers = sealing.verifiers()
    signed: dict[int, list[Statement]] = defaultdict(list)
    by_size = {row.size: row for row in rows}
    for size in sorted(by_size.keys() | files.keys()):
        row, file = by_size.get(size), files.get(size)
        _compare_with_file(size, row, file, found)
        stated_by_row = _statement(size, row.note, verifiers, found) if row else None
        stated_by_file = stated_by_row
        if file is not None and (row is None or file != row.note):
            stated_by_file = _statement(size, file, verifiers, found)
        for statement in dict.fromkeys((stated_by_file, stated_by_row)):
            if statement:
                signed[statement.size].append(statement)
        if row and stated_by_row and not _repeats(row, stated_by_row):
            found.add(
                FindingKind.CHECKPOINT_CHANGED,
                _("The row of the checkpoint at %(size)s entries does not say what its note says."),
                size=size,
            )
    return signed


def _compare_with_file(
    size: int, row: Checkpoint | None, file: str | None, found: _Findings
) -> None:
    if row is None:
        found.add(
            FindingKind.CHECKPOINT_REMOVED,
            _("The checkpoint at %(size)s entries was exported, but its row is gone."),
            size=size,
        )
    elif file is None and not _is_being_exported(row):
        found.add(
            FindingKind.FILE_REMOVED,
            _("The exported file of the checkpoint at %(size)s entries is gone."),
            size=size,
        )
    elif file is not None and file != row.note:
        found.add(
            FindingKind.FILE_CHANGED,
            _(
                "The exported file of the checkpoint at %(size)s entries and the database"
                " say different things."
            ),
            size=size,
        )


def _is_being_exported(row: Checkpoint) -> bool:
    """Say whether the sealer published the file after we looked, or is about to."""
    exports = sealing.exports()
    return row.note in (exports.read(row.size), exports.prepared(row.size))


def _statement(
    size: int, note: str, verifiers: Sequence[Verifier], found: _Findings
) -> Statement | None:
    try:
        return read(note, verifiers)
    except BadNote as error:
        found.add(FindingKind.SIGNATURE, _sentence_about(error.flaw), size=size)
        return None


def _sentence_about(flaw: Flaw) -> str:
    match flaw:
        case Flaw.UNREADABLE:
            return _("The checkpoint at %(size)s entries is not a signed note.")
        case Flaw.UNKNOWN_KEY:
            return _("None of our keys has signed the checkpoint at %(size)s entries.")
        case Flaw.CHANGED:
            return _("The checkpoint at %(size)s entries was changed after it was signed.")


def _repeats(row: Checkpoint, statement: Statement) -> bool:
    """Say whether the columns of a checkpoint repeat its note."""
    try:
        root = Tree(row.size, bytes(row.frontier)).root()
    except ValueError:
        return False
    columns = Statement(row.size, bytes(row.root), canonical.instant_text(row.at))
    return columns == statement and root == statement.root


class _Walk:
    """Goes through the leaves in order, growing the tree again and comparing at each checkpoint."""

    def __init__(
        self, rows: Sequence[Checkpoint], signed: dict[int, list[Statement]], found: _Findings
    ) -> None:
        self._ends = {row.size for row in rows}
        self._signed = signed
        self._found = found
        self._tree = Tree()
        self._next = 0
        self._sound_until = 0  # the last size at which the root was as signed
        self._comparable = True  # after a gap or a wrong root all later roots are wrong as well
        self._previous: tuple[int, int] | None = None

    def over_all_leaves(self, progress: Progress) -> int:
        """Check everything; return how many places the log has."""
        total, done = _count_leaves(), 0
        for row in _leaves():
            self._check_place(row)
            self._check_entry(row)
            self._check_order(row)
            self._tree.append(row.hash)
            self._next = row.place + 1
            self._check_root()
            done += 1
            if done % _CHUNK == 0:
                progress(done, total)
        progress(done, total)
        self._check_end()
        return done

    def _check_place(self, row: _Row) -> None:
        if row.place != self._next:
            self._comparable = False
            self._found.add(
                FindingKind.PLACE_REMOVED,
                _("Places %(first)s to %(last)s of the log were removed."),
                first=self._next + 1,
                last=row.place,
            )

    def _check_entry(self, row: _Row) -> None:
        if row.canonical is None:
            self._found.add(
                FindingKind.ENTRY_REMOVED,
                _("Entry %(id)s was removed; it has place %(place)s in the log."),
                id=row.entry_id,
                place=row.place + 1,
            )
        elif leaf_hash(row.canonical) != row.hash:
            self._found.add(
                FindingKind.ENTRY_CHANGED,
                _("Entry %(id)s was changed; it has place %(place)s in the log."),
                id=row.entry_id,
                place=row.place + 1,
            )
        elif not _columns_repeat_text(row, row.canonical):
            self._found.add(
                FindingKind.COLUMNS_CHANGED,
                _("The columns of entry %(id)s were changed; its sealed text says otherwise."),
                id=row.entry_id,
            )

    def _check_order(self, row: _Row) -> None:
        if self._next in self._ends:
            self._previous = None  # another cluster may have begun, which counts anew
        if row.canonical is None:
            return
        place = (row.transaction, row.entry_id)
        if self._previous and place < self._previous:
            self._found.add(
                FindingKind.REORDERED,
                _("Entry %(id)s stands in the log behind entry %(other)s, which came after it."),
                id=row.entry_id,
                other=self._previous[1],
            )
        self._previous = place

    def _check_root(self) -> None:
        statements = self._signed.get(self._next, ())
        if not self._comparable or not statements:
            return
        root = self._tree.root()
        wrong = [statement for statement in statements if statement.root != root]
        if not wrong:
            self._sound_until = self._next
            return
        self._comparable = False
        self._found.add(
            FindingKind.REBUILT,
            _(
                "Places %(first)s to %(last)s of the log do not add up to the root signed at"
                " %(at)s: something there was replaced or moved, and the log rebuilt over it."
            ),
            first=self._sound_until + 1,
            last=self._next,
            at=_stamp(wrong[0]),
        )

    def _check_end(self) -> None:
        latest = max((s for of in self._signed.values() for s in of), key=_size, default=None)
        if latest and latest.size > self._next:
            self._found.add(
                FindingKind.CUT_OFF,
                _(
                    "The log ends at %(size)s entries, but %(stated)s were signed at %(at)s: the"
                    " end was cut off."
                ),
                size=self._next,
                stated=latest.size,
                at=_stamp(latest),
            )
        last_row = max(self._ends, default=0)
        if self._next > last_row:
            self._found.add(
                FindingKind.UNSIGNED_END,
                _("Places %(first)s to %(last)s of the log were never signed."),
                first=last_row + 1,
                last=self._next,
            )


def _size(statement: Statement) -> int:
    return statement.size


def _stamp(statement: Statement) -> str:
    return when.stamp(datetime.fromisoformat(statement.at))


def _columns_repeat_text(row: _Row, text: str) -> bool:
    try:
        fields = canonical.parse(text)
    except ValueError:
        return False
    return (
        fields.get("at") == canonical.instant_text(row.at)
        and fields.get("by") == [row.actor_kind, row.actor_id]
        and fields.get("verb") == row.verb
        and fields.get("subject") == [row.subject_kind, row.subject_id]
        and fields.get("scope") == row.scope_id
    )


def _check_unsealed(last: Checkpoint | None, found: _Findings) -> int:
    """Tell of entries that the sealer can never have seen; return how many it has yet to seal."""
    # What another cluster left unsealed is taken up by the next seal, whatever its number.
    here = last is not None and last.cluster == sealing.current_cluster()
    with connection.cursor() as cursor:
        cursor.execute(
            _UNSEALED, {"here": here, "sealed_below": str(last.sealed_below if last else 0)}
        )
        rows = cursor.fetchall()
    inserted = [entry_id for entry_id, cannot_be in rows if cannot_be]
    for entry_id in inserted:
        found.add(
            FindingKind.ENTRY_INSERTED,
            _("Entry %(id)s was put in past the sealer: its transaction cannot be that one."),
            id=entry_id,
        )
    return len(rows) - len(inserted)


def _leaves() -> Iterator[_Row]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(_LEAVES)
        while rows := cursor.fetchmany(_CHUNK):
            for place, entry_id, leaf, *rest in rows:
                yield _Row(place, entry_id, bytes(leaf), *rest)


def _count_leaves() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_leaf")
        (count,) = cursor.fetchone() or (0,)
    return int(count)
