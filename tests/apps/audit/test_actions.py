import json
from datetime import UTC, datetime

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from mashangban.audit import actions
from mashangban.audit.models import Entry
from mashangban.kit.actors import Actor

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 2, 20, 0, 5, tzinfo=UTC)


def record(number: int = 1) -> None:
    actions.record(
        by=Actor.person("p1"),
        at=AT,
        verb="request.accept",
        subject=("service_request", number),
        scope_id=7,
        data={"round": 1},
    )


def test_record_inserts_what_compose_returns() -> None:
    record()
    composed = actions.compose(
        by=Actor.person("p1"),
        at=AT,
        verb="request.accept",
        subject=("service_request", 1),
        scope_id=7,
        data={"round": 1},
    )
    entry = Entry.objects.get()
    for column in Entry._meta.get_fields():
        if column.name not in ("id", "transaction"):
            assert getattr(entry, column.name) == getattr(composed, column.name), column.name
    assert json.loads(entry.canonical)["data"] == {"round": 1}


def test_record_is_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        record()


def test_an_entry_bears_the_transaction_that_wrote_it() -> None:
    record(1)
    record(2)
    first, second = Entry.objects.order_by("id")
    assert first.transaction == second.transaction > 0


def test_an_entry_goes_with_its_transaction() -> None:
    with transaction.atomic():
        record()
        transaction.set_rollback(True)
    assert not Entry.objects.exists()


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        actions.compose(by=Actor.system("s"), at=datetime(2026, 1, 1), verb="v", subject=("k", 1))
