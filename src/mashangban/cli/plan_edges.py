"""Make the sheet of neighbours for a plan."""

import os
import tempfile
from pathlib import Path

import click

SHEET = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("edges", short_help="Find out which compounds are neighbours.")
@click.argument("compounds", type=SHEET)
@click.option("--roads", type=SHEET, help="GeoJSON: centre lines of arterial roads.")
@click.option("--rivers", type=SHEET, help="GeoJSON: rivers, as lines or areas.")
@click.option("--corrections", type=SHEET, help="CSV: change, one, other, kind, reason.")
@click.option("--wall", default=3.0, show_default=True, help="Largest gap (m) of a shared wall.")
@click.option("--lane", default=25.0, show_default=True, help="Largest gap (m) across a lane.")
@click.option("--walk", default=40.0, show_default=True, help="Largest gap (m) of neighbours.")
@click.option("--facing", default=10.0, show_default=True, help="What walls must face (m).")
@click.option("--within", default=300.0, show_default=True, help="Largest distance (m) of points.")
@click.option(
    "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="EDGES.csv."
)
def edges_command(
    compounds: Path,
    roads: Path | None,
    rivers: Path | None,
    corrections: Path | None,
    wall: float,
    lane: float,
    walk: float,
    facing: float,
    within: float,
    out: Path,
) -> None:
    """Write which of COMPOUNDS are neighbours, and what lies between them, into a sheet.

    COMPOUNDS is GeoJSON with outlines or points, each with a name, or CSV with name, longitude and
    latitude; all in WGS84. From points neighbours are only guessed, and no wall is found.
    """
    from mashangban.core.contiguity.adjacency import AdjacencyError, Reach
    from mashangban.core.contiguity.files import (
        edges_sheet,
        neighbours,
        read_corrections,
        read_places,
        read_shapes,
    )

    reach = Reach(wall_m=wall, lane_m=lane, walking_m=walk, least_facing_m=facing)
    try:
        graph = neighbours(
            read_places(compounds.read_text("utf-8")),
            reach=reach,
            within_m=within,
            roads=read_shapes(roads.read_text("utf-8")) if roads else (),
            rivers=read_shapes(rivers.read_text("utf-8")) if rivers else (),
            corrections=read_corrections(corrections.read_text("utf-8")) if corrections else (),
        )
    except AdjacencyError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    except UnicodeDecodeError as error:
        raise click.ClickException("A sheet is not UTF-8: save it as UTF-8.") from error
    _write(out, edges_sheet(graph))
    kinds = [str(edge.kind) for edge in graph.edges]
    counted = ", ".join(f"{kind} {kinds.count(kind)}" for kind in sorted(set(kinds)))
    click.echo(f"{len(graph.nodes)} compounds, {len(kinds)} edges: {counted or 'none'}.")


def _write(path: Path, text: str) -> None:
    """Write the file whole or not at all."""
    number, fresh = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    with os.fdopen(number, "w", encoding="utf-8", newline="") as file:
        file.write(text)
    Path(fresh).chmod(0o644)
    Path(fresh).replace(path)
