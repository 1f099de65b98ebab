"""The page of a management area."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from psycopg.types.range import DateRange

from mashangban.kit import as_of as days
from mashangban.kit import components as ui
from mashangban.kit.as_of import AsOf
from mashangban.registry.errors import spoken
from mashangban.registry.presenters.companies import company_url
from mashangban.registry.presenters.words import (
    COMMITTEE_WORDS,
    count_compounds,
    count_households,
    dated,
    fee_words,
)
from mashangban.registry.queries.areas import AreaContract, AreaView, Change, Member
from mashangban.registry.queries.committees import Committee, MayVote
from mashangban.registry.types import AreaChangeKind, CommitteeState


@dataclass(frozen=True, slots=True)
class AreaPage:
    """The page of an area; a fact list that is empty is not drawn."""

    name: str
    lead: str
    as_of: days.Bar
    contract: tuple[ui.Fact, ...]
    manager: str
    committee: tuple[ui.Fact, ...]
    committee_word: str
    vote_note: str
    members: ui.Table
    contracts: ui.Table | None
    managers: ui.Table | None
    changes: tuple[ui.TimelineEntry, ...]
    actions: tuple[ui.Action, ...]
    end_url: str  # where the present contract is ended, "" without one or without the right


def area_page(
    area: AreaView,
    *,
    names: Mapping[uuid.UUID, str],
    vote: MayVote,
    may_manage: bool,
    as_of: AsOf,
) -> AreaPage:
    """Return the page of an area as it stood on a day; `vote` is about hiring a company."""
    day = as_of.on
    present = [member for member in area.members if day in member.period]
    contract = next((each for each in area.contracts if day in each.period), None)
    post = next((each for each in area.posts if day in each.period), None)
    households = sum(member.households or 0 for member in present)
    return AreaPage(
        name=area.name,
        lead=" · ".join((count_compounds(len(present)), count_households(households)))
        if present
        else _("No compound belongs to it on this day."),
        as_of=days.bar(as_of, reverse("registry:area", args=[area.id])),
        contract=_contract_facts(contract, as_of) if contract else (),
        manager=names[post.person_id] if post else "",
        committee=_committee_facts(area.committee),
        committee_word=str(COMMITTEE_WORDS[area.committee.state]),
        vote_note=vote.reason,
        members=_members(area.members, day),
        contracts=_contracts(area.contracts, as_of) if area.contracts else None,
        managers=ui.Table(
            columns=(ui.Column(_("Project manager"), labelled=False), ui.Column(_("Time"))),
            rows=[(names[each.person_id], spoken(each.period)) for each in area.posts],
        )
        if area.posts
        else None,
        changes=tuple(_change(change) for change in area.changes),
        actions=_actions(area.id, members=len(present)) if may_manage else (),
        end_url=reverse("registry:end_contract", args=[contract.id])
        if contract and may_manage
        else "",
    )


def _contract_facts(contract: AreaContract, as_of: AsOf) -> tuple[ui.Fact, ...]:
    facts = [
        ui.Fact(
            _("Property company"),
            contract.company,
            dated(company_url(contract.company_id), as_of),
        ),
        ui.Fact(_("Time"), spoken(contract.period)),
    ]
    for term, value in (
        (_("Fee"), fee_words(contract.fee, contract.fee_basis)),
        (_("Service standard"), contract.service_standard),
        (_("Contract number"), contract.number),
        (_("Document"), contract.document),
        (_("Hired jointly with"), joined(contract.joint_areas)),
    ):
        if value:
            facts.append(ui.Fact(term, value))
    return tuple(facts)


def _committee_facts(committee: Committee) -> tuple[ui.Fact, ...]:
    if committee.state is CommitteeState.NONE:
        return ()
    facts = [
        ui.Fact(_("Term"), f"{committee.first} – {committee.last}"),
        ui.Fact(_("Members"), str(committee.members)),
    ]
    if committee.reelection_from:
        facts.append(ui.Fact(_("Re-election since"), str(committee.reelection_from)))
    if committee.document:
        facts.append(ui.Fact(_("Document"), committee.document))
    return tuple(facts)


def _members(members: tuple[Member, ...], day: date) -> ui.Table:
    return ui.Table(
        columns=(
            ui.Column(_("Compound"), labelled=False),
            ui.Column(_("Subdistrict")),
            ui.Column(_("Households"), "num"),
            ui.Column(_("Belongs"), "msb-nowrap"),
            ui.Column(_("Document")),
        ),
        rows=[
            (
                member.name,
                member.subdistrict,
                "–" if member.households is None else f"{member.households:,}",
                _time(member.period, day),
                member.document or "–",
            )
            for member in members
        ],
    )


def _contracts(contracts: tuple[AreaContract, ...], as_of: AsOf) -> ui.Table:
    return ui.Table(
        columns=(
            ui.Column(_("Property company"), "ell", labelled=False),
            ui.Column(_("Time"), "msb-nowrap"),
            ui.Column(_("Fee"), "msb-nowrap"),
            ui.Column(_("Contract number")),
        ),
        rows=[
            (
                ui.Matter(dated(company_url(each.company_id), as_of), each.company),
                _time(each.period, as_of.on),
                fee_words(each.fee, each.fee_basis) or "–",
                each.number or "–",
            )
            for each in contracts
        ],
    )


def _time(period: DateRange, day: date) -> str:
    words = spoken(period)
    if day in period:
        return words
    past = period.upper is not None and period.upper <= day
    return (
        _("%(time)s (over)") % {"time": words}
        if past
        else _("%(time)s (to come)") % {"time": words}
    )


def _change(change: Change) -> ui.TimelineEntry:
    others = joined(name for _id, name in change.others)
    if change.kind is AreaChangeKind.MERGE:
        title = _("%(areas)s went into this area") if change.kept else _("Went into %(areas)s")
    else:
        title = _("%(areas)s was split off") if change.kept else _("Split off from %(areas)s")
    text = change.document
    if change.kept and change.kind is AreaChangeKind.MERGE:
        text = _("%(document)s; called %(name)s until then") % {
            "document": change.document,
            "name": change.name_before,
        }
    return ui.TimelineEntry(title=title % {"areas": others}, when=str(change.on), text=text)


def _actions(area_id: uuid.UUID, *, members: int) -> tuple[ui.Action, ...]:
    actions = [
        ui.Action(_("New contract"), reverse("registry:new_contract", args=[area_id]), "file-plus"),
        ui.Action(
            _("Appoint manager"), reverse("registry:appoint_manager", args=[area_id]), "user-plus"
        ),
        ui.Action(_("Owners' committee"), reverse("registry:committee", args=[area_id]), "users"),
    ]
    if members:
        actions.append(
            ui.Action(_("Merge"), reverse("registry:merge_areas", args=[area_id]), "git-merge")
        )
    if members > 1:
        actions.append(
            ui.Action(_("Split"), reverse("registry:split_area", args=[area_id]), "adjustments")
        )
    return tuple(actions)


def joined(names: Iterable[str]) -> str:
    """Return names one after another."""
    # Translators: between the names of a list.
    return pgettext("between names", ", ").join(names)
