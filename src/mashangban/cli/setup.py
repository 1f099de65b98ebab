"""Bring database, static files and shipped rules in step with the program."""

from collections.abc import Callable, Iterator
from pathlib import Path

import click

from mashangban.cli import installation
from mashangban.cli.progress import steps

Step = tuple[str, Callable[[], object]]


@click.command(short_help="Prepare or upgrade this installation.")
def setup() -> None:
    """Prepare or upgrade this installation: schema, static files, shipped rules.

    Safe to run again; run it after each upgrade, before `serve` and `worker`.
    """
    with installation.ready(set_up=False):
        for title, step in steps("Set up", installation_steps()):
            step()
            click.echo(f"{title}: done")
        _say_what_is_next()


def installation_steps() -> list[Step]:
    """Return what every installation needs, in order; Django is loaded."""
    return [
        ("database schema", _migrate),
        ("static files", _collect_static),
        ("categories and time limits", _load_rules),
    ]


def static_files_are_collected() -> bool:
    """Say whether the static files that are served are those of this version."""
    mark = _mark()
    return mark.exists() and mark.read_text() == _static_fingerprint()


def _say_what_is_next() -> None:
    """Name the step that nobody can take for a production: keys are made on purpose."""
    from mashangban.accounts.checks import key_ring

    finding = key_ring()
    if not finding.ok:
        click.echo(f"Before people can be written: {finding.said}")


def _migrate() -> None:
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)


def _collect_static() -> None:
    from django.core.management import call_command

    if static_files_are_collected():
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    _mark().write_text(_static_fingerprint())


def _mark() -> Path:
    from django.conf import settings

    return Path(settings.STATIC_ROOT) / ".collected-from"


def _static_fingerprint() -> str:
    """Return a digest of names, sizes and times: collecting and compressing again takes seconds."""
    import hashlib

    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256()
    for path in sorted(_static_files(get_finders())):
        stat = path.stat()
        digest.update(f"{path}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _static_files(finders: Iterator[object]) -> Iterator[Path]:
    for finder in finders:
        for name, storage in finder.list([]):  # type: ignore[attr-defined]
            yield Path(storage.path(name))


def _load_rules() -> None:
    from mashangban.kit import clock
    from mashangban.kit.actors import Actor
    from mashangban.service_requests import actions

    actions.load_rules(by=Actor.system("setup"), at=clock.now())
