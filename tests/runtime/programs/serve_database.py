"""Runs the database of the folder given, prints its address and the server's process ids."""

import sys
import time
from pathlib import Path

from mashangban.runtime.postgres import EmbeddedPostgres

database = EmbeddedPostgres(Path(sys.argv[1]))
database.start()
print(database.url, flush=True)
print(*database.cluster.server_processes(), flush=True)
time.sleep(600)
