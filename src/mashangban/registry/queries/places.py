"""Compounds, their regions, and who answers for them."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from mashangban.registry.geometry import SubdistrictMap
from mashangban.registry.models import Compound, ManagerPost, Region
from mashangban.registry.types import Basis, CompoundLine, Point, RegionKind


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


def scope_of_compound(compound_id: UUID) -> int | None:
    """Return the scope of a compound, None when there is none."""
    return Compound.objects.filter(pk=compound_id).values_list("scope_id", flat=True).first()


def subdistrict_map() -> SubdistrictMap:
    """Return the boundaries of all subdistricts that have one, ready for many points."""
    drawn = Region.objects.filter(kind=RegionKind.SUBDISTRICT, boundary__isnull=False)
    return SubdistrictMap(drawn.values_list("code", "boundary"))


def subdistrict_at(point: Point) -> str | None:
    """Return the code of the subdistrict whose boundary holds `point`, None outside all of them."""
    return subdistrict_map().at(point)
