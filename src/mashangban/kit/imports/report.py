"""The report of an import: a CSV that opens in Excel, one line for each finding."""

import csv
from collections.abc import Iterable
from typing import TextIO

from django.utils.translation import gettext as _

from mashangban.kit.formulas import harmless
from mashangban.kit.imports.types import WHOLE_FILE, Finding, Outcome


def write_report(file: TextIO, findings: Iterable[Finding]) -> None:
    """Write `findings` in the order of rows; `file` is open for UTF-8 with newline=""."""
    titles = {
        Outcome.REFUSED: _("refused"),
        Outcome.CHANGED: _("changed"),
        Outcome.NOTED: _("please look"),
    }
    writer = csv.writer(file)
    writer.writerow([_("Row"), _("Column"), _("Value"), _("Result"), _("Reason")])
    for finding in sorted(findings, key=lambda each: each.row):
        writer.writerow(
            [
                finding.row if finding.row != WHOLE_FILE else "",
                harmless(finding.column),
                harmless(finding.value),
                titles[finding.outcome],
                finding.reason,
            ]
        )
