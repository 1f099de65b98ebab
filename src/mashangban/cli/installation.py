"""What commands need before they can start: a database address, Django, the schema."""

import contextlib
import os
from collections.abc import Iterator

import django

from mashangban.config import environment
from mashangban.runtime import checks as runtime_checks
from mashangban.runtime.errors import RuntimeFailure
from mashangban.runtime.postgres import EmbeddedPostgres, running

SETTINGS = "mashangban.config.settings"
# Of the findings on a database those that say nothing about what it can hold.
_HARMLESS = ("clock",)


def embedded_database() -> EmbeddedPostgres:
    """Return the database in the home folder, not started."""
    return EmbeddedPostgres(environment.home() / "postgres")


@contextlib.contextmanager
def ready(*, set_up: bool = True) -> Iterator[None]:
    """Find the database, or start the embedded one for the block, and load Django.

    What stands in the way, here or inside the block, becomes a RuntimeFailure that says how to mend
    it; so does a database that `mashangban setup` has not prepared, unless `set_up` is False. The
    language is English in the block, as that of the commands is.
    """
    with opened() as url:
        require_suitable(url)
        from django.utils import translation

        from mashangban.cli import checks

        with translation.override("en"), _said_plainly():
            if set_up:
                checks.require(checks.schema())
            yield


@contextlib.contextmanager
def opened() -> Iterator[str]:
    """Load Django with the database that `DATABASE_URL` names, else the one in the home folder.

    Yields the address of the database. Raises RuntimeFailure; an external database may still turn
    out not to answer.
    """
    with contextlib.ExitStack() as stack:
        if "DATABASE_URL" not in os.environ:
            with _home_is_ours():
                url = stack.enter_context(running(environment.home() / "postgres"))
            os.environ["DATABASE_URL"] = url
            stack.callback(os.environ.pop, "DATABASE_URL")
        load_django()
        yield os.environ["DATABASE_URL"]


def require_suitable(url: str) -> None:
    """Raise RuntimeFailure unless the database at `url` answers and can hold what we store."""
    for finding in runtime_checks.database_findings(url):
        if not finding.ok and finding.name not in _HARMLESS:
            said = " ".join(finding.said.split()).rstrip(".?")  # libpq writes several lines
            raise RuntimeFailure(f"{finding.name}: {said}. {finding.mend}")


def load_django() -> None:
    """Load Django with our settings. Raises RuntimeFailure for a variable that cannot be used."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    from django.conf import settings

    try:
        with _home_is_ours():
            _ = settings.MODE  # now the module of the settings reads what it needs
    except ValueError as error:
        raise RuntimeFailure(str(error)) from error
    django.setup()


@contextlib.contextmanager
def _home_is_ours() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise RuntimeFailure(
            f"The home folder {environment.home()} cannot be used: {error}. Give it to the account"
            " that runs Mashangban, or choose another one with MASHANGBAN_HOME."
        ) from error


@contextlib.contextmanager
def _said_plainly() -> Iterator[None]:
    """Turn what whoever runs the installation has to mend into a failure that is a sentence."""
    from django.db import InterfaceError, OperationalError
    from procrastinate.exceptions import ConnectorException

    from mashangban.accounts.errors import NotFitToServe
    from mashangban.kit.crypto import KeyRingLost
    from mashangban.kit.errors import Refusal

    try:
        yield
    except Refusal as refusal:
        raise RuntimeFailure(str(refusal.sentence)) from refusal
    except (KeyRingLost, NotFitToServe) as error:
        raise RuntimeFailure(str(error)) from error
    except (OperationalError, InterfaceError, ConnectorException) as error:
        said = " ".join(str(error.__cause__ or error).split())
        raise RuntimeFailure(
            f"The database does not answer any more: {said}. Look at its log, start it again, and"
            " repeat the command."
        ) from error
