"""Finds out which subdistrict administers a compound. Administration goes before geometry."""

from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from mashangban.core.coordinates import Bounds, Point
from mashangban.kit.imports import Cells, Mapping, UnreadableFile
from mashangban.registry.imports.codes import read_code_cell
from mashangban.registry.models import Region
from mashangban.registry.queries import subdistrict_map
from mashangban.registry.types import Basis, RegionKind

OPTIONS: Final = frozenset({"subdistrict_code_is", "subdistrict_overrides"})
ANYWHERE: Final = Bounds(-180, -90, 180, 90)


@dataclass(frozen=True, slots=True)
class Administered:
    """Which subdistrict and, where known, committee a compound belongs to, and how we know."""

    subdistrict: Region
    basis: Basis
    reason: str = ""
    committee: Region | None = None


class Administration:
    """The regions that are registered, and what a mapping says about them.

    The subdistrict is, in this order: what the mapping's `subdistrict_overrides` says of the row;
    the one of the row's committee; the row's own code; the one whose boundary holds the point. A
    mapping says `subdistrict_code_is: derived` when the sheet's author took the code from a map.
    """

    def __init__(self, mapping: Mapping) -> None:
        """Raises UnreadableFile when the mapping's options cannot be used."""
        self._regions = {
            region.code: region for region in Region.objects.select_related("parent__parent")
        }
        self._map = subdistrict_map()
        self.bounds = self._map.bounds or ANYWHERE
        self._sheet_basis = _read_basis(mapping.options.get("subdistrict_code_is", "stated"))
        self._overrides = self._read_overrides(mapping.options.get("subdistrict_overrides", {}))
        self._unused = set(self._overrides)
        if not self._map and not {"subdistrict_code", "committee_code"} & set(mapping.columns):
            raise UnreadableFile(
                _(
                    "It cannot be told which subdistrict the compounds lie in: import the "
                    "subdistricts with their boundaries first, or name a column with their code."
                )
            )

    def of(self, cells: Cells, *, key: str, point: Point | None) -> Administered | None:
        """Return what administers the row that is called `key`; None when the row is refused."""
        self._unused.discard(key)
        committee = self._region(cells, "committee_code", RegionKind.COMMITTEE)
        stated = self._region(cells, "subdistrict_code", RegionKind.SUBDISTRICT)
        found = self._overrides.get(key)
        if found is None and committee is not None and committee.parent is not None:
            found = Administered(committee.parent, Basis.STATED)
        if found is None and stated is not None:
            found = Administered(stated, self._sheet_basis)
        if found is None and not cells.refused:
            found = self._derived(cells, point)
        if found is None:
            return None
        self._compare(cells, found, committee, stated, point)
        return Administered(found.subdistrict, found.basis, found.reason, committee)

    @property
    def has_outlines(self) -> bool:
        """Say whether boundaries are registered, without which nothing lies inside."""
        return bool(self._map)

    def holds(self, point: Point) -> bool:
        """Say whether a subdistrict's boundary holds the point."""
        return self._map.at(point) is not None

    def require_all_used(self) -> None:
        """Raise UnreadableFile when the mapping overrides rows that the sheet does not have."""
        if self._unused:
            raise UnreadableFile(
                _("The mapping overrides the subdistrict of %(keys)s, which is not in the sheet.")
                % {"keys": ", ".join(f"“{key}”" for key in sorted(self._unused))}
            )

    def _derived(self, cells: Cells, point: Point | None) -> Administered | None:
        if point is None:
            cells.refuse("subdistrict_code", _("Neither a subdistrict nor a point is stated."))
            return None
        code = self._map.at(point)
        if code is None:
            cells.refuse("longitude", _("No subdistrict's boundary holds the point."))
            return None
        return Administered(self._regions[code], Basis.DERIVED)

    def _compare(
        self,
        cells: Cells,
        found: Administered,
        committee: Region | None,
        stated: Region | None,
        point: Point | None,
    ) -> None:
        """Refuse a row that contradicts itself; note a point that lies in another subdistrict."""
        here = found.subdistrict
        if committee is not None and committee.parent_id != here.code:
            cells.refuse(
                "committee_code",
                _("This committee does not belong to the subdistrict %(name)s.")
                % {"name": here.name},
            )
        if stated is not None and stated.code != here.code and found.basis is Basis.STATED:
            cells.refuse(
                "subdistrict_code",
                _("The row's committee belongs to the subdistrict %(name)s.") % {"name": here.name},
            )
        there = None if point is None else self._map.at(point)
        if there is not None and there != here.code:
            cells.note(
                "longitude",
                _("The point lies in %(there)s; it is administered by %(here)s.")
                % {"there": self._regions[there].name, "here": here.name},
            )

    def _region(self, cells: Cells, field: str, level: RegionKind) -> Region | None:
        code = read_code_cell(cells, field, level)
        if code is None:
            return None
        region = self._regions.get(code.value)
        if region is None:
            cells.refuse(field, _("This region is not registered; import it first."))
        return region

    def _read_overrides(self, option: Any) -> dict[str, Administered]:
        """Read `subdistrict_overrides: {row key: {code: …, reason: …}}` of the mapping."""
        overrides = {}
        for key, said in option.items() if isinstance(option, dict) else [("", option)]:
            if not isinstance(said, dict) or set(said) != {"code", "reason"} or not said["reason"]:
                raise UnreadableFile(
                    _(
                        "In the mapping, each line of “subdistrict_overrides:” names a row and has "
                        "“code:” (9 digits) and “reason:”, for example a document number."
                    )
                )
            region = self._regions.get(str(said["code"]))
            if region is None or region.kind != RegionKind.SUBDISTRICT:
                raise UnreadableFile(
                    _("The mapping puts “%(key)s” into %(code)s, which is no subdistrict here.")
                    % {"key": key, "code": said["code"]}
                )
            overrides[str(key)] = Administered(region, Basis.OVERRIDDEN, str(said["reason"]))
        return overrides


def _read_basis(option: Any) -> Basis:
    if option not in (Basis.STATED, Basis.DERIVED):
        raise UnreadableFile(
            _("In the mapping, “subdistrict_code_is:” is “stated” or “derived”, not “%(option)s”.")
            % {"option": option}
        )
    return Basis(option)
