"""Companies: their groups, branches and names, and what became of them."""

from datetime import date, datetime

from django.db import transaction

from mashangban.accounts.actions import create_scope
from mashangban.accounts.types import ScopeKind
from mashangban.audit.actions import record
from mashangban.kit.actors import Actor
from mashangban.registry.actions.steps import refusing
from mashangban.registry.compose import (
    call,
    compose_company,
    compose_former_name,
    compose_group,
    compose_succession,
    read_uscc,
)
from mashangban.registry.errors import (
    CompanyExists,
    GroupExists,
    RenamedThatDay,
    SuccessionCircle,
    SuccessionExists,
)
from mashangban.registry.models import Company, CompanyGroup, Succession
from mashangban.registry.types import Ownership, SuccessionKind


@transaction.atomic
def add_group(
    *, name: str, parent: CompanyGroup | None = None, by: Actor, at: datetime
) -> CompanyGroup:
    """Add a group of companies, below `parent` if there is one. Raises GroupExists."""
    group = compose_group(at=at, name=name, parent=parent)
    with refusing("registry_companygroup_name_key", GroupExists(name)):
        group.save(force_insert=True)
    record(by=by, at=at, verb="registry.add_group", subject=("company_group", group.id))
    return group


@transaction.atomic
def add_company(
    *,
    name: str,
    uscc: str | None = None,
    ownership: Ownership | None = None,
    group: CompanyGroup | None = None,
    head_office: Company | None = None,
    by: Actor,
    at: datetime,
) -> Company:
    """Add a property company, or a branch of `head_office`.

    Raises BadCompanyCode, CompanyExists, BranchOfABranch.
    """
    code = None if uscc is None else read_uscc(uscc)
    if code is not None and Company.objects.filter(uscc=code).exists():
        raise CompanyExists(code)
    scope = create_scope(kind=ScopeKind.COMPANY, label=name)
    company = compose_company(
        at=at,
        name=name,
        scope=scope,
        uscc=code,
        ownership=ownership,
        group=group,
        head_office=head_office,
    )
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
def rename_company(*, company: Company, name: str, on: date, by: Actor, at: datetime) -> None:
    """Let `company` be called `name` from the day `on`; it is still found by the old one."""
    _lock(company)
    present = Company.objects.get(pk=company.pk)
    _add_former_name(present, present.name, on, at=at)
    _call(present, name)
    record(
        by=by,
        at=at,
        verb="registry.rename_company",
        subject=("company", company.id),
        scope_id=company.scope_id,
        data={"on": str(on), "name": name},
    )


@transaction.atomic
def record_former_name(
    *, company: Company, name: str, until: date, by: Actor, at: datetime
) -> None:
    """Record that `company` was called `name` until the day before `until`; it is found by it."""
    _lock(company)
    present = Company.objects.get(pk=company.pk)
    _add_former_name(present, name, until, at=at)
    _call(present, present.name)
    record(
        by=by,
        at=at,
        verb="registry.record_former_name",
        subject=("company", company.id),
        scope_id=company.scope_id,
        data={"until": str(until), "name": name},
    )


def _lock(*companies: Company) -> None:
    keys = [company.pk for company in companies]
    list(Company.objects.select_for_update().filter(pk__in=keys).order_by("pk"))


def _add_former_name(company: Company, name: str, until: date, *, at: datetime) -> None:
    former = compose_former_name(at=at, company=company, name=name, until=until)
    with refusing("one_rename_a_day", RenamedThatDay(company.name, until)):
        former.save(force_insert=True)


def _call(company: Company, name: str) -> None:
    call(company, name, company.former_names.values_list("name", flat=True))
    company.save(update_fields=["name", "pinyin", "search_text", "search_grams"])


@transaction.atomic
def record_succession(
    *,
    predecessor: Company,
    successor: Company,
    on: date,
    kind: SuccessionKind,
    document: str = "",
    by: Actor,
    at: datetime,
) -> Succession:
    """Record that `successor` came out of `predecessor` on the day `on`.

    Contracts stay with whoever signed them: owners decide on a new one (规定 art. 44).
    Raises SuccessionExists, SuccessionCircle.
    """
    _lock(predecessor, successor)
    if (
        predecessor == successor
        or Succession.objects.filter(predecessor=successor, successor=predecessor).exists()
    ):
        raise SuccessionCircle(predecessor.name, successor.name)
    succession = compose_succession(
        at=at,
        predecessor=predecessor,
        successor=successor,
        on=on,
        kind=kind,
        document=document,
    )
    with refusing("one_succession_between_two", SuccessionExists(predecessor.name, successor.name)):
        succession.save(force_insert=True)
    record(
        by=by,
        at=at,
        verb="registry.record_succession",
        subject=("company", successor.id),
        scope_id=successor.scope_id,
        data={"predecessor": str(predecessor.id), "on": str(on), "kind": str(kind)},
    )
    return succession
