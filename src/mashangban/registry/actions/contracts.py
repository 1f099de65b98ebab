"""Contracts between areas and companies: signing, and ending before the time."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from psycopg.types.range import DateRange

from mashangban.accounts.actions import create_scope
from mashangban.accounts.types import ScopeKind
from mashangban.audit.actions import record
from mashangban.kit.actors import Actor
from mashangban.kit.ids import new_id
from mashangban.registry.actions.steps import lock, refusing, renew_covers_of
from mashangban.registry.compose import compose_contract
from mashangban.registry.errors import AreaTaken, JointHiringDiffers, NotWithinContract
from mashangban.registry.models import Company, Contract, ManagementArea
from mashangban.registry.periods import day_after, until
from mashangban.registry.types import FeeBasis


@transaction.atomic
def sign_contract(
    *,
    area: ManagementArea,
    company: Company,
    period: DateRange,
    fee: Decimal | None = None,
    fee_basis: FeeBasis | None = None,
    service_standard: str = "",
    number: str = "",
    document: str = "",
    joint_with: Contract | None = None,
    duty_phone: str = "",
    desk_hours: str = "",
    by: Actor,
    at: datetime,
) -> Contract:
    """Let `company` serve `area` during `period`, hired jointly with the area of `joint_with`.

    Raises EmptyPeriod, AreaTaken, JointHiringDiffers.
    """
    scope = create_scope(kind=ScopeKind.CONTRACT, label=f"{company.name} · {area.name}")
    contract = compose_contract(
        at=at,
        scope=scope,
        area=area,
        company=company,
        period=period,
        fee=fee,
        fee_basis=fee_basis,
        service_standard=service_standard,
        number=number,
        document=document,
        duty_phone=duty_phone,
        desk_hours=desk_hours,
    )
    lock(area)
    if joint_with is not None:
        _join_hiring(contract, joint_with, at=at)
    with refusing("one_company_per_area", AreaTaken(area.name, period)):
        contract.save(force_insert=True)
    renew_covers_of([area])
    record(
        by=by,
        at=at,
        verb="registry.sign_contract",
        subject=("contract", contract.id),
        scope_id=area.scope_id,
        data={"area": str(area.id), "company": str(company.id), "period": str(period)},
    )
    return contract


def _join_hiring(contract: Contract, other: Contract, *, at: datetime) -> None:
    other = Contract.objects.select_for_update().select_related("company").get(pk=other.pk)
    if other.company_id != contract.company_id:
        raise JointHiringDiffers(other.company.name)
    if other.joint_hiring is None:
        other.joint_hiring = new_id(at)
        other.save(update_fields=["joint_hiring"])
    contract.joint_hiring = other.joint_hiring


@transaction.atomic
def end_contract(
    *, contract: Contract, last: date, document: str = "", by: Actor, at: datetime
) -> None:
    """Let `contract` end on the day `last`, and with it the posts of the area's managers.

    Those who work under it lose their access on the next day. Raises NotWithinContract unless
    `last` is one of its days before the last one.
    """
    lock(contract.area)
    contract = Contract.objects.select_related("area").get(pk=contract.pk)
    before = contract.period
    first, end = before.lower, before.upper
    if (first is not None and last < first) or (end is not None and day_after(last) >= end):
        raise NotWithinContract(before)
    contract.period = until(before, day_after(last))
    contract.save(update_fields=["period"])
    for post in contract.area.manager_posts.filter(period__contains=last, period__overlap=before):
        post.period = until(post.period, day_after(last))
        post.save(update_fields=["period"])
    renew_covers_of([contract.area])
    record(
        by=by,
        at=at,
        verb="registry.end_contract",
        subject=("contract", contract.id),
        scope_id=contract.area.scope_id,
        data={"period": str(before), "last": str(last), "document": document},
    )
