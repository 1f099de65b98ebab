"""Run the web server."""

import sys

import click

from mashangban.cli import checks, installation, services
from mashangban.runtime.supervisor import Supervisor


@click.command(short_help="Run the web server.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(1, 65_535),
    default=8000,
    show_default=True,
    help="Port to listen on.",
)
def serve(host: str, port: int) -> None:
    """Run the web server until Ctrl-C; the worker is a command of its own."""
    with installation.ready():
        from mashangban.accounts.checks import require_fit_to_serve
        from mashangban.registry.checks import require_codes_to_be_ours

        checks.require(checks.demonstration_switches(), checks.static_files())
        require_fit_to_serve()
        require_codes_to_be_ours()
        services.require_listenable(host, port)
        web = services.web(host=host, port=port, echo=click.echo)
        sys.exit(Supervisor([web]).run(lambda: click.echo(f"Serving on http://{host}:{port}/")))
