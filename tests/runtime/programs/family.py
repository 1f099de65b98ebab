"""A program with processes of its own, as web servers have: a child, and a daemon's daemon.

Prints the process ids of all three in one line. With the argument `stubborn` they ignore SIGTERM.
"""

import os
import signal
import sys
import time

if "stubborn" in sys.argv:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)


def child() -> int:
    """Fork; the parent gets the id, the child sleeps for ever."""
    pid = os.fork()
    if pid == 0:
        time.sleep(600)
        os._exit(0)
    return pid


def daemon() -> int:
    """Fork twice into a session of its own; return the id of the grandchild, now an orphan."""
    reader, writer = os.pipe()
    between = os.fork()
    if between == 0:
        os.setsid()
        os.write(writer, str(child()).encode())
        os._exit(0)
    os.waitpid(between, 0)
    return int(os.read(reader, 20))


print(os.getpid(), child(), daemon(), flush=True)
time.sleep(600)
