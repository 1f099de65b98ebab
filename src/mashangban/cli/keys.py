"""Make and rotate the key ring that protects personal data."""

import click

from mashangban.cli import installation
from mashangban.cli.progress import bar, counting


@click.group(short_help="Make or renew the keys of this installation.")
def keys() -> None:
    """Make or rotate the key ring; keep a copy of it apart from the database's backup."""


@keys.command("init", short_help="Make the key ring of a new installation.")
def init() -> None:
    """Make the key ring of a new installation; refused where encrypted data already exist."""
    with installation.ready():
        from mashangban.accounts import actions
        from mashangban.kit import clock, crypto
        from mashangban.kit.actors import Actor

        outcome = actions.init_key_ring(by=Actor.system("keys"), at=clock.now())
        click.echo(f"{crypto.ring_path()}: {outcome}")


@keys.command("rotate", short_help="Put all personal data under a new key.")
def rotate() -> None:
    """Add a new key, put everything under it, and drop the keys that nothing needs any more."""
    with installation.ready():
        from mashangban.accounts import actions
        from mashangban.kit import clock
        from mashangban.kit.actors import Actor

        with bar() as progress:
            done = actions.rotate_key_ring(
                by=Actor.system("keys"), at=clock.now(), progress=counting(progress, "persons")
            )
        click.echo(
            f"{done.persons} persons and {done.second_factors} second factors moved,"
            f" {done.dropped_keys} old keys dropped."
        )


@keys.command("renew-signing", short_help="Sign the audit log with a new key.")
def renew_signing() -> None:
    """Sign the audit log with a new key from now on, after the old one was lost or seen."""
    with installation.ready():
        from mashangban.audit import sealing
        from mashangban.kit import clock
        from mashangban.kit.actors import Actor

        sealing.renew_signing_key(by=Actor.system("keys"), at=clock.now())
        click.echo("The audit log is signed with a new key; older checkpoints stay verifiable.")
