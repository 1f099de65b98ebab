"""Keys of persons, the ring that wraps them, and what is noticed when the ring is not itself."""

import json
import random
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from mashangban.kit import crypto, randomness

AT = datetime(2026, 11, 23, 2, 20, tzinfo=UTC)
CONTEXT = "request-text:0193"


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Iterator[Path]:
    """A home of its own with a fresh ring."""
    settings.HOME = tmp_path
    crypto.forget_cached_keys()
    assert crypto.create_ring(at=AT)
    yield tmp_path
    crypto.forget_cached_keys()


def ring_document() -> Any:
    return json.loads(crypto.ring_path().read_text())


def write_ring(document: Any) -> None:
    crypto.ring_path().write_text(json.dumps(document))
    crypto.forget_cached_keys()


class TestEncryption:
    @pytest.mark.parametrize("text", ["", "王小明", "a" * 100_000])
    def test_what_was_encrypted_can_be_read(self, text: str) -> None:
        key = crypto.new_data_key()
        ciphertext = crypto.encrypt_text(key, text, context=CONTEXT)
        assert crypto.decrypt_text(key, ciphertext, context=CONTEXT) == text

    def test_nothing_of_the_text_shows(self) -> None:
        key = crypto.new_data_key()
        plaintext = b"a text that is easy to recognise"
        ciphertext = crypto.encrypt(key, plaintext, context=CONTEXT)
        assert not any(plaintext[i : i + 4] in ciphertext for i in range(len(plaintext) - 4))
        assert len(ciphertext) == 1 + 12 + len(plaintext) + 16

    def test_the_same_text_looks_different_each_time(self) -> None:
        key = crypto.new_data_key()
        assert len({crypto.encrypt(key, b"same", context=CONTEXT) for _ in range(20)}) == 20

    def test_another_persons_key_does_not_open_it(self) -> None:
        ciphertext = crypto.encrypt(crypto.new_data_key(), b"secret", context=CONTEXT)
        with pytest.raises(crypto.WrongKey):
            crypto.decrypt(crypto.new_data_key(), ciphertext, context=CONTEXT)

    def test_a_ciphertext_moved_to_another_row_does_not_open(self) -> None:
        key = crypto.new_data_key()
        ciphertext = crypto.encrypt(key, b"secret", context=CONTEXT)
        with pytest.raises(crypto.WrongKey):
            crypto.decrypt(key, ciphertext, context="request-text:0194")

    @pytest.mark.parametrize("position", [0, 1, 12, 13, -1])
    def test_a_changed_byte_is_noticed(self, position: int) -> None:
        key = crypto.new_data_key()
        changed = bytearray(crypto.encrypt(key, b"secret", context=CONTEXT))
        changed[position] ^= 1
        with pytest.raises(crypto.WrongKey):
            crypto.decrypt(key, bytes(changed), context=CONTEXT)

    @pytest.mark.parametrize("blob", [b"", b"\x01", b"\x01" + bytes(12), b"\x01" + bytes(20)])
    def test_a_truncated_ciphertext_is_noticed(self, blob: bytes) -> None:
        with pytest.raises(crypto.WrongKey):
            crypto.decrypt(crypto.new_data_key(), blob, context=CONTEXT)

    @pytest.mark.parametrize("key", [None, b""])
    def test_the_key_of_an_erased_person_opens_nothing(self, key: bytes | None) -> None:
        ciphertext = crypto.encrypt(crypto.new_data_key(), b"secret", context=CONTEXT)
        with pytest.raises(crypto.KeyErased):
            crypto.decrypt(key, ciphertext, context=CONTEXT)
        with pytest.raises(crypto.KeyErased):
            crypto.encrypt(key, b"more", context=CONTEXT)

    def test_a_wrapped_key_is_small_and_names_its_ring_key(self) -> None:
        wrapped = crypto.new_data_key()
        assert len(wrapped) == 1 + 8 + 12 + 32 + 16
        assert crypto.wrapping_key_id(wrapped) == crypto.current_key_id()

    def test_what_a_database_driver_may_hand_over_is_read_too(self) -> None:
        key = crypto.new_data_key()
        ciphertext = memoryview(crypto.encrypt(key, b"secret", context=CONTEXT))
        assert crypto.decrypt(memoryview(key), ciphertext, context=CONTEXT) == b"secret"

    def test_seeded_randomness_gives_the_same_bytes(self) -> None:
        def once() -> tuple[bytes, bytes]:
            with randomness.seeded(random.Random(7)):
                key = crypto.new_data_key()
                return key, crypto.encrypt(key, b"x", context=CONTEXT)

        assert once() == once()


