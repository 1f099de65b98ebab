"""Compounds: names, points, and the subdistrict that administers each."""

from collections.abc import Iterable, Sequence
from collections.abc import Mapping as MappingABC
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final

from django.utils.translation import gettext as _

from mashangban.accounts.actions import create_scopes
from mashangban.accounts.types import ScopeKind
from mashangban.kit.actors import Actor
from mashangban.kit.clock import local_date
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
from mashangban.kit.imports.findings import changed, noted
from mashangban.registry.actions import add_composed_compounds, change_compounds, remove_compounds
from mashangban.registry.compose import compose_compound
from mashangban.registry.imports.administration import OPTIONS, Administered, Administration
from mashangban.registry.imports.bounds import HOUSEHOLDS, built_year
from mashangban.registry.imports.undoing import require_unchanged
from mashangban.registry.models import Compound, Region
from mashangban.registry.types import LONGEST_ADDRESS, LONGEST_NAME, Basis, Point

Changes = dict[str, Any]  # field of Compound → its new value
Values = dict[str, Any]  # field of Compound → its value in JSON


@dataclass(frozen=True, slots=True)
class CompoundDraft:
    """A row read. What the sheet says nothing about is None or ""."""

    row: int
    key: str
    name: str
    address: str
    point: Point | None
    built_year: int | None
    households: int | None
    administered: Administered


class CompoundImporter:
    """小区.

    An import never takes back a subdistrict that is better founded: OVERRIDDEN before STATED
    before DERIVED. An empty cell says nothing, and what is there stays.
    """

    kind = "compounds"
    fields: MappingABC[str, bool] = {
        "name": True,
        "address": False,
        "longitude": False,
        "latitude": False,
        "subdistrict_code": False,
        "committee_code": False,
        "built_year": False,
        "households": False,
    }
    options = OPTIONS

    def __init__(self, by: Actor, at: datetime) -> None:
        self._by, self._at = by, at
        self._stated: dict[str, Point] = {}  # in the file's system

    def prepare(self, mapping: Mapping) -> None:
        if ("longitude" in mapping.columns) != ("latitude" in mapping.columns):
            raise UnreadableFile(
                _("Name the columns of both longitude and latitude, or of neither.")
            )
        self._mapping = mapping
        self._administration = Administration(mapping)

    def parse(self, cells: Cells) -> CompoundDraft | None:
        name = cells.text("name", longest=LONGEST_NAME, required=True)
        key = cells.key(default="name")
        address = cells.text("address", longest=LONGEST_ADDRESS)
        year = built_year(local_date(self._at))
        year_built = cells.whole("built_year", least=year.least, most=year.most, why=year.why)
        households = cells.whole(
            "households", least=HOUSEHOLDS.least, most=HOUSEHOLDS.most, why=HOUSEHOLDS.why
        )
        # In the district or within 2 km of it.
        point = cells.point("longitude", "latitude", within=self._administration.bounds)
        administered = self._administration.of(cells, key=key, point=point)
        # The district before it, so that two districts may use the same names.
        district = administered.subdistrict.parent_id if administered else None
        if cells.stated is not None:
            self._stated[f"{district}:{key}"] = cells.stated
        if administered is None:
            return None
        return CompoundDraft(
            row=cells.row,
            key=f"{district}:{key}",
            name=name,
            address=address,
            point=point,
            built_year=year_built,
            households=households,
            administered=administered,
        )

    def places(self) -> Places:
        known = Compound.objects.filter(import_key__in=self._stated, longitude__isnull=False)
        return Places(
            points=self._stated,
            inside=self._administration.holds if self._administration.has_outlines else None,
            known={
                str(compound.import_key): Point(compound.longitude, compound.latitude)
                for compound in known.only("import_key", "longitude", "latitude")
                if compound.longitude is not None and compound.latitude is not None
            },
        )

    def plan(self, drafts: Sequence[CompoundDraft], progress: Progress) -> Plan:
        self._administration.require_all_used()
        keys = [draft.key for draft in drafts]
        found = Compound.objects.filter(import_key__in=keys)
        known = {
            compound.import_key: compound
            for compound in found.select_related("subdistrict__parent", "committee", "scope")
        }
        creates: list[CompoundDraft] = []
        changes: list[tuple[Compound, Changes]] = []
        findings: list[Finding] = []
        for draft in drafts:
            compound = known.get(draft.key)
            if compound is None:
                creates.append(draft)
                continue
            if values := {**_facts(compound, draft), **_moves(compound, draft)}:
                changes.append((compound, values))
            findings += self._told(compound, draft, values)
        return Plan(
            created=len(creates),
            changed=len(changes),
            unchanged=len(drafts) - len(creates) - len(changes),
            save=lambda: self._save(creates, changes, progress),
            findings=findings,
        )

    def _save(
        self,
        creates: Sequence[CompoundDraft],
        changes: Sequence[tuple[Compound, Changes]],
        progress: Progress,
    ) -> list[Change]:
        total = len(creates) + len(changes)
        progress(Step.SAVE, 0, total)
        before = [_as_json(compound, values) for compound, values in changes]
        scopes = create_scopes((ScopeKind.COMPOUND, draft.name) for draft in creates)
        composed = [
            compose_compound(
                at=self._at,
                name=draft.name,
                subdistrict=draft.administered.subdistrict,
                scope=scope,
                basis=draft.administered.basis,
                reason=draft.administered.reason,
                committee=draft.administered.committee,
                address=draft.address,
                point=draft.point,
                built_year=draft.built_year,
                households=draft.households,
                import_key=draft.key,
            )
            for draft, scope in zip(creates, scopes, strict=True)
        ]
        add_composed_compounds(compounds=composed, by=self._by, at=self._at)
        progress(Step.SAVE, len(creates), total)
        change_compounds(changes=changes, by=self._by, at=self._at)
        progress(Step.SAVE, total, total)
        return [
            *(_change(compound, None, _as_json(compound, _FACTS)) for compound in composed),
            *(
                _change(compound, was, _as_json(compound, values))
                for (compound, values), was in zip(changes, before, strict=True)
            ),
        ]

    def undo(self, changes: Sequence[Change]) -> None:
        found = Compound.objects.select_related("subdistrict__parent", "committee", "scope")
        known = {
            str(compound.pk): compound
            for compound in found.filter(pk__in=[change.subject for change in changes])
        }
        require_unchanged(
            changes,
            {subject: partial(_as_json, compound) for subject, compound in known.items()},
        )
        made = [known[change.subject] for change in changes if change.before is None]
        restored = [
            (known[change.subject], _from_json(change.before))
            for change in changes
            if change.before is not None
        ]
        change_compounds(changes=restored, by=self._by, at=self._at)
        remove_compounds(compounds=made, by=self._by, at=self._at)

    def _told(self, compound: Compound, draft: CompoundDraft, values: Changes) -> list[Finding]:
        """Return the report's lines about a row that was there before."""
        lines = [
            changed(
                draft.row,
                self._mapping.column_of(_FIELDS.get(name, name)),
                old=_shown(getattr(compound, name)),
                new=_shown(value),
            )
            for name, value in values.items()
        ]
        proposed = draft.administered.subdistrict
        if compound.subdistrict_id != proposed.code and "subdistrict" not in values:
            lines.append(
                noted(
                    draft.row,
                    self._mapping.column_of("subdistrict_code"),
                    proposed.code,
                    _("Left in %(name)s, which is better founded.")
                    % {"name": compound.subdistrict.name},
                )
            )
        return lines


