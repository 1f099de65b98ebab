"""Subdistricts with their boundaries, and residents' committees, by their official codes."""

from collections.abc import Iterable, Sequence
from collections.abc import Mapping as MappingABC
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final

from django.utils.translation import gettext as _

from mashangban.core.coordinates import CRS, Point, from_wgs84
from mashangban.core.identifiers import RegionCode
from mashangban.kit.actors import Actor
from mashangban.kit.errors import BadInput
from mashangban.kit.imports import (
    Cells,
    Change,
    Finding,
    Mapping,
    Places,
    Plan,
    Progress,
    Step,
    UnreadableFile,
)
from mashangban.kit.imports.findings import changed, refused
from mashangban.registry.actions import add_region, change_region, remove_regions
from mashangban.registry.compose import kind_of, read_region_code
from mashangban.registry.geometry import BadOutline, centre_of, read_outline
from mashangban.registry.imports.codes import read_code_cell
from mashangban.registry.imports.undoing import require_unchanged
from mashangban.registry.models import Region
from mashangban.registry.types import LONGEST_NAME, RegionKind


@dataclass(frozen=True, slots=True)
class RegionDraft:
    """A row read: a region as the sheet has it; `boundary` None when the sheet has none."""

    row: int
    code: RegionCode
    name: str
    boundary: dict[str, Any] | None

    @property
    def key(self) -> str:
        return self.code.value


@dataclass(frozen=True, slots=True)
class District:
    """The district that a mapping names: `district: {code: …, name: …}`."""

    code: RegionCode
    name: str


class RegionImporter:
    """What subdistricts and committees have in common.

    The mapping may name the `district`: it is made when it is not there, and no row may lie
    outside it.
    """

    kind: str
    level: RegionKind
    fields: MappingABC[str, bool]
    options = frozenset({"district"})

    def __init__(self, by: Actor, at: datetime) -> None:
        self._by, self._at = by, at

    def prepare(self, mapping: Mapping) -> None:
        self._mapping = mapping
        self._district = _read_district(mapping.options.get("district"))

    def parse(self, cells: Cells) -> RegionDraft | None:
        name = cells.text("name", longest=LONGEST_NAME, required=True)
        code = read_code_cell(cells, "code", self.level, required=True)
        if code is None:
            return None
        if self._district is not None and not self._district.code.contains(code):
            cells.refuse(
                "code",
                _("It does not lie in the district %(district)s.")
                % {"district": self._district.code},
            )
        return RegionDraft(cells.row, code, name, self._boundary(cells))

    def plan(self, drafts: Sequence[RegionDraft], progress: Progress) -> Plan:
        known = {region.code: region for region in Region.objects.all()}
        district = self._missing_district(known)
        parents = {*known, *([district.code.value] if district else [])}
        creates: list[RegionDraft] = []
        changes: list[tuple[Region, RegionDraft]] = []
        findings: list[Finding] = []
        unchanged = 0
        for draft in drafts:
            region = known.get(draft.key)
            if str(draft.code.parent) not in parents:
                findings.append(self._orphan(draft))
            elif region is None:
                creates.append(draft)
            elif found := self._differences(region, draft):
                changes.append((region, draft))
                findings += found
            else:
                unchanged += 1
        return Plan(
            created=len(creates),
            changed=len(changes),
            unchanged=unchanged,
            save=lambda: self._save(district, creates, changes, progress),
            findings=findings,
        )

    def _save(
        self,
        district: District | None,
        creates: Sequence[RegionDraft],
        changes: Sequence[tuple[Region, RegionDraft]],
        progress: Progress,
    ) -> list[Change]:
        by, at = self._by, self._at
        made: list[Change] = []
        if district is not None:
            region = add_region(code=district.code.value, name=district.name, by=by, at=at)
            made.append(_change(region, None))
        for done, draft in enumerate(creates, start=1):
            region = add_region(
                code=draft.key, name=draft.name, boundary=draft.boundary, by=by, at=at
            )
            made.append(_change(region, None))
            progress(Step.SAVE, done, len(creates) + len(changes))
        for done, (region, draft) in enumerate(changes, start=len(creates) + 1):
            boundary, before = draft.boundary or region.boundary, _as_json(region, _FACTS)
            change_region(region=region, name=draft.name, boundary=boundary, by=by, at=at)
            made.append(_change(region, before))
            progress(Step.SAVE, done, len(creates) + len(changes))
        return made

    def undo(self, changes: Sequence[Change]) -> None:
        known = Region.objects.in_bulk([change.subject for change in changes])
        require_unchanged(
            changes, {code: partial(_as_json, region) for code, region in known.items()}
        )
        made = []
        for change in reversed(changes):
            region = known[change.subject]
            if change.before is None:
                made.append(region)
            else:
                change_region(region=region, **change.before, by=self._by, at=self._at)
        remove_regions(regions=made, by=self._by, at=self._at)

    def _missing_district(self, known: MappingABC[str, Region]) -> District | None:
        """Return the mapping's district when it is still to be made."""
        district = self._district
        return district if district and district.code.value not in known else None

    def _boundary(self, cells: Cells) -> dict[str, Any] | None:
        """Return the row's boundary; a kind that has none says None."""
        return None

    def _orphan(self, draft: RegionDraft) -> Finding:
        parent = draft.code.parent
        reason = (
            _("The district %(parent)s is not registered; name it in the mapping (district:).")
            if self.level is RegionKind.SUBDISTRICT
            else _("The subdistrict %(parent)s is not registered; import it first.")
        )
        return refused(
            draft.row, self._mapping.column_of("code"), draft.key, reason % {"parent": parent}
        )

    def _differences(self, region: Region, draft: RegionDraft) -> list[Finding]:
        findings = []
        if region.name != draft.name:
            column = self._mapping.column_of("name")
            findings.append(changed(draft.row, column, old=region.name, new=draft.name))
        if draft.boundary is not None and region.boundary != draft.boundary:
            column = self._mapping.column_of("boundary")
            old = None if region.boundary is None else region.boundary["type"]
            findings.append(changed(draft.row, column, old=old, new=draft.boundary["type"]))
        return findings


