"""Supervises the real web server with two workers on the port given; logs to the folder given."""

import sys
from pathlib import Path

from mashangban.runtime.program import Program, http_answers
from mashangban.runtime.supervisor import Supervisor

port, folder = int(sys.argv[1]), Path(sys.argv[2])
granian = [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "2"]
web = Program(
    "web",
    [
        *(
            *granian,
            "--respawn-failed-workers",
            "--workers-kill-timeout",
            "3",
            "--host",
            "127.0.0.1",
            "--port",
            str(port),
        ),
        *("--working-dir", str(Path(__file__).parent), "hello:application"),
    ],
    log_dir=folder,
    is_ready=http_answers(port, "/"),
)


def say(sentence: str) -> None:
    print(sentence, flush=True)


sys.exit(Supervisor([web], say=say).run(on_ready=lambda: say("ready")))