# Where a field of the row stands in the sheet under another name.
_FIELDS: Final = {"subdistrict": "subdistrict_code", "committee": "committee_code"}


def _facts(compound: Compound, draft: CompoundDraft) -> Changes:
    """Return what the sheet says otherwise than the compound; an empty cell says nothing."""
    said: Changes = {
        "name": draft.name,
        "address": draft.address,
        "longitude": draft.point.longitude if draft.point else None,
        "latitude": draft.point.latitude if draft.point else None,
        "built_year": draft.built_year,
        "households": draft.households,
    }
    return {
        name: value
        for name, value in said.items()
        if value not in (None, "") and value != getattr(compound, name)
    }


def _moves(compound: Compound, draft: CompoundDraft) -> Changes:
    """Return what changes in the compound's administration."""
    proposed = draft.administered
    values: Changes = {}
    if proposed.basis.weight >= Basis(compound.subdistrict_basis).weight:
        said = {
            "subdistrict": proposed.subdistrict,
            "subdistrict_basis": proposed.basis,
            "subdistrict_reason": proposed.reason,
        }
        values = {name: new for name, new in said.items() if new != getattr(compound, name)}
    subdistrict: Region = values.get("subdistrict", compound.subdistrict)
    committee = proposed.committee or compound.committee
    if committee is not None and committee.parent_id != subdistrict.code:
        committee = None
    if committee != compound.committee:
        values["committee"] = committee
    return values


# What an import may write of a compound.
_FACTS: Final = (
    "name",
    "address",
    "longitude",
    "latitude",
    "built_year",
    "households",
    "subdistrict",
    "subdistrict_basis",
    "subdistrict_reason",
    "committee",
)


def _change(compound: Compound, before: Values | None, after: Values) -> Change:
    return Change(str(compound.pk), compound.name, before, after)


def _as_json(compound: Compound, fields: Iterable[str]) -> Values:
    """Return the fields as they are now, regions by their codes."""
    return {name: _shown(getattr(compound, name)) for name in fields}


def _from_json(values: Values) -> Changes:
    codes = {values[name] for name in ("subdistrict", "committee") if values.get(name)}
    regions = Region.objects.select_related("parent").in_bulk(codes)
    return {
        name: regions.get(value) if name in ("subdistrict", "committee") else value
        for name, value in values.items()
    }


def _shown(value: Any) -> Any:
    return value.code if isinstance(value, Region) else value
