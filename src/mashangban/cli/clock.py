"""Move the clock of a demonstration."""

import re
from datetime import timedelta

import click

from mashangban.cli import installation

_LENGTH = re.compile(r"(\d+)([dhm])")
_UNITS = {"d": "days", "h": "hours", "m": "minutes"}


class Length(click.ParamType[timedelta]):
    """A length of time such as 3d, 4h or 2d12h."""

    name = "length"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> timedelta:
        text = str(value)
        parts = _LENGTH.findall(text)
        if not parts or "".join(n + unit for n, unit in parts) != text:
            self.fail(f"{text!r} is no length of time; write for instance 3d, 4h or 2d12h.")
        return sum((timedelta(**{_UNITS[unit]: int(n)}) for n, unit in parts), timedelta())


@click.command(short_help="Move the clock of a demonstration.")
@click.argument("by", type=Length())
def clock(by: timedelta) -> None:
    """Move the demonstration's clock forward BY (3d, 4h, 2d12h): deadlines pass, repairs lapse.

    Web server and worker follow within a second. Refused in production.
    """
    with installation.ready():
        from mashangban.kit import clock as edge

        try:
            now = edge.move(by)
        except edge.ClockIsFixed as refused:
            raise click.ClickException(str(refused)) from refused
        click.echo(f"It is now {now.astimezone(edge.SHANGHAI):%Y-%m-%d %H:%M} in Shanghai.")
