"""Many composed rows at once: the same rows that `save` would write."""

import uuid
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import isolate_apps

from mashangban.accounts.models import Person, Scope, ScopeCover
from mashangban.audit import actions as audit
from mashangban.audit.models import Entry
from mashangban.kit.actors import Actor
from mashangban.kit.copying import copy_rows
from mashangban.registry.models import Company, Contract, ManagementArea, Region

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 2, 20, 30, 123_456, tzinfo=UTC)
BY = Actor.system("tests")


def an_id(number: int) -> uuid.UUID:
    return uuid.UUID(int=number)


def test_each_kind_of_column_comes_back_as_it_was() -> None:
    scope = Scope(id=9001, kind="company", label="名称\t带\n换行\\和引号'\"")
    area_scope = Scope(id=9002, kind="area", label="")
    contract_scope = Scope(id=9003, kind="contract", label="")
    boundary = {"type": "Point", "coordinates": [124.6, 30.4], "名": None}
    region = Region(code="990101", kind="district", name="示范区", scope=scope, boundary=boundary)
    company = Company(id=an_id(1), name="青榆物业", uscc=None, scope=scope)
    area = ManagementArea(id=an_id(2), name="听松小区", scope=area_scope)
    contract = Contract(
        id=an_id(3),
        area=area,
        company=company,
        period=DateRange(date(2024, 7, 1), None),
        fee=Decimal("0.95"),
        duty_phone="021-0000-0142",
        scope=contract_scope,
    )
    person = Person(id=an_id(4), created_at=AT, wrapped_key=bytes(range(256)))
    # Those that are referred to may come later: keys are checked at the end.
    copy_rows([contract, company, region, area, person, scope, area_scope, contract_scope])

    found = Contract.objects.select_related("company__scope").get()
    assert (found.pk, found.fee, found.duty_phone, found.desk_hours) == (
        an_id(3),
        Decimal("0.95"),
        "021-0000-0142",
        "",
    )
    assert found.period == DateRange(date(2024, 7, 1), None)
    assert found.company.uscc is None
    assert found.company.scope.label == scope.label
    assert Region.objects.get().boundary == boundary
    assert Region.objects.get().parent is None
    stored = Person.objects.get()
    assert (stored.created_at, bytes(stored.wrapped_key or b"")) == (AT, bytes(range(256)))


def test_a_copied_row_equals_a_saved_one() -> None:
    def row(number: int) -> Company:
        return Company(id=an_id(number), name="砚湖物业", uscc=None, scope_id=number)

    Scope.objects.bulk_create(Scope(id=number, kind="company", label="") for number in (1, 2))
    row(1).save(force_insert=True)
    copy_rows([row(2)])
    saved, copied = Company.objects.order_by("id").values_list("name", "uscc")
    assert saved == copied


def test_what_the_database_fills_in_is_left_to_it() -> None:
    entries = [
        audit.compose(by=BY, at=AT, verb=f"tests.{number}", subject=("test", number))
        for number in range(3)
    ]
    copy_rows(entries)
    audit.record(by=BY, at=AT, verb="tests.saved", subject=("test", 3))
    rows = Entry.objects.order_by("id")
    assert [row.verb for row in rows] == ["tests.0", "tests.1", "tests.2", "tests.saved"]
    assert len({row.transaction for row in rows}) == 1
    assert all(entry.pk is None for entry in entries)


def test_given_keys_advance_the_sequence() -> None:
    before = Scope.objects.create(kind="area", label="before").pk
    copy_rows([Scope(id=before + 5_000, kind="area", label="given")])
    assert Scope.objects.create(kind="area", label="after").pk == before + 5_001


def test_given_and_automatic_keys_may_be_mixed() -> None:
    copy_rows([Scope(kind="area", label="a"), Scope(id=70_000, kind="area", label="b")])
    assert Scope.objects.get(label="b").pk == 70_000
    assert Scope.objects.get(label="a").pk != 70_000


def test_each_model_keeps_its_order() -> None:
    scopes = [Scope(kind="area", label=str(number)) for number in range(50)]
    copy_rows(scopes)
    assert list(Scope.objects.order_by("id").values_list("label", flat=True)) == [
        str(number) for number in range(50)
    ]


def test_nothing_is_written_for_nothing() -> None:
    copy_rows([])
    assert not Scope.objects.exists()


def test_a_constraint_refuses_as_it_refuses_a_save() -> None:
    scope = Scope(id=1, kind="area", label="")
    empty = ScopeCover(outer=scope, inner=scope, period=DateRange(empty=True), source="tests")
    with pytest.raises(IntegrityError, match="cover_lasts"), transaction.atomic():
        copy_rows([scope, empty])
    assert not Scope.objects.exists()


def test_a_key_that_leads_nowhere_is_refused_at_the_end() -> None:
    nowhere = Company(id=an_id(1), name="青榆物业", uscc=None, scope_id=404)

    @transaction.atomic
    def write() -> None:
        copy_rows([nowhere])
        connection.check_constraints()

    with pytest.raises(IntegrityError):
        write()


@isolate_apps("mashangban.kit")
def test_a_model_in_several_tables_is_refused() -> None:
    class Place(models.Model):
        class Meta:
            app_label = "kit"

    class House(Place):
        class Meta:
            app_label = "kit"

    with pytest.raises(ValueError, match="House lies in several tables"):
        copy_rows([House()])
