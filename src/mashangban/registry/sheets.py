"""The sheet of paper that carries a code: A4, drawn by typst with the shipped font."""

import json
from collections.abc import Sequence
from importlib.resources import as_file, files
from io import BytesIO
from urllib.parse import urlsplit

import segno
import typst
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from mashangban.core.identifiers.code_tokens import grouped
from mashangban.registry.tokens import address_of
from mashangban.registry.types import ReportPlace


def render(places: Sequence[ReportPlace], *, language: str) -> bytes:
    """Return a PDF with one A4 page for each code, in `language` ("zh-hans", "en").

    The same codes give the same bytes on every machine: no system font, no date, no network.
    """
    with translation.override(language):
        data = {
            "title": _("Code sheet"),
            "language": language.partition("-")[0],
            "codes": [_page_of(place) for place in places],
        }
    with (
        as_file(files("mashangban.registry") / "typst") as templates,
        as_file(files("mashangban.kit") / "fonts") as fonts,
    ):
        return typst.compile(
            templates / "code_sheet.typ",
            root=templates,
            font_paths=[fonts],
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        )


def _page_of(place: ReportPlace) -> dict[str, str]:
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
        "by-hand": _("Cannot scan? Type this address into the browser:"),
        "short-address": f"{host}/c/{grouped(place.token)}",
        "phone-label": _("Report by phone"),
        "phone": place.duty_phone,
        "hours": place.desk_hours,
        "no-money": _("This page never asks for money, passwords or verification codes."),
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
