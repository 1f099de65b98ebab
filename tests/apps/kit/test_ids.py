"""Identifiers ordered by time, and the randomness in them."""

import random
import threading
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import mashangban
from mashangban.kit import randomness
from mashangban.kit.clock import SHANGHAI
from mashangban.kit.ids import new_id

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
SOURCE = Path(mashangban.__file__).parent


def milliseconds(row_id: uuid.UUID) -> int:
    """Return the instant that a UUIDv7 holds in its first 48 bits (RFC 9562, 5.7)."""
    return row_id.int >> 80


def test_version_and_variant_are_those_of_rfc_9562() -> None:
    for _ in range(50):
        row_id = new_id(AT)
        assert row_id.version == 7
        assert row_id.variant == uuid.RFC_4122


@pytest.mark.parametrize("microseconds", [0, 1, 999, 1_000, 123_456, 999_000, 999_999])
def test_the_instant_is_in_it_to_the_millisecond(microseconds: int) -> None:
    at = AT + timedelta(microseconds=microseconds)
    expected = (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
    assert milliseconds(new_id(at)) == expected
    assert new_id(at.astimezone(SHANGHAI)).int >> 80 == expected


def test_later_ones_sort_behind_earlier_ones() -> None:
    ids = [new_id(AT + timedelta(milliseconds=step)) for step in range(100)]
    assert sorted(ids, key=str) == ids


def test_ten_thousand_of_one_instant_differ() -> None:
    assert len({new_id(AT) for _ in range(10_000)}) == 10_000


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(TypeError):
        new_id(datetime(2026, 11, 23))


def test_the_same_seed_gives_the_same_ids() -> None:
    def three() -> list[uuid.UUID]:
        with randomness.seeded(random.Random(7)):
            return [new_id(AT) for _ in range(3)]

    assert three() == three()
    assert len(set(three())) == 3


def test_a_seed_holds_inside_its_block_only() -> None:
    with randomness.seeded(random.Random(7)):
        first = randomness.token_bytes(16)
        with randomness.seeded(random.Random(7)):
            assert randomness.token_bytes(16) == first
        assert randomness.token_bytes(16) != first  # the outer one goes on where it was
    with pytest.raises(LookupError), randomness.seeded(random.Random(7)):
        raise LookupError
    assert randomness.token_bytes(16) != first


def test_another_thread_is_not_seeded_along() -> None:
    drawn: list[bytes] = []
    with randomness.seeded(random.Random(7)):
        thread = threading.Thread(target=lambda: drawn.append(randomness.token_bytes(16)))
        thread.start()
        thread.join()
        assert drawn != [randomness.token_bytes(16)]


def test_only_the_demonstration_seeds() -> None:
    """A seed in use is a key that everybody can guess."""
    seeding = {
        path.relative_to(SOURCE).parts[0]
        for path in SOURCE.rglob("*.py")
        if "seeded" in path.read_text(encoding="utf-8") and path != SOURCE / "kit" / "randomness.py"
    }
    assert seeding <= {"demonstration"}
