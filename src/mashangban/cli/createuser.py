"""Make a sign-in for a member of staff."""

import click

from mashangban.cli import installation


@click.command()
@click.argument("username")
@click.option("--name", prompt=True, help="The person's name; kept encrypted.")
@click.option("--role", prompt=True, help="A role, e.g. bureau; see docs/reference/roles.")
@click.option("--scope", "scope_id", type=int, help="Number of the scope; default: the district's.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Last day of the grant.")
def createuser(username: str, name: str, role: str, scope_id: int | None, until: object) -> None:
    """Make a sign-in with one role over one scope and print its first password once.

    The person sets up the second factor at the first sign-in.
    """
    with installation.ready():
        from mashangban.accounts import actions
        from mashangban.kit import clock
        from mashangban.kit.actors import Actor
        from mashangban.kit.errors import Refusal

        try:
            made = actions.create_staff(
                username=username,
                name=name,
                role=role,
                scope_id=scope_id,
                until=until.date() if until else None,  # type: ignore[attr-defined]
                by=Actor.system("createuser"),
                at=clock.now(),
            )
        except Refusal as refusal:
            raise click.ClickException(str(refusal.sentence)) from refusal
        click.echo(f"{username}  {made.password}")
        click.echo("This password is not shown again. It must be changed at the first sign-in.")
