"""Supervises a database and a family of processes in the folder given, and says what happens."""

import sys
import threading
from pathlib import Path

from mashangban.runtime.postgres import EmbeddedPostgres
from mashangban.runtime.program import Program
from mashangban.runtime.supervisor import Supervisor

data_dir = Path(sys.argv[1])
database = EmbeddedPostgres(data_dir)
heard = threading.Event()


def say(sentence: str) -> None:
    print(sentence, flush=True)


def hear(line: str) -> None:
    say(line)
    heard.set()


family = Program(
    "family",
    [sys.executable, str(Path(__file__).with_name("family.py"))],
    log_dir=data_dir.parent / "logs",
    is_ready=heard.is_set,
    echo=hear,
)
sys.exit(Supervisor([database, family], say=say).run(on_ready=lambda: say(database.url)))
