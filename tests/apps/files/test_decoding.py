"""Decoders in a process of their own: what they do to themselves does not reach us."""

import random
import sys

import pytest

from mashangban.files import decoding, imaging
from mashangban.files.types import Flaw, Rendered, Unusable
from tests.apps.files import pictures


def runs(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """Put another program into the decoder's place."""
    read_all = "import sys; sys.stdin.buffer.read()\n"
    monkeypatch.setattr(decoding, "_COMMAND", (sys.executable, "-I", "-c", read_all + program))


@pytest.mark.parametrize("original", [pictures.jpeg(), pictures.HEIC], ids=["jpeg", "heic"])
def test_it_returns_what_imaging_makes(original: bytes) -> None:
    assert decoding.render(original) == imaging.render(original)


def test_a_flaw_comes_back_as_one() -> None:
    with pytest.raises(Unusable) as refusal:
        decoding.render(pictures.jpeg()[:400])

    assert refusal.value.flaw is Flaw.DAMAGED


@pytest.mark.parametrize("name", ["SIGSEGV", "SIGABRT", "SIGBUS", "SIGXCPU"])
def test_a_photo_that_crashes_its_decoder_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    runs(monkeypatch, f"import os, signal; os.kill(os.getpid(), signal.{name})")

    with pytest.raises(Unusable) as refusal:
        decoding.render(b"")

    assert refusal.value.flaw is Flaw.DAMAGED


def test_a_decoder_ended_from_outside_is_worth_another_try(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    runs(monkeypatch, "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")

    with pytest.raises(decoding.DecoderStopped):
        decoding.render(b"")


def test_a_decoder_that_hangs_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "_WALL_SECONDS", 0.2)
    runs(monkeypatch, "import time; time.sleep(60)")

    with pytest.raises(decoding.DecoderStopped):
        decoding.render(b"")


def test_a_decoder_that_spins_runs_out_of_time(monkeypatch: pytest.MonkeyPatch) -> None:
    runs(
        monkeypatch,
        "from mashangban.files import decoding\n"
        "decoding._CPU_SECONDS = 1\n"
        "decoding._confine()\n"
        "while True: pass",
    )

    with pytest.raises(Unusable) as refusal:
        decoding.render(b"")

    assert refusal.value.flaw is Flaw.DAMAGED


def test_a_decoder_that_swells_runs_out_of_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    runs(
        monkeypatch,
        "from mashangban.files import decoding, imaging\n"
        "imaging.render = lambda content: bytearray(3_000_000_000)\n"
        "decoding._confine()\n"
        "sys.stdout.buffer.write(decoding._answer(b''))",
    )

    with pytest.raises(Unusable) as refusal:
        decoding.render(b"")

    assert refusal.value.flaw is Flaw.DAMAGED


def test_a_decoder_can_neither_write_files_nor_read_our_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setenv("MASHANGBAN_SECRET_KEY", "secret")
    runs(
        monkeypatch,
        "import os, pathlib, signal\n"
        "from mashangban.files import decoding\n"
        "decoding._confine()\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "assert 'MASHANGBAN_SECRET_KEY' not in os.environ\n"
        f"path = pathlib.Path({str(tmp_path)!r}, 'left')\n"
        "try: path.write_bytes(b'x')\n"
        "except OSError: sys.exit('refused')",
    )

    with pytest.raises(decoding.DecoderStopped, match="refused"):
        decoding.render(b"")


def test_whatever_heic_arrives_is_rendered_or_refused() -> None:
    chance = random.Random(1)
    for _ in range(12):
        content = bytearray(pictures.HEIC)
        for _ in range(chance.randint(1, 8)):
            content[chance.randrange(16, len(content))] = chance.randrange(256)
        try:
            rendered = decoding.render(bytes(content))
        except Unusable:
            continue
        assert isinstance(rendered, Rendered)
