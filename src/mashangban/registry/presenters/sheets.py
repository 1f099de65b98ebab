"""The pages of orders for sheets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mashangban.kit import components as ui
from mashangban.kit.when import moment, stamp
from mashangban.registry.code_words import LAYOUT_WORDS, ORDER_WORDS, TARGET_WORDS
from mashangban.registry.types import SheetOrder, SheetState


@dataclass(frozen=True, slots=True)
class Unprinted:
    """A place whose sheet was left out, and the characters that the font lacks."""

    where: str
    characters: str


@dataclass(frozen=True, slots=True)
class OrderPage:
    """One order; `sentence` says how it stands and what to do."""

    id: UUID
    title: str
    icon: str
    sentence: str
    waiting: bool
    ready: bool
    unprinted: tuple[Unprinted, ...]
    facts: tuple[ui.Fact, ...]


def order_page(order: SheetOrder, *, now: datetime) -> OrderPage:
    """Return the page of an order."""
    return OrderPage(
        id=order.id,
        title=order.scope_label,
        icon=_ICONS[order.state],
        sentence=_sentence(order, now),
        waiting=order.state is SheetState.WAITING,
        ready=order.state is SheetState.READY,
        unprinted=tuple(Unprinted(where, characters) for where, characters in order.unprintable),
        facts=(
            ui.Fact(_("Which codes"), _what(order)),
            ui.Fact(_("Paper"), str(LAYOUT_WORDS[order.layout])),
            ui.Fact(_("Asked for"), moment(order.asked_at, now=now)),
        ),
    )


def order_table(orders: Sequence[SheetOrder]) -> ui.Table | None:
    """Return the list of orders, None where there are none."""
    if not orders:
        return None
    return ui.Table(
        columns=(
            ui.Column(_("For"), "ell", labelled=False),
            ui.Column(_("Which codes")),
            ui.Column(_("Paper")),
            ui.Column(_("Asked for"), "muted msb-nowrap"),
            ui.Column(_("State")),
        ),
        rows=[
            (
                ui.Matter(reverse("registry:sheet_order", args=[order.id]), order.scope_label),
                _what(order),
                str(LAYOUT_WORDS[order.layout]),
                stamp(order.asked_at),
                str(ORDER_WORDS[order.state]),
            )
            for order in orders
        ],
    )


_ICONS = {
    SheetState.WAITING: "hourglass",
    SheetState.READY: "circle-check",
    SheetState.EMPTY: "mood-empty",
    SheetState.FAILED: "alert-triangle",
}


def _what(order: SheetOrder) -> str:
    return str(TARGET_WORDS[order.target]) if order.target else _("all codes in use")


def _sentence(order: SheetOrder, now: datetime) -> str:
    match order.state:
        case SheetState.WAITING:
            return _("The sheets are being drawn. This page shows by itself when they are ready.")
        case SheetState.EMPTY if order.unprintable:
            return _("No sheet could be printed: the font lacks characters of every name.")
        case SheetState.EMPTY:
            return _("There are no such codes in use. Issue them first.")
        case SheetState.FAILED:
            return _(
                "The sheets could not be drawn. Ask for them again; if it happens twice, "
                "tell the system administrator."
            )
        case SheetState.READY:
            assert order.expires_at is not None
            codes = ngettext("%(n)s code", "%(n)s codes", order.codes) % {"n": order.codes}
            pages = ngettext("%(n)s page", "%(n)s pages", order.pages) % {"n": order.pages}
            return _("%(codes)s on %(pages)s, kept until %(until)s.") % {
                "codes": codes,
                "pages": pages,
                "until": moment(order.expires_at, now=now),
            }
