"""Areas with their units, rolls and votes."""

import csv
import io
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from mashangban.core.voting.areas import total
from mashangban.kit import components as ui
from mashangban.kit.when import stamp
from mashangban.registry.presenters.voting_words import (
    GAP_WORDS,
    TENURE_WORDS,
    USE_WORDS,
    rule_name,
    rule_source,
    square_metres,
)
from mashangban.registry.queries.households import EntranceLine
from mashangban.registry.queries.owners import AreaLine, AreaOnDay
from mashangban.registry.queries.rolls import FrozenRoll, RollSummary, VoteSummary
from mashangban.registry.rolling import gaps_of
from mashangban.registry.types import Gap, UnitFacts, VoteState

HEADS_A_PAGE: Final = 200
_SHOWN_UNITS: Final = 3
_SHOWN_GAPS: Final = 10
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class AreaPage:
    """An area on a day: what it holds, what is missing, its rolls and votes."""

    id: uuid.UUID
    name: str
    on: str
    facts: tuple[ui.Fact, ...]
    gaps: tuple[str, ...]
    gaps_more: int
    gaps_url: str
    compounds: ui.Table
    rolls: ui.Table | None
    votes: ui.Table | None


@dataclass(frozen=True, slots=True)
class RollPage:
    """A frozen roll; names are there once somebody opened them."""

    id: uuid.UUID
    area_id: uuid.UUID
    area: str
    on: str
    facts: tuple[ui.Fact, ...]
    heads: ui.Table
    pager: ui.Pager
    named: bool


def areas_table(lines: Sequence[AreaLine]) -> ui.Table | None:
    """Return the areas somebody may see the rolls of; None without any."""
    if not lines:
        return None
    return ui.Table(
        columns=(
            ui.Column(_("Management area"), "ell", labelled=False),
            ui.Column(_("Compounds"), "num"),
            ui.Column(_("Units"), "num"),
            ui.Column(_("Exclusive area"), "num msb-nowrap"),
            ui.Column(_("Latest roll"), "msb-nowrap"),
            ui.Column(_("Open votes"), "num"),
        ),
        rows=[
            (
                ui.Matter(reverse("registry:area_owners", args=[line.id]), line.name),
                str(line.compounds),
                f"{line.units:,}",
                square_metres(line.area) if line.units else "–",
                line.rolled_on.isoformat() if line.rolled_on else _("none"),
                str(line.open_votes),
            )
            for line in lines
        ],
    )


def area_page(
    area: AreaOnDay,
    units: Sequence[UnitFacts],
    rolls: Sequence[RollSummary],
    votes: Sequence[VoteSummary],
) -> AreaPage:
    """Return the page of an area."""
    gaps = gaps_of(units)
    known = [unit.area for unit in units if unit.area is not None]
    return AreaPage(
        id=area.id,
        name=area.name,
        on=area.on.isoformat(),
        facts=(
            ui.Fact(_("Units"), f"{len(units):,}"),
            ui.Fact(_("Exclusive area"), square_metres(total(known))),
            ui.Fact(_("Missing"), _("%(n)s entries") % {"n": len(gaps)} if gaps else _("nothing")),
        ),
        gaps=tuple(map(_gap_words, gaps[:_SHOWN_GAPS])),
        gaps_more=max(0, len(gaps) - _SHOWN_GAPS),
        gaps_url=f"{reverse('registry:roll_gaps', args=[area.id])}?on={area.on}" if gaps else "",
        compounds=_compounds(area, units),
        rolls=_rolls(rolls) if rolls else None,
        votes=_votes(votes) if votes else None,
    )


