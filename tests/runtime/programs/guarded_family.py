"""Runs `family.py` under a guard, prints the guard's id, and waits to be killed."""

import signal
import sys
import time
from pathlib import Path

from mashangban.runtime.guard import StopStep
from mashangban.runtime.guarded import GuardedProcess

family = Path(__file__).with_name("family.py")
guarded = GuardedProcess(
    [sys.executable, str(family), *sys.argv[1:]],
    stop_steps=[StopStep(signal.SIGTERM, 0.5)],
    output=sys.stdout.buffer,
)
time.sleep(600)
