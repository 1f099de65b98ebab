"""Make a sign-in for a member of staff."""

from datetime import datetime

import click

from mashangban.cli import installation
from mashangban.runtime.errors import RuntimeFailure


@click.command(short_help="Make a sign-in for a member of staff.")
@click.argument("username")
@click.option("--name", help="The person's name; kept encrypted.")
@click.option("--role", help="One of the roles; without it they are listed.")
@click.option(
    "--scope",
    "scope_id",
    type=int,
    help="Number of the place the role is about; without it they are listed.",
)
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Last day of the grant.")
def createuser(
    username: str,
    name: str | None,
    role: str | None,
    scope_id: int | None,
    until: datetime | None,
) -> None:
    """Make a sign-in with one role over one place and print its password once.

    Asks for what is not said. The person sets up the second factor at the first sign-in.
    """
    with installation.ready():
        from mashangban.accounts import actions, queries
        from mashangban.accounts.errors import UsernameTaken
        from mashangban.accounts.types import ADMINISTRATORS
        from mashangban.kit import clock
        from mashangban.kit.actors import Actor

        if queries.user_named(username):
            raise UsernameTaken
        role = _known_role(role)
        if scope_id is None and role not in ADMINISTRATORS:  # theirs is the system
            scope_id = _choose_scope()
        made = actions.create_staff(
            username=username,
            name=name or click.prompt("Name of the person"),
            role=role,
            scope_id=scope_id,
            until=until.date() if until else None,
            by=Actor.system("createuser"),
            at=clock.now(),
        )
    click.echo(f"{made.username}  {made.password}")
    click.echo("The password is not shown again, and has to be changed at the first sign-in.")


def _known_role(name: str | None) -> str:
    from mashangban.accounts.permissions import roles

    known = roles()
    if name is None:
        for role in known.values():
            click.echo(f"{role.name:<24} {role.description}")
        name = str(click.prompt("Role"))
    if name not in known:
        raise RuntimeFailure(f"There is no role {name!r}. Choose one of: {', '.join(known)}.")
    return name


def _choose_scope() -> int:
    from mashangban.accounts import queries
    from mashangban.accounts.types import ScopeKind

    known = [scope for scope in queries.scopes() if scope.kind != ScopeKind.SYSTEM]
    if not known:
        raise RuntimeFailure(
            "No place is known yet that the role could be about. Bring in the district first:"
            " mashangban import subdistricts FILE"
        )
    for scope in known:
        click.echo(f"{scope.pk:>8}  {scope.kind:<12} {scope.label}")
    return int(click.prompt("Number of the place", type=int))
