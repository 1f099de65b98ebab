"""Handing a list out as a file, with the trace it leaves."""

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import quote

from django.http import FileResponse
from django.utils.translation import gettext as _

from mashangban.accounts.access import StaffRequest, names_for
from mashangban.accounts.actions import record_export
from mashangban.accounts.errors import ReasonMissing
from mashangban.kit import clock
from mashangban.kit.actors import Actor
from mashangban.kit.exports import Format, Sheet, write
from mashangban.kit.ids import new_id
from mashangban.kit.when import stamp

_TYPES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.GEOJSON: "application/geo+json",
}


def hand_out(
    request: StaffRequest,
    sheet: Sheet,
    *,
    form: Format,
    subject: str,
    filters: Mapping[str, str],
    personal: bool = False,
    reason: str = "",
) -> FileResponse:
    """Return the sheet as a file to keep, once the record of it is written.

    The caller has chosen the rows that the viewer may take out. What is `personal` bears a mark on
    every row and needs a reason. Raises ReasonMissing, TooManyRows.
    """
    if personal and not reason.strip():
        raise ReasonMissing
    now = clock.now()
    export_id = new_id(now)
    if personal:
        name = names_for(request)[request.person_id]
        sheet = replace(
            sheet,
            mark=_("%(name)s, %(when)s, no. %(number)s")
            % {"name": name, "when": stamp(now), "number": export_id.hex[-12:]},
        )
    # Made whole before anything is sent: a list that breaks off looks like a list.
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    try:
        record_export(
            export_id=export_id,
            subject=subject,
            form=form,
            rows=write(sheet, form, file),
            filters=filters,
            personal=personal,
            reason=reason,
            by=Actor.person(request.person_id),
            at=now,
        )
    except BaseException:
        file.close()
        raise
    file.seek(0)
    response = FileResponse(file, content_type=_TYPES[form])
    name = quote(f"{sheet.title} {stamp(now)[:10]}.{form.value}")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    response["Cache-Control"] = "private, no-store"
    return response
