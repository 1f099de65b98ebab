"""Several inserts in one round trip: what is written, what an error does."""

import random
import uuid
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from mashangban.accounts import actions
from mashangban.accounts.models import Person, PersonalDetail, Scope
from mashangban.accounts.types import DetailKind, ScopeKind
from mashangban.kit.batches import insert

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def rows() -> list[Person | PersonalDetail]:
    """Return an unsaved person with two details."""
    made = actions.compose_person(
        at=AT, details={DetailKind.NAME: "何文", DetailKind.PHONE: "13800000142"}
    )
    return [made.person, *made.details]


def test_neighbours_of_one_kind_are_one_statement() -> None:
    person, *details = rows()
    with transaction.atomic(), CaptureQueriesContext(connection) as captured:
        insert([person, *details])
    assert len(captured) == 2
    assert Person.objects.get().details.count() == 2


def test_what_is_none_is_left_out_and_does_not_part_neighbours() -> None:
    person, first, second = rows()
    with transaction.atomic(), CaptureQueriesContext(connection) as captured:
        insert([None, person, first, None, second, None])
    assert len(captured) == 2
    assert PersonalDetail.objects.count() == 2


def test_nothing_is_nothing() -> None:
    with transaction.atomic(), CaptureQueriesContext(connection) as captured:
        insert([])
        insert([None])
    assert len(captured) == 0


def test_what_refers_may_come_before_what_it_refers_to() -> None:
    person, *details = rows()
    with transaction.atomic():
        insert([*details, person])
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert Person.objects.get().details.count() == 2


def test_the_database_fills_in_what_is_left_to_it() -> None:
    given, left = (
        Scope(id=number, kind=ScopeKind.COMPOUND, label=label)
        for number, label in ((5_000, "given"), (None, "left"))
    )
    with transaction.atomic(), CaptureQueriesContext(connection) as captured:
        insert([given, left])
    assert len(captured) == 2  # they do not bring the same columns
    assert Scope.objects.get(label="given").pk == 5_000
    assert Scope.objects.get(label="left").pk not in (None, 5_000)


def test_many_rows_go_in() -> None:
    random_ids = random.Random(7)
    people = [
        Person(id=uuid.UUID(int=random_ids.getrandbits(128)), created_at=AT, wrapped_key=b"x")
        for _ in range(3_000)
    ]
    with transaction.atomic():
        insert(people)
    assert Person.objects.count() == 3_000


@pytest.mark.parametrize("spoilt", ["first", "last", "before one that answers"])
def test_an_error_is_django_s_own_and_undoes_everything(spoilt: str) -> None:
    person, *details = rows()
    twice = [Person(id=person.pk, created_at=AT, wrapped_key=b"x") for _ in range(2)]
    answering = Scope(kind=ScopeKind.COMPOUND, label="its number comes back")
    batches = {
        "first": [*twice, *details],
        "last": [person, *details, twice[0]],
        "before one that answers": [*twice, answering],
    }[spoilt]
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        insert(batches)
    # Callers look at the error, as for a report that was sent twice.
    assert isinstance(caught.value, DatabaseError)
    assert "accounts_person_pkey" in str(caught.value)
    assert not Person.objects.exists()
    with transaction.atomic():  # the connection is fit to use again
        insert([person, *details])
    assert Person.objects.count() == 1
