"""Make the plan of a district from its sheets."""

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mashangban.cli.folders import write_folder
from mashangban.cli.plan import CERTIFICATE, checked
from mashangban.cli.progress import bar

if TYPE_CHECKING:
    from mashangban.core.contiguity import Progress
    from mashangban.core.contiguity.files import Planned

SHEET = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("solve", short_help="Make the best plan of a district.")
@click.argument("compounds", type=SHEET)
@click.argument("edges", type=SHEET)
@click.argument("parameters", type=SHEET)
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="Folder for the plan.",
)
@click.option("--seconds", type=float, help="Stop after so many seconds with what is proven.")
def solve_command(
    compounds: Path, edges: Path, parameters: Path, out: Path, seconds: float | None
) -> None:
    """Make the best plan for COMPOUNDS.csv with EDGES.csv under PARAMETERS.yaml.

    The folder then has the plan (plan.json, plan.geojson), the three figures and the shares of
    every cluster (figures.csv, shares.csv), a page with a map (plan.html), and the certificate with
    verify_plan.py, which checks it and needs nothing but Python. After --seconds the plan may be
    bounded only, and prices of rules that are not known by then are left open.
    """
    from mashangban.core.contiguity import TooManyClusters
    from mashangban.core.contiguity.files import (
        certificate_of,
        planned,
        read_settings,
        read_sheets,
        result_files,
    )
    from mashangban.core.contiguity.model import PlanInputError
    from mashangban.core.datafiles import DataError
    from mashangban.core.dated import NoRuleInForce

    began = time.monotonic()
    try:
        settings = read_settings(_text(parameters), origin=parameters.name)
        sheets = read_sheets(_text(compounds), _text(edges), on=settings.on)
        with bar() as progress:
            task = progress.add_task("plan", total=None)

            def watch(at: "Progress") -> bool:
                progress.update(task, completed=at.part - 1, total=at.parts, description=at.stage)
                return seconds is None or time.monotonic() - began < seconds

            made = planned(sheets, settings, watch=watch)
    except (PlanInputError, DataError, NoRuleInForce, TooManyClusters) as refusal:
        raise click.ClickException(str(refusal)) from refusal
    certificate = certificate_of(made)
    status, sentence = checked(certificate)
    write_folder(out, result_files(made, certificate, status=status), mark=CERTIFICATE)
    _tell(made, status, sentence, out)


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise click.ClickException(
            f"{path.name} is not UTF-8: save it as CSV UTF-8 and try again."
        ) from None


def _tell(made: "Planned", status: str, sentence: str, out: Path) -> None:
    plan, problem = made.plan, made.plan.problem
    for told in made.told:
        cluster = told.cluster
        click.echo(f"  {cluster.mode:7} {cluster.yuan:>12,}  {', '.join(cluster.names)}")
    months = int(problem.tariff.horizon)
    saving = "1 cluster saves" if len(made.told) == 1 else f"{len(made.told)} clusters save"
    click.echo(
        f"{saving} {plan.yuan:,} yuan in {months} months; no plan of "
        f"clusters of up to {problem.size} compounds saves more than {plan.bound:,}."
    )
    if problem.size < problem.asked:
        click.echo(
            f"The rules allow {problem.asked} compounds, but there are too many such clusters: "
            f"the plan is the best for {problem.size}."
        )
    click.echo(f"{status}: {sentence}")
    click.echo(f"Open {out}/plan.html; check: python {out}/verify_plan.py {out}")
