"""The command `mashangban` and its sub-commands."""

import sys

import click

from mashangban import __version__
from mashangban.cli.audit import check_audit
from mashangban.cli.clock import clock
from mashangban.cli.codes import issue_codes
from mashangban.cli.createuser import createuser
from mashangban.cli.demo import demo
from mashangban.cli.doctor import doctor
from mashangban.cli.import_command import import_command
from mashangban.cli.keys import keys
from mashangban.cli.serve import serve
from mashangban.cli.setup import setup
from mashangban.cli.worker import worker
from mashangban.runtime.errors import RuntimeFailure


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="mashangban")
def cli() -> None:
    """物业码上办: the platform a city district governs its housing estates with."""


for command in (
    demo,
    setup,
    serve,
    worker,
    createuser,
    keys,
    import_command,
    issue_codes,
    check_audit,
    doctor,
    clock,
):
    cli.add_command(command)


def main() -> None:
    """Run the command; a failure of the runtime is a sentence, not a traceback."""
    try:
        cli()
    except (RuntimeFailure, ValueError) as failure:
        click.echo(f"mashangban: {failure}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
