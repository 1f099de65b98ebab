"""What the forms on areas offer to choose from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.db import connection

from mashangban.accounts.permissions import permitted_parameters, permitted_scope_ids
from mashangban.accounts.queries import granted_over
from mashangban.registry.models import (
    AreaMembership,
    Company,
    Compound,
    Contract,
    ManagementArea,
    ManagerPost,
    Region,
)
from mashangban.registry.queries.reach import COMPOUND_IN_REACH

MOST_NEIGHBOURS: Final = 20

# Areas of the same subdistrict by how far the middles of their compounds lie apart, in degrees with
# a degree of longitude shortened as at 31° north; which is near is all that counts.
_NEIGHBOURS: Final = f"""
WITH held AS (
  SELECT membership.area_id, min(compound.subdistrict_id) AS subdistrict,
         avg(compound.longitude) * 0.857 AS x, avg(compound.latitude) AS y,
         count(*) AS compounds, sum(compound.households) AS households
    FROM registry_areamembership membership
    JOIN registry_compound compound ON compound.id = membership.compound_id
   WHERE membership.period @> %(day)s::date AND {COMPOUND_IN_REACH}
   GROUP BY membership.area_id
)
SELECT area.id, area.name, held.compounds, held.households, company.name
  FROM held
  JOIN held home ON home.area_id = %(area)s AND home.subdistrict = held.subdistrict
  JOIN registry_managementarea area ON area.id = held.area_id
  LEFT JOIN registry_contract contract
         ON contract.area_id = area.id AND contract.period @> %(day)s::date
  LEFT JOIN registry_company company ON company.id = contract.company_id
 WHERE held.area_id <> %(area)s
 ORDER BY (held.x - home.x) ^ 2 + (held.y - home.y) ^ 2, area.name, area.id
 LIMIT {MOST_NEIGHBOURS}
"""  # noqa: S608 - put together from constants


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An area that another could be merged with."""

    id: UUID
    name: str
    compounds: int
    households: int
    company: str


def neighbours(
    area_id: UUID, *, person_id: UUID, permission: str, day: date, on: date
) -> tuple[Neighbour, ...]:
    """Return the nearest areas of the same subdistrict on `day` that the person may change."""
    with connection.cursor() as cursor:
        cursor.execute(
            _NEIGHBOURS,
            {**permitted_parameters(person_id, permission, on=on), "area": area_id, "day": day},
        )
        rows = cursor.fetchall()
    return tuple(
        Neighbour(id, name, compounds, households or 0, company or "")
        for id, name, compounds, households, company in rows
    )


def compounds_of(area: ManagementArea, *, day: date) -> list[tuple[UUID, str, int | None]]:
    """Return id, name and households of the compounds of an area on a day."""
    members = AreaMembership.objects.filter(area=area, period__contains=day)
    return list(
        members.order_by("compound__pinyin", "compound_id").values_list(
            "compound_id", "compound__name", "compound__households"
        )
    )


def company_choices() -> list[tuple[UUID, str]]:
    """Return id and name of every company, in the order of pinyin."""
    return list(Company.objects.order_by("pinyin", "id").values_list("id", "name"))


def company_by_id(company_id: UUID) -> Company:
    """Return a company. Raises Company.DoesNotExist."""
    return Company.objects.get(pk=company_id)


def running_contracts(area_ids: Iterable[UUID], *, day: date) -> list[Contract]:
    """Return the contracts of these areas that run on `day` or begin later."""
    found = Contract.objects.select_related("area", "company").filter(area_id__in=list(area_ids))
    return list(found.filter(period__endswith__gt=day).order_by("area__name", "period"))


def contract_on(area: ManagementArea, *, day: date) -> Contract | None:
    """Return the contract of an area on a day."""
    found = Contract.objects.select_related("area", "company").filter(area=area)
    return found.filter(period__contains=day).first()


def managers_of_company(company_id: UUID, *, day: date) -> list[UUID]:
    """Return who answers for an area of the company on a day, or works under one of its contracts.

    So whoever is appointed for the first time needs a sign-in and a grant over a contract before.
    """
    contracts = Contract.objects.filter(company_id=company_id, period__contains=day)
    posts = ManagerPost.objects.filter(area__in=contracts.values("area"), period__contains=day)
    granted = granted_over(contracts.values("scope"), on=day)
    return sorted({*posts.values_list("person_id", flat=True), *granted})


def subdistricts_in_reach(person_id: UUID, permission: str, *, on: date) -> list[tuple[str, str]]:
    """Return code and name of the subdistricts that hold compounds of somebody's scopes."""
    within = Compound.objects.filter(scope_id__in=permitted_scope_ids(person_id, permission, on=on))
    found = Region.objects.filter(code__in=within.values("subdistrict"))
    return list(found.order_by("code").values_list("code", "name"))
