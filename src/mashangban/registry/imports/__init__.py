"""The registry's kinds of sheets: subdistricts, committees, compounds, links of older codes.

Import them in this order: each lies in the one before. `mashangban import` and, later, a page call
`run`. Adding a kind is a class with `prepare`, `parse` and `plan`, and a line in `KINDS`.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from mashangban.audit.actions import record
from mashangban.kit.actors import Actor
from mashangban.kit.imports import (
    Importer,
    Progress,
    Summary,
    UnreadableFile,
    import_file,
    read_mapping,
)
from mashangban.registry.imports.compounds import CompoundImporter
from mashangban.registry.imports.legacy import LegacyLinkImporter
from mashangban.registry.imports.regions import CommitteeImporter, SubdistrictImporter

KINDS: dict[str, Callable[[Actor, datetime], Importer[Any]]] = {
    SubdistrictImporter.kind: SubdistrictImporter,
    CommitteeImporter.kind: CommitteeImporter,
    CompoundImporter.kind: CompoundImporter,
    LegacyLinkImporter.kind: LegacyLinkImporter,
}


def run(
    *,
    kind: str,
    path: Path,
    mapping: Path | None = None,
    dry_run: bool = False,
    report_path: Path | None = None,
    by: Actor,
    at: datetime,
    progress: Progress = lambda step, done, total: None,
) -> Summary:
    """Import a file of `kind` (a key of `KINDS`) and return what became of its rows.

    `mapping` is a YAML file; without it the columns must bear our names. Raises
    `kit.imports.UnreadableFile` when the file as a whole cannot be imported: then nothing was.
    """

    def trail(summary: Summary) -> None:
        record(
            by=by,
            at=at,
            verb="registry.import",
            subject=("import", summary.kind),
            data={
                "sha256": summary.sha256,
                "rows": summary.rows,
                "created": summary.created,
                "changed": summary.changed,
                "unchanged": summary.unchanged,
                "refused": summary.refused,
                "left_out": summary.left_out,
            },
        )

    if kind not in KINDS:
        raise UnreadableFile(
            _("“%(kind)s” cannot be imported; there are: %(kinds)s.")
            % {"kind": kind, "kinds": ", ".join(KINDS)}
        )
    return import_file(
        KINDS[kind](by, at),
        path=path,
        mapping=None if mapping is None else read_mapping(mapping),
        dry_run=dry_run,
        report_path=report_path,
        record=trail,
        progress=progress,
    )