class TestLookup:
    def test_the_same_value_gives_the_same_hash(self) -> None:
        one = crypto.lookup_hash("13800000142", purpose="detail:phone")
        assert one == crypto.lookup_hash("13800000142", purpose="detail:phone")
        assert len(one) == 32

    def test_purposes_are_unrelated(self) -> None:
        assert crypto.lookup_hash("x", purpose="a") != crypto.lookup_hash("x", purpose="b")

    def test_it_depends_on_the_ring(self, settings: Any, tmp_path: Path) -> None:
        here = crypto.lookup_hash("13800000142", purpose="detail:phone")
        settings.HOME = tmp_path / "elsewhere"
        crypto.create_ring(at=AT)
        assert crypto.lookup_hash("13800000142", purpose="detail:phone") != here

    def test_it_survives_a_rotation(self) -> None:
        before = crypto.lookup_hash("13800000142", purpose="detail:phone")
        crypto.add_ring_key(at=AT)
        assert crypto.lookup_hash("13800000142", purpose="detail:phone") == before


class TestSealing:
    def test_a_sealed_text_can_be_unsealed_in_its_context_only(self) -> None:
        sealed = crypto.seal("JBSWY3DPEHPK3PXP", context="second factor")
        assert "JBSWY3DPEHPK3PXP" not in sealed
        assert crypto.unseal(sealed, context="second factor") == "JBSWY3DPEHPK3PXP"
        with pytest.raises(crypto.WrongKey):
            crypto.unseal(sealed, context="something else")

    def test_resealing_moves_it_to_the_present_key(self) -> None:
        sealed = crypto.seal("secret", context="c")
        new = crypto.add_ring_key(at=AT)
        resealed = crypto.reseal(sealed, context="c")
        assert crypto.sealing_key_id(sealed) != new
        assert crypto.sealing_key_id(resealed) == new
        assert crypto.unseal(resealed, context="c") == "secret"

    def test_a_wrapped_key_cannot_be_unsealed(self) -> None:
        import base64

        wrapped = base64.b64encode(crypto.new_data_key()).decode()
        with pytest.raises(crypto.WrongKey):
            crypto.unseal(wrapped, context="")


