"""A thousand real positions: neighbours guessed from points, a proven plan, the letter's two.

Only positions and subdistricts are real. Names are replaced before any figure is invented, so that
no cost, fee or contract ever stands beside the name of a real compound.
"""

import csv
import hashlib
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from mashangban.core.contiguity.adjacency import Plane, from_points
from mashangban.core.contiguity.model import (
    Choice,
    Compound,
    District,
    Mode,
    Wishes,
    plan,
    problem,
    shares,
    three_figures,
)
from mashangban.core.contiguity.packing import Status
from mashangban.core.coordinates import Point
from tests.plans import TARIFF, rules
from tests.real_input import FILES, needs_real_input

pytestmark = needs_real_input

# 长房管发〔2026〕11号 names these two as compounds of 新泾镇; their points lie in its neighbour.
LETTER = {"平和公寓", "春房小区"}
ADMINISTERED = "310105102"
NEIGHBOURS_M = 300.0


def invented(name: str, subdistrict: str, x: float, y: float) -> Compound:
    """Return a compound whose figures follow from nothing but the digest of its new name."""
    draw = hashlib.sha256(name.encode()).digest()
    area = 5_000 + draw[0] * 200
    return Compound(
        name=name,
        subdistrict=subdistrict,
        x=x,
        y=y,
        households=area // 65,
        area=Decimal(area),
        fee_fen=60 + draw[1] % 100,
        gates=1 + draw[2] % 3,
        contract_months=draw[3] % 37,
        manager_areas=1 + draw[4] % 3,
    )


@pytest.fixture(scope="module")
def district() -> tuple[District, list[str]]:
    """The district under invented names, and the new names of the letter's two."""
    with FILES["compounds"].open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    points = [Point(float(row["lng_wgs84"]), float(row["lat_wgs84"])) for row in rows]
    metres = Plane.around(points).to_metres(np.array([(p.longitude, p.latitude) for p in points]))
    compounds, letter = [], []
    for number, (row, (x, y)) in enumerate(zip(rows, metres.tolist(), strict=True)):
        name = f"小区{number:04}"
        code = row["street_code"]
        if row["name"] in LETTER:
            letter.append(name)
            code = ADMINISTERED
        compounds.append(invented(name, code, x, y))
    graph = from_points({c.name: (c.x, c.y) for c in compounds}, within_m=NEIGHBOURS_M)
    return District.of(compounds, graph), letter


def test_the_plan_of_a_thousand_is_proven(district: tuple[District, list[str]]) -> None:
    found, _ = district
    assert len(found.compounds) == 1002
    assert all(edge.uncertain and not edge.has_wall for edge in found.graph.edges)
    listed = problem(found, rules(most_compounds=Choice(figure=Fraction(6))), TARIFF)
    assert listed.size == listed.asked == 6
    made = plan(listed)
    assert made.status is Status.CERTIFIED
    assert made.yuan == made.bound > 0
    homes = {compound.name: compound.subdistrict for compound in found.compounds}
    used = [name for cluster in made.clusters for name in cluster.names]
    assert len(used) == len(set(used))
    for cluster in made.clusters:
        # Positions alone allow joint hiring and nothing closer.
        assert cluster.mode is Mode.JOINT
        assert len({homes[name] for name in cluster.names}) == 1
    for cluster in made.clusters[:20]:
        divided = shares(listed, cluster)
        assert sum(share.saved for share in divided.shares) == cluster.yuan
        assert three_figures(listed, cluster.column).joint.worth == cluster.yuan


def test_the_two_of_the_letter_can_be_one_cluster(district: tuple[District, list[str]]) -> None:
    found, (one, other) = district
    # The clusters that hold both, under the subdistrict that administers them.
    wish = Wishes(together=((one, other),))
    made = plan(
        problem(found, rules(most_compounds=Choice(figure=Fraction(4))), TARIFF, wishes=wish)
    )
    assert made.status is Status.CERTIFIED
    assert [c for c in made.clusters if {one, other} <= set(c.names)]
