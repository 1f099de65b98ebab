"""Where a real district's files lie, and how their columns are to be read.

They are used in place: nothing of them is kept here, and tests that need them are skipped with
that reason where they are absent.
"""

import os
from pathlib import Path

import pytest

_BESIDE_THE_CHECKOUT = Path(__file__).resolve().parents[2] / "shared" / "data"
DATA = Path(os.environ.get("MASHANGBAN_SHARED_DATA", _BESIDE_THE_CHECKOUT))

# In this order: each lies in the one before.
FILES = {
    "subdistricts": DATA / "changning_official_gis2019" / "changning_streets_wgs84.geojson",
    "committees": DATA / "shanghai_divisions" / "committees.csv",
    "compounds": DATA / "changning_compounds" / "changning_compounds.csv",
}
MAPPINGS = {
    "subdistricts": """
        columns: {code: code9, name: name, boundary: geometry}
        district: {code: "310105", name: 长宁区}
    """,
    "committees": """
        columns: {code: code, name: name}
        only: {areaCode: "310105"}
        district: {code: "310105", name: 长宁区}
    """,
    "compounds": """
        columns:
          name: name
          address: address
          longitude: lng_wgs84
          latitude: lat_wgs84
          built_year: build_year
          households: households
        subdistrict_overrides:
          平和公寓: {code: "310105102", reason: 长房管发〔2026〕11号}
          春房小区: {code: "310105102", reason: 长房管发〔2026〕11号}
    """,
}

needs_real_input = pytest.mark.skipif(
    not FILES["compounds"].exists(),
    reason=f"the real input is not here: no {DATA.name} beside the checkout "
    "(MASHANGBAN_SHARED_DATA names another place)",
)
