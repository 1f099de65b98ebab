"""From a district and its rules to the packing problem: clusters that may be, and their worth."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from mashangban.core.contiguity.arrays import Ints, Mask
from mashangban.core.contiguity.caps import Caps, DiameterCap, SpreadCap, SumCap
from mashangban.core.contiguity.columns import Columns, Neighbours
from mashangban.core.contiguity.enumeration import LARGEST_SIZE, MOST_COLUMNS, enumerate_within
from mashangban.core.contiguity.model.compounds import Compound, District, Matter
from mashangban.core.contiguity.model.measures import Figures, Measures, Openings, measure
from mashangban.core.contiguity.model.rules import Code, Rules
from mashangban.core.contiguity.model.support import may_vote
from mashangban.core.contiguity.model.valuing import FEN, Worth, worth
from mashangban.core.costs import Bundles, Tariff, running
from mashangban.core.costs import wall as wall_cost
from mashangban.core.costs.exact import DM2


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the district wants of single compounds: together in one cluster, or never."""

    together: tuple[tuple[str, ...], ...] = ()
    apart: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Problem:
    """The clusters of a district, each once, what is measured of them and what they are worth.

    `size` is the largest size they were listed for; `asked` the size the rules allow. `groups` are
    the places of the compounds that are to be together.
    """

    district: District
    rules: Rules
    tariff: Tariff
    neighbours: Neighbours
    columns: Columns
    measures: Measures
    worth: Worth
    openings: Openings
    groups: tuple[tuple[int, ...], ...]
    size: int
    asked: int


NO_WISHES = Wishes()


def problem(
    district: District,
    rules: Rules,
    tariff: Tariff,
    *,
    wishes: Wishes = NO_WISHES,
    most: int = MOST_COLUMNS,
) -> Problem:
    """List the clusters of `district` that keep `rules` and `wishes`, with their worth.

    Where more than `most` clusters are possible their size is lowered (`size` below `asked`).
    Raises PlanInputError for wishes about compounds that are not there, TooManyClusters if even
    pairs are too many.
    """
    figures = compound_figures(district, rules, tariff)
    joint = _joined(district, rules, Code.JOINT_ACROSS, _may(district, Matter.JOIN, rules))
    merge = _joined(district, rules, Code.MERGE_ACROSS, _may(district, Matter.MERGE, rules))
    groups = tuple(tuple(district.place(name) for name in group) for group in wishes.together)
    caps = _caps(district, rules, figures, _apart(district, wishes))
    listed = enumerate_within(joint, caps, most=most)
    columns = listed.columns.kept(_unsplit(listed.columns, groups))
    per_manager = rules.figure(Code.AREAS_PER_MANAGER)
    measures = measure(
        columns,
        figures,
        joint=joint,
        merge=merge,
        per_manager=None if per_manager is None else int(per_manager),
    )
    openings = _openings(district, rules, tariff)
    return Problem(
        district=district,
        rules=rules,
        tariff=tariff,
        neighbours=joint,
        columns=columns,
        measures=measures,
        worth=worth(columns, measures, openings, rules, tariff),
        openings=openings,
        groups=groups,
        size=listed.size,
        asked=caps.size,
    )


def compound_figures(district: District, rules: Rules, tariff: Tariff) -> Figures:
    """Return the figures of all compounds, and what each costs alone today."""
    compounds = district.compounds
    codes = {code: place for place, code in enumerate(sorted({c.subdistrict for c in compounds}))}
    alone = bundles_alone(compounds)
    return Figures(
        x=_ints(round(c.x) for c in compounds),
        y=_ints(round(c.y) for c in compounds),
        households=_ints(c.households for c in compounds),
        area_dm2=alone.area_dm2,
        green_dm2=alone.green_dm2,
        gates=alone.gates,
        day_gates=alone.day_gates,
        months=_ints(c.contract_months for c in compounds),
        fee_fen=_ints(c.fee_fen for c in compounds),
        today=running(alone, tariff).total,
        subdistrict=_ints(codes[c.subdistrict] for c in compounds),
        merge=_may(district, Matter.MERGE, rules).astype(np.int64),
        open=_may(district, Matter.OPEN, rules).astype(np.int64),
    )


