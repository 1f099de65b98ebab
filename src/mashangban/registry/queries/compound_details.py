"""One compound with everything that its page shows of the registry, in one statement."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.db import connection

from mashangban.kit.errors import NotFound
from mashangban.registry.models import Compound, Region
from mashangban.registry.types import (
    AliasKind,
    Basis,
    CodeState,
    HousingType,
    ProtectionKind,
    RegionKind,
)


@dataclass(frozen=True, slots=True)
class AliasLine:
    """Another name; `first` and `last` are the days of its period, None where it is open."""

    id: uuid.UUID
    name: str
    kind: AliasKind
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class LaneLine:
    id: uuid.UUID
    road: str
    number: str


@dataclass(frozen=True, slots=True)
class RenovationLine:
    """`budget` in yuan."""

    programme: str
    year: int
    budget: Decimal | None


@dataclass(frozen=True, slots=True)
class ProtectedLine:
    name: str
    kind: ProtectionKind
    grade: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CompoundDetail:
    """A compound as it stood on a day. `fee` in yuan per m² and month, `floor_area` in m².

    Of that day are area, company, contract, manager, codes and the names known by then; the other
    facts are the present ones.
    """

    id: uuid.UUID
    name: str
    address: str
    scope_id: int
    built_year: int | None
    households: int | None
    floor_area: Decimal | None
    housing_type: HousingType | None
    subdistrict_code: str
    subdistrict: str
    basis: Basis
    reason: str
    committee_code: str | None
    committee: str | None
    has_outline: bool
    area: str | None
    company: str | None
    duty_phone: str
    desk_hours: str
    fee: Decimal | None
    contract_first: date | None
    contract_last: date | None
    manager_id: uuid.UUID | None
    buildings: int
    entrances: int
    codes: int
    aliases: tuple[AliasLine, ...]
    lanes: tuple[LaneLine, ...]
    renovations: tuple[RenovationLine, ...]
    protected: tuple[ProtectedLine, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The nearest committee of the compound's subdistrict; `metres` as the crow flies."""

    code: str
    name: str
    metres: int


# A name is known by the day unless it came later: a former name stays one after it was given up.
_DETAIL: Final = """
SELECT compound.id, compound.name, compound.address, compound.scope_id, compound.built_year,
       compound.households, compound.floor_area, compound.housing_type,
       subdistrict.code AS subdistrict_code, subdistrict.name AS subdistrict,
       compound.subdistrict_basis AS basis, compound.subdistrict_reason AS reason,
       committee.code AS committee_code, committee.name AS committee,
       compound.polygon IS NOT NULL AS has_outline,
       area.name AS area, company.name AS company,
       COALESCE(contract.duty_phone, '') AS duty_phone,
       COALESCE(contract.desk_hours, '') AS desk_hours,
       contract.fee, lower(contract.period) AS contract_first,
       upper(contract.period) - 1 AS contract_last,
       post.person_id AS manager_id,
       (SELECT count(*) FROM registry_building building
         WHERE building.compound_id = compound.id) AS buildings,
       (SELECT count(*) FROM registry_entranceblock entrance
          JOIN registry_building building ON building.id = entrance.building_id
         WHERE building.compound_id = compound.id) AS entrances,
       (SELECT count(*) FROM registry_code code
         WHERE code.compound_id = compound.id
           AND code.issued_at < %(ended)s
           AND (code.state = %(active)s OR code.withdrawn_at >= %(ended)s)) AS codes,
       ARRAY (SELECT ARRAY [alias.id::text, alias.name, alias.kind, lower(alias.period)::text,
                            (upper(alias.period) - 1)::text]
                FROM registry_compoundalias alias
               WHERE alias.compound_id = compound.id
                 AND (lower(alias.period) IS NULL OR lower(alias.period) <= %(on)s::date)
               ORDER BY alias.name) AS aliases,
       ARRAY (SELECT ARRAY [lane.id::text, lane.road, lane.number]
                FROM registry_lane lane
               WHERE lane.compound_id = compound.id
               ORDER BY lane.road, length(lane.number), lane.number) AS lanes,
       ARRAY (SELECT ARRAY [renovation.programme, renovation.year::text, renovation.budget::text]
                FROM registry_renovation renovation
               WHERE renovation.compound_id = compound.id
               ORDER BY renovation.year DESC, renovation.programme) AS renovations,
       ARRAY (SELECT ARRAY [protected.name, protected.kind, protected.grade]
                FROM registry_protectedbuilding protected
               WHERE protected.compound_id = compound.id
               ORDER BY protected.name) AS protected
  FROM registry_compound compound
  JOIN registry_region subdistrict ON subdistrict.code = compound.subdistrict_id
  LEFT JOIN registry_region committee ON committee.code = compound.committee_id
  LEFT JOIN registry_areamembership membership
         ON membership.compound_id = compound.id AND membership.period @> %(on)s::date
  LEFT JOIN registry_managementarea area ON area.id = membership.area_id
  LEFT JOIN registry_contract contract
         ON contract.area_id = membership.area_id AND contract.period @> %(on)s::date
  LEFT JOIN registry_company company ON company.id = contract.company_id
  LEFT JOIN registry_managerpost post
         ON post.area_id = membership.area_id AND post.period @> %(on)s::date
 WHERE compound.id = %(id)s
"""
# Within a city a degree of latitude is 111.2 km everywhere, one of longitude that times the cosine.
_NEAREST: Final = """
SELECT committee.code, committee.name,
       round(111195 * sqrt(
           (committee.latitude - compound.latitude) ^ 2
           + ((committee.longitude - compound.longitude) * cos(radians(compound.latitude))) ^ 2
       ))::integer AS metres
  FROM registry_compound compound
  JOIN registry_region committee ON committee.parent_id = compound.subdistrict_id
   AND committee.kind = %(kind)s AND committee.latitude IS NOT NULL
 WHERE compound.id = %(id)s AND compound.latitude IS NOT NULL
 ORDER BY metres, committee.code
 LIMIT 1
"""


