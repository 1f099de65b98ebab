"""What codes, sheets and facilities are called on the screen."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from mashangban.registry.types import (
    CodeTarget,
    FacilityKind,
    SheetLayout,
    SheetState,
    WithdrawReason,
)

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

TARGET_WORDS: Final[Mapping[CodeTarget, "_StrPromise"]] = {
    CodeTarget.COMPOUND: _("compound code"),
    CodeTarget.ENTRANCE: _("entrance code"),
    CodeTarget.FACILITY: _("facility code"),
}
FACILITY_WORDS: Final[Mapping[FacilityKind, "_StrPromise"]] = {
    FacilityKind.LIFT: _("Lift"),
    FacilityKind.PUMP: _("Pump"),
    FacilityKind.GATE: _("Gate"),
    FacilityKind.FIRE: _("Fire protection"),
    FacilityKind.POWER: _("Power supply"),
    FacilityKind.PLAY: _("Playground or fitness"),
    FacilityKind.WASTE: _("Waste collection"),
    FacilityKind.OTHER: _("Other facility"),
}
REASON_WORDS: Final[Mapping[WithdrawReason, "_StrPromise"]] = {
    WithdrawReason.DAMAGED: _("damaged or no longer legible"),
    WithdrawReason.LOST: _("lost"),
    WithdrawReason.PASTED_OVER: _("pasted over by somebody"),
    WithdrawReason.MISPLACED: _("hangs in the wrong place"),
    WithdrawReason.RETIRED: _("what it belonged to is gone"),
    WithdrawReason.OTHER: _("another reason"),
}
LAYOUT_WORDS: Final[Mapping[SheetLayout, "_StrPromise"]] = {
    SheetLayout.SHEET: _("one code on each page"),
    SheetLayout.STICKERS: _("stickers, eight on each page"),
}
ORDER_WORDS: Final[Mapping[SheetState, "_StrPromise"]] = {
    SheetState.WAITING: _("being drawn"),
    SheetState.READY: _("ready"),
    SheetState.EMPTY: _("nothing to print"),
    SheetState.FAILED: _("did not work"),
}
