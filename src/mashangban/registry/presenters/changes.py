"""What a merge or split will do, told before it is done."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mashangban.kit import components as ui
from mashangban.registry.actions.area_changes import Plan
from mashangban.registry.periods import last_day
from mashangban.registry.presenters.areas import joined
from mashangban.registry.presenters.words import count_compounds, count_households


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The page that asks once more: what becomes of which compound, and what else changes."""

    sentence: str
    table: ui.Table
    effects: tuple[str, ...]
    warnings: tuple[str, ...]


def merge_confirmation(plan: Plan, *, name: str, warnings: tuple[str, ...]) -> Confirmation:
    """Return what merging does; `name` is what the area will be called, "" for as before."""
    effects = [
        _("The contract of %(company)s with “%(area)s” ends on the day before.")
        % {"company": each.company.name, "area": each.area.name}
        for each in plan.ending_contracts
    ]
    if plan.contract:
        effects.append(
            _("%(company)s serves the whole area, by its contract until %(last)s.")
            % {
                "company": plan.contract.company.name,
                "last": last_day(plan.contract.period) or "—",
            }
        )
    if plan.ending_posts:
        count = len(plan.ending_posts)
        effects.append(
            ngettext(
                "The appointment of %(n)s project manager ends on the day before.",
                "The appointments of %(n)s project managers end on the day before.",
                count,
            )
            % {"n": count}
        )
    if plan.ending_terms:
        count = len(plan.ending_terms)
        effects.append(
            ngettext(
                "The term of %(n)s owners' committee ends on the day before.",
                "The terms of %(n)s owners' committees end on the day before.",
                count,
            )
            % {"n": count}
        )
    if not plan.contract:
        effects.append(_("The area has no contract on that day: record one."))
    return Confirmation(
        sentence=_("From %(day)s on “%(area)s” has %(compounds)s and %(households)s.")
        % {
            "day": plan.on,
            "area": name or plan.area.name,
            "compounds": count_compounds(len(plan.staying) + len(plan.moving)),
            "households": count_households(plan.households),
        },
        table=_table(plan, name or plan.area.name, stays=name or plan.area.name),
        effects=tuple(effects),
        warnings=warnings,
    )


def split_confirmation(plan: Plan, *, name: str, warnings: tuple[str, ...]) -> Confirmation:
    """Return what splitting does; `name` is what the new area will be called."""
    if plan.contract:
        effects = [
            _("%(company)s goes on serving both areas, by its contract until %(last)s.")
            % {
                "company": plan.contract.company.name,
                "last": last_day(plan.contract.period) or "—",
            }
        ]
    else:
        effects = [_("The new area has no contract on that day: record one.")]
    effects.append(
        _("The new area has no project manager and no owners' committee yet: appoint and record.")
    )
    moved = sum(each.compound.households or 0 for each in plan.moving)
    return Confirmation(
        sentence=_("From %(day)s on “%(area)s” is an area with %(compounds)s and %(households)s.")
        % {
            "day": plan.on,
            "area": name,
            "compounds": count_compounds(len(plan.moving)),
            "households": count_households(moved),
        },
        table=_table(plan, name, stays=plan.area.name),
        effects=tuple(effects),
        warnings=warnings,
    )


def reelection_warning(areas: list[str]) -> tuple[str, ...]:
    """Return what to look at where a re-election is under way in some of the areas."""
    if not areas:
        return ()
    return (
        _(
            "Owners' committee under re-election: %(areas)s. Owners may not be asked about "
            "changing the area meanwhile (art. 28): make sure that they decided before."
        )
        % {"areas": joined(areas)},
    )


def _table(plan: Plan, target: str, *, stays: str) -> ui.Table:
    return ui.Table(
        columns=(
            ui.Column(_("Compound"), labelled=False),
            ui.Column(_("Households"), "num"),
            ui.Column(_("Until the day before")),
            ui.Column(_("From that day on")),
        ),
        rows=[
            (
                each.compound.name,
                "–" if each.compound.households is None else f"{each.compound.households:,}",
                each.area.name,
                goes,
            )
            for members, goes in ((plan.staying, stays), (plan.moving, target))
            for each in members
        ],
    )