def compound_detail(compound_id: uuid.UUID, *, on: date, ended: datetime) -> CompoundDetail:
    """Return a compound as it stood on a day, which is over at the instant `ended`.

    One query. Raises NotFound.
    """
    found = _one(
        _DETAIL, {"id": compound_id, "on": on, "ended": ended, "active": CodeState.ACTIVE.value}
    )
    if found is None:
        raise NotFound
    housing = found.pop("housing_type")
    return CompoundDetail(
        **{
            **found,
            "housing_type": HousingType(housing) if housing else None,
            "basis": Basis(found["basis"]),
            "aliases": tuple(_alias(*values) for values in found["aliases"]),
            "lanes": tuple(LaneLine(uuid.UUID(key), *rest) for key, *rest in found["lanes"]),
            "renovations": tuple(_renovation(*values) for values in found["renovations"]),
            "protected": tuple(
                ProtectedLine(name, ProtectionKind(kind), grade)
                for name, kind, grade in found["protected"]
            ),
        }
    )


def nearest_committee(compound_id: uuid.UUID) -> Suggestion | None:
    """Return the nearest committee with a known office in the compound's subdistrict.

    A suggestion only: who belongs to which committee is decided, not measured. None where the
    compound or all the offices have no place on the map.
    """
    found = _one(_NEAREST, {"id": compound_id, "kind": RegionKind.COMMITTEE.value})
    return None if found is None else Suggestion(**found)


def committees_in(subdistrict_code: str) -> list[Region]:
    """Return the residents' committees of a subdistrict, by code."""
    within = Region.objects.filter(parent_id=subdistrict_code, kind=RegionKind.COMMITTEE)
    return list(within.order_by("code"))


def subdistricts_beside(compound_id: uuid.UUID) -> list[Region]:
    """Return the subdistricts of the compound's district, by code."""
    district = Compound.objects.filter(id=compound_id).values("subdistrict__parent")
    within = Region.objects.filter(parent_id__in=district, kind=RegionKind.SUBDISTRICT)
    return list(within.order_by("code"))


def _alias(key: str, name: str, kind: str, first: str | None, last: str | None) -> AliasLine:
    return AliasLine(uuid.UUID(key), name, AliasKind(kind), _day(first), _day(last))


def _renovation(programme: str, year: str, budget: str | None) -> RenovationLine:
    return RenovationLine(programme, int(year), None if budget is None else Decimal(budget))


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _one(statement: str, known: dict[str, Any]) -> dict[str, Any] | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, known)
        row = cursor.fetchone()
        names = [column.name for column in cursor.description or ()]
    return None if row is None else dict(zip(names, row, strict=True))
