"""The command `mashangban` and its sub-commands."""

from typing import Any

import click

from mashangban import __version__
from mashangban.cli.audit import check_audit
from mashangban.cli.clock import clock
from mashangban.cli.codes import issue_codes
from mashangban.cli.createuser import createuser
from mashangban.cli.demo import demo
from mashangban.cli.doctor import doctor
from mashangban.cli.grade import grade_command
from mashangban.cli.import_command import import_command, undo_command
from mashangban.cli.keys import keys
from mashangban.cli.plan import plan
from mashangban.cli.plan_edges import edges_command
from mashangban.cli.plan_solve import solve_command
from mashangban.cli.serve import serve
from mashangban.cli.setup import setup
from mashangban.cli.worker import worker
from mashangban.runtime.errors import RuntimeFailure


class Plain(click.Group):
    """Commands whose failures are sentences, not tracebacks."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except RuntimeFailure as failure:
            raise click.ClickException(str(failure)) from failure


@click.group(
    cls=Plain,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
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
    undo_command,
    issue_codes,
    plan,
    grade_command,
    check_audit,
    doctor,
    clock,
):
    cli.add_command(command)


for part in (edges_command, solve_command):
    plan.add_command(part)


def main() -> None:
    """Run the command that is named on the command line."""
    cli()


if __name__ == "__main__":
    main()
