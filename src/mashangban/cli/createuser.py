"""Make a sign-in for a member of staff."""

from datetime import date, datetime

import click

from mashangban.cli import installation


@click.command()
@click.argument("username")
@click.option("--name", prompt=True, help="The person's name; kept encrypted.")
@click.option("--role", prompt=True, help="For instance bureau, project_manager; see the docs.")
@click.option(
    "--scope",
    "scope_id",
    type=int,
    help="Number of the scope the role is about; without it they are listed.",
)
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Last day of the grant.")
def createuser(
    username: str, name: str, role: str, scope_id: int | None, until: datetime | None
) -> None:
    """Make a sign-in with one role over one scope and print its password once.

    The person sets up the second factor at the first sign-in.
    """
    with installation.ready():
        from mashangban.accounts.types import ADMINISTRATORS
        from mashangban.kit.errors import Refusal

        if scope_id is None and role not in ADMINISTRATORS:  # theirs is the system
            scope_id = _choose_scope()
        try:
            password = _create(username, name, role, scope_id, until.date() if until else None)
        except Refusal as refusal:
            raise click.ClickException(str(refusal.sentence)) from refusal
    click.echo(f"{username}  {password}")
    click.echo("The password is not shown again, and has to be changed at the first sign-in.")


def _choose_scope() -> int:
    from mashangban.accounts import queries

    for scope in queries.scopes():
        click.echo(f"{scope.pk:>8}  {scope.kind:<12} {scope.label}")
    return int(click.prompt("Number of the scope", type=int))


def _create(username: str, name: str, role: str, scope_id: int | None, until: date | None) -> str:
    from mashangban.accounts import actions
    from mashangban.kit import clock
    from mashangban.kit.actors import Actor

    made = actions.create_staff(
        username=username,
        name=name,
        role=role,
        scope_id=scope_id,
        until=until,
        by=Actor.system("createuser"),
        at=clock.now(),
    )
    return made.password
