"""Reads of the registry."""

from collections.abc import Iterable
from datetime import date
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from mashangban.core.identifiers.code_tokens import TokenState
from mashangban.registry.geometry import SubdistrictMap
from mashangban.registry.models import Code, Compound, ManagerPost, Region
from mashangban.registry.tokens import read_token
from mashangban.registry.types import (
    Basis,
    CodeReading,
    CodeState,
    CompoundLine,
    Point,
    ReadState,
    RegionKind,
    ReportPlace,
)

# One statement with outer joins, because an imported compound may have no area, an area no contract
# on that day. Exclusion constraints see to it that each join finds one row at most.
_PLACE_OF_CODE: Final = """
SELECT code.id, code.token, code.place,
       compound.id, compound.name, compound.address, compound.scope_id,
       subdistrict.name, committee.name,
       area.id, area.name,
       company.id, company.name,
       COALESCE(contract.duty_phone, ''), COALESCE(contract.desk_hours, ''), contract.fee,
       upper(contract.period) - 1,
       post.person_id
  FROM registry_code code
  JOIN registry_compound compound ON compound.id = code.compound_id
  JOIN registry_region subdistrict ON subdistrict.code = compound.subdistrict_id
  LEFT JOIN registry_region committee ON committee.code = compound.committee_id
  LEFT JOIN registry_areamembership membership
         ON membership.compound_id = compound.id AND membership.period @> %(on)s::date
  LEFT JOIN registry_managementarea area ON area.id = membership.area_id
  LEFT JOIN registry_contract contract
         ON contract.area_id = area.id AND contract.period @> %(on)s::date
  LEFT JOIN registry_company company ON company.id = contract.company_id
  LEFT JOIN registry_managerpost post
         ON post.area_id = area.id AND post.period @> %(on)s::date
 WHERE code.token = %(token)s AND code.state = %(active)s
"""


def read_code(text: str) -> CodeReading:
    """Tell what a scanned or typed code is: genuine, withdrawn, mistyped, forged or unknown.

    Asks the database only about tokens that carry our seal.
    """
    reading = read_token(text)
    if reading.state is TokenState.MISTYPED:
        return CodeReading(ReadState.MISTYPED)
    if reading.state is TokenState.FORGED:
        return CodeReading(ReadState.FORGED, reading.token)
    code = (
        Code.objects.select_related("compound", "replacement").filter(token=reading.token).first()
    )
    if code is None:
        return CodeReading(ReadState.UNKNOWN, reading.token)
    return CodeReading(
        ReadState.GENUINE if code.state == CodeState.ACTIVE else ReadState.WITHDRAWN,
        reading.token,
        code_id=code.id,
        compound_name=code.compound.name,
        place=code.place,
        replacement_place=None if code.replacement is None else code.replacement.place,
    )


def place_of_code(token: str, *, on: date) -> ReportPlace | None:
    """Return what a canonical `token` leads to on a day, in one query.

    None unless the registry holds it as a code in use; `read_code` then says why.
    """
    with connection.cursor() as cursor:
        cursor.execute(_PLACE_OF_CODE, {"token": token, "on": on, "active": CodeState.ACTIVE.value})
        row = cursor.fetchone()
    return None if row is None else ReportPlace(*row)


def tokens_in_use() -> list[str]:
    """Return the tokens of all codes in use."""
    return list(Code.objects.filter(state=CodeState.ACTIVE).values_list("token", flat=True))


def managers_of(compound_id: UUID, *, on: date) -> list[UUID]:
    """Return the person ids of the project managers who answer for a compound on a day."""
    posts = ManagerPost.objects.filter(
        area__memberships__compound_id=compound_id,
        area__memberships__period__contains=on,
        period__contains=on,
    )
    return list(posts.values_list("person_id", flat=True))


def compounds(
    *, name: str = "", subdistrict_code: str = "", scope_ids: Iterable[int] | None = None
) -> list[CompoundLine]:
    """Return compounds in the order of pinyin: of that exact name, subdistrict, within scopes.

    `scope_ids` may be a subquery such as `accounts.permissions.permitted_scope_ids`.
    """
    found: QuerySet[Compound] = Compound.objects.order_by("pinyin", "id")
    if name:
        found = found.filter(name=name)
    if subdistrict_code:
        found = found.filter(subdistrict_id=subdistrict_code)
    if scope_ids is not None:
        found = found.filter(scope_id__in=scope_ids)
    rows = found.values_list(
        "id",
        "name",
        "address",
        "subdistrict_id",
        "subdistrict__name",
        "subdistrict_basis",
        "scope_id",
    )
    return [
        CompoundLine(
            id=id,
            name=called,
            address=address,
            subdistrict_code=code,
            subdistrict_name=subdistrict,
            subdistrict_basis=Basis(basis),
            scope_id=scope_id,
        )
        for id, called, address, code, subdistrict, basis, scope_id in rows
    ]


def compound(compound_id: UUID) -> Compound:
    """Return a compound. Raises Compound.DoesNotExist."""
    return Compound.objects.get(pk=compound_id)


def code_with_compound(code_id: UUID) -> Code | None:
    """Return a code and its compound, None when there is none."""
    return Code.objects.select_related("compound").filter(id=code_id).first()


def subdistrict_map() -> SubdistrictMap:
    """Return the boundaries of all subdistricts that have one, ready for many points."""
    drawn = Region.objects.filter(kind=RegionKind.SUBDISTRICT, boundary__isnull=False)
    return SubdistrictMap(drawn.values_list("code", "boundary"))


def subdistrict_at(point: Point) -> str | None:
    """Return the code of the subdistrict whose boundary holds `point`, None outside all of them."""
    return subdistrict_map().at(point)
