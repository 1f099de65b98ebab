"""The Merkle tree of RFC 6962 §2.1, grown at its right edge.

Of a tree that only grows at the right, the roots of its perfect subtrees are all that is needed:
one per bit that is set in its size, the largest first. So sealing N entries costs O(N + log size).
"""

import hashlib
from collections.abc import Iterable

HASH_SIZE = 32


def leaf_hash(text: str) -> bytes:
    """Return the hash of a leaf: SHA-256 over a zero byte and the text in UTF-8."""
    return hashlib.sha256(b"\x00" + text.encode()).digest()


class Tree:
    """A growing tree. `frontier` are the roots of its perfect subtrees, side by side."""

    def __init__(self, size: int = 0, frontier: bytes = b"") -> None:
        """Continue a tree; raises ValueError when the frontier is not one of a tree that size."""
        if len(frontier) != size.bit_count() * HASH_SIZE:
            raise ValueError(f"A tree of {size} leaves has no frontier of {len(frontier)} bytes.")
        self.size = size
        self._roots = [
            frontier[start : start + HASH_SIZE] for start in range(0, len(frontier), HASH_SIZE)
        ]

    @property
    def frontier(self) -> bytes:
        return b"".join(self._roots)

    def append(self, leaf: bytes) -> None:
        """Add the leaf with this hash, merging subtrees that have become a perfect pair."""
        grown = leaf
        rest = self.size
        while rest & 1:
            grown = _node_hash(self._roots.pop(), grown)
            rest >>= 1
        self._roots.append(grown)
        self.size += 1

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Add leaves in order."""
        for leaf in leaves:
            self.append(leaf)

    def root(self) -> bytes:
        """Return the Merkle tree hash; of an empty tree the hash of nothing."""
        if not self._roots:
            return hashlib.sha256(b"").digest()
        root = self._roots[-1]
        for left in reversed(self._roots[:-1]):
            root = _node_hash(left, root)
        return root


def _node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()
