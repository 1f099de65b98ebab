"""Sheets of paper that carry codes: A4, drawn by typst with the shipped font."""

import json
from collections.abc import Sequence
from importlib.resources import as_file, files
from io import BytesIO
from typing import Any, Final
from urllib.parse import urlsplit

import segno
import typst
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from mashangban.core.identifiers.code_tokens import grouped
from mashangban.kit.glyphs import missing_glyphs
from mashangban.registry.errors import Unprintable
from mashangban.registry.tokens import address_of
from mashangban.registry.types import ReportPlace, SheetLayout

_TEMPLATES: Final = {SheetLayout.SHEET: "code_sheet.typ", SheetLayout.STICKERS: "stickers.typ"}
_CODES_PER_PAGE: Final = {SheetLayout.SHEET: 1, SheetLayout.STICKERS: 8}


def render(
    places: Sequence[ReportPlace], *, language: str, layout: SheetLayout = SheetLayout.SHEET
) -> bytes:
    """Return a PDF of A4 pages with these codes, in `language` ("zh-hans", "en").

    The same codes give the same bytes on every machine: no system font, no date, no network.
    Raises Unprintable when the font lacks characters: they would come out as boxes.
    """
    if unprintable := sort_out(places)[1]:
        raise Unprintable(unprintable)
    with translation.override(language):
        data = {
            "title": _("Code sheet"),
            "language": language.partition("-")[0],
            "codes": [_words_of(place) for place in places],
        }
    with (
        as_file(files("mashangban.registry") / "typst") as templates,
        as_file(files("mashangban.kit") / "fonts") as fonts,
    ):
        return typst.compile(
            templates / _TEMPLATES[layout],
            root=templates,
            font_paths=[fonts],
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        )


def pages_of(codes: int, layout: SheetLayout) -> int:
    """Return how many pages so many codes take."""
    return -(-codes // _CODES_PER_PAGE[layout])


def sort_out(
    places: Sequence[ReportPlace],
) -> tuple[list[ReportPlace], list[tuple[str, str]]]:
    """Return the places that can be printed; and of the others where, and what the font lacks."""
    good, unprintable = [], []
    for place in places:
        if missing := missing_glyphs("".join(_typed(place))):
            unprintable.append((_where(place), missing))
        else:
            good.append(place)
    return good, unprintable


def _typed(place: ReportPlace) -> tuple[str, ...]:
    """Return what people have typed of all that is printed."""
    return (
        place.compound_name,
        place.place,
        place.subdistrict_name,
        place.committee_name or "",
        place.duty_phone,
        place.desk_hours,
    )


def _where(place: ReportPlace) -> str:
    return " · ".join(filter(None, (place.compound_name, place.place)))


def _words_of(place: ReportPlace) -> dict[str, Any]:
    address = address_of(place.token)
    host = urlsplit(settings.BASE_URL).netloc
    return {
        "product": _("Mashangban"),
        "headline": _("Something broken? Scan to report it."),
        "compound": place.compound_name,
        "place": place.place,
        "regions": " · ".join(filter(None, (place.subdistrict_name, place.committee_name))),
        "qr": _qr_of(address),
        "address": address,
        "grouped": grouped(place.token),
        "host": host,
        "scan": _("Scan to report"),
        "by-hand": _("Cannot scan? Type this address into the browser:"),
        "short-address": f"{host}/c/{grouped(place.token)}",
        "can-do": _("With this code, without signing in:"),
        "deeds": [
            _("report what is broken"),
            _("follow the repair"),
            _("see who serves you"),
            _("rate the repair"),
        ],
        "phone-label": _("Report by phone"),
        "phone": place.duty_phone,
        "hours": place.desk_hours,
        "no-money": _("This page never asks for money, passwords or verification codes."),
        "no-money-short": _("This page never asks for money or passwords."),
        "host-line": _(
            "Its address begins with %(host)s. If this sheet is pasted over or leads elsewhere, "
            "tell the residents' committee."
        )
        % {"host": host},
    }


def _qr_of(address: str) -> str:
    svg = BytesIO()
    # A quarter of the marks may be lost to scratches and rain; four modules of white around.
    segno.make(address, error="q", micro=False).save(svg, kind="svg", border=4, xmldecl=False)
    return svg.getvalue().decode()
