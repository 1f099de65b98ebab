"""The page of one compound: its frame, and the registry's panels on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mashangban.audit.types import EntryRow
from mashangban.kit import as_of as days
from mashangban.kit import components as ui
from mashangban.kit.actors import ActorKind
from mashangban.kit.as_of import AsOf
from mashangban.kit.when import moment
from mashangban.registry.permissions import MANAGE
from mashangban.registry.queries import CompoundDetail, Suggestion
from mashangban.registry.queries.compound_details import AliasLine, ProtectedLine, RenovationLine
from mashangban.registry.types import Basis, CompoundVisit, HousingType, lane_words
from mashangban.registry.words import (
    ALIAS_WORDS,
    BASIS_WORDS,
    FIELD_WORDS,
    HOUSING_WORDS,
    PROTECTION_WORDS,
    VERB_WORDS,
)


@dataclass(frozen=True, slots=True)
class CompoundPageView:
    """The frame of the page: title, what it is, the bar of the day, the way back."""

    title: str
    subtitle: str
    as_of: days.Bar
    list_url: str


@dataclass(frozen=True, slots=True)
class FactsPanel:
    """Terms and values, and where they are changed; no address where the viewer may not."""

    facts: tuple[ui.Fact, ...]
    actions: tuple[ui.Action, ...]


@dataclass(frozen=True, slots=True)
class Name:
    """A name or lane; `note` says what kind, and when."""

    id: UUID
    text: str
    note: str


@dataclass(frozen=True, slots=True)
class Names:
    aliases: tuple[Name, ...]
    lanes: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class NamesPanel:
    names: Names
    edit_url: str


@dataclass(frozen=True, slots=True)
class Count:
    """A figure and what it counts."""

    label: str
    figure: str


@dataclass(frozen=True, slots=True)
class HistoryPanel:
    entries: tuple[ui.TimelineEntry, ...]
    summary: str


def compound_page(compound: CompoundDetail, as_of: AsOf) -> CompoundPageView:
    """Return the frame of the page."""
    parts = (compound.address, compound.subdistrict, compound.committee)
    return CompoundPageView(
        title=compound.name,
        subtitle=" · ".join(part for part in parts if part),
        as_of=days.bar(
            as_of,
            reverse("registry:compound", args=[compound.id]),
            note=_("Names, contract, codes and history are of that day, the other facts of today."),
        ),
        list_url=as_of.link(reverse("registry:compounds")),
    )


def facts_panel(visit: CompoundVisit) -> FactsPanel:
    """Return what the registry knows of the compound itself."""
    compound = visit.compound
    facts = [
        ui.Fact(_("Subdistrict"), subdistrict_words(compound)),
        ui.Fact(_("Committee"), compound.committee or _("not recorded")),
        ui.Fact(_("Management area"), compound.area or _("in none")),
        ui.Fact(_("Housing type"), _housing(compound.housing_type)),
        ui.Fact(_("Built in"), _or_unknown(compound.built_year)),
        ui.Fact(_("Households"), _or_unknown(compound.households, ",")),
        ui.Fact(_("Floor area"), _area(compound)),
        *(ui.Fact(_("Renovation"), _renovation(line)) for line in compound.renovations),
        *(ui.Fact(_("Protected"), _protected(line)) for line in compound.protected),
    ]
    actions: tuple[ui.Action, ...] = ()
    if _may_change(visit):
        actions = (
            ui.Action(_("Change the facts"), _url("compound_facts", compound), "settings"),
            ui.Action(
                _("Subdistrict and committee"),
                _url("compound_administration", compound),
                "building-community",
            ),
        )
    return FactsPanel(tuple(facts), actions)


def serving_panel(visit: CompoundVisit) -> tuple[ui.Fact, ...]:
    """Return who serves the compound on the day."""
    compound = visit.compound
    if compound.company is None:
        return (ui.Fact(_("Property company"), _("no company under contract")),)
    manager = visit.names.get(compound.manager_id, "") if compound.manager_id else ""
    facts = (
        ui.Fact(_("Property company"), compound.company),
        ui.Fact(_("Contract"), _period(compound.contract_first, compound.contract_last)),
        ui.Fact(_("Fee"), _fee(compound.fee)),
        ui.Fact(_("Project manager"), manager or _("none appointed")),
        ui.Fact(_("Duty phone"), compound.duty_phone),
        ui.Fact(_("Desk open"), compound.desk_hours),
    )
    return tuple(fact for fact in facts if fact.value)


def names_panel(visit: CompoundVisit) -> NamesPanel:
    """Return the other names and the lanes that the compound has by the day."""
    may_change = _may_change(visit)
    return NamesPanel(
        names=names_of(visit.compound),
        edit_url=_url("compound_names", visit.compound) if may_change else "",
    )


def names_of(compound: CompoundDetail) -> Names:
    """Return the other names of a compound and its lanes, in words."""
    return Names(
        aliases=tuple(_alias(line) for line in compound.aliases),
        lanes=tuple(
            Name(line.id, lane_words(line.road, line.number), "") for line in compound.lanes
        ),
    )


def counts_panel(visit: CompoundVisit) -> tuple[Count, ...]:
    """Return how much stands and hangs there."""
    compound = visit.compound
    return (
        Count(_("Buildings"), _recorded(compound.buildings)),
        Count(_("Entrances"), _recorded(compound.entrances)),
        Count(_("Codes in use"), f"{compound.codes:,}"),
        Count(_("Lanes"), f"{len(compound.lanes):,}"),
    )


def history_panel(visit: CompoundVisit) -> HistoryPanel | None:
    """Return what was written into the registry about the compound, the latest first."""
    if not visit.history:
        return None
    count = len(visit.history)
    return HistoryPanel(
        entries=tuple(
            _entry(entry, visit, newest=number == 0) for number, entry in enumerate(visit.history)
        ),
        summary=ngettext("%(n)s entry", "%(n)s entries", count) % {"n": count},
    )


def _alias(line: AliasLine) -> Name:
    """Return another name with its kind, and its period where it has one."""
    note = str(ALIAS_WORDS[line.kind])
    if line.first or line.last:
        note = f"{note} · {_period(line.first, line.last)}"
    return Name(line.id, line.name, note)


def subdistrict_words(compound: CompoundDetail) -> str:
    """Return the subdistrict and how it is known: "河西街道（由位置推算）"."""
    words = {"subdistrict": compound.subdistrict, "basis": BASIS_WORDS[compound.basis]}
    if compound.basis is Basis.OVERRIDDEN:
        return _("%(subdistrict)s (%(basis)s: %(reason)s)") % {**words, "reason": compound.reason}
    return _("%(subdistrict)s (%(basis)s)") % words


def suggestion_words(suggestion: Suggestion | None) -> str:
    """Return which committee is nearest; "" where that cannot be told."""
    if suggestion is None:
        return ""
    return _(
        "The nearest office is that of %(committee)s, %(metres)s m away. Only a suggestion."
    ) % {"committee": suggestion.name, "metres": f"{suggestion.metres:,}"}


def _may_change(visit: CompoundVisit) -> bool:
    """Changes are made to what is, not to what was."""
    return MANAGE in visit.allowed and visit.as_of.is_today


def _url(name: str, compound: CompoundDetail) -> str:
    return reverse(f"registry:{name}", args=[compound.id])


def _housing(kind: HousingType | None) -> str:
    return str(HOUSING_WORDS[kind]) if kind else _("not recorded")


def _or_unknown(number: int | None, form: str = "") -> str:
    return _("not recorded") if number is None else format(number, form)


def _fee(fee: Decimal | None) -> str:
    if fee is None:
        return _("not recorded")
    return _("%(yuan)s yuan/m² a month") % {"yuan": f"{fee:.2f}"}


def _recorded(count: int) -> str:
    """Return a count; that nothing is recorded does not say that nothing is there."""
    return f"{count:,}" if count else "–"


def _area(compound: CompoundDetail) -> str:
    return _("not recorded") if compound.floor_area is None else f"{compound.floor_area:,.2f} m²"


def _renovation(line: RenovationLine) -> str:
    words = {"programme": line.programme, "year": line.year}
    if line.budget is None:
        return _("%(programme)s, %(year)s") % words
    return _("%(programme)s, %(year)s, budget %(budget)s yuan") % {
        **words,
        "budget": f"{line.budget:,.2f}",
    }


def _protected(line: ProtectedLine) -> str:
    return " · ".join(
        part for part in (line.name, str(PROTECTION_WORDS[line.kind]), line.grade) if part
    )


def _period(first: date | None, last: date | None) -> str:
    if first and last:
        return _("%(first)s to %(last)s") % {"first": first, "last": last}
    if last:
        return _("until %(last)s") % {"last": last}
    return _("from %(first)s on") % {"first": first} if first else _("always")


def _entry(entry: EntryRow, visit: CompoundVisit, *, newest: bool) -> ui.TimelineEntry:
    return ui.TimelineEntry(
        title=str(VERB_WORDS.get(entry.verb, entry.verb)),
        when=moment(entry.at, now=visit.viewer.now),
        who=visit.names.get(UUID(entry.by.id), "")
        if entry.by.kind is ActorKind.PERSON
        else _("the program"),
        text=_what(entry.data),
        tone=ui.Tone.NOW if newest else ui.Tone.DONE,
    )


def _what(data: Mapping[str, Any]) -> str:
    """Return what an entry of the trail says: a name, a lane, or fields from what to what."""
    changed = data.get("changed", {})
    said = [
        _("%(field)s: %(old)s → %(new)s")
        % {
            "field": FIELD_WORDS.get(name, name),
            "old": _value(name, old),
            "new": _value(name, new),
        }
        for name, (old, new) in changed.items()
    ]
    said += [str(data[name]) for name in ("name", "lane", "programme") if name in data]
    if "buildings" in data:
        said.append(
            _("%(buildings)s buildings, %(entrances)s entrances")
            % {"buildings": data["buildings"], "entrances": data["entrances"]}
        )
    return "\n".join(said)


def _value(field: str, value: Any) -> str:
    if value in (None, ""):
        return _("not recorded")
    if field == "housing_type":
        return str(HOUSING_WORDS[HousingType(value)])
    if field == "subdistrict_basis":
        return str(BASIS_WORDS[Basis(value)])
    return str(value)
