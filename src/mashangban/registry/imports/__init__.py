"""The registry's kinds of sheets: subdistricts, committees, compounds, links of older codes.

Import them in this order: each lies in the one before. Adding a kind is a class with `prepare`,
`parse`, `plan` and `undo`, and an entry in `KINDS`.
"""

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import yaml
from django.utils.translation import gettext_lazy as _

from mashangban.imports.kinds import Field, Kind
from mashangban.registry.imports.compounds import CompoundImporter
from mashangban.registry.imports.legacy import LegacyLinkImporter
from mashangban.registry.imports.regions import CommitteeImporter, SubdistrictImporter

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@cache
def _synonyms() -> dict[str, dict[str, list[str]]]:
    source = files("mashangban.registry") / "data" / "columns.yaml"
    known: dict[str, dict[str, list[str]]] = yaml.safe_load(source.read_text("utf-8"))
    return known


def _fields(kind: str, labels: "dict[str, _StrPromise]") -> dict[str, Field]:
    return {
        name: Field(label, tuple(_synonyms()[kind].get(name, ()))) for name, label in labels.items()
    }


KINDS = (
    Kind(
        SubdistrictImporter.kind,
        title=_("Subdistricts"),
        hint=_("GeoJSON with the boundary of each subdistrict, or a table of codes and names."),
        make=SubdistrictImporter,
        required=SubdistrictImporter.fields,
        fields=_fields(
            SubdistrictImporter.kind,
            {
                "code": _("Official code"),
                "name": _("Name"),
                "boundary": _("Boundary"),
            },
        ),
        order=10,
        on_the_map=True,
    ),
    Kind(
        CommitteeImporter.kind,
        title=_("Residents' committees"),
        hint=_("A table of official codes (12 digits) and names."),
        make=CommitteeImporter,
        required=CommitteeImporter.fields,
        fields=_fields(
            CommitteeImporter.kind,
            {
                "code": _("Official code"),
                "name": _("Name"),
            },
        ),
        order=20,
    ),
    Kind(
        CompoundImporter.kind,
        title=_("Compounds"),
        hint=_("A table of compounds with address and point; subdistricts must be there already."),
        make=CompoundImporter,
        required=CompoundImporter.fields,
        fields=_fields(
            CompoundImporter.kind,
            {
                "name": _("Name"),
                "address": _("Address"),
                "longitude": _("Longitude"),
                "latitude": _("Latitude"),
                "subdistrict_code": _("Code of the subdistrict"),
                "committee_code": _("Code of the committee"),
                "built_year": _("Year built"),
                "households": _("Households"),
            },
        ),
        order=30,
        on_the_map=True,
    ),
    Kind(
        LegacyLinkImporter.kind,
        title=_("Links of older codes"),
        hint=_("The address on old paper, and the code of ours or the compound that it leads to."),
        make=LegacyLinkImporter,
        required=LegacyLinkImporter.fields,
        fields=_fields(
            LegacyLinkImporter.kind,
            {
                "link": _("Old address"),
                "token": _("Code of ours"),
                "compound": _("Compound"),
                "subdistrict_code": _("Code of the subdistrict"),
            },
        ),
        order=40,
    ),
)
