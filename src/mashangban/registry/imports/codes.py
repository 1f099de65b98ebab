"""Reads official region codes from cells."""

from typing import Final

from django.utils.translation import gettext as _

from mashangban.core.identifiers import RegionCode
from mashangban.kit.errors import BadInput
from mashangban.kit.imports import Cells
from mashangban.registry.compose import kind_of, read_region_code
from mashangban.registry.types import RegionKind

_DIGITS: Final = {RegionKind.DISTRICT: 6, RegionKind.SUBDISTRICT: 9, RegionKind.COMMITTEE: 12}
_LONGEST: Final = 40


def read_code_cell(
    cells: Cells, field: str, level: RegionKind, *, required: bool = False
) -> RegionCode | None:
    """Return the official code in a cell, which must be of that level; None when refused or empty.

    A spreadsheet that took the code for a figure may have written 310105001.0.
    """
    written = cells.text(field, longest=_LONGEST, required=required).removesuffix(".0")
    if not written:
        return None
    try:
        code = read_region_code(written)
    except BadInput as error:
        cells.refuse(field, str(error.sentence))
        return None
    if kind_of(code) is not level:
        cells.refuse(
            field, _("Here a code of %(digits)d digits is needed.") % {"digits": _DIGITS[level]}
        )
        return None
    return code
