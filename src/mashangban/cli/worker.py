"""Run the background jobs."""

import os

import click

from mashangban.cli import checks, installation


@click.command(short_help="Run the background jobs.")
@click.option("--concurrency", default=2, show_default=True, help="Jobs at the same time.")
def worker(concurrency: int) -> None:
    """Run the background jobs until Ctrl-C: events, photos, messages, sealing of the audit log."""
    with installation.ready():
        from django.conf import settings
        from django.utils import translation
        from procrastinate.contrib.django import app

        from mashangban.accounts.checks import require_fit_to_serve
        from mashangban.kit.jobs import worker_connector

        checks.require(checks.demonstration_switches())
        require_fit_to_serve()
        # What jobs write is for the district's people, unlike the words of commands.
        with (
            translation.override(settings.LANGUAGE_CODE),
            app.replace_connector(worker_connector()),
        ):
            app.run_worker(concurrency=concurrency, name=f"worker-{os.getpid()}")