class TestRing:
    def test_its_file_is_for_its_owner_only(self, home: Path) -> None:
        path = crypto.ring_path()
        assert path == home / "secrets" / "keyring.json"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert [file.name for file in path.parent.iterdir()] == ["keyring.json"]

    def test_it_is_made_once(self) -> None:
        before = crypto.ring_path().read_text()
        assert not crypto.create_ring(at=AT)
        assert crypto.ring_path().read_text() == before

    def test_after_a_rotation_both_keys_open_and_the_new_one_wraps(self) -> None:
        wrapped = crypto.new_data_key()
        ciphertext = crypto.encrypt(wrapped, b"secret", context=CONTEXT)
        new = crypto.add_ring_key(at=AT)
        rewrapped = crypto.rewrap(wrapped)
        assert crypto.wrapping_key_id(crypto.new_data_key()) == new
        assert crypto.wrapping_key_id(rewrapped) == new
        crypto.forget_cached_keys()
        for key in (wrapped, rewrapped):
            assert crypto.decrypt(key, ciphertext, context=CONTEXT) == b"secret"
        assert stat.S_IMODE(crypto.ring_path().stat().st_mode) == 0o600

    def test_a_rotation_by_another_process_is_seen(self, home: Path) -> None:
        from mashangban.kit.crypto.ring import KeyRing

        crypto.new_data_key()  # this process has read the file
        changed = KeyRing.from_json(crypto.ring_path().read_text()).with_new_key(AT)
        beside = home / "new"
        beside.write_text(changed.to_json())
        beside.replace(crypto.ring_path())
        assert crypto.current_key_id() == changed.current.id

    def test_only_keys_superseded_long_enough_are_named(self) -> None:
        first = crypto.current_key_id()
        second = crypto.add_ring_key(at=AT)
        crypto.add_ring_key(at=AT + timedelta(days=1))
        assert crypto.superseded_key_ids(before=AT) == set()
        assert crypto.superseded_key_ids(before=AT + timedelta(hours=1)) == {first}
        assert crypto.superseded_key_ids(before=AT + timedelta(days=2)) == {first, second}

    def test_what_a_dropped_key_wrapped_is_lost(self) -> None:
        wrapped = crypto.new_data_key()
        ciphertext = crypto.encrypt(wrapped, b"secret", context=CONTEXT)
        old = crypto.current_key_id()
        crypto.add_ring_key(at=AT)
        crypto.drop_ring_keys({old})
        with pytest.raises(crypto.KeyRingLost, match=f"lacks the key {old.hex()}"):
            crypto.decrypt(wrapped, ciphertext, context=CONTEXT)

    def test_the_key_in_use_cannot_be_dropped(self) -> None:
        with pytest.raises(AssertionError):
            crypto.drop_ring_keys({crypto.current_key_id()})

    def test_its_fingerprint_stays_through_rotations_and_differs_from_others(
        self, settings: Any, tmp_path: Path
    ) -> None:
        before = crypto.fingerprint()
        crypto.add_ring_key(at=AT)
        assert crypto.fingerprint() == before
        settings.HOME = tmp_path / "elsewhere"
        crypto.create_ring(at=AT)
        assert crypto.fingerprint() != before


class TestLoss:
    """Each way of losing the ring is told, with what to do; none is mended by a new ring."""

    def test_a_missing_ring(self) -> None:
        wrapped = crypto.new_data_key()
        crypto.ring_path().unlink()
        crypto.forget_cached_keys()
        for attempt in (
            crypto.new_data_key,
            lambda: crypto.encrypt(wrapped, b"", context=CONTEXT),
            lambda: crypto.lookup_hash("x", purpose="p"),
        ):
            with pytest.raises(crypto.KeyRingLost, match=r"is missing.*Put its backup back"):
                attempt()
        assert not crypto.ring_path().exists()

    @pytest.mark.parametrize(
        ("spoil", "problem"),
        [
            (lambda ring: {}, "unknown format"),
            (lambda ring: [], "unknown format"),
            (lambda ring: ring | {"keys": []}, "no keys"),
            (lambda ring: ring | {"lookup": "c2hvcnQ="}, "wrong length"),
            (lambda ring: {k: v for k, v in ring.items() if k != "lookup"}, "a part is missing"),
            (
                lambda ring: ring | {"keys": [ring["keys"][0] | {"id": "00" * 8}]},
                f"key {'00' * 8} was changed",
            ),
        ],
    )
    def test_a_damaged_ring(self, spoil: Any, problem: str) -> None:
        write_ring(spoil(ring_document()))
        with pytest.raises(crypto.KeyRingLost, match=problem):
            crypto.new_data_key()

    def test_a_half_written_ring(self) -> None:
        path = crypto.ring_path()
        path.write_text(path.read_text()[:100])
        with pytest.raises(crypto.KeyRingLost, match="not JSON"):
            crypto.new_data_key()

    def test_an_older_ring_lacks_the_newest_key(self) -> None:
        old = crypto.ring_path().read_text()
        crypto.add_ring_key(at=AT)
        wrapped = crypto.new_data_key()
        crypto.ring_path().write_text(old)
        crypto.forget_cached_keys()
        with pytest.raises(crypto.KeyRingLost, match="newest backup"):
            crypto.encrypt(wrapped, b"", context=CONTEXT)

    def test_messages_hold_no_secrets(self) -> None:
        ring = ring_document()
        secret = ring["keys"][0]["key"]
        write_ring(ring | {"format": 2})
        with pytest.raises(crypto.KeyRingLost) as caught:
            crypto.new_data_key()
        assert secret not in repr(caught.value)
        assert secret not in repr(caught.value.__cause__)