def bundles_alone(compounds: Sequence[Compound]) -> Bundles:
    """Return each of `compounds` as a bundle of its own."""
    none = np.zeros(len(compounds), np.int64)
    return Bundles(
        managers=none + 1,
        sharing=_ints(c.manager_areas for c in compounds),
        area_dm2=_ints(int(c.area * DM2) for c in compounds),
        green_dm2=_ints(int(c.green * DM2) for c in compounds),
        gates=_ints(c.gates for c in compounds),
        day_gates=_ints(c.day_gates for c in compounds),
        travel_minutes=none,
    )


def _caps(
    district: District, rules: Rules, figures: Figures, apart: tuple[tuple[int, int], ...]
) -> Caps:
    size = rules.figure(Code.MOST_COMPOUNDS)
    sums = [
        SumCap(of, int(at_most * unit))
        for code, of, unit in (
            (Code.MOST_HOUSEHOLDS, figures.households, 1),
            (Code.MOST_AREA, figures.area_dm2, DM2),
        )
        if (at_most := rules.figure(code)) is not None
    ]
    spreads = [
        SpreadCap(of, int(at_most * unit))
        for code, of, unit in (
            (Code.CONTRACT_WINDOW, figures.months, 1),
            (Code.FEE_SPREAD, figures.fee_fen, FEN),
            (Code.SIMILAR_AGE, _years(district), 1),
        )
        if (at_most := rules.figure(code)) is not None
    ]
    if rules.keeps(Code.JOINT_IN_ONE_SUBDISTRICT):
        spreads.append(SpreadCap(figures.subdistrict, 0))
    if rules.keeps(Code.SIMILAR_USE):
        uses = sorted({compound.use for compound in district.compounds})
        spreads.append(SpreadCap([uses.index(c.use) for c in district.compounds], 0))
    diameter = rules.figure(Code.DIAMETER)
    return Caps(
        size=LARGEST_SIZE if size is None else int(size),
        sums=tuple(sums),
        spreads=tuple(spreads),
        diameter=None if diameter is None else DiameterCap(figures.x, figures.y, int(diameter)),
        apart=apart,
    )


def _years(district: District) -> Ints:
    """Return the year each compound was built; one that is not known counts as the middle one."""
    known = sorted(c.built for c in district.compounds if c.built is not None)
    middle = known[len(known) // 2] if known else 0
    return _ints(middle if c.built is None else c.built for c in district.compounds)


def _may(district: District, matter: Matter, rules: Rules) -> Mask:
    return np.array([may_vote(c, matter, rules) for c in district.compounds], np.bool_)


def _joined(district: District, rules: Rules, code: Code, able: Mask) -> Neighbours:
    """Return the graph of the edges that the rule `code` lets pass, between compounds `able`."""
    rule = rules.kept.get(code)
    edges = [edge for edge in district.graph.edges if rule is None or edge.kind in rule.kinds]
    pairs = [pair for pair in district.graph.numbered(edges) if able[pair[0]] and able[pair[1]]]
    return Neighbours.of(len(district.compounds), pairs)


def _apart(district: District, wishes: Wishes) -> tuple[tuple[int, int], ...]:
    return tuple((district.place(one), district.place(other)) for one, other in wishes.apart)


def _unsplit(columns: Columns, groups: Sequence[tuple[int, ...]]) -> Mask:
    """Say which columns hold each group whole or not at all."""
    keep = np.ones(len(columns), np.bool_)
    column = np.repeat(np.arange(len(columns)), columns.sizes)
    for group in groups:
        held = np.bincount(column[np.isin(columns.members, group)], minlength=len(columns))
        keep &= (held == 0) | (held == len(set(group)))
    return keep


def _openings(district: District, rules: Rules, tariff: Tariff) -> Openings:
    guarded = {c.name for c in district.compounds if c.protected}
    if not rules.keeps(Code.PROTECTED_WALLS):
        guarded = set()
    walls = [wall for wall in district.walls if not guarded & set(wall.pair)]
    places = [(district.place(wall.one), district.place(wall.other)) for wall in walls]
    return Openings(
        one=np.array([one for one, _ in places], np.int32),
        other=np.array([other for _, other in places], np.int32),
        gates=_ints(wall.gates_closed for wall in walls),
        cost=_ints(
            wall_cost(tariff, in_programme=wall.in_programme, own=wall.cost) for wall in walls
        ),
    )


def _ints(figures: Iterable[int]) -> Ints:
    return np.array(list(figures), np.int64)
