"""What commands need before they can start: a database address, Django, the schema."""

import contextlib
import os
from collections.abc import Iterator

import django

from mashangban.config import environment
from mashangban.runtime.errors import RuntimeFailure
from mashangban.runtime.postgres import EmbeddedPostgres, running

SETTINGS = "mashangban.config.settings"


def embedded_database() -> EmbeddedPostgres:
    """Return the database in the home folder, not started."""
    return EmbeddedPostgres(environment.home() / "postgres")


@contextlib.contextmanager
def ready() -> Iterator[None]:
    """Find the database, or start the embedded one for the block, and load Django.

    `DATABASE_URL` names an external server; without it the one in the home folder is used.
    """
    with contextlib.ExitStack() as stack:
        if "DATABASE_URL" not in os.environ:
            url = stack.enter_context(running(environment.home() / "postgres"))
            os.environ["DATABASE_URL"] = url
        load_django()
        with _said_plainly():
            yield


@contextlib.contextmanager
def _said_plainly() -> Iterator[None]:
    """Turn what whoever runs the installation has to mend into a failure that is a sentence."""
    from mashangban.accounts.errors import NotFitToServe
    from mashangban.kit.crypto import KeyRingLost

    try:
        yield
    except (KeyRingLost, NotFitToServe) as error:
        raise RuntimeFailure(str(error)) from error


def load_django() -> None:
    """Load Django with our settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    django.setup()
