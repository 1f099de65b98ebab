import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mashangban.audit.log.merkle import Tree, leaf_hash

# Inputs and roots of the reference tests of Certificate Transparency (RFC 6962).
REFERENCE_LEAVES = [
    bytes.fromhex(leaf).decode()
    for leaf in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
REFERENCE_ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


def naive_root(leaves: list[bytes]) -> bytes:
    """RFC 6962 §2.1 word for word: split at the largest power of two below the size."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    left, right = naive_root(leaves[:split]), naive_root(leaves[split:])
    return hashlib.sha256(b"\x01" + left + right).digest()


def hashes(count: int) -> list[bytes]:
    return [leaf_hash(str(number)) for number in range(count)]


def test_roots_are_those_of_the_reference() -> None:
    tree = Tree()
    for leaf, root in zip(REFERENCE_LEAVES, REFERENCE_ROOTS, strict=True):
        tree.append(leaf_hash(leaf))
        assert tree.root().hex() == root


def test_empty_tree_has_the_hash_of_nothing() -> None:
    assert Tree().root() == hashlib.sha256(b"").digest()


def test_growing_equals_the_definition_at_every_size() -> None:
    leaves, tree = hashes(300), Tree()
    for size in range(300):
        assert tree.root() == naive_root(leaves[:size])
        tree.append(leaves[size])


@given(st.lists(st.integers(min_value=0, max_value=40), max_size=12))
def test_continuing_from_a_frontier_equals_growing_at_once(steps: list[int]) -> None:
    leaves = hashes(sum(steps))
    size, frontier = 0, b""
    for step in steps:
        tree = Tree(size, frontier)
        tree.extend(leaves[size : size + step])
        size, frontier = tree.size, tree.frontier
    assert Tree(size, frontier).root() == naive_root(leaves)


def test_frontier_grows_with_the_logarithm() -> None:
    tree = Tree()
    tree.extend(hashes(1_023))
    assert len(tree.frontier) == 10 * 32


def test_frontier_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match="frontier"):
        Tree(3, b"\0" * 32)
