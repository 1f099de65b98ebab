"""The doors of a plan: sheets and settings as people write them in, files that tell the plan out.

`read_sheets` and `read_settings` read, `planned` makes the plan, `result_files` writes it: plan,
certificate, GeoJSON, three figures, shares, and a page with a map.
"""

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
    "planned",
    "read_settings",
    "read_sheets",
    "result_files",
]
