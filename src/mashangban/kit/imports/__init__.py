"""Bringing a district's own sheets in: one mechanism for every kind of row.

A file is read whole and under limits (`reading`), its columns are named by a mapping (`mapping`),
its points are brought into WGS84 (`places`), its cells are read kindly but never guessed at
(`cells`), and what becomes of each row is planned before anything is written (`engine`). An app
adds a kind by an `Importer`; see `mashangban.registry.imports`.

What is wrong with the file as a whole raises `UnreadableFile`. What is wrong with a row refuses
that row, which the report then names. Either way nothing is written, unless the other rows are
asked for (`skip_refused`).
"""

from mashangban.kit.imports.cells import Cells
from mashangban.kit.imports.engine import Importer, Plan, import_file
from mashangban.kit.imports.errors import CannotUndo, ChangedSince, StillUsed, UnreadableFile
from mashangban.kit.imports.mapping import Mapping, columns_of, parse_mapping, read_mapping
from mashangban.kit.imports.places import Places
from mashangban.kit.imports.types import Change, Finding, Outcome, Progress, Step, Summary

__all__ = [
    "CannotUndo",
    "Cells",
    "Change",
    "ChangedSince",
    "Finding",
    "Importer",
    "Mapping",
    "Outcome",
    "Places",
    "Plan",
    "Progress",
    "Step",
    "StillUsed",
    "Summary",
    "UnreadableFile",
    "columns_of",
    "import_file",
    "parse_mapping",
    "read_mapping",
]
