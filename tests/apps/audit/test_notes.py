import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from mashangban.audit.log.notes import (
    ORIGIN,
    BadNote,
    Flaw,
    Statement,
    Verifier,
    open_note,
    read,
    sign,
)

# The example of the documentation of Go's golang.org/x/mod/sumdb/note.
GO_VERIFIER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
GO_NOTE = (
    f"{GO_TEXT}\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXg"
    "KvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OURS = Verifier.of(ORIGIN, KEY.public_key())
STATEMENT = Statement(1042, bytes(range(32)), "2026-11-23T02:20:00.000000Z")
NOTE = sign(STATEMENT, KEY)


def flaw_of(note: str, *verifiers: Verifier) -> Flaw:
    with pytest.raises(BadNote) as caught:
        read(note, verifiers or (OURS,))
    return caught.value.flaw


def test_a_note_of_another_implementation_opens() -> None:
    assert open_note(GO_NOTE, [Verifier.from_line(GO_VERIFIER)]) == GO_TEXT


def test_the_line_of_a_verifier_survives_reading() -> None:
    assert Verifier.from_line(GO_VERIFIER).line == GO_VERIFIER
    assert Verifier.from_line(OURS.line) == OURS


def test_a_note_reads_as_the_format_says() -> None:
    lines = NOTE.split("\n")
    assert lines[:5] == [
        "mashangban/audit",
        "1042",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
        "2026-11-23T02:20:00.000000Z",
        "",
    ]
    assert lines[5].startswith("— mashangban/audit ")
    assert read(NOTE, [OURS]) == STATEMENT


def test_a_changed_text_is_told() -> None:
    assert flaw_of(NOTE.replace("1042", "1041")) is Flaw.CHANGED


def test_a_note_by_a_stranger_is_told() -> None:
    stranger = Ed25519PrivateKey.generate()
    assert flaw_of(sign(STATEMENT, stranger)) is Flaw.UNKNOWN_KEY
    assert flaw_of(GO_NOTE) is Flaw.UNKNOWN_KEY


def test_an_earlier_key_is_still_good() -> None:
    newer = Verifier.of(ORIGIN, Ed25519PrivateKey.generate().public_key())
    assert read(NOTE, [newer, OURS]) == STATEMENT


@pytest.mark.parametrize(
    "note", ["", "no signature\n", NOTE.replace("\n\n", "\n"), NOTE[:-10] + "!!\n"]
)
def test_what_is_not_a_note_is_told(note: str) -> None:
    assert flaw_of(note) is Flaw.UNREADABLE


def test_a_signed_text_about_something_else_is_told() -> None:
    assert flaw_of(GO_NOTE, Verifier.from_line(GO_VERIFIER)) is Flaw.UNREADABLE


@pytest.mark.parametrize(
    "line", ["", "name", "name+00000000+AQ==", GO_VERIFIER.replace("c74f20a3", "c74f20a4")]
)
def test_a_broken_verifier_line_is_told(line: str) -> None:
    with pytest.raises(BadNote):
        Verifier.from_line(line)
