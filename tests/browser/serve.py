"""Runs an installation for the browser tests until it is told to stop.

    python -m tests.browser.serve PORT

Database, web server and worker are started, watched and stopped by the product's own supervisor.
The mode and the home folder come by the environment. When all is ready, one line of JSON says what
was planted.
"""

import json
import os
import sys
from dataclasses import asdict

from mashangban.cli import installation, services
from mashangban.cli.setup import installation_steps
from mashangban.config import environment
from mashangban.runtime.postgres import IMMEDIATE_SHUTDOWN, THROWAWAY, EmbeddedPostgres
from mashangban.runtime.supervisor import Service, Supervisor


def main(port: int) -> int:
    database = EmbeddedPostgres(
        environment.home() / "postgres", settings=THROWAWAY, stop_steps=IMMEDIATE_SHUTDOWN
    )
    database.start()
    os.environ["DATABASE_URL"] = database.url
    installation.load_django()
    for _title, step in installation_steps():
        step()
    planted = json.dumps(_plant())
    everything: list[Service] = [
        database,
        services.web(host="127.0.0.1", port=port),
        services.worker(),
    ]
    return Supervisor(everything).run(on_ready=lambda: print(planted, flush=True))


def _plant() -> dict[str, object]:
    from django.db import connections

    from tests.browser.seeds import plant

    facts = plant()
    connections.close_all()
    return asdict(facts)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
