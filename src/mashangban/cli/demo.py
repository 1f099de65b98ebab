"""The demonstration: one command from nothing to a district to look at."""

import contextlib
import os
import socket
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import click

from mashangban.cli import demo_home, installation, services
from mashangban.cli.progress import bar, counting
from mashangban.config import environment
from mashangban.config.environment import Mode
from mashangban.demonstration.sizes import SIZES, SizeName

if TYPE_CHECKING:
    from mashangban.demonstration.staff import Account

HOST: Final = "127.0.0.1"
_STALE_AFTER: Final = timedelta(days=3)


@click.command(short_help="Start a fictional district on this machine.")
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=8000,
    show_default=True,
    help="Port to listen on; 0: any free one.",
)
@click.option(
    "--size",
    type=click.Choice([name.value for name in SizeName]),
    default=SizeName.DEMO.value,
    show_default=True,
    help="Size of the district, when it is made.",
)
@click.option(
    "--fresh", is_flag=True, help="Throw the present demonstration away and make a new one."
)
@click.option("--second-factor", is_flag=True, help="Ask staff for a second factor, as in earnest.")
def demo(port: int, size: str, fresh: bool, second_factor: bool) -> None:
    """Start a fictional district on this machine: database, web server and worker.

    The first start makes the district; later ones keep what was done in it. Ctrl-C stops
    everything.
    """
    port = _free_port(port)
    _set_up_environment(port, second_factor=second_factor)
    if fresh:
        demo_home.remove_demonstration()
    with _database() as database:
        installation.load_django()
        installation.require_suitable(os.environ["DATABASE_URL"])
        made = _prepare(SizeName(size))
        # Only now: another database than a demonstration's has been refused.
        environment.remember_mode(Mode.DEMO)
        opened = _write_opened()
        _close_connections()

        from mashangban.runtime.supervisor import Supervisor

        running = [*database, services.web(host=HOST, port=port), services.worker()]
        sys.exit(Supervisor(running).run(lambda: _announce(opened, first_time=made)))


def _set_up_environment(port: int, *, second_factor: bool) -> None:
    mode = os.environ.get("MASHANGBAN_MODE", Mode.DEMO)
    if mode != Mode.DEMO:
        raise click.ClickException(
            f"MASHANGBAN_MODE says {mode!r}: this is no place for a demonstration. Unset it, and "
            "choose a home of its own with MASHANGBAN_HOME."
        )
    os.environ["MASHANGBAN_MODE"] = mode
    os.environ["MASHANGBAN_BASE_URL"] = f"http://{HOST}:{port}"
    os.environ["MASHANGBAN_SECOND_FACTOR"] = "on" if second_factor else "off"


def _free_port(port: int) -> int:
    """Return `port` if nobody listens there, any free one for 0."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise click.ClickException(
                f"Port {port} cannot be used ({error.strerror}). Stop what uses it, or choose "
                f"another one: make demo PORT={port + 1}, or mashangban demo --port {port + 1}."
            ) from error
        free: int = probe.getsockname()[1]
        return free


@contextlib.contextmanager
def _database() -> Iterator[list[Any]]:
    """Find or start the database, and yield what of it the supervisor is to watch."""
    if "DATABASE_URL" in os.environ:
        yield []
        return
    with installation.embedded_database() as database:
        os.environ["DATABASE_URL"] = database.url
        yield [database]


def _prepare(size: SizeName) -> bool:
    """Bring the installation in step and make the district if there is none; say whether it was."""
    from mashangban.accounts.queries import is_demonstration
    from mashangban.cli.setup import installation_steps
    from mashangban.demonstration.generating import generate
    from mashangban.kit import clock
    from mashangban.kit.errors import Refusal

    with bar() as progress:
        steps = installation_steps()
        report = counting(progress, "set up")
        for done, (_title, step) in enumerate(steps):
            report(done, len(steps))
            step()
            report(done + 1, len(steps))
        if is_demonstration():
            return False
        try:
            generate(
                size=SIZES[size],
                at=clock.now(),
                stage=lambda title: counting(progress, title),
                keep=_keep_accounts,
            )
        except Refusal as refusal:
            raise click.ClickException(
                f"{refusal.sentence} Choose another place with MASHANGBAN_HOME."
            ) from refusal
    return True


def _keep_accounts(accounts: "Mapping[str, Account]") -> None:
    demo_home.write({"accounts": {role: asdict(account) for role, account in accounts.items()}})


def _write_opened() -> dict[str, Any]:
    """Write and return what there is to open; lost passwords are replaced by new ones."""
    from django.conf import settings

    from mashangban.demonstration.generating import BY
    from mashangban.demonstration.showing import shown
    from mashangban.demonstration.staff import renew_passwords
    from mashangban.kit import clock

    accounts = demo_home.read().get("accounts")
    if accounts is None:
        _keep_accounts(renew_passwords(by=BY, at=clock.now()))
        accounts = demo_home.read()["accounts"]
    found = shown()
    if found is None:
        raise click.ClickException(
            "This demonstration was made by another version of the program. Make a new one with "
            "--fresh; what was done in the present one goes with it."
        )
    if clock.now() - found.latest_at > _STALE_AFTER:
        click.echo(
            f"The latest report is of {clock.local_date(found.latest_at)}; --fresh makes a new "
            "district up to today."
        )
    opened = {
        "base_url": settings.BASE_URL,
        "resident_url": found.resident_url,
        "code": found.code,
        "place": found.place,
        "follow_url": found.follow_url,
        "healthz": f"{settings.BASE_URL}/healthz",
        "accounts": accounts,
    }
    demo_home.write(opened)
    return opened


def _close_connections() -> None:
    from django.db import connections

    connections.close_all()


def _announce(opened: Mapping[str, Any], *, first_time: bool) -> None:
    """Print what to open and with which sign-in."""
    click.echo(f"\nA resident's page, {opened['place']}:\n\n  {opened['resident_url']}\n")
    _draw_code(opened["resident_url"])
    click.echo(
        f"A report that was mended and waits for its resident:\n\n  {opened['follow_url']}\n"
    )
    click.echo(f"The workbench:\n\n  {opened['base_url']}/\n")
    if first_time:
        width = max(len(account["username"]) for account in opened["accounts"].values())
        for role, account in opened["accounts"].items():
            click.echo(f"  {account['username']:<{width}}  {account['password']}  {_said(role)}")
        click.echo(
            f"\nThese passwords are of this installation only; they are kept in {demo_home.path()}."
        )
    else:
        click.echo(f"  Sign-ins and passwords are in {demo_home.path()}.")
    click.echo(f"Everything here is invented. Logs: {environment.home() / 'logs'}. Stop: Ctrl-C.")


def _said(role: str) -> str:
    return role.replace("_", " ")


def _draw_code(url: str) -> None:
    """Draw the code for a phone's camera, where the terminal has the blocks for it."""
    import segno

    with contextlib.suppress(UnicodeEncodeError):
        segno.make(url, micro=False).terminal(sys.stdout, border=2, compact=True)
        click.echo()
