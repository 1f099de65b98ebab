"""Who manages what and when: areas, companies, contracts, project managers."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from psycopg.types.range import DateRange

from mashangban.accounts.actions import create_scope, replace_covers
from mashangban.accounts.models import Person
from mashangban.accounts.types import ScopeKind
from mashangban.audit.actions import record
from mashangban.kit.actors import Actor
from mashangban.kit.errors import Refusal
from mashangban.registry import covers
from mashangban.registry.compose import (
    compose_area,
    compose_company,
    compose_contract,
    compose_manager_post,
    compose_membership,
    read_uscc,
)
from mashangban.registry.errors import AreaTaken, CompanyExists, CompoundTaken, ManagerTaken
from mashangban.registry.models import (
    AreaMembership,
    Company,
    Compound,
    Contract,
    ManagementArea,
    ManagerPost,
)


@transaction.atomic
def add_area(*, name: str, by: Actor, at: datetime) -> ManagementArea:
    """Add a management area, still without compounds."""
    area = compose_area(at=at, name=name, scope=create_scope(kind=ScopeKind.AREA, label=name))
    area.save(force_insert=True)
    record(
        by=by,
        at=at,
        verb="registry.add_area",
        subject=("area", area.id),
        scope_id=area.scope_id,
    )
    return area


@transaction.atomic
def join_area(
    *,
    area: ManagementArea,
    compound: Compound,
    period: DateRange,
    by: Actor,
    at: datetime,
) -> AreaMembership:
    """Let `compound` belong to `area` during `period`. Raises EmptyPeriod, CompoundTaken."""
    membership = compose_membership(at=at, area=area, compound=compound, period=period)
    _lock(area)
    with _refusing("compound_in_one_area", CompoundTaken(compound.name, period)):
        membership.save(force_insert=True)
    _renew_covers_of(area)
    record(
        by=by,
        at=at,
        verb="registry.join_area",
        subject=("compound", compound.id),
        scope_id=compound.scope_id,
        data={"area": str(area.id), "period": str(period)},
    )
    return membership


@transaction.atomic
def add_company(*, name: str, uscc: str | None = None, by: Actor, at: datetime) -> Company:
    """Add a property company. Raises BadCompanyCode, CompanyExists."""
    code = None if uscc is None else read_uscc(uscc)
    if code is not None and Company.objects.filter(uscc=code).exists():
        raise CompanyExists(code)
    scope = create_scope(kind=ScopeKind.COMPANY, label=name)
    company = compose_company(at=at, name=name, scope=scope, uscc=code)
    company.save(force_insert=True)
    record(
        by=by,
        at=at,
        verb="registry.add_company",
        subject=("company", company.id),
        scope_id=scope.id,
    )
    return company


@transaction.atomic
def sign_contract(
    *,
    area: ManagementArea,
    company: Company,
    period: DateRange,
    fee: Decimal | None = None,
    duty_phone: str = "",
    desk_hours: str = "",
    by: Actor,
    at: datetime,
) -> Contract:
    """Let `company` serve `area` during `period`. Raises EmptyPeriod, AreaTaken."""
    scope = create_scope(kind=ScopeKind.CONTRACT, label=f"{company.name} · {area.name}")
    contract = compose_contract(
        at=at,
        scope=scope,
        area=area,
        company=company,
        period=period,
        fee=fee,
        duty_phone=duty_phone,
        desk_hours=desk_hours,
    )
    _lock(area)
    with _refusing("one_company_per_area", AreaTaken(area.name, period)):
        contract.save(force_insert=True)
    _renew_covers_of(area)
    record(
        by=by,
        at=at,
        verb="registry.sign_contract",
        subject=("contract", contract.id),
        scope_id=area.scope_id,
        data={"area": str(area.id), "company": str(company.id), "period": str(period)},
    )
    return contract


@transaction.atomic
def appoint_manager(
    *, area: ManagementArea, person: Person, period: DateRange, by: Actor, at: datetime
) -> ManagerPost:
    """Let `person` answer for `area` during `period`. Raises EmptyPeriod, ManagerTaken.

    Whom the area's requests reach follows from it; what the person may see and do does not: that
    is a grant, and grants are the security administrator's.
    """
    post = compose_manager_post(at=at, area=area, person=person, period=period)
    with _refusing("one_manager_per_area", ManagerTaken(area.name, period)):
        post.save(force_insert=True)
    record(
        by=by,
        at=at,
        verb="registry.appoint_manager",
        subject=("area", area.id),
        scope_id=area.scope_id,
        data={"person": str(person.pk), "period": str(period)},
    )
    return post


def _lock(area: ManagementArea) -> None:
    """Let one writer at a time change what an area's covers follow from.

    Else two of them would each renew the covers without the other's fact.
    """
    ManagementArea.objects.select_for_update().get(pk=area.pk)


def _renew_covers_of(area: ManagementArea) -> None:
    replace_covers(
        source=covers.source_of_area(area),
        covers=covers.of_area(
            area,
            memberships=area.memberships.select_related("compound"),
            contracts=area.contracts.select_related("company"),
        ),
    )


@contextmanager
def _refusing(constraint: str, refusal: Refusal) -> Iterator[None]:
    """Turn a violation of the named constraint into `refusal`; the database alone sees races."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        violated = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        if violated != constraint:
            raise
        raise refusal from None
