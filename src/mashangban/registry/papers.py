"""Papers of votes and households, drawn by typst with the shipped font: tally sheets, slips."""

import json
from collections.abc import Sequence
from datetime import date
from importlib.resources import as_file, files
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import segno
import typst
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from mashangban.registry.presenters.votes import vote_page
from mashangban.registry.queries.rolls import VoteDetail
from mashangban.registry.types import NewSlip


def tally_sheet(vote: VoteDetail, *, language: str) -> bytes:
    """Return the tally sheet (计票单) of a counted vote as PDF; it names no owner.

    The same vote gives the same bytes on every machine.
    """
    with translation.override(language):
        page = vote_page(vote, recorders={})
        data = {
            "title": _("Tally sheet"),
            "matter": page.title,
            "verdict": page.verdict,
            "passed": page.passed,
            "expired": page.expired,
            "lead": _("%(area)s · owners' roll of %(day)s")
            % {"area": page.area, "day": page.roll_on},
            "facts": [[fact.term, str(fact.value)] for fact in page.facts],
            "totals-title": _("What was counted"),
            "totals": [
                [column.heading for column in page.totals.columns],
                *([str(cell) for cell in row] for row in page.totals.rows),
            ],
            "checks-title": _("The four conditions"),
            "checks": [
                [_("Condition"), _("Reached"), _("Needed"), _("Per cent"), _("Verdict")],
                *(
                    [check.title, check.reached, check.needed, check.percent, check.verdict]
                    for check in page.checks
                ),
            ],
            "aside-title": _("Ballots set aside"),
            "aside": [
                [_("Ballot"), _("Line"), _("Says"), _("Why it does not count")],
                *([line.ballot, line.head, line.choice, line.reason] for line in page.set_aside),
            ],
            "no-aside": _("None."),
            "signatures": [_("Counted by"), _("Supervised by"), _("Date")],
            "note": _(
                "Percentages are cut after two decimals; the amounts decide. Owners are given by "
                "the line of the roll, not by name."
            ),
        }
        return _draw("tally_sheet.typ", data, language)


def slip_sheet(slips: Sequence[NewSlip], *, valid_until: date, language: str) -> bytes:
    """Return slips to be cut out, eight a page, as PDF."""
    host = urlsplit(settings.BASE_URL).netloc
    with translation.override(language):
        data = {
            "title": _("Household slips"),
            "headline": _("Bind your home"),
            "purpose": _("Scan once: your ratings of repairs then count as those of a household."),
            "by-hand": _("Or open %(host)s/h/ and type:") % {"host": host},
            "until": _("Good once, until %(day)s.") % {"day": valid_until},
            "no-money": _("Never asks for money, passwords or verification codes."),
            "slips": [
                {
                    "compound": slip.compound,
                    "unit": slip.unit,
                    "code": slip.code,
                    "qr": _qr_of(f"{settings.BASE_URL}/h/{slip.code}/"),
                }
                for slip in slips
            ],
        }
        return _draw("household_slips.typ", data, language)


def _draw(template: str, data: dict[str, Any], language: str) -> bytes:
    data["language"] = language.partition("-")[0]
    with (
        as_file(files("mashangban.registry") / "typst") as templates,
        as_file(files("mashangban.kit") / "fonts") as fonts,
    ):
        return typst.compile(
            templates / template,
            root=templates,
            font_paths=[fonts],
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        )


def _qr_of(address: str) -> str:
    svg = BytesIO()
    segno.make(address, error="m", micro=False).save(svg, kind="svg", border=2, xmldecl=False)
    return svg.getvalue().decode()
