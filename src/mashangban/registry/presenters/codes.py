"""The pages of codes: the list of compounds, one compound's codes, one code."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mashangban.core.identifiers.code_tokens import grouped
from mashangban.kit import components as ui
from mashangban.kit.when import moment, stamp
from mashangban.registry.code_words import FACILITY_WORDS, REASON_WORDS, TARGET_WORDS
from mashangban.registry.queries import CompoundsPage
from mashangban.registry.types import (
    CodedCompound,
    CodeLine,
    CodeState,
    CodeTarget,
    WithdrawReason,
)


@dataclass(frozen=True, slots=True)
class CodeList:
    """The compounds and how many codes each has; no table where nothing is found."""

    table: ui.Table | None
    filters: tuple[ui.FilterGroup, ...]
    words: str
    subdistrict: str
    pager: ui.Pager


@dataclass(frozen=True, slots=True)
class Missing:
    """What of a compound has no code yet; `target` is a value of CodeTarget."""

    target: str
    label: str


@dataclass(frozen=True, slots=True)
class CompoundCodes:
    """The codes of a compound; no table where there are none."""

    id: UUID
    name: str
    table: ui.Table | None
    in_use: int
    missing: tuple[Missing, ...]


@dataclass(frozen=True, slots=True)
class CodePage:
    """One code: where it hangs, what became of it."""

    id: UUID
    title: str
    compound: str
    compound_url: str
    in_use: bool
    facts: tuple[ui.Fact, ...]
    address: str
    replacement_url: str


def code_list(
    page: CompoundsPage,
    *,
    words: str,
    subdistrict: str,
    subdistricts: Sequence[tuple[str, str]],
) -> CodeList:
    """Return the list; `subdistricts` are code and name of those to choose from."""
    known = {"q": words, "in": subdistrict}
    shown = len(page.rows)
    return CodeList(
        table=_compounds(page.rows) if page.rows else None,
        filters=(
            ui.FilterGroup(
                _("Subdistrict"),
                [
                    ui.Chip(
                        text=name,
                        url=_list_url({**known, "in": "" if code == subdistrict else code}),
                        chosen=code == subdistrict,
                    )
                    for code, name in subdistricts
                ],
            ),
        )
        if subdistricts
        else (),
        words=words,
        subdistrict=subdistrict,
        pager=ui.Pager(
            summary=ngettext("%(n)s compound on this page", "%(n)s compounds on this page", shown)
            % {"n": shown},
            next_url=_list_url({**known, "after": page.after}) if page.after else "",
        ),
    )


def compound_codes(
    compound_id: UUID, name: str, codes: Sequence[CodeLine], counted: CodedCompound
) -> CompoundCodes:
    """Return the codes of a compound, and for what of it codes are still missing."""
    in_use = sum(code.state is CodeState.ACTIVE for code in codes)
    whole = any(
        code.state is CodeState.ACTIVE and code.target is CodeTarget.COMPOUND and not code.place
        for code in codes
    )
    entrances = counted.entrances - counted.entrance_codes
    facilities = counted.facilities - counted.facility_codes
    missing = (
        (CodeTarget.COMPOUND, 0 if whole else 1, _("Issue the compound's code")),
        (
            CodeTarget.ENTRANCE,
            entrances,
            ngettext("Issue for %(n)s entrance", "Issue for %(n)s entrances", entrances)
            % {"n": entrances},
        ),
        (
            CodeTarget.FACILITY,
            facilities,
            ngettext("Issue for %(n)s facility", "Issue for %(n)s facilities", facilities)
            % {"n": facilities},
        ),
    )
    return CompoundCodes(
        id=compound_id,
        name=name,
        table=_codes(codes) if codes else None,
        in_use=in_use,
        missing=tuple(Missing(target.value, label) for target, count, label in missing if count),
    )


def code_page(code: CodeLine, *, address: str, now: datetime) -> CodePage:
    """Return the page of one code; `address` is what is printed on it."""
    facts = [
        ui.Fact(_("Hangs at"), code.place or _("the whole compound")),
        ui.Fact(_("Kind"), kind_words(code)),
        ui.Fact(_("Printed code"), grouped(code.token)),
        ui.Fact(_("Issued"), moment(code.issued_at, now=now)),
    ]
    if code.withdrawn_at is not None:
        facts.append(ui.Fact(_("Withdrawn on"), moment(code.withdrawn_at, now=now)))
        facts.append(ui.Fact(_("Reason"), _reason(code)))
    return CodePage(
        id=code.id,
        title=code.place or code.compound_name,
        compound=code.compound_name,
        compound_url=reverse("registry:compound_codes", args=[code.compound_id]),
        in_use=code.state is CodeState.ACTIVE,
        facts=tuple(facts),
        address=address,
        replacement_url=reverse("registry:code", args=[code.replacement_id])
        if code.replacement_id
        else "",
    )


def kind_words(code: CodeLine) -> str:
    """Return what kind of code it is: "entrance code", "facility code · Lift"."""
    kind = str(TARGET_WORDS[code.target])
    return f"{kind} · {FACILITY_WORDS[code.facility_kind]}" if code.facility_kind else kind


def _compounds(rows: Sequence[CodedCompound]) -> ui.Table:
    return ui.Table(
        columns=(
            ui.Column(_("Compound"), "ell", labelled=False),
            ui.Column(_("Subdistrict")),
            ui.Column(_("Compound codes"), "msb-nowrap"),
            ui.Column(_("Entrance codes"), "msb-nowrap"),
            ui.Column(_("Facility codes"), "msb-nowrap"),
        ),
        rows=[
            (
                ui.Matter(reverse("registry:compound_codes", args=[row.id]), row.name),
                row.subdistrict_name,
                str(row.compound_codes),
                f"{row.entrance_codes} / {row.entrances}",
                f"{row.facility_codes} / {row.facilities}",
            )
            for row in rows
        ],
    )


def _codes(codes: Sequence[CodeLine]) -> ui.Table:
    return ui.Table(
        columns=(
            ui.Column(_("Hangs at"), "ell", labelled=False),
            ui.Column(_("Kind")),
            ui.Column(_("Printed code"), "msb-nowrap"),
            ui.Column(_("Issued"), "muted msb-nowrap"),
            ui.Column(_("State")),
        ),
        rows=[
            (
                ui.Matter(
                    reverse("registry:code", args=[code.id]),
                    code.place or _("the whole compound"),
                ),
                kind_words(code),
                grouped(code.token),
                stamp(code.issued_at),
                _("in use") if code.state is CodeState.ACTIVE else _withdrawn(code),
            )
            for code in codes
        ],
    )


def _withdrawn(code: CodeLine) -> str:
    if code.replacement_id:
        return _("replaced: %(reason)s") % {"reason": _reason(code)}
    return _("withdrawn: %(reason)s") % {"reason": _reason(code)}


def _reason(code: CodeLine) -> str:
    return str(REASON_WORDS[WithdrawReason(code.withdrawn_because)])


def _list_url(known: dict[str, str]) -> str:
    query = urlencode({name: value for name, value in known.items() if value})
    return reverse("registry:code_list") + (f"?{query}" if query else "")
