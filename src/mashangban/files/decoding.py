"""Decodes photos in a process of their own.

Decoders are C code fed by strangers. Here one may crash, loop or swell without harm: the process
has little memory and time, an environment without secrets, and writes no files.
"""

import json
import resource
import signal
import subprocess
import sys
import threading
from typing import Final

from mashangban.files import imaging
from mashangban.files.types import Flaw, Rendered, Unusable

_MEMORY: Final = 2_000_000_000  # bytes of address space; the largest photo needs half of it
_CPU_SECONDS: Final = 30
_WALL_SECONDS: Final = 120  # a busy machine is no fault of the photo

# Signals by which a process ends because of what it decoded, not because of the machine.
_CRASHES: Final = (
    signal.SIGSEGV,
    signal.SIGBUS,
    signal.SIGFPE,
    signal.SIGILL,
    signal.SIGABRT,
    signal.SIGXCPU,
)

_COMMAND: Final = (sys.executable, "-I", "-m", __name__)

# One at a time in each worker, however many jobs it runs: memory is the scarce thing.
_turn = threading.Lock()


class DecoderStopped(RuntimeError):
    """The decoding process was ended from outside or ran too slowly: worth another try."""


def render(content: bytes) -> Rendered:
    """Return what `imaging.render` makes of the photo.

    Raises Unusable, also when the decoder crashes, and DecoderStopped.
    """
    with _turn:
        try:
            done = subprocess.run(
                _COMMAND,
                input=content,
                capture_output=True,
                timeout=_WALL_SECONDS,
                env={},
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise DecoderStopped(f"no picture after {_WALL_SECONDS} s") from error
    if -done.returncode in _CRASHES:
        raise Unusable(Flaw.DAMAGED)
    if done.returncode != 0:
        last_line = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise DecoderStopped(f"decoder ended with {done.returncode}: {last_line}")
    return _read_answer(done.stdout)


def _read_answer(answer: bytes) -> Rendered:
    head, _, body = answer.partition(b"\n")
    said = json.loads(head)
    if "flaw" in said:
        raise Unusable(Flaw(said["flaw"]))
    return Rendered(said["width"], said["height"], body[: said["full"]], body[said["full"] :])


def _answer(content: bytes) -> bytes:
    try:
        rendered = imaging.render(content)
    except Unusable as error:
        return json.dumps({"flaw": error.flaw}).encode() + b"\n"
    except MemoryError:  # the limit, not the machine
        return json.dumps({"flaw": Flaw.DAMAGED}).encode() + b"\n"
    head = {"width": rendered.width, "height": rendered.height, "full": len(rendered.full)}
    return json.dumps(head).encode() + b"\n" + rendered.full + rendered.thumb


def _confine() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    # The hard limit kills without a word; the soft one comes first and says why.
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


if __name__ == "__main__":
    _confine()
    sys.stdout.buffer.write(_answer(sys.stdin.buffer.read()))