def gaps_csv(gaps: Sequence[Gap]) -> str:
    """Return what is missing as CSV; a cell that begins like a formula is kept as text."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(
        [_("Compound"), _("Building"), _("Entrance"), _("Unit"), _("Exclusive area"), _("Missing")]
    )
    for gap in gaps:
        unit = gap.unit
        cells = (unit.compound, unit.building, unit.entrance, unit.number)
        area = "" if unit.area is None else str(unit.area)
        writer.writerow([*map(_as_text, cells), area, GAP_WORDS[gap.kind]])
    return "\ufeff" + buffer.getvalue()  # without the mark Excel reads it as GB18030


def entrances_table(compound_id: uuid.UUID, lines: Sequence[EntranceLine], *, on: date) -> ui.Table:
    """Return the entrances of a compound."""
    address = reverse("registry:units", args=[compound_id])
    return ui.Table(
        columns=(
            ui.Column(_("Entrance"), "ell", labelled=False),
            ui.Column(_("Units"), "num"),
            ui.Column(_("Slips not used yet"), "num"),
            ui.Column(_("Households bound"), "num"),
        ),
        rows=[
            (
                ui.Matter(
                    f"{address}?on={on}&entrance={line.id}", f"{line.building} {line.number}"
                ),
                f"{line.units:,}",
                f"{line.open_slips:,}",
                f"{line.bound:,}",
            )
            for line in lines
        ],
    )


def units_table(units: Sequence[UnitFacts], *, labels: Mapping[uuid.UUID, str] | None) -> ui.Table:
    """Return the units behind an entrance; who owns them only with `labels` of organisations."""
    columns = [
        ui.Column(_("Unit"), labelled=False),
        ui.Column(_("Exclusive area"), "num msb-nowrap"),
        ui.Column(_("Use")),
        ui.Column(_("Tenure")),
    ]
    if labels is not None:
        columns.append(ui.Column(_("Owner"), "ell"))
    return ui.Table(
        columns=columns,
        rows=[
            (
                unit.number,
                square_metres(unit.area) if unit.area is not None else _("not known"),
                str(USE_WORDS[unit.use]),
                str(TENURE_WORDS[unit.tenure]),
                *((owners_words(unit.owners, labels),) if labels is not None else ()),
            )
            for unit in units
        ],
    )


def owners_words(
    owners: Sequence[uuid.UUID],
    labels: Mapping[uuid.UUID, str],
    names: Mapping[uuid.UUID, str] | None = None,
) -> str:
    """Return who owns: organisations by name, persons by number until their names are opened."""
    if names is not None:
        return _(", ").join(names[owner] for owner in owners)
    said = [labels[owner] for owner in owners if owner in labels]
    if people := len(owners) - len(said):
        said.append(_("%(n)s person(s)") % {"n": people})
    return _(", ").join(said) or _("nobody")


def roll_page(
    roll: FrozenRoll,
    *,
    after: int,
    labels: Mapping[uuid.UUID, str],
    names: Mapping[uuid.UUID, str] | None = None,
) -> RollPage:
    """Return a page of a roll; with `names` all of it."""
    summary = roll.summary
    by_number = {f"{line.number:06d}": line for line in roll.lines}
    heads = [head for head in roll.core.heads if int(head.id) > after]
    shown = heads if names is not None else heads[:HEADS_A_PAGE]
    rows = []
    for head in shown:
        lines = [by_number[unit] for unit in head.units]
        parties = sorted({owner for line in lines for owner in line.owners})
        more = len(lines) - _SHOWN_UNITS
        owner = owners_words(parties, labels, names)
        rows.append(
            (
                f"{int(head.id):,}",
                _(", ").join(line.label for line in lines[:_SHOWN_UNITS])
                + (_(" and %(n)s more") % {"n": more} if more > 0 else ""),
                f"{len(lines):,}",
                square_metres(head.area),
                _("%(owner)s (developer's stock)") % {"owner": owner}
                if head.developer_stock
                else owner,
            )
        )
    address = reverse("registry:roll", args=[summary.id])
    return RollPage(
        id=summary.id,
        area_id=roll.area_id,
        area=roll.area_name,
        on=summary.on.isoformat(),
        facts=(
            ui.Fact(_("Owners counted as heads"), f"{summary.heads_total:,}"),
            ui.Fact(_("Units"), f"{summary.units_total:,}"),
            ui.Fact(_("Exclusive area"), square_metres(summary.area_total)),
            ui.Fact(_("Frozen"), stamp(summary.frozen_at)),
            ui.Fact(_("Rule for heads"), rule_name(roll.rule)),
            ui.Fact(_("Source"), rule_source(roll.rule)),
            ui.Fact(_("Digest (SHA-256)"), summary.digest),
        ),
        heads=ui.Table(
            columns=(
                ui.Column(_("Line"), "num"),
                ui.Column(_("Units of this owner"), "ell"),
                ui.Column(_("How many"), "num"),
                ui.Column(_("Exclusive area"), "num msb-nowrap"),
                ui.Column(_("Owner"), ""),
            ),
            rows=rows,
        ),
        pager=ui.Pager(
            summary=_("%(n)s on this page") % {"n": len(shown)},
            previous_url=address if after else "",
            next_url=f"{address}?after={int(shown[-1].id)}" if len(shown) < len(heads) else "",
        ),
        named=names is not None,
    )


def _compounds(area: AreaOnDay, units: Sequence[UnitFacts]) -> ui.Table:
    rows = []
    for part in area.compounds:
        own = [unit for unit in units if unit.compound == part.name]
        known = [unit.area or Decimal() for unit in own if unit.area is not None]
        address = reverse("registry:units", args=[part.id])
        rows.append(
            (
                ui.Matter(f"{address}?on={area.on}", part.name),
                f"{len(own):,}",
                square_metres(total(known)),
            )
        )
    return ui.Table(
        columns=(
            ui.Column(_("Compound"), "ell", labelled=False),
            ui.Column(_("Units"), "num"),
            ui.Column(_("Exclusive area"), "num msb-nowrap"),
        ),
        rows=rows,
    )


def _rolls(rolls: Sequence[RollSummary]) -> ui.Table:
    return ui.Table(
        columns=(
            ui.Column(_("Roll of"), "ell", labelled=False),
            ui.Column(_("Owners counted as heads"), "num"),
            ui.Column(_("Units"), "num"),
            ui.Column(_("Exclusive area"), "num msb-nowrap"),
            ui.Column(_("Frozen"), "muted msb-nowrap"),
        ),
        rows=[
            (
                ui.Matter(reverse("registry:roll", args=[roll.id]), roll.on.isoformat()),
                f"{roll.heads_total:,}",
                f"{roll.units_total:,}",
                square_metres(roll.area_total),
                stamp(roll.frozen_at),
            )
            for roll in rolls
        ],
    )


def _votes(votes: Sequence[VoteSummary]) -> ui.Table:
    return ui.Table(
        columns=(
            ui.Column(_("Vote"), "ell", labelled=False),
            ui.Column(_("State"), "msb-nowrap"),
            ui.Column(_("Roll of"), "msb-nowrap"),
            ui.Column(_("Opened"), "muted msb-nowrap"),
        ),
        rows=[
            (
                ui.Matter(reverse("registry:vote", args=[vote.id]), vote.title),
                vote_state(vote.state, passed=vote.passed),
                vote.roll_on.isoformat(),
                stamp(vote.opened_at),
            )
            for vote in votes
        ],
    )


def vote_state(state: VoteState, *, passed: bool | None) -> str:
    if state is VoteState.OPEN:
        return _("ballots are entered")
    return _("counted: passed") if passed else _("counted: not passed")


def _gap_words(gap: Gap) -> str:
    return _("%(unit)s: %(gap)s") % {"unit": gap.unit.label, "gap": GAP_WORDS[gap.kind]}


def _as_text(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell
