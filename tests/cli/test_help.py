"""What `mashangban` says about itself."""

import re
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from mashangban import __version__
from mashangban.cli.main import cli


def commands(
    command: click.Command = cli, words: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield words, command
    if isinstance(command, click.Group):
        for name, child in command.commands.items():
            yield from commands(child, (*words, name))


COMMANDS = dict(commands())


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_every_command_explains_itself(words: tuple[str, ...], option: str) -> None:
    result = CliRunner().invoke(cli, [*words, option])
    assert result.exit_code == 0
    assert result.output.startswith(f"Usage: cli {' '.join(words)}".rstrip())
    command = COMMANDS[words]
    assert command.help
    first = command.help.partition("\n\n")[0].strip()
    assert re.fullmatch(r"[^\W\d_].*\.", first.replace("\n", " ")), first
    assert max(map(len, result.output.splitlines())) <= 100


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_option_says_what_it_does(words: tuple[str, ...]) -> None:
    for parameter in COMMANDS[words].params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name
            assert parameter.help.endswith((".", "…")), parameter.help


def test_the_list_names_every_command_with_a_few_words() -> None:
    output = CliRunner().invoke(cli, ["--help"]).output
    for name in cli.commands:
        line = re.search(rf"^  {name} +(\S.*)$", output, re.MULTILINE)
        assert line, name
        assert line[1][0].isupper()
        assert line[1].endswith("."), line[1]
        assert not line[1].endswith("..."), line[1]  # cut off


def test_the_version_is_told() -> None:
    assert CliRunner().invoke(cli, ["--version"]).output == f"mashangban, version {__version__}\n"


def test_a_misspelt_command_is_a_sentence() -> None:
    result = CliRunner().invoke(cli, ["serv"])
    assert result.exit_code == 2
    assert "No such command 'serv'" in result.output