_FACTS: Final = ("name", "boundary")  # what an import may change of a region


def _change(region: Region, before: dict[str, Any] | None) -> Change:
    return Change(region.code, region.name, before, _as_json(region, _FACTS))


def _as_json(region: Region, fields: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(region, name) for name in fields}


class SubdistrictImporter(RegionImporter):
    """街道 and 镇 from GeoJSON: areas with an official code of 9 digits."""

    kind = "subdistricts"
    level = RegionKind.SUBDISTRICT
    fields: MappingABC[str, bool] = {"code": True, "name": True, "boundary": False}

    def __init__(self, by: Actor, at: datetime) -> None:
        super().__init__(by, at)
        self._centres: dict[str, Point] = {}  # in the file's system

    def parse(self, cells: Cells) -> RegionDraft | None:
        draft = super().parse(cells)
        if draft is not None and draft.boundary is not None:
            crs = self._mapping.crs or CRS.WGS84
            self._centres[draft.key] = from_wgs84(centre_of(draft.boundary), crs)
        return draft

    def places(self) -> Places:
        """Return the centres of the boundaries, to be held against those that were there before."""
        known = Region.objects.filter(code__in=self._centres, boundary__isnull=False)
        return Places(
            points=self._centres,
            known={region.code: centre_of(region.boundary) for region in known},
        )

    def _boundary(self, cells: Cells) -> dict[str, Any] | None:
        geometry = cells.raw("boundary")
        if geometry is None:
            return None
        try:
            outline = read_outline(geometry)
        except BadOutline as error:
            cells.refuse("boundary", _("This is not a boundary: %(why)s.") % {"why": error})
            return None
        if outline.mended:
            cells.note(
                "boundary",
                _("The outline crosses itself and was mended: %(why)s.") % {"why": outline.mended},
            )
        return outline.geometry


class CommitteeImporter(RegionImporter):
    """居委会: an official code of 12 digits and a name."""

    kind = "committees"
    level = RegionKind.COMMITTEE
    fields: MappingABC[str, bool] = {"code": True, "name": True}


def _read_district(option: Any) -> District | None:
    if option is None:
        return None
    if not isinstance(option, dict) or set(option) != {"code", "name"}:
        raise UnreadableFile(
            _("In the mapping, “district:” has two lines: “code:” (6 digits) and “name:”.")
        )
    try:
        code = read_region_code(str(option["code"]))
    except BadInput as error:
        raise UnreadableFile(error.sentence) from None
    if kind_of(code) is not RegionKind.DISTRICT:
        raise UnreadableFile(
            _("The district's code in the mapping has 6 digits; “%(code)s” is another region's.")
            % {"code": code}
        )
    return District(code, str(option["name"]))
