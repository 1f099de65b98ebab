"""Contiguous-management plans: solve the bare problem, check what somebody else has solved."""

import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mashangban.cli.folders import write_folder
from mashangban.cli.progress import bar

if TYPE_CHECKING:
    from mashangban.core.contiguity import Layout, Progress, Solution

CERTIFICATE = "certificate.json"
CLAIMED = "claimed"


@click.group("plan", short_help="Find and check plans of contiguous management.")
def plan() -> None:
    """Find and check plans of contiguous management (连片管理)."""


@plan.command("solve-columns", short_help="Solve a bare set-packing problem.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="Folder for plan and certificate.")
@click.option("--json", "as_json", is_flag=True, help="End with one line of JSON.")
@click.option(
    "--seconds",
    type=float,
    default=120.0,
    show_default=True,
    help="Stop after about so many seconds with what is proven by then.",
)
@click.option("--branches", type=int, default=4_000, show_default=True, help="Most of each part.")
@click.option("--no-check", is_flag=True, help="Do not check the certificate: claimed only.")
def solve_columns(
    file: Path,
    out: Path | None,
    as_json: bool,
    seconds: float,
    branches: int,
    no_check: bool,
) -> None:
    """Choose columns of FILE (JSON or NPZ) that share no node and are worth the most.

    The status is that of the certificate, checked by verify_plan.py: certified (nothing is worth
    more), bounded (nothing is worth more than the bound) or claimed (not checked). The layout of
    FILE is described in the documentation (docs/reference/packing.md).
    """
    from mashangban.core.contiguity import InstanceError, certificate_files, read_instance
    from mashangban.core.contiguity.packaged import checker_source, warm_up

    warm_up()  # compiling is no part of solving
    began = time.monotonic()
    try:
        layout = read_instance(file.read_bytes())
    except InstanceError as error:
        raise click.ClickException(f"{file}: {error}") from error
    solution = _solved(layout, began, seconds, branches)
    files = certificate_files(layout.instance, solution, value_scale=layout.value_scale)
    files["verify_plan.py"] = checker_source()
    status, sentence = (CLAIMED, "nothing was checked.") if no_check else checked(files)
    took = time.monotonic() - began
    if out is not None:
        write_folder(out, files, mark=CERTIFICATE)
    objective, bound = (layout.shown(value) for value in (solution.objective, solution.bound))
    if as_json:
        figures = f'"objective": {objective:f}, "bound": {bound:f}'
        click.echo(f'{{{figures}, "status": "{status}", "seconds": {took:.3f}}}')
        return
    click.echo(f"Objective {objective}, bound {bound}, {len(solution.chosen)} columns chosen.")
    click.echo(f"{status}: {sentence} ({took:.1f} s)")
    if out is not None:
        click.echo(f"Plan and certificate are in {out}; check: python {out}/verify_plan.py {out}")


@plan.command("verify", short_help="Check a plan and its certificate.")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def verify_command(folder: Path) -> None:
    """Check the certificate in FOLDER; exit code 1 if it does not prove what it says.

    verify_plan.py in the folder does the same and needs nothing but Python.
    """
    from mashangban.core.contiguity.verify_plan import verify

    status, sentence = verify(folder)
    click.echo(f"{status}: {sentence}")
    sys.exit(1 if status == CLAIMED else 0)


def _solved(layout: "Layout", began: float, seconds: float, branches: int) -> "Solution":
    from mashangban.core.contiguity import solve

    with bar() as progress:
        task = progress.add_task("parts", total=None)

        def watch(at: "Progress") -> bool:
            progress.update(task, completed=at.part - 1, total=at.parts, description=at.stage)
            return time.monotonic() - began < seconds

        return solve(layout.instance, watch=watch, most_branches=branches)


def checked(files: dict[str, bytes]) -> tuple[str, str]:
    """Run the stranger's check on what would be written."""
    from mashangban.core.contiguity.verify_plan import verify

    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            (Path(folder) / name).write_bytes(content)
        return verify(folder)
