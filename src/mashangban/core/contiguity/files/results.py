"""All files of a plan, by name."""

from collections.abc import Mapping

from mashangban.core.contiguity.certificate import certificate_files
from mashangban.core.contiguity.files.documents import (
    figures_sheet,
    json_text,
    plan_document,
    shares_sheet,
)
from mashangban.core.contiguity.files.geojson import geojson
from mashangban.core.contiguity.files.page import page
from mashangban.core.contiguity.files.planning import Planned
from mashangban.core.contiguity.packaged import checker_source


def certificate_of(made: Planned) -> dict[str, bytes]:
    """Return the files that prove the plan, and the program that checks them."""
    files = certificate_files(made.plan.instance, made.plan.solution)
    return {**files, "verify_plan.py": checker_source()}


def result_files(
    made: Planned, certificate: Mapping[str, bytes], *, status: str
) -> dict[str, bytes]:
    """Return all files of the plan; the same plan gives the same bytes.

    `status` is what checking `certificate` said.
    """
    told = {
        "plan.json": json_text(plan_document(made, status=status)),
        "plan.geojson": json_text(geojson(made)),
        "figures.csv": figures_sheet(made),
        "shares.csv": shares_sheet(made),
        "plan.html": page(made, status=status),
    }
    return {**certificate, **{name: text.encode() for name, text in told.items()}}
