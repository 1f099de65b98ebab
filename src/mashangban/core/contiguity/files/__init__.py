"""The doors of a plan: sheets and settings as people write them in, files that tell the plan out.

`read_sheets` and `read_settings` read, `planned` makes the plan, `result_files` writes it: plan,
certificate, GeoJSON, three figures, shares, and a page with a map. `neighbours` makes the sheet of
edges from outlines or positions.
"""

from mashangban.core.contiguity.files.neighbours import (
    edges_sheet,
    neighbours,
    read_corrections,
    read_places,
    read_shapes,
)
from mashangban.core.contiguity.files.planning import Planned, Told, planned
from mashangban.core.contiguity.files.results import certificate_of, result_files
from mashangban.core.contiguity.files.settings import Settings, read_settings
from mashangban.core.contiguity.files.tables import Sheets, read_sheets

__all__ = [
    "Planned",
    "Settings",
    "Sheets",
    "Told",
    "certificate_of",
    "edges_sheet",
    "neighbours",
    "planned",
    "read_corrections",
    "read_places",
    "read_settings",
    "read_shapes",
    "read_sheets",
    "result_files",
]
