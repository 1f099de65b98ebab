"""Grade a table by a rulebook; needs no installation and no database."""

from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mashangban import __version__
from mashangban.cli.grade_summary import summary_page
from mashangban.core.datafiles import DataError
from mashangban.core.grading import (
    Run,
    Table,
    grade,
    load,
    packaged_rulebook,
    packaged_rulebooks,
    read_events,
    read_weights,
    run,
)
from mashangban.core.grading.intervals import intervals_csv
from mashangban.core.grading.results import result_files

if TYPE_CHECKING:
    from mashangban.core.grading.doubt.draws.outcome import Outcome

EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)
VERIFIER = "verify_grade.py"


@click.command("grade", short_help="Grade a table by a rulebook.")
@click.argument("rulebook")
@click.argument("data", type=EXISTING)
@click.option("--weights", type=EXISTING, help="CSV: id, weight and, where needed, group.")
@click.option("--events", type=EXISTING, help="CSV of findings: vetoes and caps.")
@click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Last day of the period, as 2026-06-30: what is in force then. "
    "Without it the first day of the rulebook.",
)
@click.option("--expired", is_flag=True, help="Follow rules that have ended, and say so.")
@click.option("--draws", type=click.IntRange(1), help="Draw so often what --vary names.")
@click.option("--seed", type=click.IntRange(0), default=0, help="Of the draws; 0 if left out.")
@click.option(
    "--vary",
    multiple=True,
    metavar="WHAT=HOW",
    help="weights=0.25, weights:1=0.25, noise=2.5, cells=1, treatment=none, score=z_score, "
    "aggregate=geometric; may be given several times.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Folder for the results; files there are replaced.",
)
def grade_command(
    rulebook: str,
    data: Path,
    weights: Path | None,
    events: Path | None,
    on: datetime | None,
    expired: bool,
    draws: int | None,
    seed: int,
    vary: tuple[str, ...],
    out: Path,
) -> None:
    """Grade DATA (CSV) by RULEBOOK (YAML, or the name of one that comes with the program).

    Writes scores of every node, grades, ranks, companies, traces and a page to print, with a copy
    of all inputs and a program of one file that recomputes the result from them. With --draws also
    how far ranks and grades move when weights, methods and values are drawn anew.
    """
    if bool(draws) != bool(vary):
        raise click.UsageError("--draws and --vary belong together.")
    try:
        loaded = load(
            _rulebook(rulebook),
            origin=Path(rulebook).name,
            on=on.date() if on else None,
            expired_ok=expired,
        )
        table = Table.from_csv(_text(data), unit=loaded.rulebook.data.unit)
        computed = run(loaded, table, read_weights(_text(weights)) if weights else None)
        graded = grade(computed, read_events(_text(events)) if events else ())
        out.mkdir(parents=True, exist_ok=True)
        for name, text in result_files(graded, engine=__version__):
            (out / name).write_text(text, encoding="utf-8", newline="")
        drawn = _draw(computed, draws, vary, seed) if draws else None
        if drawn:
            grades = [own.id for own in loaded.rulebook.outcome.grades]
            text = intervals_csv(drawn, grades)
            (out / "intervals.csv").write_text(text, encoding="utf-8", newline="")
    except DataError as error:
        raise click.ClickException(str(error)) from None
    (out / "summary.html").write_text(summary_page(graded, drawn), encoding="utf-8")
    verifier = (files("mashangban.cli") / VERIFIER).read_text(encoding="utf-8")
    (out / VERIFIER).write_text(verifier, encoding="utf-8")
    _report(loaded.on, len(table.units), out)


def _draw(computed: Run, draws: int, vary: tuple[str, ...], seed: int) -> "Outcome":
    # Its compiled loops take seconds to load.
    from mashangban.core.grading.doubt.draws.asking import experiment
    from mashangban.core.grading.doubt.draws.errors import CannotDraw
    from mashangban.core.grading.doubt.draws.outcome import run as draw_all
    from mashangban.core.grading.doubt.draws.planned import scale_of

    try:
        asked = experiment(computed, vary, seed=seed)
        return draw_all(asked, draws, scale=scale_of(computed))
    except CannotDraw as error:
        raise click.ClickException(str(error)) from None


def _rulebook(name: str) -> str:
    path = Path(name)
    if path.is_file():
        return _text(path)
    if name in packaged_rulebooks():
        return packaged_rulebook(name)
    raise DataError(
        f'There is no file "{name}", and no packaged rulebook of that name; '
        f"there are: {', '.join(packaged_rulebooks())}."
    )


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise DataError(f"{path.name} is not UTF-8; save it as CSV UTF-8.") from None


def _report(on: date, units: int, out: Path) -> None:
    click.echo(f"{units} units, rules as in force on {on}. Results in {out}; the page to look at")
    click.echo(f"is {out / 'summary.html'}. To check: python {out / VERIFIER} {out}")
